"""Linear correlation between axes, and between axes and the residual.

References
----------
.. [1] Hotelling, H. (1936). Relations between two sets of variates. Biometrika 28, 321-377.
"""

import numpy as np

from latentaudio.statistics.stratified_bootstrap import Floats, GroupResamples
from latentaudio.statistics.variation import NEGLIGIBLE, centred


def axis_correlation(first: np.ndarray, second: np.ndarray, resamples: GroupResamples) -> Floats:
    """Compute the correlation of two axes, in the data and in every resample.

    Parameters
    ----------
    first, second
        Coordinates of the axes, shapes ``[n, d]`` and ``[n, e]``.
    resamples
        Resamples of the groups of the same snippets.

    Returns
    -------
    numpy.ndarray
        Correlations, shape ``[1 + resamples]``: Pearson's r if both axes have one coordinate, else
        the largest canonical correlation [1]_. The latter has no sign, does not depend on the
        directions of the coordinates within an axis, and grows with their number even by chance.
        NaN where an axis does not vary.
    """
    width = first.shape[1]
    values = centred(np.hstack([first, second]))
    count = resamples.totals(np.ones(len(values)))[:, np.newaxis, np.newaxis]
    mean = resamples.totals(values)[:, :, np.newaxis] / count
    products = resamples.totals(values[:, :, np.newaxis] * values[:, np.newaxis, :]) / count
    covariance = _without_rounding_errors(products - mean * mean.transpose(0, 2, 1), products)
    whitened = (
        _inverse_root(covariance[:, :width, :width])
        @ covariance[:, :width, width:]
        @ _inverse_root(covariance[:, width:, width:])
    )
    if whitened.shape[1:] == (1, 1):
        return np.clip(whitened[:, 0, 0], -1.0, 1.0)
    defined = np.isfinite(whitened).all(axis=(1, 2))
    result = np.full(len(whitened), np.nan)
    singular = np.linalg.svd(whitened[defined], compute_uv=False)
    result[defined] = np.minimum(singular.max(axis=1), 1.0)
    return result


def largest_residual_correlation(axes: list[np.ndarray], residual: np.ndarray) -> float | None:
    """Compute the largest correlation of any axis with any coordinate of the residual.

    Parameters
    ----------
    axes
        Coordinates of each axis, shapes ``[n, d]``.
    residual
        Coordinates of the residual, shape ``[n, r]``.

    Returns
    -------
    float or None
        The largest multiple correlation (for an axis of one coordinate, the largest absolute r);
        None if no coordinate of the residual varies. As a maximum over many coordinates, it is
        above 0 by chance alone.
    """
    left = centred(residual)
    lengths = np.linalg.norm(left, axis=0)
    left = left[:, lengths > 0] / lengths[lengths > 0]
    if not left.size:
        return None
    largest = 0.0
    for axis in axes:
        directions, scales, _ = np.linalg.svd(centred(axis), full_matrices=False)
        basis = directions[:, scales**2 > NEGLIGIBLE * (scales**2).sum()]
        largest = max(largest, float(np.linalg.norm(basis.T @ left, axis=0).max()))
    return min(largest, 1.0)


def _without_rounding_errors(covariance: Floats, products: Floats) -> Floats:
    """Set the covariances of coordinates that do not vary within a resample to 0."""
    variances, squares = (np.diagonal(of, axis1=1, axis2=2) for of in (covariance, products))
    vary = variances > NEGLIGIBLE * squares
    return covariance * (vary[:, :, np.newaxis] & vary[:, np.newaxis, :])


def _inverse_root(covariance: Floats) -> Floats:
    """Compute the inverse square root of each covariance matrix; NaN without any variance."""
    values, vectors = np.linalg.eigh(covariance)
    largest = values[:, -1:]
    kept = values > NEGLIGIBLE * largest
    roots = np.sqrt(values, out=np.ones_like(values), where=kept)
    scaled = vectors * np.where(kept, 1 / roots, 0.0)[:, np.newaxis, :]
    scaled[largest[:, 0] <= 0] = np.nan
    return scaled @ vectors.transpose(0, 2, 1)
