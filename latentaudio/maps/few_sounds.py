"""What stands in for a nonlinear map where there are too few sounds for one."""

import numpy as np

#: Smallest number of sounds that are mapped by a nonlinear method. With fewer, every sound is a
#: neighbor of every other, and the optimisations have nothing to preserve.
LEAST = 10


def leading_components(coordinates: np.ndarray, dimensions: int) -> np.ndarray:
    """Take the first components as coordinates, and zeros where there are fewer.

    Parameters
    ----------
    coordinates
        Shape ``[n, k]``.
    dimensions
        Number of coordinates wanted.

    Returns
    -------
    numpy.ndarray
        Shape ``[n, dimensions]``.

    Examples
    --------
    >>> leading_components(np.array([[3.0], [4.0]]), 2)
    array([[3., 0.],
           [4., 0.]])
    """
    points = np.zeros((len(coordinates), dimensions), coordinates.dtype)
    shown = min(dimensions, coordinates.shape[1])
    points[:, :shown] = coordinates[:, :shown]
    return points


def note(sounds: int) -> str:
    """Say that components stand in for a map."""
    return f"only {sounds} sounds (fewer than {LEAST}), so the first components are shown instead"
