"""Heads of classes: logistic regression, and a network with one hidden layer."""

from collections.abc import Mapping, Sequence

import numpy as np

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
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedGroupKFold
    from sklearn.neural_network import MLPClassifier


def _inner_folds(
    targets: np.ndarray, groups: np.ndarray, seed: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    fewest = min(len(np.unique(groups[targets == one])) for one in np.unique(targets))
    if fewest < 2:
        raise DatasetError(
            "prediction: a class has recordings of one group only in the training set of a fold, "
            "so no group of it can be left out; add groups, leave the class out (dataset.select), "
            "or use more folds"
        )
    splitter = StratifiedGroupKFold(min(fewest, INNER_FOLDS), shuffle=True, random_state=seed)
    return list(splitter.split(targets, targets, groups))


def _codes(task_kind: TaskKind, targets: np.ndarray) -> Codes:
    """Count only the classes that are there; the logits of others stay below theirs."""
    present, codes = np.unique(task_kind.coded(targets), return_inverse=True)

    def among_all(outputs: np.ndarray) -> np.ndarray:
        logits = np.repeat(outputs.min(axis=1, keepdims=True) - 1.0, task_kind.width, axis=1)
        logits[:, present] = outputs
        return logits

    return codes, among_all


def _linear_maps(x: np.ndarray, targets: np.ndarray, strength: float, seed: int) -> Maps:
    model = LogisticRegression(C=1 / strength, max_iter=STEPS).fit(x, targets)
    return _with_both_logits([model.coef_.T], [model.intercept_])


def _mlp_maps(x: np.ndarray, targets: np.ndarray, strength: float, seed: int) -> Maps:
    return _with_both_logits(*hidden_layer_maps(x, targets, strength, seed))


def hidden_layer_maps(x: np.ndarray, targets: np.ndarray, strength: float, seed: int) -> Maps:
    """Fit a network with one hidden layer to classes, ``[n]``, or labels, ``[n, labels]``."""
    model = MLPClassifier(
        (HIDDEN_UNITS,), alpha=strength, max_iter=STEPS, solver="lbfgs", random_state=seed
    ).fit(x, targets)
    return list(model.coefs_), list(model.intercepts_)


def _with_both_logits(weights: list[np.ndarray], biases: list[np.ndarray]) -> Maps:
    """Add the first of two classes, which have one logit, of the second."""
    if weights[-1].shape[1] == 1:
        weights[-1] = np.concatenate([np.zeros_like(weights[-1]), weights[-1]], axis=1)
        biases[-1] = np.concatenate([np.zeros_like(biases[-1]), biases[-1]])
    return weights, biases


def _constant_maps(x: np.ndarray, targets: np.ndarray, strength: float, seed: int) -> Maps:
    """Give the logarithms of the frequencies of classes, each of which counts once more."""
    counts = np.bincount(targets) + 1.0
    return [np.zeros((x.shape[1], len(counts)))], [np.log(counts / counts.sum())]


#: Multipliers of the squared weights that are tried.
STRENGTHS: Mapping[str, Sequence[float]] = {
    LINEAR: (0.01, 0.1, 1.0, 10.0, 100.0, 1000.0),
    MLP: (0.01, 0.1, 1.0, 10.0),
    CONSTANT: (0.0,),
}

FIT = HeadFit(
    maps={LINEAR: _linear_maps, MLP: _mlp_maps, CONSTANT: _constant_maps},
    strengths=STRENGTHS,
    inner_folds=_inner_folds,
    codes=_codes,
)
