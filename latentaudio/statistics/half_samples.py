r"""Intervals from half samples of the groups, drawn without replacement.

A bootstrap copies sounds. Where copies count as further evidence (mutual information from counts, a
forest whose leaves hold a number of sounds), its resamples are biased: a coordinate seems to know
what only its copies share. A half sample contains every sound at most once.

It also has the right spread by itself. The mean of m of G groups, drawn without replacement, varies
around the mean of all of them with the variance

.. math:: \Bigl( \frac{1}{m} - \frac{1}{G} \Bigr) S^2,

which for m = G / 2 is :math:`S^2 / G`: that of the mean of all groups around the truth. For another
m, deviations are multiplied by :math:`\sqrt{m / (G - m)}`. This is the delete-d jackknife [1]_ with
some of the subsets instead of all [2]_. It holds for means and smooth functions of means. Many
statistics also have a bias that is inversely proportional to the number of sounds. The interval
does not correct it: it is for the statistic of this number of sounds.

Groups are drawn from all groups, not within cells of a design, so that any number of factors may be
crossed. If cells differ, this makes intervals wider.

References
----------
.. [1] Shao, J. and Wu, C. F. J. (1989). A general theory for jackknife variance estimation. Annals
   of Statistics 17(3), 1176-1197.
.. [2] Politis, D. N. and Romano, J. P. (1994). Large sample confidence regions based on subsamples
   under minimal assumptions. Annals of Statistics 22(4), 2031-2050.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from latentaudio.errors import ConfigError
from latentaudio.statistics.intervals import CONFIDENCE, Estimate
from latentaudio.statistics.stratified_bootstrap import GroupResamples

Floats = NDArray[np.float64]

#: Smallest number of groups: of fewer, there are at most three different half samples.
SMALLEST = 4


def draw_half_samples(
    groups: np.ndarray, half_samples: int, generator: np.random.Generator
) -> GroupResamples:
    """Draw half of the groups (rounded down), several times.

    Parameters
    ----------
    groups
        Group of each snippet, shape ``[n]``.
    half_samples
        Number of half samples, at least 2.
    generator
        Random generator of the draws. They depend on the names of the groups only, so spaces with
        the same sounds have the same half samples and can be compared pair by pair.

    Returns
    -------
    GroupResamples
        Weights are 1 for groups inside a half sample and 0 for the others. With fewer than four
        groups there are no half samples, and a note says so.

    Raises
    ------
    ConfigError
        If `half_samples` is below 2.
    """
    if half_samples < 2:
        raise ConfigError(f"half samples: found {half_samples}, expected at least 2")
    names, members = np.unique(groups, return_inverse=True)
    if len(names) < SMALLEST:
        note = f"no intervals: found {len(names)} groups, expected at least {SMALLEST}"
        return GroupResamples(members, np.ones([1, len(names)]), note)
    ranks = generator.random([half_samples, len(names)]).argsort(axis=1).argsort(axis=1)
    inside = ranks < len(names) // 2
    return GroupResamples(members, np.vstack([np.ones(len(names)), inside]))


def rows_of(samples: GroupResamples) -> NDArray[np.bool_]:
    """List which snippets are in the data (all) and in each half sample.

    Parameters
    ----------
    samples
        Half samples.

    Returns
    -------
    numpy.ndarray
        Shape ``[1 + half samples, n]``.
    """
    return np.asarray(samples.weights[:, samples.members] > 0)


def half_sample_interval(values: Floats, groups: int, lowest: float, highest: float) -> Estimate:
    """Compute the interval of a statistic from its values in half samples, at level `CONFIDENCE`.

    It is the value plus and minus Student's t times the standard deviation over half samples. The
    degrees of freedom are one less than the half samples or the groups, whichever are fewer.

    Parameters
    ----------
    values
        The statistic in the data (first) and in every half sample, shape ``[1 + half samples]``.
    groups
        Number of groups in the data.
    lowest, highest
        Bounds of the statistic.

    Returns
    -------
    Estimate
        All is None if the value is not finite. The interval is None if the statistic is finite in
        fewer than two half samples, or in less than half of them.

    Examples
    --------
    >>> half_sample_interval(np.array([0.5, 0.4, 0.5, 0.6]), 8, 0, 1)
    Estimate(value=0.5, low=0.0697347..., high=0.9302652...)
    >>> half_sample_interval(np.array([0.5]), 8, 0, 1)
    Estimate(value=0.5, low=None, high=None)
    """
    value, halves = float(values[0]), values[1:]
    if not np.isfinite(value):
        return Estimate(None, None, None)
    finite = halves[np.isfinite(halves)]
    if len(finite) < max(2, len(halves) / 2):
        return Estimate(value, None, None)
    half = groups // 2
    error = float(finite.std(ddof=1)) * np.sqrt(half / (groups - half))
    freedom = min(len(finite), groups) - 1
    reach = float(student.ppf((1 + CONFIDENCE) / 2, freedom)) * error
    low, high = np.clip([value - reach, value + reach], lowest, highest)
    return Estimate(value, float(low), float(high))
