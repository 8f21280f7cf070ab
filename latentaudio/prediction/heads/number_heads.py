"""Heads of numbers, on the scale of the factor: ridge regression, and one hidden layer."""

import numpy as np

from latentaudio.datasets.inner_folds import inner_folds
from latentaudio.errors import DatasetError
from latentaudio.imports import hidden
from latentaudio.prediction.heads.head_fit import (
    HIDDEN_UNITS,
    INNER_FOLDS,
    STEPS,
    Codes,
    HeadFit,
    Maps,
)
from latentaudio.prediction.heads.head_kinds import CONSTANT, LINEAR, MLP
from latentaudio.prediction.kinds.kind import TaskKind

with hidden("pandas"):
    from sklearn.linear_model import Ridge
    from sklearn.neural_network import MLPRegressor


#: Penalties of a linear head that are tried.
_PENALTIES = tuple(10.0**power for power in range(-2, 7))


def _inner_folds(
    targets: np.ndarray, groups: np.ndarray, seed: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    count = len(np.unique(groups))
    if count < 2:
        raise DatasetError(
            f"prediction: {count} group found in the training set of a fold, so none can be left "
            "out to choose how strongly a head is regularised; use more groups, or more folds"
        )
    return inner_folds(groups, INNER_FOLDS, seed)


def _codes(task_kind: TaskKind, targets: np.ndarray) -> Codes:
    return task_kind.coded(targets), lambda outputs: outputs


def _linear_maps(x: np.ndarray, targets: np.ndarray, strength: float, seed: int) -> Maps:
    model = Ridge(strength).fit(x, targets)
    return [model.coef_.reshape(-1, 1)], [np.atleast_1d(model.intercept_)]


def _mlp_maps(x: np.ndarray, targets: np.ndarray, strength: float, seed: int) -> Maps:
    mean, deviation = targets.mean(), targets.std() or 1.0
    model = MLPRegressor(
        hidden_layer_sizes=(HIDDEN_UNITS,),
        alpha=strength,
        max_iter=STEPS,
        solver="lbfgs",
        random_state=seed,
    ).fit(x, (targets - mean) / deviation)
    weights, biases = list(model.coefs_), list(model.intercepts_)
    weights[-1] = weights[-1] * deviation
    biases[-1] = biases[-1] * deviation + mean
    return weights, biases


def _constant_maps(x: np.ndarray, targets: np.ndarray, strength: float, seed: int) -> Maps:
    """Give the mean."""
    return [np.zeros((x.shape[1], 1))], [np.array([targets.mean()])]


FIT = HeadFit(
    maps={LINEAR: _linear_maps, MLP: _mlp_maps, CONSTANT: _constant_maps},
    strengths={LINEAR: _PENALTIES, MLP: (0.01, 0.1, 1.0, 10.0, 100.0), CONSTANT: (0.0,)},
    inner_folds=_inner_folds,
    codes=_codes,
)
