"""Columns of the page from the tables of a run."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from latentaudio.explorer.page_columns import CategoricalColumn, Column, NumberColumn
from latentaudio.factor_types import Factor
from latentaudio.features.descriptors import DESCRIPTORS


def factor_columns(snippets: pa.Table, factors: Sequence[Factor]) -> list[Column]:
    """Make a column of each factor from rows of the table of snippets."""
    return [
        NumberColumn(
            factor.name,
            factor.quantity,
            "factor",
            snippets[factor.name].to_numpy(),
            factor.unit,
            factor.scale,
        )
        if factor.is_numeric
        else CategoricalColumn.of_labels(
            factor.name, factor.name, "factor", snippets[factor.name].to_pylist()
        )
        for factor in factors
    ]


def origin_columns(snippets: pa.Table) -> list[Column]:
    """Make columns of the recording of each sound, and of its group if that says more."""
    recordings, groups = (snippets[name].to_pylist() for name in ("recording_id", "group"))
    columns: list[Column] = [
        CategoricalColumn.of_labels("recording", "recording", "recording", recordings)
    ]
    if groups != recordings:
        about = "what is never split between training and test"
        columns.append(CategoricalColumn.of_labels("group", "group", "group", groups, about=about))
    return columns


def fold_column(folds: np.ndarray, scheme: str) -> Column:
    """Make a column of the fold in which each sound is tested, in a scheme of cross-validation."""
    return CategoricalColumn.of_labels(
        "fold",
        "fold",
        "fold",
        [str(fold) for fold in folds.tolist()],
        order=[str(fold) for fold in np.unique(folds).tolist()],
        about=f"in which it is tested ({scheme})",
    )


def descriptor_columns(values: Mapping[str, np.ndarray]) -> list[Column]:
    """Make a column of the peak level and of each descriptor."""
    peak = NumberColumn(
        "peak_db",
        "peak level",
        "descriptor",
        values["peak_db"],
        "dB",
        about="what exceeds full scale (0 dB) is played scaled down to it",
    )
    named = (
        NumberColumn(name, one.title, "descriptor", values[name], one.unit, one.scale, one.about)
        for name, one in DESCRIPTORS.items()
    )
    return [peak, *named]


def cluster_column(
    clusters: np.ndarray, space: str, space_title: str, described: Mapping[str, Any]
) -> Column:
    """Make a column of clusters.

    Parameters
    ----------
    clusters
        Number of each sound's cluster, from 0; -1 where it belongs to none.
    space, space_title
        The space in which they were found.
    described
        Method, parameters, and ``agreement``: the adjusted Rand index with each factor.
    """
    numbers = np.unique(clusters[clusters >= 0])
    agreement = ", ".join(f"{name} {value:.2f}" for name, value in described["agreement"].items())
    about = f"{described['method']}, {described['parameters']}"
    return CategoricalColumn(
        f"cluster_{space}",
        f"clusters in {space_title}",
        "cluster",
        tuple(f"cluster {number + 1}" for number in numbers.tolist()),
        np.where(clusters < 0, -1, np.searchsorted(numbers, clusters)),
        f"{about}; adjusted Rand index with {agreement}" if agreement else about,
    )
