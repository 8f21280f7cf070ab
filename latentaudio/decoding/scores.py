"""Scores of predictions, and the scores that would be reached by chance.

The module imports no decoder, because scoring needs no scikit-learn.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from latentaudio.decoding.decoders import DECODERS
from latentaudio.errors import DatasetError
from latentaudio.factor_types import Factor
from latentaudio.tables import strings

#: Column that holds the chance level of each metric.
CHANCE_COLUMNS = {
    "accuracy": "chance",
    "balanced_accuracy": "balanced_chance",
    "r2": "r2_chance",
    "mae": "mae_chance",
}

#: Metrics of categorical factors are null for numeric factors, and the reverse.
SCORES_SCHEMA = pa.schema(
    {
        "factor": pa.string(),
        "scheme": pa.string(),
        "decoder": pa.string(),
        "space": pa.string(),
        "layer": pa.int16(),
        "layer_name": pa.string(),
        "fold": pa.int16(),
        "n_train": pa.int32(),
        "n_test": pa.int32(),
        "accuracy": pa.float64(),
        "balanced_accuracy": pa.float64(),
        "chance": pa.float64(),
        "balanced_chance": pa.float64(),
        "r2": pa.float64(),
        "mae": pa.float64(),
        "r2_chance": pa.float64(),
        "mae_chance": pa.float64(),
    }
)


class Chance(NamedTuple):
    """Scores of a decoder that always predicts the most frequent class, by metric."""

    accuracy: float
    balanced_accuracy: float


def score_table(
    predictions: Iterable[pa.Table],
    factors: Sequence[Factor],
    chance: Mapping[str, Chance],
    spaces: Mapping[str, str],
) -> pa.Table:
    """Score all spaces and folds.

    Parameters
    ----------
    predictions
        One table per space and fold, as `latentaudio.decoding.predictions.predict` returns them;
        read one at a time.
    factors
        The factors, in the order of the result.
    chance
        Chance levels of the categorical factors, from `chance_levels`.
    spaces
        Titles of the spaces by their names; their order is that of the result.

    Returns
    -------
    pyarrow.Table
        Table with `SCORES_SCHEMA`, sorted by factor, scheme, decoder, space and fold.
    """
    by_name = {factor.name: factor for factor in factors}
    rows = [row for table in predictions for row in score(table, by_name, chance, spaces)]
    ranks = [list(by_name), list(DECODERS), list(spaces)]
    rows.sort(
        key=lambda row: (
            ranks[0].index(row["factor"]),
            row["scheme"],
            ranks[1].index(row["decoder"]),
            ranks[2].index(row["space"]),
            row["fold"],
        )
    )
    return pa.Table.from_pylist(rows, schema=SCORES_SCHEMA)


def score(
    predictions: pa.Table,
    factors: Mapping[str, Factor],
    chance: Mapping[str, Chance],
    spaces: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Score the predictions of one space and fold.

    Parameters
    ----------
    predictions
        Table as `latentaudio.decoding.predictions.predict` returns it.
    factors
        The factors, by name.
    chance
        Chance levels of the categorical factors, from `chance_levels`.
    spaces
        Titles of the spaces by their names.

    Returns
    -------
    list of dict
        One row per factor, scheme and decoder, in the order of the predictions, with the scores of
        `class_scores` or of `value_scores`.
    """
    keys = [strings(predictions, name) for name in ("factor", "scheme", "decoder")]
    rows: list[dict[str, Any]] = []
    for factor, scheme, decoder in dict.fromkeys(zip(*keys, strict=True)):
        mask = (keys[0] == factor) & (keys[1] == scheme) & (keys[2] == decoder)
        group = predictions.filter(pa.array(mask))
        space, number = (group[name][0].as_py() for name in ("space", "layer"))
        rows.append(
            {
                "factor": str(factor),
                "scheme": str(scheme),
                "decoder": str(decoder),
                "space": space,
                "layer": number,
                "layer_name": None if number is None else spaces[space],
                "fold": group["fold"][0].as_py(),
                "n_train": group["n_train"][0].as_py(),
                "n_test": len(group),
                **(
                    value_scores(group, factors[factor])
                    if factors[factor].is_numeric
                    else class_scores(group, chance[factor])
                ),
            }
        )
    return rows


def class_scores(group: pa.Table, chance: Chance) -> dict[str, float]:
    """Score the predictions of a categorical factor.

    Returns
    -------
    dict
        The accuracy (share of snippets predicted correctly), the balanced accuracy (mean of that
        share over the true classes), and the chance levels.
    """
    names = strings(group, "truth")
    hits = names == strings(group, "predicted")
    return {
        "accuracy": float(hits.mean()),
        "balanced_accuracy": float(
            np.mean([hits[names == name].mean() for name in np.unique(names)])
        ),
        "chance": chance.accuracy,
        "balanced_chance": chance.balanced_accuracy,
    }


def value_scores(group: pa.Table, factor: Factor) -> dict[str, float | None]:
    """Score the predictions of a numeric factor, on the scale of the factor.

    Returns
    -------
    dict
        ``r2``, the coefficient of determination as scikit-learn defines it (against the mean of the
        test snippets; negative if that mean would have been better), or None if all test snippets
        have the same value. ``mae``, the mean absolute error: in the unit of the factor, or, on a
        logarithmic scale, in natural logarithms (0.1 is an error of about 10%). ``r2_chance`` and
        ``mae_chance`` are the scores of always predicting the mean of the training snippets.
    """
    truth, predicted, mean = (
        factor.scaled(group[name].to_numpy())
        for name in ("true_value", "predicted_value", "training_mean")
    )
    return {
        "r2": r_squared(truth, predicted),
        "mae": float(np.abs(truth - predicted).mean()),
        "r2_chance": r_squared(truth, mean),
        "mae_chance": float(np.abs(truth - mean).mean()),
    }


def r_squared(truth: np.ndarray, predicted: np.ndarray) -> float | None:
    """Compute the coefficient of determination; None if all true values are equal.

    Examples
    --------
    >>> r_squared(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 2.0]))
    0.5
    """
    if np.ptp(truth) == 0:
        return None
    return float(1 - ((truth - predicted) ** 2).sum() / ((truth - truth.mean()) ** 2).sum())


def check_spread(targets: Mapping[Factor, np.ndarray], folds: Mapping[str, np.ndarray]) -> None:
    """Check that the test snippets of every fold differ in each numeric factor, as R2 needs.

    Parameters
    ----------
    targets
        Class or value of each snippet, by factor; each of shape ``[n]``.
    folds
        Fold of each snippet, by scheme; each of shape ``[n]``.

    Raises
    ------
    DatasetError
        When they do not.
    """
    numeric = [factor for factor in targets if factor.is_numeric]
    for factor, (scheme, assigned) in itertools.product(numeric, folds.items()):
        for fold in np.unique(assigned):
            tested = targets[factor][assigned == fold]
            if np.ptp(tested) == 0:
                raise DatasetError(
                    f"factor '{factor.name}': all test snippets of {scheme} fold {fold} have the "
                    f"value {tested[0]:g}, so their R2 is undefined; use fewer folds, or more "
                    "groups with different values"
                )


def chance_levels(labels: Mapping[str, Sequence[str] | np.ndarray]) -> dict[str, Chance]:
    """Compute the chance levels of each categorical factor from the classes of all snippets.

    Examples
    --------
    >>> chance_levels({"size": ["big", "big", "small", "tiny"]})
    {'size': Chance(accuracy=0.5, balanced_accuracy=0.3333333333333333)}
    """
    counts = {
        factor: np.unique(np.asarray(values), return_counts=True)[1]
        for factor, values in labels.items()
    }
    return {
        factor: Chance(float(one.max() / one.sum()), 1.0 / len(one))
        for factor, one in counts.items()
    }
