"""The typical sounds that a moved sound is compared with."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from latentaudio.transfer.selection import FactorSet, Pair


@dataclass(frozen=True)
class References:
    """Typical sounds of each class, by their classes in all other factors (their context).

    Create it with `draw_references`.

    Attributes
    ----------
    rows
        Rows of the typical sounds, by index of the factor set, class and context.
    groups
        The group of each sound, shape ``[n]``.
    contexts
        The context of each sound, for each factor set; each of shape ``[n]``.
    """

    rows: dict[tuple[int, str, int], np.ndarray]
    groups: np.ndarray
    contexts: tuple[np.ndarray, ...]

    def of(self, pair: Pair, class_name: str, sound: int) -> np.ndarray:
        """Select the typical sounds of a class that a sound is compared with.

        They share its classes in all other factors and belong to other groups, because sounds of
        the same object are similar in more than their class.
        """
        key = (pair.set, class_name, int(self.contexts[pair.set][sound]))
        rows = self.rows.get(key, np.empty(0, int))
        return rows[self.groups[rows] != self.groups[sound]]

    def all_rows(self) -> np.ndarray:
        """List the rows of all references, in ascending order."""
        return np.unique(np.concatenate([np.empty(0, int), *self.rows.values()]))


def draw_references(
    sets: Sequence[FactorSet],
    typical: Sequence[np.ndarray],
    groups: np.ndarray,
    most: int,
    generator: np.random.Generator,
) -> References:
    """Choose at most `most` typical sounds of every class and context.

    Parameters
    ----------
    sets
        The factor sets.
    typical
        Whether each sound is typical of its class, for each factor set; each of shape ``[n]``.
    groups
        The group of each sound, shape ``[n]``.
    most
        Largest number of sounds of one class and context.
    generator
        Random generator of the draws.
    """
    rows = {}
    for index, (factor_set, mask) in enumerate(zip(sets, typical, strict=True)):
        candidates = np.flatnonzero(mask)
        keys = zip(
            factor_set.classes[candidates].tolist(),
            factor_set.context[candidates].tolist(),
            strict=True,
        )
        members: dict[tuple[int, str, int], list[int]] = {}
        for row, (name, context) in zip(candidates.tolist(), keys, strict=True):
            members.setdefault((index, name, context), []).append(row)
        for key, found in members.items():
            chosen = np.array(found)
            if len(chosen) > most:
                chosen = np.sort(generator.choice(chosen, most, replace=False))
            rows[key] = chosen
    return References(rows, groups, tuple(factor_set.context for factor_set in sets))


def comparable(pairs: Sequence[Pair], references: References) -> tuple[np.ndarray, np.ndarray]:
    """List the atypical sounds that have references of both classes of their pair.

    Returns
    -------
    sounds, pairs : numpy.ndarray
        Row of each sound and index of its pair, ordered by sound; shape ``[r]``.
    """
    found = [
        (sound, index)
        for index, pair in enumerate(pairs)
        for sound in pair.atypical.tolist()
        if len(references.of(pair, pair.own, sound)) and len(references.of(pair, pair.other, sound))
    ]
    table = np.array(sorted(found), dtype=int).reshape(-1, 2)
    return table[:, 0], table[:, 1]
