"""Bias-corrected percentile intervals of bootstrapped statistics."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Confidence level of all intervals.
CONFIDENCE = 0.95


class Estimate(NamedTuple):
    """A value and its interval; None where undefined."""

    value: float | None
    low: float | None
    high: float | None


def estimate(values: Floats, lowest: float, highest: float) -> Estimate:
    """Compute the bias-corrected percentile interval of a statistic, at level `CONFIDENCE`.

    The bias of the resamples relative to the data estimates that of the data relative to the truth.
    The percentiles are therefore shifted by twice that bias.

    Parameters
    ----------
    values
        The statistic in the data (first) and in every resample, shape ``[1 + resamples]``.
    lowest, highest
        Bounds of the statistic.

    Returns
    -------
    Estimate
        The interval contains the value and stays within the bounds. All is None if the value is not
        finite; the interval is None if no resample is.

    Examples
    --------
    >>> estimate(np.array([0.5, 0.4, 0.5, 0.6]), 0, 1)
    Estimate(value=0.5, low=0.405, high=0.595)
    >>> estimate(np.array([0.5]), 0, 1)
    Estimate(value=0.5, low=None, high=None)
    """
    value, resampled = float(values[0]), values[1:]
    if not np.isfinite(value):
        return Estimate(None, None, None)
    resampled = resampled[np.isfinite(resampled)]
    if not len(resampled):
        return Estimate(value, None, None)
    bias = resampled.mean() - value
    tails = [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2]
    low, high = np.clip(np.quantile(resampled, tails) - 2 * bias, lowest, highest)
    return Estimate(value, min(float(low), value), max(float(high), value))
