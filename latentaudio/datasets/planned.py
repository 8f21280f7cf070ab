"""Snippets of sounds that a run is going to make: the built-in ones, tones, reverberated twins.

What these will be is known before they are made, but for the snippets that will be silent.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.snippets import segment_starts, snippet_starts
from latentaudio.datasets.snippet_ids import snippet_ids
from latentaudio.datasets.source import REVERB_SUFFIX, Recording
from latentaudio.factor_types import Factor


def planned_snippets(
    recordings: Sequence[Recording],
    factors: Sequence[Factor],
    snippet: SnippetFormat,
    *,
    objects: int,
    object_s: float,
    hop_s: float,
    loudest: bool = False,
) -> pa.Table:
    """Plan the snippets of the built-in sounds, whose blocks are their objects.

    Parameters
    ----------
    recordings
        The recordings that will be made.
    factors
        The (categorical) factors.
    snippet
        Sample rate and length of snippets.
    objects, object_s
        Number of objects in each recording, and duration of each (s).
    hop_s
        Distance between the starts of successive snippets (s).
    loudest
        Whether each object has one snippet only, around its loudest point.

    Returns
    -------
    pyarrow.Table
        Columns ``snippet_id, recording_id, group`` and the factors, as in the table of snippets.

    Raises
    ------
    ConfigError
        When a duration cannot work.
    """
    block = round(object_s * snippet.samplerate)
    hop = block if loudest else round(hop_s * snippet.samplerate)
    starts, blocks, _ = snippet_starts(objects * block, snippet, hop=hop, block=block)
    rows = [(recording, index) for recording in recordings for index in range(len(starts))]
    columns = {
        "snippet_id": [
            name
            for one in recordings
            for name in snippet_ids(one.recording_id, np.ones(len(starts), bool))
        ],
        "recording_id": [one.recording_id for one, _ in rows],
        "group": [f"{one.group}/block_{blocks[index]:03d}" for one, index in rows],
        **{factor.name: [one.factors[factor.name] for one, _ in rows] for factor in factors},
    }
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def planned_segments(
    recordings: Sequence[Recording],
    factors: Sequence[Factor],
    snippet: SnippetFormat,
    *,
    hop_s: float,
    loudest: bool = False,
    pad_remainder: bool = False,
) -> pa.Table:
    """Plan the snippets of tones or of sounds in rooms, which are segments of equal length.

    Parameters and errors are those of `planned_snippets`, without objects, and of
    `latentaudio.audio.snippets.segment_starts`.

    Returns
    -------
    pyarrow.Table
        See `planned_snippets`.
    """
    segment = recordings[0].segment
    assert segment is not None  # as all of these
    first, stop = segment.span(snippet.samplerate)
    hop = round(hop_s * snippet.samplerate)
    starts, _, _ = segment_starts(stop - first, snippet, hop=hop, pad_remainder=pad_remainder)
    kept = np.ones(1 if loudest else len(starts), bool)
    rows = pa.array(np.repeat(np.arange(len(recordings)), len(kept)))
    columns = {
        "recording_id": pa.array([one.recording_id for one in recordings], pa.string()),
        "group": pa.array([one.group for one in recordings], pa.string()),
        **{
            factor.name: pa.array([one.factors[factor.name] for one in recordings])
            for factor in factors
        },
    }
    ids = [name for one in recordings for name in snippet_ids(one.recording_id, kept)]
    return pa.table(
        {
            "snippet_id": pa.array(ids, pa.string()),
            **{name: values.take(rows) for name, values in columns.items()},
        }
    )


def with_twins(snippets: pa.Table, originals: Sequence[str]) -> pa.Table:
    """Add the snippets of reverberated twins, which are those of the originals.

    Parameters
    ----------
    snippets
        The table of snippets without twins.
    originals
        Ids of the recordings that will have a twin.

    Returns
    -------
    pyarrow.Table
        Rows of both, sorted by recording.
    """
    copied = snippets.filter(pc.is_in(snippets["recording_id"], pa.array(originals, pa.string())))
    ids = pc.split_pattern(copied["snippet_id"], "#", max_splits=1, reverse=True)
    names = pc.binary_join_element_wise(copied["recording_id"], REVERB_SUFFIX, "")
    numbers = pc.list_element(ids, 1)
    renamed = {
        "recording_id": names,
        "snippet_id": pc.binary_join_element_wise(names, numbers, "#"),
    }
    for name, values in renamed.items():
        copied = copied.set_column(copied.column_names.index(name), name, values)
    both = pa.concat_tables([snippets, copied])
    order = np.argsort(np.asarray(both["recording_id"].to_pylist(), str), kind="stable")
    return both.take(pa.array(order))
