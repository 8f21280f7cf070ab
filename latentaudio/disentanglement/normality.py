"""How close coordinates are to the standard normal distribution that a flow is trained towards."""

import math
from typing import NamedTuple

import numpy as np
from scipy.stats import kurtosis, normaltest, skew
from statsmodels.stats.multitest import multipletests

from latentaudio.statistics.stratified_bootstrap import Floats
from latentaudio.statistics.variation import varies

#: Family-wise error rate of the tests of all coordinates.
ALPHA = 0.05
#: Number of snippets below which the approximation of the kurtosis test is not valid.
_SMALLEST_SAMPLE = 20


def bits_per_dimension(coordinates: np.ndarray, log_determinant: np.ndarray | None = None) -> float:
    r"""Compute the negative log-likelihood per dimension, in bits, under a standard normal prior.

    With z = T(x) and the standard normal density :math:`\phi`, this is the mean over snippets of

    .. math:: -\frac{1}{d} \bigl( \log_2 \phi(z) + \log_2 |\det T'(x)| \bigr)

    Lower is better. Only spaces that describe the same x are comparable.

    Parameters
    ----------
    coordinates
        Latent coordinates z, shape ``[n, d]``.
    log_determinant
        log |det T'(x)| (nats), shape ``[n]``; 0 if not given.

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
    """Deviations of single coordinates from a normal distribution; None where undefined.

    Attributes
    ----------
    mean_abs_skew, mean_abs_excess_kurtosis
        Mean absolute skewness and excess kurtosis over coordinates; 0 for a normal distribution.
    rejected_share
        Fraction of the coordinates for which D'Agostino's K^2 rejects a normal distribution, after
        Holm's correction. The test rejects too often: in simulations with 30 normal coordinates,
        at least one was rejected in 11% of the cases with 450 snippets and in 15% with 100,
        instead of 5%. Besides, it treats the snippets of a group as independent, which they are
        not.
    """

    mean_abs_skew: float | None
    mean_abs_excess_kurtosis: float | None
    rejected_share: float | None


def normality(coordinates: np.ndarray) -> Normality:
    """Measure and test the deviation of each coordinate from a normal distribution [1]_, [2]_.

    Parameters
    ----------
    coordinates
        Coordinates of the snippets, shape ``[n, d]``. Those that do not vary are left out.

    Returns
    -------
    Normality
        All values are None if no coordinate varies, or with fewer than the 20 snippets that the
        test needs.

    References
    ----------
    .. [1] D'Agostino, R. and Pearson, E. S. (1973). Tests for departure from normality. Biometrika
       60, 613-622.
    .. [2] Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian
       Journal of Statistics 6, 65-70.
    """
    values: Floats = np.asarray(coordinates, np.float64)
    if len(values) < _SMALLEST_SAMPLE:
        return Normality(None, None, None)
    values = values[:, varies(values)]
    if not values.size:
        return Normality(None, None, None)
    rejected = multipletests(normaltest(values, axis=0).pvalue, alpha=ALPHA, method="holm")[0]
    return Normality(
        mean_abs_skew=float(np.abs(skew(values, axis=0)).mean()),
        mean_abs_excess_kurtosis=float(np.abs(kurtosis(values, axis=0)).mean()),
        rejected_share=float(rejected.mean()),
    )
