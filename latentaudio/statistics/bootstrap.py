"""Cluster bootstrap: intervals that respect that snippets of one group resemble each other."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentaudio.errors import ConfigError
from latentaudio.statistics.intervals import CONFIDENCE

Floats = NDArray[np.float64]

# Draws of groups held at once, so that memory does not grow with the number of resamples.
_DRAWS_AT_ONCE = 2**22


def sums_by_group(values: ArrayLike, groups: ArrayLike) -> tuple[Floats, Floats]:
    """Add up the values of each group, which is all that `interval_of_mean` needs of them.

    Parameters
    ----------
    values
        Shape ``[n]``.
    groups
        Names of the groups, shape ``[n]``.

    Returns
    -------
    sums, counts : numpy.ndarray
        Shape ``[G]``, the groups in alphabetical order.

    Examples
    --------
    >>> sums, counts = sums_by_group([1.0, 2.0, 4.0], ["b", "a", "b"])
    >>> sums.tolist(), counts.tolist()
    ([2.0, 5.0], [1.0, 2.0])
    """
    names, codes = np.unique(np.asarray(groups), return_inverse=True)
    weights = np.asarray(values, np.float64)
    sums, counts = np.bincount(codes, weights, len(names)), np.bincount(codes, None, len(names))
    # Without any row, `bincount` counts in integers.
    return sums.astype(np.float64), counts.astype(np.float64)


def interval_of_mean(
    sums: ArrayLike,
    counts: ArrayLike,
    *,
    resamples: int,
    rng: np.random.Generator,
    confidence: float = CONFIDENCE,
) -> tuple[Floats, Floats]:
    """Percentile interval of a mean over rows, whole groups drawn with replacement.

    A resample of G - 1 of G groups (drawing G of few understates the variance; see
    `latentaudio.disentanglement.bootstrap`) has the mean
    ``sum_g w_g sums_g / sum_g w_g counts_g``, where ``w_g`` is how often group g was drawn; so no
    row is ever copied, and any number of means share the draws.

    Parameters
    ----------
    sums
        Sum of each quantity over the rows of each group, shape ``[G]`` or ``[G, m]``.
    counts
        Rows of each group, all at least 1, shape ``[G]``.
    resamples
        Number of resamples, at least 1.
    rng
        Draws the groups.
    confidence
        Share of resamples within the interval.

    Returns
    -------
    low, high : numpy.ndarray
        Shape ``[]`` or ``[m]``; NaN with fewer than two groups, which tell nothing about how groups
        differ.

    Raises
    ------
    ConfigError
        When `resamples` is below 1.

    References
    ----------
    .. [1] Davison, A. C. and Hinkley, D. V. (1997). Bootstrap Methods and their Application,
       section 3.8 (hierarchical data: groups drawn with, rows within them without replacement).
    """
    if resamples < 1:
        raise ConfigError(f"bootstrap: found {resamples} resamples, expected at least 1")
    sums, counts = np.asarray(sums, np.float64), np.asarray(counts, np.float64)
    groups = len(counts)
    if groups < 2:
        missing = np.full(sums.shape[1:], np.nan)
        return missing, missing.copy()
    block = max(1, _DRAWS_AT_ONCE // groups)
    sizes = [min(block, resamples - start) for start in range(0, resamples, block)]
    means = np.concatenate([_resampled_means(sums, counts, size, rng) for size in sizes])
    tail = (1 - confidence) / 2
    low, high = np.quantile(means, [tail, 1 - tail], axis=0)
    return low, high


def _resampled_means(
    sums: Floats, counts: Floats, resamples: int, rng: np.random.Generator
) -> Floats:
    weights = _times_drawn(len(counts), resamples, rng)
    rows = (weights @ counts).reshape(-1, *[1] * (sums.ndim - 1))
    return np.asarray(np.tensordot(weights, sums, axes=1) / rows)


def _times_drawn(groups: int, resamples: int, rng: np.random.Generator) -> Floats:
    """How often each group is drawn in each resample, shape ``[resamples, groups]``."""
    drawn = rng.integers(groups, size=(resamples, groups - 1))
    drawn += groups * np.arange(resamples)[:, np.newaxis]
    counted = np.bincount(drawn.ravel(), minlength=resamples * groups)
    return counted.reshape(resamples, groups).astype(np.float64)
