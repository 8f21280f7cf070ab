"""Principal components of the standardised values that a head sees.

Reference
---------
Halko, N., Martinsson, P.-G. and Tropp, J. A. (2011). Finding structure with randomness. SIAM Review
53.
"""

import numpy as np

from latentaudio.seeds import generator

#: Directions beside those that are asked for, and passes over the values.
_BESIDE = 16
_PASSES = 2
#: Share of the largest deviation below which a direction is rounding, in single precision.
_NEGLIGIBLE = 1e-5


def principal_directions(x: np.ndarray, count: int | None, seed: int) -> np.ndarray | None:
    """Find the directions of largest variance, scaled so that components have variance 1.

    Parameters
    ----------
    x
        Standardised values, shape ``[n, width]``.
    count
        Number of directions; all there are if there are fewer. None for no components.
    seed
        Seed of the random start.

    Returns
    -------
    numpy.ndarray or None
        Shape ``[width, count]``, of the type of the values; None without components.
    """
    if count is None:
        return None
    rows, width = x.shape
    size = min(count + _BESIDE, rows, width)
    start = generator(seed, "prediction components").normal(size=(width, size)).astype(x.dtype)
    basis = np.linalg.qr(x @ start)[0]
    for _ in range(_PASSES):
        basis = np.linalg.qr(x @ (x.T @ basis))[0]
    _, sizes, directions = np.linalg.svd(basis.T @ x, full_matrices=False)
    kept = min(count, int(np.count_nonzero(sizes > _NEGLIGIBLE * sizes[0])) or 1)
    scale = np.maximum(sizes[:kept] / np.sqrt(rows), np.finfo(x.dtype).tiny)
    return np.asarray(directions[:kept].T / scale)
