"""Applying a model to any number of rows, some at a time."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike


def by_blocks(
    function: Callable[[np.ndarray], Sequence[ArrayLike]],
    values: np.ndarray,
    shape: tuple[int, ...],
    rows: int,
    *,
    padded: bool = False,
) -> list[np.ndarray]:
    """Apply a function of some rows to any number of rows.

    Parameters
    ----------
    function
        Takes a block, shape ``[m, *shape]`` with `m` up to `rows`, float32, and gives arrays of
        `m` rows.
    values
        Shape ``[n, *shape]``.
    shape
        Shape of a row.
    rows
        Rows of a block.
    padded
        Whether the last block is filled up with zeros, for a function that takes full blocks only.

    Returns
    -------
    list of numpy.ndarray
        What the function gives, each of `n` rows.

    Raises
    ------
    ValueError
        If rows have another shape.

    Examples
    --------
    >>> by_blocks(lambda block: [block.sum(axis=1)], np.eye(3, 2), (2,), rows=2)
    [array([1., 1., 0.], dtype=float32)]
    """
    values = np.asarray(values, np.float32)
    if values.shape[1:] != shape:
        expected = ", ".join(map(str, ("n", *shape)))
        raise ValueError(f"found shape {list(values.shape)}, expected [{expected}]")
    # At least one block, so that empty input gives empty arrays of the right shapes.
    starts = range(0, max(len(values), 1), rows)
    blocks = [values[start : start + rows] for start in starts]
    if padded:
        blocks[-1] = _filled_up(blocks[-1], rows)
    results = [function(block) for block in blocks]
    return [np.concatenate(parts)[: len(values)] for parts in zip(*results, strict=True)]


def _filled_up(block: np.ndarray, rows: int) -> np.ndarray:
    return np.pad(block, [(0, rows - len(block)), *([(0, 0)] * (block.ndim - 1))])
