"""Separated attribute predictability (SAP): whether one unit predicts a factor, and no other does.

Every unit alone predicts the factor; the score of the factor is the gap between the best unit and
the second best [1]_. It is 0 if two units predict it equally well, and at most 1. There are two
forms:

- **R2**, for factors whose values have an order: the squared correlation of unit and value.
- **SVC**, for classes: the accuracy on other sounds of a linear support vector classifier
  (C = 0.01, balanced classes) of the unit.

Weaknesses. R2 sees straight lines only, so an axis that folds predicts nothing. SVC can hardly tell
classes apart that lie between others on the axis, because each classifier has one threshold: a
perfect code of factors with five classes has 0.27 on average with 300 training sounds and 0.66 with
3,000, from 0.16 to 0.80 for single factors (``docs/metrics.md``). It also depends on the scale of
units, since weights are penalised. In both forms, a factor in two units scores 0.

References
----------
.. [1] Kumar, A., Sattigeri, P. and Balakrishnan, A. (2018). Variational inference of disentangled
   latent concepts from unlabeled observations. ICLR. arXiv:1711.00848.
"""

import numpy as np
from numpy.typing import NDArray

from latentaudio.imports import hidden
from latentaudio.statistics.stratified_bootstrap import Floats, GroupResamples
from latentaudio.statistics.variation import NEGLIGIBLE, centred

with hidden("pandas"):
    from sklearn.svm import LinearSVC

#: Weight of errors against the size of the weights, as published.
C = 0.01


def gap_of_best(scores: np.ndarray) -> Floats:
    """Subtract the second largest score from the largest.

    Parameters
    ----------
    scores
        Score of each unit, in the last dimension; shape ``[..., d]``.

    Returns
    -------
    numpy.ndarray
        Shape ``[...]``; NaN with fewer than two units.

    Examples
    --------
    >>> gap_of_best(np.array([0.25, 0.75, 0.5])).tolist()
    0.25
    """
    if scores.shape[-1] < 2:
        return np.full(scores.shape[:-1], np.nan)
    ordered = np.sort(scores, axis=-1)
    return np.asarray(ordered[..., -1] - ordered[..., -2], np.float64)


def squared_correlations(codes: np.ndarray, values: np.ndarray, samples: GroupResamples) -> Floats:
    """Compute R2 of each unit with a factor, in the data and in every (half) sample.

    Parameters
    ----------
    codes
        Codes of the sounds, shape ``[n, d]``.
    values
        Values of the factor on its scale, shape ``[n]``.
    samples
        Samples of the groups of the same sounds.

    Returns
    -------
    numpy.ndarray
        Shape ``[1 + samples, d]``; 0 for units that do not vary, NaN where the values do not.
    """
    x, y = centred(codes), centred(values[:, np.newaxis])
    count = samples.totals(np.ones(len(x)))[:, np.newaxis]
    mean_x, mean_y = samples.totals(x) / count, samples.totals(y) / count
    products = samples.totals(x * y) / count - mean_x * mean_y
    squares_x, squares_y = samples.totals(x**2) / count, samples.totals(y**2) / count
    variance_x, variance_y = squares_x - mean_x**2, squares_y - mean_y**2
    varies = variance_x > NEGLIGIBLE * squares_x
    variance_y = np.where(variance_y > NEGLIGIBLE * squares_y, variance_y, np.nan)
    scores = np.divide(
        products**2, variance_x * variance_y, out=np.zeros_like(products), where=varies
    )
    return np.where(np.isnan(variance_y), np.nan, np.minimum(scores, 1.0))


def classifier_hits(
    codes: np.ndarray, classes: np.ndarray, held_out_codes: np.ndarray, held_out: np.ndarray
) -> NDArray[np.bool_]:
    """Tell which sounds a linear support vector classifier of each unit gets right.

    Parameters
    ----------
    codes, classes
        Codes and classes of the training sounds, shapes ``[m, d]`` and ``[m]``; two classes or
        more.
    held_out_codes, held_out
        Those of the sounds that are classified, shapes ``[n, d]`` and ``[n]``.

    Returns
    -------
    numpy.ndarray
        Shape ``[n, d]``.
    """
    hits = np.empty(held_out_codes.shape, bool)
    for unit in range(codes.shape[1]):
        one = slice(unit, unit + 1)
        # Fewer coordinates than sounds: solved in the primal, which needs no random numbers.
        classifier = LinearSVC(C=C, class_weight="balanced", dual=False)
        classifier.fit(codes[:, one], classes)
        hits[:, unit] = classifier.predict(held_out_codes[:, one]) == held_out
    return hits
