"""Morphs: the straight line between the codes of two sounds, decoded."""

import numpy as np

from latentaudio.vae.saved_vae import SavedVae


def line(one: np.ndarray, other: np.ndarray, steps: int) -> np.ndarray:
    """Go from one code to another, both included.

    Parameters
    ----------
    one, other
        Codes of two sounds, shape ``[units]``.
    steps
        Number of codes.

    Returns
    -------
    numpy.ndarray
        Shape ``[steps, units]``, float32.

    Raises
    ------
    ValueError
        If there are fewer than two steps.

    Examples
    --------
    >>> line(np.array([0.0, 1.0]), np.array([1.0, 3.0]), steps=3).tolist()
    [[0.0, 1.0], [0.5, 2.0], [1.0, 3.0]]
    """
    if steps < 2:
        raise ValueError(f"a morph needs two steps or more, not {steps}")
    return np.linspace(one, other, steps, dtype=np.float32)


def morph(vae: SavedVae, one: np.ndarray, other: np.ndarray, steps: int) -> np.ndarray:
    """Decode the line between two codes; parameters as for `line`.

    Returns
    -------
    numpy.ndarray
        Values in the space's own units, shape ``[steps, *shape]``, float32.
    """
    return vae.decode(line(one, other, steps))
