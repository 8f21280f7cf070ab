"""Magnitudes of spectra on a logarithmic scale that ends in silence, and back."""

import numpy as np

#: What is added to magnitudes before their logarithm is taken, as YAMNet does: 102 dB below the
#: peak of a sine wave of full scale in a spectrum of 512 samples. The noise of 16 bits lies lower.
LOG_OFFSET = 0.001


def log_magnitudes(magnitudes: np.ndarray, offset: float = LOG_OFFSET) -> np.ndarray:
    """Take the natural logarithm of magnitudes plus an offset.

    Values from silence to full scale lie between -7 and 7, where half precision is finer than
    0.004, or 0.03 dB.
    """
    return np.log(magnitudes + np.float32(offset))


def magnitudes_from(logs: np.ndarray, offset: float = LOG_OFFSET) -> np.ndarray:
    """Undo `log_magnitudes`; what was rounded below silence is silence.

    Examples
    --------
    >>> magnitudes_from(log_magnitudes(np.array([0.0, 2.0]))).round(6).tolist()
    [0.0, 2.0]
    """
    return np.maximum(np.exp(logs) - offset, 0)
