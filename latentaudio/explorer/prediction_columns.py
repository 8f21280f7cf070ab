"""Columns of the page of what is predicted of each sound, and of how wrong it is."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from latentaudio.artifacts import PREDICTIONS, read_table
from latentaudio.decoding.decoders import DECODERS, kind_of
from latentaudio.explorer.page_columns import CategoricalColumn, Column, NumberColumn
from latentaudio.factor_types import Factor

RIGHT, WRONG = "right", "wrong"

#: Columns of a table of predictions that are read.
PREDICTED = (
    *("snippet_id", "factor", "truth", "predicted", "true_value", "predicted_value"),
    *("decoder", "scheme"),
)


def read_predictions(paths: Sequence[Path]) -> Iterable[pa.Table]:
    """Read the columns `PREDICTED` of tables of predictions, one at a time."""
    return (read_table(path, PREDICTIONS, PREDICTED) for path in paths)


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
    for table in predictions:
        for factor in factors:
            for one in _held_out(table, factor, scheme).to_pylist():
                row = row_of.get(one["snippet_id"])
                if row is not None:
                    found[factor.name][row] = one
    columns: list[Column] = []
    for factor in factors:
        title = DECODERS[_main_decoder(factor)].title
        about = f"{title} at {where}, held-out folds ({scheme}), {factor.name}"
        own = [found[factor.name].get(row) for row in range(len(snippet_ids))]
        columns += (_numeric if factor.is_numeric else _categorical)(factor, own, about)
    return columns


def difficulty_columns(
    predictions: Iterable[pa.Table],
    factors: Sequence[Factor],
    snippet_ids: np.ndarray,
    *,
    scheme: str,
) -> list[Column]:
    """Make a column of each factor of how wrong its main decoder is about a sound, over layers.

    One layer says only whether a sound is predicted right. Over all layers its sounds can be
    ordered, from those that no layer gets wrong to those that all do.

    Parameters
    ----------
    predictions
        Tables of all folds in all layers, with the columns `PREDICTED`.
    factors, snippet_ids, scheme
        As for `prediction_columns`.

    Returns
    -------
    list of Column
        Of a categorical factor the number of layers in which a sound is predicted wrong; of a
        numeric one the mean of the absolute errors in its unit. A sound without predictions has
        none.
    """
    row_of = {name: row for row, name in enumerate(snippet_ids.tolist())}
    errors = {factor.name: np.zeros(len(snippet_ids)) for factor in factors}
    layers = {factor.name: np.zeros(len(snippet_ids), int) for factor in factors}
    for table in predictions:
        for factor in factors:
            own = _held_out(table, factor, scheme)
            rows = np.array([row_of.get(one, -1) for one in own["snippet_id"].to_pylist()], int)
            shown = rows >= 0
            # A table is of one fold, in which each sound is tested once.
            errors[factor.name][rows[shown]] += _errors(own, factor)[shown]
            layers[factor.name][rows[shown]] += 1
    return [
        _difficulty(factor, errors[factor.name], layers[factor.name], scheme) for factor in factors
    ]


def _held_out(table: pa.Table, factor: Factor, scheme: str) -> pa.Table:
    """Select what the main decoder of a factor predicts of it in a scheme."""
    return table.filter(
        (pc.field("factor") == factor.name)
        & (pc.field("decoder") == _main_decoder(factor))
        & (pc.field("scheme") == scheme)
    )


def _main_decoder(factor: Factor) -> str:
    (name,) = (one.name for one in DECODERS.values() if one.is_main and one.kind == kind_of(factor))
    return name


def _errors(predicted: pa.Table, factor: Factor) -> np.ndarray:
    """Give 1 for a wrong class and 0 for the right one, or the absolute error of a value."""
    if factor.is_numeric:
        values = (predicted[name].to_numpy() for name in ("true_value", "predicted_value"))
        return np.abs(np.subtract(*values))
    return pc.not_equal(predicted["truth"], predicted["predicted"]).to_numpy().astype(float)


def _difficulty(factor: Factor, errors: np.ndarray, layers: np.ndarray, scheme: str) -> Column:
    known = np.where(layers > 0, layers, np.nan)
    decoder = DECODERS[_main_decoder(factor)].title
    number = layers.max(initial=0)
    about = f"{decoder} in {number} layers, held-out folds ({scheme}), {factor.name}"
    name = f"difficulty_{factor.name}"
    if factor.is_numeric:
        title = f"{factor.quantity}, mean absolute error"
        return NumberColumn(name, title, "error", errors / known, factor.unit, about=about)
    title = f"{factor.name}, how often wrong"
    return NumberColumn(name, title, "error", np.where(layers > 0, errors, np.nan), about=about)


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
            f"{factor.quantity}, predicted",
            "prediction",
            value,
            factor.unit,
            factor.scale,
            about,
        ),
        NumberColumn(
            f"error_{factor.name}",
            f"{factor.quantity}, predicted minus true",
            "error",
            value - truth,
            factor.unit,
            about=about,
        ),
    ]
