"""Small helpers to read the columns that most stages need."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import Kind
from latentaudio.errors import ArtifactError


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


def check_snippet_ids(path: Path, kind: Kind, table: pa.Table, snippet_ids: np.ndarray) -> None:
    """Check that a table has one row for each snippet, in the order of the table of snippets.

    Raises
    ------
    ArtifactError
        When it has not.
    """
    if not np.array_equal(strings(table, "snippet_id"), snippet_ids):
        raise ArtifactError(
            f"{path}: its snippets are not those of dataset/snippets.parquet; delete it, and rule "
            f"'{kind.made_by}' will make it again when it is next needed"
        )


def recording_of(snippet_id: str) -> str:
    """Give the id of the recording that a snippet is part of.

    Examples
    --------
    >>> recording_of("wood_tapping#00012")
    'wood_tapping'
    """
    return snippet_id.rpartition("#")[0]


def ids_by_recording(snippets: pa.Table) -> dict[str, np.ndarray]:
    """List the snippet ids of each recording, in the order of the table of snippets."""
    recordings, ids = strings(snippets, "recording_id"), strings(snippets, "snippet_id")
    # Snippets of a recording are adjacent.
    names, first = np.unique(recordings, return_index=True)
    order = np.argsort(first)
    return dict(zip(names[order].tolist(), np.split(ids, np.sort(first)[1:]), strict=True))
