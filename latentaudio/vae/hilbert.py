"""Flattening a square along a Hilbert curve, on which neighbours are neighbours in the square.

References
----------
.. [1] Hilbert, D. (1891). Ueber die stetige Abbildung einer Linie auf ein Flaechenstueck.
   Mathematische Annalen 38, 459-460.
"""

import numpy as np


def side_of(rows: int, columns: int) -> int:
    """Return the side of the smallest square, a power of two, that contains a matrix.

    Examples
    --------
    >>> side_of(48, 32), side_of(64, 64), side_of(1, 1)
    (64, 64, 1)
    """
    return 1 << (max(rows, columns) - 1).bit_length()


def curve_positions(side: int) -> np.ndarray:
    """List the pixels of a square along the curve.

    A curve through a square consists of four curves through its quarters: the first and the last
    are reflected in a diagonal, so that each begins beside the end of the one before.

    Parameters
    ----------
    side
        Side of the square, a power of two.

    Returns
    -------
    numpy.ndarray
        ``row * side + column`` of each pixel, shape ``[side * side]``.

    Raises
    ------
    ValueError
        If the side is not a power of two.

    Examples
    --------
    >>> curve_positions(2).tolist()
    [0, 1, 3, 2]
    """
    if side < 1 or side & (side - 1):
        raise ValueError(f"a Hilbert curve fills a square whose side is a power of two, not {side}")
    rows, columns = np.zeros(1, int), np.zeros(1, int)
    half = 1
    while half < side:
        rows, columns = (
            np.concatenate([columns, rows, rows + half, 2 * half - 1 - columns]),
            np.concatenate([rows, columns + half, columns + half, half - 1 - rows]),
        )
        half *= 2
    return rows * side + columns


def flatten(square: np.ndarray) -> np.ndarray:
    """Flatten squares along the curve, shape ``[..., side, side]``, to ``[..., side * side]``."""
    side = square.shape[-1]
    if square.shape[-2:] != (side, side):
        raise ValueError(f"found shape {list(square.shape)}, expected squares")
    return square.reshape(*square.shape[:-2], side * side)[..., curve_positions(side)]


def unflatten(flat: np.ndarray) -> np.ndarray:
    """Undo `flatten`."""
    side = round(flat.shape[-1] ** 0.5)
    if side * side != flat.shape[-1]:
        raise ValueError(f"found {flat.shape[-1]} values, expected the number of a square")
    square = np.empty_like(flat)
    square[..., curve_positions(side)] = flat
    return square.reshape(*flat.shape[:-1], side, side)
