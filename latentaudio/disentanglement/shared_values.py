"""Sounds that share one factor, drawn from a table.

The scores of FactorVAE and beta-VAE fix one factor and vary the others. Where sounds are not made
on demand, those that share a class of the factor stand in for them. If factors depend on each other
in the table, what varies with the fixed factor is fixed as well.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from latentaudio.errors import DatasetError

Indices = NDArray[np.intp]


class SharedValues:
    """Draws sounds that share the class of a factor with given sounds.

    Parameters
    ----------
    name
        Name of the factor, for error messages.
    classes
        Class of each sound, shape ``[n]``.

    Raises
    ------
    DatasetError
        When no two sounds share a class.
    """

    def __init__(self, name: str, classes: np.ndarray) -> None:
        codes = np.unique(classes, return_inverse=True)[1]
        counts = np.bincount(codes)
        self._order = codes.argsort(kind="stable")
        self._first = (np.cumsum(counts) - counts)[codes]
        self._count = counts[codes]
        self._usable = np.flatnonzero(self._count > 1)
        if not len(self._usable):
            raise DatasetError(
                f"factor '{name}': found {len(classes)} sounds of {len(counts)} classes, expected "
                "at least two sounds of one class; use more sounds, or fewer bins or classes"
            )

    def any_sounds(self, shape: Sequence[int], generator: np.random.Generator) -> Indices:
        """Draw sounds whose class has at least two, with replacement, in an array of a shape."""
        return self._usable[generator.integers(len(self._usable), size=tuple(shape))]

    def sharing(self, sounds: Indices, generator: np.random.Generator) -> Indices:
        """Draw for each sound one of its class, with replacement; the result has their shape."""
        within = (generator.random(sounds.shape) * self._count[sounds]).astype(np.intp)
        return self._order[self._first[sounds] + within]


def fixed_factors(factors: int, votes: int, generator: np.random.Generator) -> Indices:
    """Draw which factor each vote fixes, shape ``[votes]``; all are equally likely."""
    return generator.integers(factors, size=votes)
