"""Bias-corrected percentile intervals of bootstrapped statistics."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Share of resamples, or of repetitions of an experiment, within an interval.
CONFIDENCE = 0.95


class Estimate(NamedTuple):
    """A value and its interval; None where it is undefined."""

    value: float | None
    low: float | None
    high: float | None


def estimate(values: Floats, lowest: float, highest: float) -> Estimate:
    """Give a statistic its bias-corrected percentile interval, of confidence `CONFIDENCE`.

    Resamples are centred a second time as far from the value as they are now, on the other side:
    the bias of the resamples over the data estimates that of the data over the truth.

    Parameters
    ----------
    values
        The statistic of the data (first) and of every resample, shape ``[1 + resamples]``.
    lowest, highest
        Bounds of the statistic, which the interval keeps. It always contains the value.

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
