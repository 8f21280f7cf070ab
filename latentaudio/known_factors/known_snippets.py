"""The known factors of the snippets of a run, and the split that all representations share."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from latentaudio.datasets.splits import assign_splits, without_partial_validation
from latentaudio.disentanglement.known_sounds import KnownSounds
from latentaudio.factor_types import Factor
from latentaudio.tables import labels_of, strings, values_of


def known_snippets(snippets: pa.Table, factors: Sequence[Factor]) -> KnownSounds:
    """Read the classes, values and groups of all snippets.

    Parameters
    ----------
    snippets
        The table of snippets.
    factors
        The factors. Numeric ones have their quantile bins as classes and values on their scale.

    Raises
    ------
    DatasetError
        When there is no factor, or all values of a numeric factor are equal.
    """
    return KnownSounds(
        names=tuple(factor.name for factor in factors),
        classes=labels_of(snippets, factors),
        values={
            factor.name: factor.scaled(values_of(snippets, factor))
            for factor in factors
            if factor.is_numeric
        },
        groups=strings(snippets, "group"),
    )


def known_split(
    sounds: KnownSounds, held_out_fraction: float, validation_fraction: float, seed: int
) -> np.ndarray:
    """Split sounds as a flow that is trained on all classes splits them.

    Parameters
    ----------
    sounds
        All sounds of the run.
    held_out_fraction, validation_fraction, seed
        See `latentaudio.datasets.splits.assign_splits`.

    Returns
    -------
    numpy.ndarray
        ``"training"``, ``"validation"`` or ``"held_out"`` for each sound, shape ``[n]``.
    """
    split = assign_splits(
        sounds.classes, sounds.groups, held_out_fraction, validation_fraction, seed
    )
    return without_partial_validation(split, sounds.classes)
