"""Explicitness: whether the classes of each factor can be read from the whole code linearly.

A logistic regression of all units predicts the classes of a factor; explicitness of a class is the
area under the ROC curve of its probability against all other classes, that of a factor the mean
over its classes [1]_. It is 0.5 at chance and 1 if every class is ranked above the others. One
model of all classes is fitted, as in the common implementation; so classes between others on an
axis can be told from them.

Weaknesses. It does not ask for disentanglement: a random rotation of the factors has 1.000 like the
factors themselves. It is close to 1 for poor codes: two of four factors have 0.748, and folded axes
of five classes 0.944 (``docs/metrics.md``).

References
----------
.. [1] Ridgeway, K. and Mozer, M. C. (2018). Learning deep disentangled embeddings with the
   F-statistic loss. NeurIPS. arXiv:1802.05312.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from latentaudio.imports import hidden
from latentaudio.statistics.stratified_bootstrap import Floats

with hidden("pandas"):
    from sklearn.linear_model import LogisticRegression


class Predicted(NamedTuple):
    """Probabilities of the classes, and which is true; both of shape ``[n, classes]``."""

    probabilities: Floats
    truth: NDArray[np.bool_]

    def explicitness(self, rows: np.ndarray | slice = slice(None)) -> float | None:
        """Compute explicitness over some rows: the mean over classes that have been told apart.

        Classes without rows, or without other rows, are left out; None if none is left.
        """
        areas = areas_under_curve(self.probabilities[rows], self.truth[rows])
        return float(np.nanmean(areas)) if np.isfinite(areas).any() else None


def predicted_classes(
    codes: np.ndarray, classes: np.ndarray, held_out_codes: np.ndarray, held_out: np.ndarray
) -> Predicted:
    """Predict the classes of sounds from their whole codes.

    Parameters
    ----------
    codes, classes
        Codes and classes of the training sounds, shapes ``[m, d]`` and ``[m]``; two classes or
        more.
    held_out_codes, held_out
        Those of the sounds that are predicted, shapes ``[n, d]`` and ``[n]``.
    """
    mean, deviation = codes.mean(axis=0), codes.std(axis=0)
    scale = np.where(deviation > 0, deviation, 1.0)
    classifier = LogisticRegression(max_iter=1000).fit((codes - mean) / scale, classes)
    probabilities = classifier.predict_proba((held_out_codes - mean) / scale)
    return Predicted(probabilities, held_out[:, np.newaxis] == classifier.classes_)


def areas_under_curve(scores: np.ndarray, truth: np.ndarray) -> Floats:
    """Compute the area under the ROC curve of each column of scores.

    Parameters
    ----------
    scores
        Scores that should be high where a row is of the class, shape ``[n, classes]``.
    truth
        Which rows are, shape ``[n, classes]``, bool.

    Returns
    -------
    numpy.ndarray
        Shape ``[classes]``; NaN where all rows are of the class, or none is.

    Examples
    --------
    >>> areas_under_curve(np.array([[0.1], [0.4], [0.35]]), np.array([[0], [1], [0]], bool)).item()
    1.0
    """
    positive = truth.sum(axis=0)
    pairs = positive * (len(truth) - positive)
    above = (rankdata(scores, axis=0) * truth).sum(axis=0) - positive * (positive + 1) / 2
    return np.divide(above, pairs, out=np.full(len(pairs), np.nan), where=pairs > 0)
