"""Values of sounds relative to the maximum of each sound; without TensorFlow.

Magnitudes and samples are divided by it. Where values are logarithms of magnitudes, the largest is
subtracted, which divides the magnitudes.
"""

import numpy as np

#: By division by the largest magnitude, or by subtraction of the largest value.
RATIO, DIFFERENCE = "ratio", "difference"


def peaks_of(values: np.ndarray, relation: str) -> np.ndarray:
    """Find the maximum of each sound.

    Parameters
    ----------
    values
        Values of the sounds, shape ``[n, *shape]``.
    relation
        `RATIO`, for the largest magnitude of each sound, or `DIFFERENCE`, for its largest value.

    Returns
    -------
    numpy.ndarray
        Shape ``[n, 1, ...]``; 1 for a ratio to nothing but zeros.
    """
    axes = tuple(range(1, values.ndim))
    if relation == DIFFERENCE:
        return np.asarray(values.max(axis=axes, keepdims=True))
    peaks = np.abs(values).max(axis=axes, keepdims=True)
    return np.where(peaks > 0, peaks, np.ones_like(peaks))


def without_peaks(values: np.ndarray, relation: str | None) -> np.ndarray:
    """Make values relative to the maximum of their sound, or leave them as they are (None).

    Examples
    --------
    >>> without_peaks(np.array([[2.0, -4.0], [0.0, 0.0]]), RATIO).tolist()
    [[0.5, -1.0], [0.0, 0.0]]
    >>> without_peaks(np.array([[2.0, -4.0], [3.0, 1.0]]), DIFFERENCE).tolist()
    [[0.0, -6.0], [0.0, -2.0]]
    """
    if relation is None:
        return values
    peaks = peaks_of(values, relation)
    return values - peaks if relation == DIFFERENCE else values / peaks


def with_peak(values: np.ndarray, relation: str | None, peak: float) -> np.ndarray:
    """Undo `without_peaks` for sounds that all have the same maximum.

    Examples
    --------
    >>> with_peak(np.array([[0.5, -1.0]]), RATIO, 4.0).tolist()
    [[2.0, -4.0]]
    """
    if relation is None:
        return values
    return values + np.float32(peak) if relation == DIFFERENCE else values * np.float32(peak)
