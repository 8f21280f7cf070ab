"""Whether values vary, or differ by rounding errors only.

The mean of equal numbers may differ from them in the last bit. A variance computed with it is then
tiny instead of 0, and a ratio of two such variances any number at all.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Share of the mean square of values up to which their variance counts as a rounding error.
NEGLIGIBLE = 1e-12


def varies(values: np.ndarray) -> NDArray[np.bool_]:
    """Check which columns vary by more than rounding errors.

    Parameters
    ----------
    values
        Shape ``[n, d]``, with at least one row.

    Returns
    -------
    numpy.ndarray
        Shape ``[d]``.

    Examples
    --------
    >>> varies(np.array([[0.1, 1e6, 0.0], [0.1, 1e6 + 1e-9, 1e-9]])).tolist()
    [False, False, True]
    """
    values = np.asarray(values, np.float64)
    return np.ptp(values, axis=0) > NEGLIGIBLE * np.abs(values).max(axis=0)


def centred(values: np.ndarray) -> Floats:
    """Subtract the mean of each column, in double precision; columns that do not vary become 0.

    `values` is as for `varies`; the result has its shape.
    """
    values = np.asarray(values, np.float64)
    return np.where(varies(values), values - values.mean(axis=0), 0.0)
