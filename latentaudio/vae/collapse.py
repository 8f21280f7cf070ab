"""Units of a code that say something about sounds."""

import numpy as np

#: Mean divergence from the prior above which a unit counts as active (nats).
ACTIVE = 0.05


def active_units(divergence: np.ndarray) -> int:
    """Count the units whose mean divergence from the prior exceeds `ACTIVE`.

    Parameters
    ----------
    divergence
        Divergence of each unit for each sound (nats), shape ``[n, units]``.

    Examples
    --------
    >>> active_units(np.array([[2.0, 0.0, 0.06], [1.0, 0.01, 0.05]]))
    2
    """
    return int((divergence.mean(axis=0) > ACTIVE).sum())


def is_collapsed(divergence: np.ndarray) -> bool:
    """Return whether no unit is active.

    The code then says hardly anything, and the decoder gives nearly the same for every sound
    (posterior collapse). How much all units say together does not count: ten of 0.049 nats each
    have collapsed.

    Examples
    --------
    >>> is_collapsed(np.full((3, 10), 0.049)), is_collapsed(np.array([[0.2, 0.0]]))
    (True, False)
    """
    return active_units(divergence) == 0
