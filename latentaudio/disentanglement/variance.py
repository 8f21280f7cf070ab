r"""Eta squared: the fraction of an axis' variance that the classes of a factor explain [1]_.

With the mean :math:`\bar x_c` of the :math:`n_c` snippets of class c,

.. math:: \eta^2 = \frac{\sum_c n_c |\bar x_c - \bar x|^2}{\sum_i |x_i - \bar x|^2}

is 0 if all classes have the same mean and 1 if there is no variance within classes. For an axis of
several coordinates, it is the trace of the covariance between classes divided by that of the total
covariance, so it does not depend on the directions of the coordinates within the axis.

Its range is [0, 1].

Weaknesses. It does not ask for an order of classes: an axis that folds, with low and high values of
a numeric factor side by side and those in between elsewhere, can have a high value (see
`latentaudio.disentanglement.value_correlation`), and one that tells values apart within a bin
gains nothing by it. It is biased upwards: without any relation, its expectation is about
(classes - 1) / (n - 1) for one coordinate and n independent snippets, and more if the snippets of a
group resemble each other. It sees means only: classes of the same mean and of different spread
have 0.

References
----------
.. [1] Pearson, K. (1905). On the general theory of skew correlation and non-linear regression.
   Drapers' Company Research Memoirs, Biometric Series 2.
"""

import numpy as np

from latentaudio.statistics.stratified_bootstrap import Floats, GroupResamples
from latentaudio.statistics.variation import NEGLIGIBLE, centred


def eta_squared(coordinates: np.ndarray, labels: np.ndarray, resamples: GroupResamples) -> Floats:
    """Compute eta squared of an axis, in the data and in every resample.

    Parameters
    ----------
    coordinates
        Coordinates of the axis, shape ``[n, d]``.
    labels
        Classes of the factor, shape ``[n]``.
    resamples
        Resamples of the groups of the same snippets.

    Returns
    -------
    numpy.ndarray
        Eta squared, shape ``[1 + resamples]``; NaN where the axis does not vary.
    """
    # Centred, so that the difference of two sums of squares stays accurate.
    values = centred(coordinates)
    of_class = _indicators(labels)
    between, total = _variances(
        resamples.totals(of_class),
        resamples.totals(of_class[:, :, np.newaxis] * values[:, np.newaxis, :]),
        resamples.totals(values**2),
    )
    return _ratio(between.sum(axis=-1), total.sum(axis=-1))


def eta_squared_by_coordinate(coordinates: np.ndarray, labels: np.ndarray) -> Floats:
    """Compute eta squared of each coordinate separately.

    Parameters
    ----------
    coordinates
        Coordinates of the snippets, shape ``[n, d]``.
    labels
        Classes of the factor, shape ``[n]``.

    Returns
    -------
    numpy.ndarray
        Eta squared, shape ``[d]``; NaN where a coordinate does not vary.

    Examples
    --------
    >>> values = np.array([[0.0, 1.0], [0.0, 2.0], [4.0, 1.0], [4.0, 2.0]])
    >>> eta_squared_by_coordinate(values, np.array(["a", "a", "b", "b"]))
    array([1., 0.])
    """
    values = centred(coordinates)
    of_class = _indicators(labels)
    between, total = _variances(of_class.sum(axis=0), of_class.T @ values, (values**2).sum(0))
    return _ratio(between, total)


def _indicators(labels: np.ndarray) -> Floats:
    return (labels[:, np.newaxis] == np.unique(labels)).astype(np.float64)


def _variances(counts: Floats, sums: Floats, squares: Floats) -> tuple[Floats, Floats]:
    """Compute the sums of squares between classes and in total, shapes ``[..., d]``.

    `counts` has shape ``[..., classes]``, `sums` ``[..., classes, d]``, `squares` ``[..., d]``.
    """
    of_mean = sums.sum(axis=-2) ** 2 / counts.sum(axis=-1)[..., np.newaxis]
    # A class that is missing from a resample has sums of zero and adds nothing.
    of_classes = (sums**2 / np.maximum(counts, 1e-300)[..., np.newaxis]).sum(axis=-2)
    total = squares - of_mean
    # What is drawn into a resample may be all alike, though the data are not.
    return of_classes - of_mean, np.where(total > NEGLIGIBLE * squares, total, 0.0)


def _ratio(between: Floats, total: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.where(total > 0, np.clip(between, 0, total) / total, np.nan)
