"""Small helpers to read the columns that most stages need."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa


def labels_of(snippets: pa.Table, factors: Sequence[str]) -> dict[str, np.ndarray]:
    """Take the class of each snippet, by factor, from the table of snippets.

    Returns
    -------
    dict of str to numpy.ndarray
        Arrays of str, shape ``[n]``, in the order of `factors`.
    """
    return {factor: strings(snippets, factor) for factor in factors}


def strings(table: pa.Table, column: str) -> np.ndarray:
    """Take a column of text as an array of NumPy's own strings, shape ``[n]``."""
    return np.asarray(table[column].to_pylist(), dtype=str)


def ids_by_recording(snippets: pa.Table) -> dict[str, np.ndarray]:
    """List the snippet ids of each recording, in the order of the table of snippets."""
    recordings, ids = strings(snippets, "recording_id"), strings(snippets, "snippet_id")
    # Snippets of a recording are adjacent.
    names, first = np.unique(recordings, return_index=True)
    order = np.argsort(first)
    return dict(zip(names[order].tolist(), np.split(ids, np.sort(first)[1:]), strict=True))
