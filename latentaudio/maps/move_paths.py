"""Where moved sounds are on the maps, step by step, and the sounds that they move towards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from latentaudio.factors import FactorLayout
from latentaudio.transfer.selection import FactorSet, factor_sets, typical_sounds

#: From latent coordinates ``[n, d]`` to places on a map ``[n, 2]`` or ``[n, 3]``.
Placing = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class AxisSounds:
    """The sounds that a flow has latents of, and what is typical on its axes.

    Create it with `sounds_on_axes`.

    Attributes
    ----------
    z
        Latent coordinates, shape ``[n, d]``.
    rows
        Row of each sound on the map; -1 if it is not among the chosen ones. Shape ``[n]``.
    groups
        Group of each sound, shape ``[n]``.
    sets
        The factors, alone and together, by name.
    means
        Typical value of each class, by name of the factor set.
    typical
        Whether each sound is typical of its class, by name of the factor set; shape ``[n]``.
    """

    z: np.ndarray
    rows: np.ndarray
    groups: np.ndarray
    sets: Mapping[str, FactorSet]
    means: Mapping[str, Mapping[str, np.ndarray]]
    typical: Mapping[str, np.ndarray]

    def path(
        self, sound: int, factor: str, own: str, other: str, at: Sequence[float]
    ) -> np.ndarray:
        """Compute the latent coordinates of a sound along a move; nothing but its axis changes.

        Parameters
        ----------
        sound
            Index of the sound.
        factor, own, other
            Factor set, class of the sound, and class that it is moved towards.
        at
            Positions between their typical values (0 and 1), shape ``[p]``.

        Returns
        -------
        numpy.ndarray
            Shape ``[p, d]``.
        """
        means = self.means[factor]
        along = np.asarray(at)[:, np.newaxis]
        path = np.repeat(self.z[sound][np.newaxis], len(along), axis=0)
        path[:, self.sets[factor].axes] = (1 - along) * means[own] + along * means[other]
        return path

    def towards(self, sound: int, end: np.ndarray, factor: str, other: str, most: int) -> list[int]:
        """List the rows of typical sounds of the other class nearest to the end of a move.

        Sounds of the same group are left out, because they are alike in more than their class.

        Parameters
        ----------
        sound
            Index of the moved sound.
        end
            Latent coordinates at the end of the move, shape ``[d]``.
        factor, other
            Factor set and class that it is moved towards.
        most
            Largest number of sounds.
        """
        candidates = np.flatnonzero(
            self.typical[factor]
            & (self.sets[factor].classes == other)
            & (self.groups != self.groups[sound])
            & (self.rows >= 0)
        )
        distances = np.linalg.norm(self.z[candidates] - end, axis=1)
        nearest = candidates[np.argsort(distances, kind="stable")[:most]]
        return [int(row) for row in self.rows[nearest]]


def sounds_on_axes(
    z: np.ndarray,
    rows: np.ndarray,
    groups: np.ndarray,
    splits: np.ndarray,
    labels: Mapping[str, np.ndarray],
    layout: FactorLayout,
    within: float,
) -> AxisSounds:
    """Find what is typical on each axis, as the moves themselves did.

    Parameters
    ----------
    z, rows, groups
        As in `AxisSounds`.
    splits
        Split of each sound, shape ``[n]``; typical values are means of training sounds.
    labels
        The class of each sound, by factor; each of shape ``[n]``.
    layout
        Which coordinates belong to which factor.
    within
        Largest distance of a typical sound from the mean of its class.
    """
    sets = {one.name: one for one in factor_sets(labels, layout)}
    found = {name: typical_sounds(z, one, splits, within) for name, one in sets.items()}
    return AxisSounds(
        z=z,
        rows=rows,
        groups=groups,
        sets=sets,
        means={name: means for name, (means, _) in found.items()},
        typical={name: typical for name, (_, typical) in found.items()},
    )


def on_components(
    z: np.ndarray, decode: Callable[[np.ndarray], np.ndarray], transform: np.ndarray
) -> np.ndarray:
    """Place latent coordinates on a map of the first components, exactly.

    Parameters
    ----------
    z
        Latent coordinates, shape ``[n, d]``.
    decode
        The inverse of the flow, from latent coordinates to standardised components ``[n, d]``.
    transform
        What the map multiplies the first m components by, shape ``[m, 3]``.
    """
    return decode(z)[:, : len(transform)] @ transform
