"""Predict each factor from the projections of a space.

`predict` handles one fold; `latentaudio.decoding.scores` turns its predictions into scores.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from latentaudio.decoding.decoders import Decoder, decoder, kind_of
from latentaudio.factor_types import Factor
from latentaudio.features.space import layer_number
from latentaudio.tables import labels_of, values_of

#: Columns ``truth, predicted`` hold classes, ``true_value, predicted_value`` values in the unit of
#: the factor; the others are null. ``training_mean`` is the mean of a numeric factor over the
#: training snippets, taken on its scale and in its unit: a geometric mean on a logarithmic scale.
#: ``layer`` is null for features.
PREDICTIONS_SCHEMA = pa.schema(
    {
        "snippet_id": pa.string(),
        "factor": pa.string(),
        "truth": pa.string(),
        "predicted": pa.string(),
        "true_value": pa.float64(),
        "predicted_value": pa.float64(),
        "training_mean": pa.float64(),
        "decoder": pa.string(),
        "scheme": pa.string(),
        "space": pa.string(),
        "layer": pa.int16(),
        "fold": pa.int16(),
        "n_train": pa.int32(),
    }
)


def targets_of(snippets: pa.Table, factors: Sequence[Factor]) -> dict[Factor, np.ndarray]:
    """Get what is predicted of each snippet: classes (str) or values (float64), shape ``[n]``."""
    return {
        factor: values_of(snippets, factor)
        if factor.is_numeric
        else labels_of(snippets, [factor])[factor.name]
        for factor in factors
    }


def predict(
    decoders: Mapping[str, Mapping[str, Any]],
    coordinates: Mapping[str, np.ndarray],
    targets: Mapping[Factor, np.ndarray],
    snippet_ids: np.ndarray,
    groups: np.ndarray,
    folds: Mapping[str, np.ndarray],
    *,
    space: str,
    fold: int,
) -> pa.Table:
    """Predict one test fold in one space, in all schemes, by all decoders, for all factors.

    Parameters
    ----------
    decoders
        Settings of each decoder that runs, by name. A decoder predicts the factors of its kind.
    coordinates
        Projections by network (``trained``, ``permuted``); each of shape ``[n, k]``.
    targets
        Class or value (in its unit) of each snippet, by factor; each of shape ``[n]``.
    snippet_ids, groups
        Id and group of each snippet, shape ``[n]``.
    folds
        Fold of each snippet, by scheme; each of shape ``[n]``.
    space, fold
        Name of the space, and number of the fold to predict. A scheme with fewer folds is left out.

    Returns
    -------
    pyarrow.Table
        One row per test snippet, factor, decoder and scheme, with `PREDICTIONS_SCHEMA`.

    Raises
    ------
    ConfigError
        When a decoder is unknown.
    """
    tables = [PREDICTIONS_SCHEMA.empty_table()]
    for scheme, assigned in folds.items():
        test = assigned == fold
        if not test.any():
            continue
        rows = int(np.count_nonzero(test))
        for name, settings in decoders.items():
            one = decoder(name)
            seen = coordinates[one.network]
            for columns in _predicted(one, settings, seen, targets, test, groups):
                constant = {
                    "decoder": pa.repeat(name, rows),
                    "scheme": pa.repeat(scheme, rows),
                    "space": pa.repeat(space, rows),
                    "layer": pa.array([layer_number(space)] * rows, pa.int16()),
                    "fold": np.full(rows, fold, np.int16),
                    "n_train": np.full(rows, np.count_nonzero(~test), np.int32),
                }
                columns |= {"snippet_id": snippet_ids[test], **constant}
                tables.append(_table(columns, rows))
    return pa.concat_tables(tables)


def _predicted(
    one: Decoder,
    settings: Mapping[str, Any],
    coordinates: np.ndarray,
    targets: Mapping[Factor, np.ndarray],
    test: np.ndarray,
    groups: np.ndarray,
) -> Iterator[dict[str, Any]]:
    """Yield the columns that depend on the factor, for each factor of the decoder's kind."""
    own = {factor: values for factor, values in targets.items() if kind_of(factor) == one.kind}
    if not own:
        return
    scaled = np.stack(
        [factor.scaled(values) if factor.is_numeric else values for factor, values in own.items()],
        axis=1,
    )
    predicted = one.decode(coordinates, scaled, test, groups, settings)
    for column, (factor, values) in enumerate(own.items()):
        common = {"factor": pa.repeat(factor.name, len(predicted))}
        if factor.is_numeric:
            mean = factor.unscaled(scaled[~test, column].mean())
            yield common | {
                "true_value": values[test],
                "predicted_value": factor.unscaled(predicted[:, column]),
                "training_mean": np.full(len(predicted), mean),
            }
        else:
            yield common | {"truth": values[test], "predicted": predicted[:, column]}


def _table(columns: Mapping[str, Any], rows: int) -> pa.Table:
    empty = {field.name: pa.nulls(rows, field.type) for field in PREDICTIONS_SCHEMA}
    return pa.table({**empty, **columns}, schema=PREDICTIONS_SCHEMA)
