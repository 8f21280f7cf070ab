"""Dividing the recordings among jobs.

Short recordings are embedded many to a job, because a job takes as long to start as some minutes of
sound; and files stay few where recordings are thousands.
"""

import itertools
from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np
import pyarrow as pa

from latentaudio.audio.waveforms import snippet_waveforms
from latentaudio.datasets.recordings import snippets_of
from latentaudio.datasets.source import Recording

T = TypeVar("T")


def divide(recordings: Sequence[T], parts: int) -> dict[str, list[T]]:
    """Divide recordings into parts of neighbours, of nearly equal number.

    Parameters
    ----------
    recordings
        In the order of the table of recordings.
    parts
        At most how many; there is none without a recording.

    Returns
    -------
    dict of str to list
        By name of the part: the parts one after the other are `recordings`.

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
    part: Sequence[Recording], recordings: pa.Table, snippets: pa.Table
) -> tuple[list[str], Iterator[np.ndarray]]:
    """Stream the snippets of several recordings.

    Parameters
    ----------
    part
        The recordings.
    recordings, snippets
        The tables of the data set.

    Returns
    -------
    snippet_ids : list of str
        In the order of the table of snippets.
    waveforms : iterator of numpy.ndarray
        As `latentaudio.audio.waveforms.snippet_waveforms` yields them, one file open at a time.
    """
    ids: list[str] = []
    streams = []
    for one in part:
        own, starts = snippets_of(snippets, one.recording_id)
        ids += own
        streams.append(snippet_waveforms(one.path, recordings, one.recording_id, starts))
    return ids, itertools.chain.from_iterable(streams)
