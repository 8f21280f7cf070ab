"""Columns of the page from the tables of a run."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import PREDICTIONS, read_table
from latentaudio.decoding.decoders import DECODERS, kind_of
from latentaudio.explorer.page_columns import CategoricalColumn, Column, NumberColumn
from latentaudio.factor_types import Factor
from latentaudio.features.descriptors import DESCRIPTORS

RIGHT, WRONG = "right", "wrong"

#: Columns of a table of predictions that are read.
PREDICTED = (
    *("snippet_id", "factor", "truth", "predicted", "true_value", "predicted_value"),
    *("decoder", "scheme"),
)


def factor_columns(snippets: pa.Table, factors: Sequence[Factor]) -> list[Column]:
    """Make a column of each factor from rows of the table of snippets."""
    return [
        NumberColumn(
            factor.name,
            factor.name,
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


def prediction_columns(
    predictions: Iterable[pa.Table],
    factors: Sequence[Factor],
    snippet_ids: np.ndarray,
    *,
    scheme: str,
    where: str,
) -> list[Column]:
    """Make columns of what the main decoder of each factor predicts, and of its errors.

    Parameters
    ----------
    predictions
        Tables of all folds in one space, with the columns `PREDICTED`.
    factors
        The factors.
    snippet_ids
        Ids of the sounds of the map, shape ``[n]``.
    scheme
        The scheme whose held-out folds count.
    where
        Name of the space in texts.

    Returns
    -------
    list of Column
        Of a categorical factor the predicted class, and whether it is right; of a numeric one the
        predicted value, and its difference from the true one. A sound without a prediction has
        none.
    """
    row_of = {name: row for row, name in enumerate(snippet_ids.tolist())}
    found: dict[str, dict[int, dict[str, Any]]] = {factor.name: {} for factor in factors}
    decoder_of = {factor.name: _main_decoder(factor) for factor in factors}
    for table in predictions:
        for one in table.to_pylist():
            row = row_of.get(one["snippet_id"])
            factor = one["factor"]
            if (
                row is not None
                and one["scheme"] == scheme
                and one["decoder"] == decoder_of.get(factor)
            ):
                found[factor][row] = one
    columns: list[Column] = []
    for factor in factors:
        title = DECODERS[decoder_of[factor.name]].title
        about = f"{title} at {where}, held-out folds ({scheme}), {factor.name}"
        own = [found[factor.name].get(row) for row in range(len(snippet_ids))]
        columns += (_numeric if factor.is_numeric else _categorical)(factor, own, about)
    return columns


def _main_decoder(factor: Factor) -> str:
    (name,) = (one.name for one in DECODERS.values() if one.is_main and one.kind == kind_of(factor))
    return name


def _categorical(
    factor: Factor, predicted: Sequence[dict[str, Any] | None], about: str
) -> list[Column]:
    labels = [None if one is None else one["predicted"] for one in predicted]
    errors = [
        None if one is None else RIGHT if one["predicted"] == one["truth"] else WRONG
        for one in predicted
    ]
    return [
        CategoricalColumn.of_labels(
            f"predicted_{factor.name}",
            f"{factor.name}, predicted",
            "prediction",
            labels,
            about=about,
        ),
        CategoricalColumn.of_labels(
            f"error_{factor.name}",
            f"{factor.name}, right or wrong",
            "error",
            errors,
            order=(RIGHT, WRONG),
            about=about,
        ),
    ]


def _numeric(
    factor: Factor, predicted: Sequence[dict[str, Any] | None], about: str
) -> list[Column]:
    truth, value = (
        np.array([np.nan if one is None else one[name] for one in predicted], float)
        for name in ("true_value", "predicted_value")
    )
    return [
        NumberColumn(
            f"predicted_{factor.name}",
            f"{factor.name}, predicted",
            "prediction",
            value,
            factor.unit,
            factor.scale,
            about,
        ),
        NumberColumn(
            f"error_{factor.name}",
            f"{factor.name}, predicted minus true",
            "error",
            value - truth,
            factor.unit,
            about=about,
        ),
    ]


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


def read_predictions(paths: Sequence[Path]) -> Iterable[pa.Table]:
    """Read what `prediction_columns` needs of tables of predictions, one at a time."""
    return (read_table(path, PREDICTIONS, PREDICTED) for path in paths)
