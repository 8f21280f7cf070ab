"""Agreement of two raters beyond chance."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def cohen_kappa(tables: np.ndarray) -> Floats:
    """Compute Cohen's kappa [1]_ from tables of joint counts.

    Kappa is ``(p_o - p_e) / (1 - p_e)``: the share of agreement, beyond what two raters who choose
    independently, each with own preferences, would reach. It is 1 where both always agree, 0 at
    chance.

    Parameters
    ----------
    tables
        How often the first rater chose each class (row) while the second chose each (column);
        weights need not be whole. Shape ``[..., c, c]``.

    Returns
    -------
    numpy.ndarray
        Shape ``[...]``; NaN where a table is empty, or both raters always choose one same class.

    References
    ----------
    .. [1] Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and
       Psychological Measurement 20(1), 37-46.

    Examples
    --------
    >>> round(float(cohen_kappa(np.array([[20, 5], [10, 15]]))), 6)
    0.4
    """
    counts = np.asarray(tables, np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = counts / counts.sum(axis=(-2, -1), keepdims=True)
        observed = np.trace(shares, axis1=-2, axis2=-1)
        expected = (shares.sum(axis=-1) * shares.sum(axis=-2)).sum(axis=-1)
        kappa = (observed - expected) / (1 - expected)
    return np.asarray(np.where(expected < 1, kappa, np.nan), np.float64)
