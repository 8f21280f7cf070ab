"""Cluster bootstrap: intervals that account for the similarity of snippets of the same group."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentaudio.errors import ConfigError
from latentaudio.statistics.intervals import CONFIDENCE

Floats = NDArray[np.float64]

#: Draws of groups held in memory at once, so that memory does not grow with the resamples.
_DRAWS_AT_ONCE = 2**22


def sums_by_group(values: ArrayLike, groups: ArrayLike) -> tuple[Floats, Floats]:
    """Sum and count the values of each group, as `interval_of_mean` needs them.

    Parameters
    ----------
    values
        Values of the rows, shape ``[n]``.
    groups
        Name of the group of each row, shape ``[n]``.

    Returns
    -------
    sums, counts : numpy.ndarray
        Sum and number of the values of each group, in alphabetical order; shape ``[G]``.

    Examples
    --------
    >>> sums, counts = sums_by_group([1.0, 2.0, 4.0], ["b", "a", "b"])
    >>> sums.tolist(), counts.tolist()
    ([2.0, 5.0], [1.0, 2.0])
    """
    names, codes = np.unique(np.asarray(groups), return_inverse=True)
    weights = np.asarray(values, np.float64)
    sums, counts = np.bincount(codes, weights, len(names)), np.bincount(codes, None, len(names))
    # `bincount` returns integers if there are no rows.
    return sums.astype(np.float64), counts.astype(np.float64)


def interval_of_mean(
    sums: ArrayLike,
    counts: ArrayLike,
    *,
    resamples: int,
    rng: np.random.Generator,
    confidence: float = CONFIDENCE,
) -> tuple[Floats, Floats]:
    """Compute the percentile interval of a mean over rows by resampling whole groups [1]_.

    A resample consists of G - 1 of the G groups, drawn with replacement (drawing G would understate
    the variance if groups are few; see `latentaudio.statistics.stratified_bootstrap`). Its mean is
    ``sum_g w_g sums_g / sum_g w_g counts_g``, where ``w_g`` is how often group g was drawn. No row
    is ever copied, and any number of means share the same draws.

    Parameters
    ----------
    sums
        Sum of each quantity over the rows of each group, shape ``[G]`` or ``[G, m]``.
    counts
        Number of rows of each group, at least 1; shape ``[G]``.
    resamples
        Number of resamples, at least 1.
    rng
        Random generator of the draws.
    confidence
        Fraction of the resamples within the interval.

    Returns
    -------
    low, high : numpy.ndarray
        Ends of the interval, shape ``[]`` or ``[m]``; NaN with fewer than two groups, because the
        variation between groups is then unknown.

    Raises
    ------
    ConfigError
        If `resamples` is below 1.

    References
    ----------
    .. [1] Davison, A. C. and Hinkley, D. V. (1997). Bootstrap Methods and their Application,
       section 3.8 (hierarchical data: groups drawn with, rows within them without replacement).
    """
    means = resampled_means(sums, counts, resamples=resamples, rng=rng)
    tail = (1 - confidence) / 2
    low, high = np.quantile(means, [tail, 1 - tail], axis=0)
    return low, high


def resampled_means(
    sums: ArrayLike, counts: ArrayLike, *, resamples: int, rng: np.random.Generator
) -> Floats:
    """Compute means over rows in resamples of whole groups, for intervals of what they make up.

    Parameters are those of `interval_of_mean`.

    Returns
    -------
    numpy.ndarray
        Shape ``[resamples]`` or ``[resamples, m]``; NaN with fewer than two groups.

    Raises
    ------
    ConfigError
        If `resamples` is below 1.
    """
    sums, counts = np.asarray(sums, np.float64), np.asarray(counts, np.float64)

    def means(weights: Floats) -> Floats:
        rows = (weights @ counts).reshape(-1, *[1] * (sums.ndim - 1))
        return np.asarray(np.tensordot(weights, sums, axes=1) / rows)

    return resampled_statistic(means, len(counts), resamples=resamples, rng=rng)


def resampled_statistic(
    statistic: Callable[[Floats], Floats],
    groups: int,
    *,
    resamples: int,
    rng: np.random.Generator,
    width: int = 1,
) -> Floats:
    """Compute any statistic in resamples of whole groups; these are those of `interval_of_mean`.

    Parameters
    ----------
    statistic
        Maps how often each group is drawn, shape ``[draws, groups]``, to the statistic of each
        resample, shape ``[draws]`` or ``[draws, m]``.
    groups
        Number of groups, G.
    resamples, rng
        As for `interval_of_mean`.
    width
        Numbers that the statistic holds for each draw of a group: fewer resamples are then computed
        at once.

    Returns
    -------
    numpy.ndarray
        Shape ``[resamples]`` or ``[resamples, m]``; NaN with fewer than two groups.

    Raises
    ------
    ConfigError
        If `resamples` is below 1.
    """
    if resamples < 1:
        raise ConfigError(f"bootstrap: found {resamples} resamples, expected at least 1")
    if groups < 2:
        with np.errstate(invalid="ignore"):
            shape = statistic(np.ones((1, groups))).shape[1:]
        return np.full((resamples, *shape), np.nan)
    block = max(1, _DRAWS_AT_ONCE // (groups * width))
    sizes = [min(block, resamples - start) for start in range(0, resamples, block)]
    return np.concatenate([statistic(_times_drawn(groups, size, rng)) for size in sizes])


def _times_drawn(groups: int, resamples: int, rng: np.random.Generator) -> Floats:
    """Draw how often each group is in each resample, shape ``[resamples, groups]``."""
    drawn = rng.integers(groups, size=(resamples, groups - 1))
    drawn += groups * np.arange(resamples)[:, np.newaxis]
    counted = np.bincount(drawn.ravel(), minlength=resamples * groups)
    return counted.reshape(resamples, groups).astype(np.float64)
