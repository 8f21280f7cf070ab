"""Heads: a linear classifier or a small network on the means of recordings, without TensorFlow.

How strongly a head is regularised is chosen inside the training recordings, by cross-validation
over whole groups. What each group is predicted to be while it is left out also tells how sure the
head should be, so that no recording need be kept for validation.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from latentaudio.errors import DatasetError
from latentaudio.imports import hidden
from latentaudio.prediction.calibration import cross_entropy, fit_temperature
from latentaudio.prediction.head_kinds import LINEAR, MLP

with hidden("pandas"):
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedGroupKFold
    from sklearn.neural_network import MLPClassifier

#: Strengths of the regularisation that are tried: multipliers of the squared weights.
STRENGTHS: Mapping[str, Sequence[float]] = {
    LINEAR: (0.01, 0.1, 1.0, 10.0, 100.0, 1000.0),
    MLP: (0.01, 0.1, 1.0, 10.0),
}
_HIDDEN_UNITS = 64
_STEPS = 300
#: Most folds inside the training recordings.
_INNER_FOLDS = 4


@dataclass(frozen=True)
class Head:
    """A fitted head: standardisation, then linear maps with rectifiers between them.

    Attributes
    ----------
    mean, deviation
        Of each value over training recordings, shape ``[width]``.
    weights, biases
        Of each linear map, shapes ``[inputs, outputs]`` and ``[outputs]``.
    strength
        Strength of the regularisation that was chosen.
    temperature
        By which logits are divided.
    """

    mean: np.ndarray
    deviation: np.ndarray
    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    strength: float
    temperature: float

    def logits(self, values: np.ndarray) -> np.ndarray:
        """Predict recordings, shape ``[n, width]``; gives ``[n, classes]``."""
        x = (values - self.mean) / self.deviation
        for place, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            x = (np.maximum(x, 0.0) if place else x) @ weight + bias
        return np.asarray(x)


def fit_head(
    kind: str, values: np.ndarray, targets: np.ndarray, groups: np.ndarray, seed: int
) -> Head:
    """Fit a head to training recordings.

    Parameters
    ----------
    kind
        ``"linear"``: multinomial logistic regression. ``"mlp"``: with a hidden layer of 64 units.
    values
        Means of the recordings, shape ``[n, width]``.
    targets, groups
        Index of the class, and group, of each recording, shape ``[n]``.
    seed
        Seed of the inner folds and of initial weights.

    Returns
    -------
    Head
        Fitted to all recordings with the strength whose predictions of left-out groups had the
        lowest cross entropy.

    Raises
    ------
    DatasetError
        If a class has one group only, so that it cannot be left out.
    """
    inner = _inner_folds(targets, groups, seed)
    left_out = {
        strength: _left_out_logits(kind, values, targets, inner, strength, seed)
        for strength in STRENGTHS[kind]
    }
    losses = {strength: cross_entropy(logits, targets) for strength, logits in left_out.items()}
    strength = min(losses, key=losses.__getitem__)
    temperature = fit_temperature(left_out[strength], targets)
    return _fitted(kind, values, targets, strength, seed, temperature)


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
    splitter = StratifiedGroupKFold(min(fewest, _INNER_FOLDS), shuffle=True, random_state=seed)
    return list(splitter.split(targets, targets, groups))


def _left_out_logits(
    kind: str,
    values: np.ndarray,
    targets: np.ndarray,
    folds: list[tuple[np.ndarray, np.ndarray]],
    strength: float,
    seed: int,
) -> np.ndarray:
    """Predict each recording by a head that was fitted to the others of its inner folds."""
    logits = np.zeros((len(targets), len(np.unique(targets))))
    for training, rest in folds:
        # A class may be missing here; its logit stays far below the others.
        present, inner = np.unique(targets[training], return_inverse=True)
        head = _fitted(kind, values[training], inner, strength, seed)
        found = head.logits(values[rest])
        logits[rest] = found.min(axis=1, keepdims=True) - 1.0
        logits[np.ix_(rest, present)] = found
    return logits


def _fitted(
    kind: str,
    values: np.ndarray,
    targets: np.ndarray,
    strength: float,
    seed: int,
    temperature: float = 1.0,
) -> Head:
    mean = values.mean(axis=0, dtype=np.float64)
    deviation = values.std(axis=0, dtype=np.float64)
    # Values that do not vary say nothing.
    deviation = np.where(deviation > 1e-6 * deviation.max(), deviation, np.inf)
    x = (values - mean) / deviation
    with warnings.catch_warnings():
        # Weak regularisation may not converge, and is then not chosen.
        warnings.simplefilter("ignore", ConvergenceWarning)
        weights, biases = _MAPS[kind](x, targets, strength, seed)
    if weights[-1].shape[1] == 1:
        # Two classes have one logit, of the second.
        weights[-1] = np.concatenate([np.zeros_like(weights[-1]), weights[-1]], axis=1)
        biases[-1] = np.concatenate([np.zeros_like(biases[-1]), biases[-1]])
    return Head(mean, deviation, tuple(weights), tuple(biases), strength, temperature)


def _linear_maps(
    x: np.ndarray, targets: np.ndarray, strength: float, seed: int
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    model = LogisticRegression(C=1 / strength, max_iter=_STEPS).fit(x, targets)
    return [model.coef_.T], [model.intercept_]


def _mlp_maps(
    x: np.ndarray, targets: np.ndarray, strength: float, seed: int
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    model = MLPClassifier(
        (_HIDDEN_UNITS,), alpha=strength, max_iter=_STEPS, solver="lbfgs", random_state=seed
    ).fit(x, targets)
    return list(model.coefs_), list(model.intercepts_)


_MAPS = {LINEAR: _linear_maps, MLP: _mlp_maps}
