"""The typical sounds that a moved sound is compared with."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from latentaudio.transfer.selection import FactorSet, Pair


@dataclass(frozen=True)
class References:
    """Typical sounds of a class, by what they are in all other factors.

    Make it with `draw_references`.

    Attributes
    ----------
    rows
        Rows of the sounds, by index of the factor set, class, and context.
    groups
        The group of each sound, shape ``[n]``.
    contexts
        Of each factor set, the context of each sound.
    """

    rows: dict[tuple[int, str, int], np.ndarray]
    groups: np.ndarray
    contexts: tuple[np.ndarray, ...]

    def of(self, pair: Pair, class_name: str, sound: int) -> np.ndarray:
        """Give the sounds of a class that one sound is compared with.

        They share its classes in all other factors, and none is of its group: sounds of one object
        are alike in more than their class.
        """
        key = (pair.set, class_name, int(self.contexts[pair.set][sound]))
        rows = self.rows.get(key, np.empty(0, int))
        return rows[self.groups[rows] != self.groups[sound]]

    def everywhere(self) -> np.ndarray:
        """List all sounds that are references of anything, ascending."""
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
        Of each, whether each sound is typical of its class; shape ``[n]``.
    groups
        The group of each sound, shape ``[n]``.
    most
        Sounds of one class and context.
    generator
        Source of the draw.
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
    """List the atypical sounds that have references of both their classes.

    Returns
    -------
    sounds, pairs : numpy.ndarray
        Row of the sound and index of its pair, shape ``[r]``, ordered by sound.
    """
    found = [
        (sound, index)
        for index, pair in enumerate(pairs)
        for sound in pair.atypical.tolist()
        if len(references.of(pair, pair.own, sound)) and len(references.of(pair, pair.other, sound))
    ]
    table = np.array(sorted(found), dtype=int).reshape(-1, 2)
    return table[:, 0], table[:, 1]
