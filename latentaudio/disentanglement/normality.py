"""How close coordinates come to the standard normal distribution that a flow is trained towards."""

import math
from typing import NamedTuple

import numpy as np
from scipy.stats import kurtosis, normaltest, skew
from statsmodels.stats.multitest import multipletests

from latentaudio.statistics.stratified_bootstrap import Floats

#: Family-wise error rate of the tests of all coordinates.
ALPHA = 0.05
#: Below this, the approximation of the kurtosis test is not valid.
_SMALLEST_SAMPLE = 20


def bits_per_dimension(coordinates: np.ndarray, log_determinant: np.ndarray | None = None) -> float:
    r"""Compute how many bits a coordinate of a snippet costs under a standard normal latent space.

    With z = T(x) and :math:`\phi` the standard normal density, the mean over snippets of

    .. math:: -\frac{1}{d} \bigl( \log_2 \phi(z) + \log_2 |\det T'(x)| \bigr)

    Lower is better; spaces are comparable when they describe the same x.

    Parameters
    ----------
    coordinates
        z, shape ``[n, d]``.
    log_determinant
        log |det T'(x)| (nats), shape ``[n]``; 0 where not given.

    Examples
    --------
    >>> round(bits_per_dimension(np.zeros([1, 3])), 4)
    1.3257
    """
    values = np.asarray(coordinates, np.float64)
    width = values.shape[1]
    nats = 0.5 * (values**2).sum(axis=1).mean() + 0.5 * width * math.log(2 * math.pi)
    if log_determinant is not None:
        nats -= float(np.mean(log_determinant, dtype=np.float64))
    return float(nats / (width * math.log(2)))


class Normality(NamedTuple):
    """How coordinates, each by itself, deviate from normal; None where it cannot be said.

    Attributes
    ----------
    mean_abs_skew, mean_abs_excess_kurtosis
        Means over coordinates; 0 for a normal distribution.
    rejected_share
        Share of the coordinates for which D'Agostino's K^2 rejects a normal distribution, after
        Holm's correction. It errs towards rejection: of 30 normal coordinates, some was rejected in
        11% of the cases with 450 snippets and in 15% with 100 instead of 5% (simulated), and the
        snippets of a group, which the test takes for independent, are not.
    """

    mean_abs_skew: float | None
    mean_abs_excess_kurtosis: float | None
    rejected_share: float | None


def normality(coordinates: np.ndarray) -> Normality:
    """Measure and test the shape of each coordinate's distribution.

    Parameters
    ----------
    coordinates
        Shape ``[n, d]``. Coordinates that do not vary are left out.

    Returns
    -------
    Normality
        All None without such coordinates, or with fewer snippets (20) than the test needs.

    References
    ----------
    .. [1] D'Agostino, R. and Pearson, E. S. (1973). Tests for departure from normality. Biometrika
       60, 613-622.
    .. [2] Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian
       Journal of Statistics 6, 65-70.
    """
    values: Floats = np.asarray(coordinates, np.float64)
    values = values[:, np.ptp(values, axis=0) > 0]
    if len(values) < _SMALLEST_SAMPLE or not values.size:
        return Normality(None, None, None)
    rejected = multipletests(normaltest(values, axis=0).pvalue, alpha=ALPHA, method="holm")[0]
    return Normality(
        mean_abs_skew=float(np.abs(skew(values, axis=0)).mean()),
        mean_abs_excess_kurtosis=float(np.abs(kurtosis(values, axis=0)).mean()),
        rejected_share=float(rejected.mean()),
    )
