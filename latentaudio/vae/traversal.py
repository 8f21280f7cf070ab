"""Traversals: what a decoder gives when one unit of a code is changed at a time."""

from collections.abc import Sequence

import numpy as np

from latentaudio.vae.saved_vae import SavedVae

#: Percentiles of the training sounds between which a unit is changed.
RANGE = (2.5, 97.5)


def unit_ranges(z: np.ndarray, given: Sequence[float] | None = None) -> np.ndarray:
    """Find the range of each unit over training sounds.

    Parameters
    ----------
    z
        Codes of the training sounds, shape ``[n, units]``.
    given
        Lowest and highest value of all units instead, if these are not to depend on sounds.

    Returns
    -------
    numpy.ndarray
        The percentiles `RANGE` of each unit, or what is given, shape ``[units, 2]``.

    Examples
    --------
    >>> unit_ranges(np.linspace(0, 100, 41)[:, np.newaxis]).tolist()
    [[2.5, 97.5]]
    """
    if given is not None:
        return np.tile(np.asarray(given, np.float64), (z.shape[1], 1))
    return np.percentile(z, RANGE, axis=0).T


def traversal_codes(start: np.ndarray, ranges: np.ndarray, steps: int) -> np.ndarray:
    """Change one unit of a code at a time.

    Parameters
    ----------
    start
        The code of a sound, or zeros, shape ``[units]``.
    ranges
        Lowest and highest value of each unit, shape ``[units, 2]``.
    steps
        Number of values of each unit, from the lowest to the highest.

    Returns
    -------
    numpy.ndarray
        Codes, shape ``[units, steps, units]``, float32.

    Raises
    ------
    ValueError
        If there are fewer than two steps.

    Examples
    --------
    >>> codes = traversal_codes(np.array([5.0, 6.0]), np.array([[0, 1], [2, 4]]), steps=3)
    >>> codes[0].tolist(), codes[1].tolist()
    ([[0.0, 6.0], [0.5, 6.0], [1.0, 6.0]], [[5.0, 2.0], [5.0, 3.0], [5.0, 4.0]])
    """
    if steps < 2:
        raise ValueError(f"a traversal needs two steps or more, not {steps}")
    units = len(start)
    codes = np.tile(np.asarray(start, np.float32), (units, steps, 1))
    each = np.arange(units)
    codes[each, :, each] = np.linspace(ranges[:, 0], ranges[:, 1], steps, axis=1)
    return codes


def traverse(vae: SavedVae, start: np.ndarray, ranges: np.ndarray, steps: int) -> np.ndarray:
    """Decode a traversal; parameters as for `traversal_codes`.

    Returns
    -------
    numpy.ndarray
        Values in the space's own units, shape ``[units, steps, *shape]``, float32.
    """
    codes = traversal_codes(start, ranges, steps)
    decoded = vae.decode(codes.reshape(-1, codes.shape[-1]))
    return decoded.reshape(*codes.shape[:2], *decoded.shape[1:])
