"""Helpers to read the columns that most stages need."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import Kind
from latentaudio.errors import ArtifactError
from latentaudio.factor_types import Factor, bin_labels


def labels_of(snippets: pa.Table, factors: Sequence[Factor]) -> dict[str, np.ndarray]:
    """Get the class of each snippet, by factor, from the table of snippets.

    The classes of a numeric factor are its quantile bins over all snippets of the table.

    Returns
    -------
    dict of str to numpy.ndarray
        Arrays of str, shape ``[n]``, by name of the factor, in the order of `factors`.

    Raises
    ------
    DatasetError
        When all values of a numeric factor are equal.

    Examples
    --------
    >>> table = pa.table({"size": ["big", "small"], "f0": [440.0, 220.0]})
    >>> labels = labels_of(table, [Factor("size"), Factor("f0", "numeric")])
    >>> labels["size"].tolist(), labels["f0"].tolist()
    (['big', 'small'], ['2: 440', '1: 220'])
    """
    return {
        factor.name: (
            bin_labels(factor, values_of(snippets, factor))
            if factor.is_numeric
            else strings(snippets, factor.name)
        )
        for factor in factors
    }


def values_of(snippets: pa.Table, factor: Factor) -> np.ndarray:
    """Get the value of a numeric factor for each snippet: float64, shape ``[n]``."""
    return np.asarray(snippets[factor.name].to_numpy(), np.float64)


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


def rows_of_ids(path: Path, kind: Kind, ids: np.ndarray, snippet_ids: np.ndarray) -> np.ndarray:
    """Find the snippets of a table in the table of snippets.

    Parameters
    ----------
    path, kind
        The table, for the error.
    ids
        Its ids, shape ``[m]``.
    snippet_ids
        Ids in the table of snippets, shape ``[n]``.

    Returns
    -------
    numpy.ndarray
        Row of each id in the table of snippets, shape ``[m]``.

    Raises
    ------
    ArtifactError
        When an id is unknown or occurs more than once.
    """
    remedy = f"delete it, and rule '{kind.made_by}' will make it again when it is next needed"
    order = np.argsort(snippet_ids)
    places = np.searchsorted(snippet_ids, ids, sorter=order)
    rows = order[np.minimum(places, len(order) - 1)]
    unknown = snippet_ids[rows] != ids
    if unknown.any():
        raise ArtifactError(
            f"{path}: snippet '{ids[unknown][0]}' is not in dataset/snippets.parquet; {remedy}"
        )
    if len(np.unique(rows)) < len(rows):
        raise ArtifactError(f"{path}: a snippet occurs more than once; {remedy}")
    return rows
