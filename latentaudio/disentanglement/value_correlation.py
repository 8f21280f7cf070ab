"""Correlation of an axis with the values of a numeric factor.

A flow learns a numeric factor from pairs that share a bin. They do not tell it the order of the
bins, so an axis may separate them well (eta squared) and still fold: low and high values then lie
side by side, and the correlations are small. The direction of an axis is arbitrary, so only the
sizes of the correlations count.

Both correlations are in [0, 1].

Weaknesses. Pearson's r [2]_ is that of a straight line: it depends on the scale of the values, is
below 1 for a curved axis that has them in perfect order, and is sensitive to single extreme sounds.
Rank correlation sees no distances, and needs an axis of one coordinate. Both are near 0 for an axis
that folds in the middle, though it determines values up to two. Absolute values are biased upwards:
without any relation, their expectation is about 0.8 / sqrt(n) for n independent snippets, and a
multiple correlation grows with the number of coordinates.

References
----------
.. [1] Spearman, C. (1904). The proof and measurement of association between two things. American
   Journal of Psychology 15, 72-101.
.. [2] Pearson, K. (1896). Mathematical contributions to the theory of evolution. III. Regression,
   heredity, and panmixia. Philosophical Transactions of the Royal Society A 187, 253-318.
"""

import numpy as np

from latentaudio.disentanglement.correlation import axis_correlation
from latentaudio.statistics.stratified_bootstrap import Floats, GroupResamples


def value_correlation(axis: np.ndarray, values: np.ndarray, resamples: GroupResamples) -> Floats:
    """Compute how closely an axis follows a straight line of values, in the data and resamples.

    Parameters
    ----------
    axis
        Coordinates of the axis, shape ``[n, d]``.
    values
        Values of the factor on its scale, shape ``[n]``.
    resamples
        Resamples of the groups of the same snippets.

    Returns
    -------
    numpy.ndarray
        Absolute value of Pearson's r (for an axis of several coordinates, the multiple
        correlation), shape ``[1 + resamples]``; NaN where the axis or the value does not vary.
    """
    return np.abs(axis_correlation(axis, values[:, np.newaxis], resamples))


def rank_correlation(
    coordinate: np.ndarray, values: np.ndarray, resamples: GroupResamples
) -> Floats:
    """Compute how closely an axis of one coordinate follows the order of values.

    Parameters
    ----------
    coordinate
        Coordinate on the axis, shape ``[n]``.
    values, resamples
        As in `value_correlation`.

    Returns
    -------
    numpy.ndarray
        Absolute value of Spearman's rho [1]_, shape ``[1 + resamples]``; NaN where the axis or the
        value does not vary. Ranks are those within each resample.
    """
    first, second = (np.unique(each, return_inverse=True)[1] for each in (coordinate, values))
    # One resample at a time, so that memory does not grow with their number.
    return np.array(
        [_weighted_rho(first, second, weights[resamples.members]) for weights in resamples.weights]
    )


def _weighted_rho(first: np.ndarray, second: np.ndarray, weights: Floats) -> float:
    drawn = weights > 0
    a, b = (_ranks(codes, weights)[drawn] for codes in (first, second))
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return np.nan
    w = weights[drawn]
    a, b = (ranks - np.average(ranks, weights=w) for ranks in (a, b))
    return min(abs(float(w @ (a * b))) / float(np.sqrt((w @ a**2) * (w @ b**2))), 1.0)


def _ranks(codes: np.ndarray, weights: Floats) -> Floats:
    """Rank weighted items by their codes; equal ones share the middle of their ranks."""
    sums = np.bincount(codes, weights)
    return (np.cumsum(sums) - sums / 2)[codes]
