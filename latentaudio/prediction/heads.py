"""Heads: a linear map or a small network on the means of recordings, without TensorFlow.

How strongly a head is regularised is chosen inside the training recordings, by cross-validation
over whole groups. What each group is predicted to be while it is left out also tells how far the
head can be trusted, so that no recording need be kept for validation.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from latentaudio.imports import hidden
from latentaudio.prediction.head_fits import class_heads, number_heads
from latentaudio.prediction.head_fits.fit import HeadFit
from latentaudio.prediction.kinds.classes import Classes
from latentaudio.prediction.kinds.kind import Calibration, TaskKind
from latentaudio.prediction.kinds.numbers import Numbers

with hidden("pandas"):
    from sklearn.exceptions import ConvergenceWarning

#: How heads are fitted, by kind of task.
FITS: Mapping[str, HeadFit] = {Classes.name: class_heads.FIT, Numbers.name: number_heads.FIT}


@dataclass(frozen=True)
class HeadMaps:
    """Standardisation, then linear maps with rectifiers between them.

    Attributes
    ----------
    mean, deviation
        Of each value over training recordings, shape ``[width]``.
    weights, biases
        Of each linear map, shapes ``[inputs, outputs]`` and ``[outputs]``.
    """

    mean: np.ndarray
    deviation: np.ndarray
    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]

    def outputs(self, values: np.ndarray) -> np.ndarray:
        """Predict recordings, shape ``[n, width]``; gives ``[n, outputs]``."""
        x = (values - self.mean) / self.deviation
        for place, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            x = (np.maximum(x, 0.0) if place else x) @ weight + bias
        return np.asarray(x)


@dataclass(frozen=True)
class Head:
    """A fitted head.

    Attributes
    ----------
    maps
        What it computes.
    strength
        Strength of the regularisation that was chosen.
    inner_loss
        Loss of groups that were left out within the training recordings, with this strength.
    calibration
        How far predictions can be trusted.
    """

    maps: HeadMaps
    strength: float
    inner_loss: float
    calibration: Calibration

    def outputs(self, values: np.ndarray) -> np.ndarray:
        """Predict recordings, shape ``[n, width]``; gives outputs of the kind of task."""
        return self.maps.outputs(values)


def fit_head(
    kind: str,
    task_kind: TaskKind,
    values: np.ndarray,
    targets: np.ndarray,
    groups: np.ndarray,
    seed: int,
) -> Head:
    """Fit a head to training recordings.

    Parameters
    ----------
    kind
        ``"linear"``: logistic regression of classes, ridge regression of numbers. ``"mlp"``: with a
        hidden layer of 64 units.
    task_kind
        What is predicted.
    values
        Means of the recordings, shape ``[n, width]``.
    targets, groups
        Target and group of each recording, `n` of each.
    seed
        Seed of the inner folds and of initial weights.

    Returns
    -------
    Head
        Fitted to all recordings with the strength whose predictions of left-out groups had the
        lowest loss.

    Raises
    ------
    DatasetError
        If a class has one group only, or there is one group only, so that none can be left out.
    """
    fit = FITS[task_kind.name]
    inner = fit.inner_folds(targets, groups, seed)
    left_out = {
        strength: _left_out(fit, kind, task_kind, values, targets, inner, strength, seed)
        for strength in fit.strengths[kind]
    }
    losses = {one: task_kind.loss(outputs, targets) for one, outputs in left_out.items()}
    strength = min(losses, key=losses.__getitem__)
    calibration = task_kind.calibrate(left_out[strength], targets)
    maps = _fitted(fit, kind, values, fit.codes(task_kind, targets)[0], strength, seed)
    return Head(maps, strength, losses[strength], calibration)


def _left_out(
    fit: HeadFit,
    kind: str,
    task_kind: TaskKind,
    values: np.ndarray,
    targets: np.ndarray,
    folds: list[tuple[np.ndarray, np.ndarray]],
    strength: float,
    seed: int,
) -> np.ndarray:
    """Predict each recording by a head that was fitted to the others of its inner folds."""
    outputs = np.zeros((len(targets), task_kind.width))
    for training, rest in folds:
        codes, among_all = fit.codes(task_kind, targets[training])
        maps = _fitted(fit, kind, values[training], codes, strength, seed)
        outputs[rest] = among_all(maps.outputs(values[rest]))
    return outputs


def _fitted(
    fit: HeadFit, kind: str, values: np.ndarray, codes: np.ndarray, strength: float, seed: int
) -> HeadMaps:
    mean = values.mean(axis=0, dtype=np.float64)
    deviation = values.std(axis=0, dtype=np.float64)
    # Values that do not vary say nothing.
    deviation = np.where(deviation > 1e-6 * deviation.max(), deviation, np.inf)
    x = (values - mean) / deviation
    with warnings.catch_warnings():
        # Weak regularisation may not converge, and is then not chosen.
        warnings.simplefilter("ignore", ConvergenceWarning)
        weights, biases = fit.maps[kind](x, codes, strength, seed)
    return HeadMaps(mean, deviation, tuple(weights), tuple(biases))
