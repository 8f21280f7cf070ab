"""Heads: a linear map or a small network on the means of recordings, without TensorFlow.

How strongly a head is regularised is chosen inside the training recordings, by cross-validation
over whole groups. What each group is predicted to be while it is left out also tells how far the
head can be trusted, so that no recording need be kept for validation.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from latentaudio.imports import hidden
from latentaudio.prediction.heads import class_heads, label_heads, number_heads
from latentaudio.prediction.heads.head_fit import HeadFit
from latentaudio.prediction.heads.principal_directions import principal_directions
from latentaudio.prediction.kinds.classes import Classes
from latentaudio.prediction.kinds.kind import Calibration, TaskKind
from latentaudio.prediction.kinds.labels import Labels
from latentaudio.prediction.kinds.numbers import Numbers

with hidden("pandas"):
    from sklearn.exceptions import ConvergenceWarning

#: Rows that are standardised at once: a layer has up to 100,000 units.
_ROWS = 256
#: How heads are fitted, by kind of task.
FITS: Mapping[str, HeadFit] = {
    Classes.name: class_heads.FIT,
    Numbers.name: number_heads.FIT,
    Labels.name: label_heads.FIT,
}


@dataclass(frozen=True)
class HeadMaps:
    """Standardisation, then linear maps with rectifiers between them.

    Attributes
    ----------
    mean, deviation
        Of each value over training recordings, shape ``[width]``.
    weights, biases
        Of each linear map, shapes ``[inputs, outputs]`` and ``[outputs]``.
    directions
        Principal directions of standardised values, shape ``[width, components]``, along which
        they are seen; None if the values themselves are.
    """

    mean: np.ndarray
    deviation: np.ndarray
    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    directions: np.ndarray | None = None

    def seen(self, values: np.ndarray) -> np.ndarray:
        """Give what the linear maps see of recordings, shape ``[n, width]`` or ``components``."""
        if self.directions is None:
            return self._standardised(values)
        return np.concatenate([self._standardised(x) @ self.directions for x in _blocks(values)])

    def _standardised(self, values: np.ndarray) -> np.ndarray:
        return np.asarray((values - self.mean) / self.deviation)

    def reduced(self, values: np.ndarray) -> np.ndarray:
        """Give what recordings are recognised by: the components that are seen, or all values."""
        return values if self.directions is None else self.seen(values)

    def outputs(self, values: np.ndarray) -> np.ndarray:
        """Predict recordings, shape ``[n, width]``; gives ``[n, outputs]``."""
        x = self.seen(values)
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


class _Fit(NamedTuple):
    """What is fitted, and how.

    Attributes
    ----------
    of_kind
        Fits of the kind of task.
    kind, seed, components, one_unit
        See `fit_head`.
    """

    of_kind: HeadFit
    kind: str
    seed: int
    components: int | None
    one_unit: bool


def fit_head(
    kind: str,
    task_kind: TaskKind,
    values: np.ndarray,
    targets: np.ndarray,
    groups: np.ndarray,
    seed: int,
    components: int | None = None,
    *,
    one_unit: bool = False,
) -> Head:
    """Fit a head to training recordings.

    Parameters
    ----------
    kind
        ``"linear"``: logistic regression of classes and of each label, ridge regression of numbers.
        ``"mlp"``: with a hidden layer of 64 units. ``"constant"``: the frequencies of classes and
        of labels, the mean of numbers.
    task_kind
        What is predicted.
    values
        Means of the recordings, shape ``[n, width]``.
    targets, groups
        Target and group of each recording, `n` of each.
    seed
        Seed of the inner folds and of initial weights.
    components
        Number of principal components of the standardised values, fitted to the training recordings
        along with the head, that it sees instead of the values themselves; None for the values.
    one_unit
        Whether all values have one unit, as activations have. None is then divided by less than
        the root mean square of all deviations, because rectified units are often almost always
        zero: divided by their own deviations, the few recordings in which they are not would be
        thousands of deviations away.

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
    if components is not None:
        # A layer has 100,000 units: components of single precision take half the time and memory.
        values = values.astype(np.float32, copy=False)
    fit = _Fit(FITS[task_kind.name], kind, seed, components, one_unit)
    left_out = _left_out(fit, task_kind, values, targets, groups)
    losses = {one: task_kind.loss(outputs, targets) for one, outputs in left_out.items()}
    strength = min(losses, key=losses.__getitem__)
    calibration = task_kind.calibrate(left_out[strength], targets)
    codes, _ = fit.of_kind.codes(task_kind, targets)
    maps = _fitted(fit, _seen(fit, values), codes, strength)
    return Head(maps, strength, losses[strength], calibration)


def _left_out(
    fit: _Fit, task_kind: TaskKind, values: np.ndarray, targets: np.ndarray, groups: np.ndarray
) -> dict[float, np.ndarray]:
    """Predict each recording, by heads of each strength fitted to the others of its inner folds."""
    strengths = fit.of_kind.strengths[fit.kind]
    outputs = {one: np.zeros((len(targets), task_kind.width)) for one in strengths}
    for training, rest in fit.of_kind.inner_folds(targets, groups, fit.seed):
        codes, among_all = fit.of_kind.codes(task_kind, targets[training])
        seen = _seen(fit, values[training])
        for strength in strengths:
            maps = _fitted(fit, seen, codes, strength)
            outputs[strength][rest] = among_all(maps.outputs(values[rest]))
    return outputs


def _blocks(values: np.ndarray) -> list[np.ndarray]:
    """Cut rows into blocks, of which computations in double precision need little memory."""
    return [values[first : first + _ROWS] for first in range(0, len(values), _ROWS)]


class _Seen(NamedTuple):
    """What is fitted to: standardised values, or their principal components."""

    mean: np.ndarray
    deviation: np.ndarray
    directions: np.ndarray | None
    values: np.ndarray


def _seen(fit: _Fit, values: np.ndarray) -> _Seen:
    mean = values.mean(axis=0, dtype=np.float64)
    deviation = np.sqrt(sum(((x - mean) ** 2).sum(axis=0) for x in _blocks(values)) / len(values))
    # Values that do not vary say nothing.
    varies = deviation > 1e-6 * deviation.max()
    if fit.one_unit:
        deviation = np.maximum(deviation, np.sqrt(np.mean(deviation**2)))
    deviation = np.where(varies, deviation, np.inf)
    x = (values - mean.astype(values.dtype)) / deviation.astype(values.dtype)
    directions = principal_directions(x, fit.components, fit.seed)
    return _Seen(mean, deviation, directions, x if directions is None else x @ directions)


def _fitted(fit: _Fit, seen: _Seen, codes: np.ndarray, strength: float) -> HeadMaps:
    with warnings.catch_warnings():
        # Weak regularisation may not converge, and is then not chosen.
        warnings.simplefilter("ignore", ConvergenceWarning)
        weights, biases = fit.of_kind.maps[fit.kind](seen.values, codes, strength, fit.seed)
    return HeadMaps(seen.mean, seen.deviation, tuple(weights), tuple(biases), seen.directions)
