"""Divide the recordings among jobs.

One job embeds many short recordings, because starting a job takes as long as embedding some minutes
of sound, and because thousands of recordings should not give thousands of files.
"""

import itertools
from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np
import pyarrow as pa

from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.waveforms import snippet_waveforms
from latentaudio.datasets.recordings import snippets_of
from latentaudio.datasets.source import Recording

T = TypeVar("T")


def divide(recordings: Sequence[T], parts: int) -> dict[str, list[T]]:
    """Divide recordings into consecutive parts of nearly equal size.

    Parameters
    ----------
    recordings
        Recordings, in the order of the table of recordings.
    parts
        Largest number of parts; no part is empty.

    Returns
    -------
    dict of str to list
        Recordings by name of the part; the parts in sequence are `recordings`.

    Examples
    --------
    >>> divide(["a", "b", "c"], 2)
    {'part_001': ['a', 'b'], 'part_002': ['c']}
    """
    count = min(parts, len(recordings))
    quotient, larger = divmod(len(recordings), max(count, 1))
    sizes = [quotient + (index < larger) for index in range(count)]
    ends = list(itertools.accumulate(sizes))
    return {
        f"part_{number:03d}": list(recordings[end - size : end])
        for number, (size, end) in enumerate(zip(sizes, ends, strict=True), start=1)
    }


def part_waveforms(
    part: Sequence[Recording], recordings: pa.Table, snippets: pa.Table, snippet: SnippetFormat
) -> tuple[list[str], Iterator[np.ndarray]]:
    """Stream the snippets of several recordings.

    Parameters
    ----------
    part
        Recordings to stream.
    recordings, snippets
        Tables of the data set.
    snippet
        Sample rate and length of snippets.

    Returns
    -------
    snippet_ids : list of str
        Ids of the snippets, recording by recording, each in the order of the table of snippets.
    waveforms : iterator of numpy.ndarray
        Waveforms as yielded by `latentaudio.audio.waveforms.snippet_waveforms`; one file is open at
        a time.
    """
    ids: list[str] = []
    streams = []
    for one in part:
        own, starts = snippets_of(snippets, one.recording_id, snippet.samplerate)
        ids += own
        streams.append(snippet_waveforms(one.path, recordings, one.recording_id, starts, snippet))
    return ids, itertools.chain.from_iterable(streams)
