"""Standardising crops by means and deviations of training recordings."""

from dataclasses import dataclass

import numpy as np

#: What has a mean and a deviation of its own: each value of a frame, or each cell of a crop.
VALUES, CELLS = UNITS = ("values", "cells")
#: Deviations below this share of the largest one are of values that do not vary.
_NEGLIGIBLE = 1e-3


@dataclass(frozen=True)
class Scaling:
    """How crops are standardised.

    Attributes
    ----------
    mean, deviation
        Shape ``[1, width]`` or ``[frames, width]``, float32.
    """

    mean: np.ndarray
    deviation: np.ndarray

    def standardise(self, crops: np.ndarray) -> np.ndarray:
        """Standardise crops, shape ``[n, frames, width]``, to float32."""
        return np.asarray((crops - self.mean) / self.deviation, np.float32)


def fit_scaling(crops: np.ndarray, unit: str) -> Scaling:
    """Compute means and deviations of training crops.

    Parameters
    ----------
    crops
        Shape ``[n, frames, width]``.
    unit
        ``"values"``: one mean for each value of a frame, over all frames and crops. ``"cells"``:
        one for each frame and value, over crops, as in the original.
    """
    across = (0,) if unit == CELLS else (0, 1)
    mean = crops.mean(axis=across, dtype=np.float64).reshape(-1, crops.shape[2])
    deviation = crops.std(axis=across, dtype=np.float64).reshape(-1, crops.shape[2])
    least = _NEGLIGIBLE * max(float(deviation.max()), float(np.finfo(np.float32).tiny))
    return Scaling(mean.astype(np.float32), np.maximum(deviation, least).astype(np.float32))
