"""Helpers to read the columns that most stages need."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import Kind
from latentaudio.errors import ArtifactError


def labels_of(snippets: pa.Table, factors: Sequence[str]) -> dict[str, np.ndarray]:
    """Get the class of each snippet, by factor, from the table of snippets.

    Returns
    -------
    dict of str to numpy.ndarray
        Arrays of str, shape ``[n]``, in the order of `factors`.
    """
    return {factor: strings(snippets, factor) for factor in factors}


def strings(table: pa.Table, column: str) -> np.ndarray:
    """Convert a text column to an array of NumPy strings, shape ``[n]``."""
    return np.asarray(table[column].to_pylist(), dtype=str)


def check_snippet_ids(path: Path, kind: Kind, table: pa.Table, snippet_ids: np.ndarray) -> None:
    """Check that a table has one row for each snippet, in the order of the table of snippets.

    Raises
    ------
    ArtifactError
        When it does not.
    """
    if not np.array_equal(strings(table, "snippet_id"), snippet_ids):
        raise ArtifactError(
            f"{path}: its snippets are not those of dataset/snippets.parquet; delete it, and rule "
            f"'{kind.made_by}' will make it again when it is next needed"
        )
