"""Stretches of recordings that a listening test can play.

A slice is a stretch of one recording and one group in which every snippet is among those of the
run. Snippets below ``dataset.silence_db`` are not among them, so no part of a slice is silent: this
is the criterion by which silent slices are rejected.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from latentaudio.errors import ConfigError, DatasetError
from latentaudio.tables import strings

# Times are multiples of a sample; anything shorter is rounding.
_ROUNDING_S = 1e-6


@dataclass(frozen=True)
class Slice:
    """A stretch of a recording.

    Attributes
    ----------
    rows
        Rows of the snippets that begin within it, in the table of snippets; not empty.
    snippet_id
        Id of the first of them, with which the slice begins.
    recording_id, start_s
        Recording, and time at which the slice begins (s, in the file).
    group
        Group of its snippets.
    labels
        Its class, by factor.
    """

    rows: range
    snippet_id: str
    recording_id: str
    start_s: float
    group: str
    labels: Mapping[str, str]

    @property
    def cell(self) -> tuple[str, ...]:
        """Its combination of classes, one of each factor."""
        return tuple(self.labels.values())


def find_slices(
    snippets: pa.Table,
    labels: Mapping[str, np.ndarray],
    *,
    slice_s: float,
    snippet_s: float,
) -> list[Slice]:
    """Find slices that do not overlap.

    Parameters
    ----------
    snippets
        Table of snippets, recording by recording in the order of time.
    labels
        Class of each snippet, by factor; arrays of shape ``[n]``.
    slice_s
        Length of a slice (s), at least `snippet_s`.
    snippet_s
        Length of a snippet (s).

    Returns
    -------
    list of Slice
        In the order of the table. Each begins with a snippet.

    Raises
    ------
    ConfigError
        When slices would be shorter than snippets.
    DatasetError
        When there is none.
    """
    if slice_s < snippet_s:
        raise ConfigError(
            f"listening.slice_s: found {slice_s:g} s, but a snippet lasts {snippet_s:g} s, and the "
            "network answers for whole snippets; give at least that, or null"
        )
    starts = np.asarray(snippets["start_s"].to_numpy(), np.float64)
    recordings, groups = strings(snippets, "recording_id"), strings(snippets, "group")
    ids = strings(snippets, "snippet_id")
    found, longest = [], 0.0
    for run in _unbroken(starts, recordings, groups, snippet_s):
        longest = max(longest, float(starts[run[-1]] + snippet_s - starts[run[0]]))
        found += [
            Slice(
                rows,
                str(ids[rows[0]]),
                str(recordings[rows[0]]),
                float(starts[rows[0]]),
                str(groups[rows[0]]),
                {factor: str(values[rows[0]]) for factor, values in labels.items()},
            )
            for rows in _within(run, starts, slice_s, snippet_s)
        ]
    if not found:
        raise DatasetError(
            f"listening.slice_s: found {slice_s:g} s, but the longest stretch of one group without "
            f"silence lasts {longest:g} s; give at most that"
        )
    return found


def _unbroken(
    starts: np.ndarray, recordings: np.ndarray, groups: np.ndarray, snippet_s: float
) -> Iterator[range]:
    """Yield the rows of stretches of one recording and one group without a gap."""
    follows = (
        (recordings[1:] == recordings[:-1])
        & (groups[1:] == groups[:-1])
        & (starts[1:] - starts[:-1] <= snippet_s + _ROUNDING_S)
    )
    ends = [*(np.flatnonzero(~follows) + 1).tolist(), len(starts)]
    first = 0
    for end in ends:
        if end > first:
            yield range(first, end)
        first = end


def _within(run: range, starts: np.ndarray, slice_s: float, snippet_s: float) -> Iterator[range]:
    """Yield the rows of successive slices of a stretch."""
    end_s = starts[run[-1]] + snippet_s + _ROUNDING_S
    free_s = -np.inf
    for row in run:
        if starts[row] < free_s or starts[row] + slice_s > end_s:
            continue
        free_s = starts[row] + slice_s - _ROUNDING_S
        last = int(np.searchsorted(starts[row : run.stop], free_s))
        yield range(row, row + last)
