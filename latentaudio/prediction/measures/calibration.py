"""How sure predictions should be: temperature, reliability, expected calibration error.

References
----------
Guo, C., Pleiss, G., Sun, Y. and Weinberger, K. Q. (2017). On calibration of modern neural networks.
ICML.

Platt, J. (1999). Probabilistic outputs for support vector machines and comparisons to regularized
likelihood methods. Advances in Large Margin Classifiers.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

#: Bounds of the temperature.
COLDEST, HOTTEST = 0.05, 20.0
#: Number of bins of a reliability table.
BINS = 10


def cross_entropy(logits: np.ndarray, targets: np.ndarray) -> float:
    """Compute the mean negative log-probability of the true classes (nats).

    Parameters
    ----------
    logits
        Shape ``[n, classes]``.
    targets
        Index of the true class, shape ``[n]``.
    """
    picked = log_softmax(logits, axis=1)[np.arange(len(targets)), targets]
    return -float(picked.mean())


def fit_temperature(logits: np.ndarray, targets: np.ndarray) -> float:
    """Find the temperature by which logits are divided, so that their cross entropy is lowest.

    Parameters and shapes are those of `cross_entropy`; the sounds must be none that the model was
    fitted to. Without sounds, the temperature is 1.

    As if there were two more sounds of which one is right (Platt 1999), a share of ``1 / (n + 2)``
    of each target is spread over all classes: a model that is right about all of a few sounds would
    otherwise become infinitely sure.

    Returns
    -------
    float
        Above 1 if the model was too sure; from `COLDEST` to `HOTTEST`.
    """
    if not len(targets):
        return 1.0
    logits = logits.astype(np.float64)
    spread = 1.0 / (len(targets) + 2)

    def loss(log_temperature: float) -> float:
        scaled = logits * np.exp(-log_temperature)
        uniform = -float(log_softmax(scaled, axis=1).mean())
        return (1 - spread) * cross_entropy(scaled, targets) + spread * uniform

    return best_temperature(loss)


def best_temperature(loss: Callable[[float], float]) -> float:
    """Find the temperature from `COLDEST` to `HOTTEST` at whose logarithm a loss is lowest.

    A cross entropy is convex in the inverse of the temperature, so that it has one minimum.
    """
    found = minimize_scalar(
        loss,
        bounds=(np.log(COLDEST), np.log(HOTTEST)),
        method="bounded",
        options={"xatol": 1e-6},
    )
    return float(np.exp(found.x))


def reliability(probabilities: np.ndarray, targets: np.ndarray) -> pd.DataFrame:
    """Compare how sure predictions are with how often they are right.

    Parameters
    ----------
    probabilities
        Shape ``[n, classes]``.
    targets
        Index of the true class, shape ``[n]``.

    Returns
    -------
    pandas.DataFrame
        One row for each of `BINS` bins of equal width that has predictions: ``low, high`` (its
        bounds), ``confidence`` (mean of the largest probabilities), ``accuracy``, ``n``.
    """
    right = probabilities.argmax(axis=1) == targets
    return reliability_of(probabilities.max(axis=1), right)


def reliability_of(confidence: np.ndarray, right: np.ndarray) -> pd.DataFrame:
    """Compare probabilities with how often what they are of is true, both of shape ``[n]``.

    Returns
    -------
    pandas.DataFrame
        As from `reliability`.
    """
    confidence = confidence.astype(np.float64)
    place = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return pd.DataFrame(
        [
            {
                "low": one / BINS,
                "high": (one + 1) / BINS,
                "confidence": confidence[place == one].mean(),
                "accuracy": right[place == one].mean(),
                "n": int((place == one).sum()),
            }
            for one in np.unique(place)
        ],
        columns=["low", "high", "confidence", "accuracy", "n"],
    )


def expected_calibration_error(probabilities: np.ndarray, targets: np.ndarray) -> float:
    """Compute the mean distance of confidence and accuracy over the bins, weighted by size.

    Examples
    --------
    >>> sure, half = [1.0, 0.0], [0.5, 0.5]
    >>> expected_calibration_error(np.array([sure, sure]), np.array([0, 1]))
    0.5
    >>> expected_calibration_error(np.array([half, half]), np.array([0, 1]))
    0.0
    """
    return calibration_error(reliability(probabilities, targets))


def calibration_error(table: pd.DataFrame) -> float:
    """Compute the mean distance of confidence and accuracy over the bins of a reliability table."""
    gaps = (table["confidence"] - table["accuracy"]).abs()
    return float((gaps * table["n"]).sum() / table["n"].sum())
