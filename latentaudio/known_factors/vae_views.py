"""Views of a variational autoencoder: reconstructions, traversals of its units, and morphs."""

from collections.abc import Sequence

import numpy as np

from latentaudio.known_factors.flow_views import Restore, morph_views
from latentaudio.known_factors.views import View
from latentaudio.vae.fit_vae import encode_sounds
from latentaudio.vae.morph import morph
from latentaudio.vae.saved_vae import SavedVae
from latentaudio.vae.traversal import traverse

#: Where the units that do not move stay: where the sound has them, or at the mean of the prior.
SOUND, ZERO = ORIGINS = ("sound", "zero")


def unit_rates(vae: SavedVae, values: np.ndarray) -> np.ndarray:
    """Compute the rate of each unit: its mean divergence from the prior (nats).

    Parameters
    ----------
    vae
        The autoencoder.
    values
        Values of validation sounds, shape ``[n, *shape]``.

    Returns
    -------
    numpy.ndarray
        Shape ``[units]``.
    """
    encoded = encode_sounds(vae.model, vae.scaling.standardise(values))
    return np.asarray(encoded.divergence.mean(axis=0, dtype=np.float64))


def unit_names(units: int) -> list[str]:
    """Name the units of a code, counted from 1.

    Examples
    --------
    >>> unit_names(2)
    ['unit 1', 'unit 2']
    """
    return [f"unit {number}" for number in range(1, units + 1)]


def vae_views(
    vae: SavedVae,
    snippet_ids: Sequence[str],
    values: np.ndarray,
    ranges: np.ndarray,
    rates: np.ndarray,
    restore: Restore,
    *,
    axes: int,
    steps: int,
    origin: str = SOUND,
) -> list[View]:
    """Show originals, reconstructions and traversals of the units with the highest rates.

    Parameters
    ----------
    vae
        The autoencoder.
    snippet_ids
        Ids of the sounds that are shown, ``m`` of them.
    values
        Their values, shape ``[m, *shape]``.
    ranges
        Lowest and highest value of each unit over training sounds, shape ``[units, 2]``.
    rates
        Rate of each unit (nats), shape ``[units]``.
    restore
        Way from what is decoded, in rows ``[m, k]``, to the values of the space.
    axes
        Largest number of units that are shown.
    steps
        Steps of a traversal.
    origin
        One of `ORIGINS`.
    """
    codes = vae.encode(values)
    decoded = vae.decode(codes)
    names = unit_names(len(rates))
    shown = np.argsort(-rates, kind="stable")[:axes]
    views = []
    for row, (name, code) in enumerate(zip(snippet_ids, codes, strict=True)):
        ends = np.stack([values[row], decoded[row]]).reshape(2, -1)
        before, after = restore(row, ends)
        views += [View("original", name, before), View("reconstruction", name, after)]
        start = np.zeros_like(code) if origin == ZERO else code
        moved = traverse(vae, start, ranges, steps)
        for unit in shown.tolist():
            positions = np.linspace(ranges[unit, 0], ranges[unit, 1], steps).tolist()
            along = restore(row, moved[unit].reshape(steps, -1))
            views += [
                View(
                    "traversal",
                    name,
                    one,
                    axis=names[unit],
                    step=step,
                    position=position,
                    rate=float(rates[unit]),
                )
                for step, (one, position) in enumerate(zip(along, positions, strict=True))
            ]
    return views


def vae_morph(
    vae: SavedVae,
    snippet_ids: tuple[str, str],
    values: np.ndarray,
    steps: int,
    restore: Restore,
    rows: tuple[int, int] = (0, 1),
) -> list[View]:
    """Decode the straight line between the codes of two sounds.

    The ends are their reconstructions. If principal coordinates are decoded, what these leave out
    of the sounds is mixed in the same proportion.

    Parameters
    ----------
    vae
        The autoencoder.
    snippet_ids
        Ids of the two sounds.
    values
        Their values, shape ``[2, *shape]``.
    steps
        Number of steps, at least 2.
    restore
        As for `vae_views`.
    rows
        Rows of the two sounds for `restore`.
    """
    first, second = vae.encode(values)
    decoded = morph(vae, first, second, steps).reshape(steps, -1)
    shares = np.linspace(0, 1, steps)[:, np.newaxis]
    along = (1 - shares) * restore(rows[0], decoded) + shares * restore(rows[1], decoded)
    return morph_views(snippet_ids, along)
