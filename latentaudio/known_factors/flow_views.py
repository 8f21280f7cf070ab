"""Views of a flow: sounds moved along the axes of their factors, and straight lines between two."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from latentaudio.factors import RESIDUAL, FactorLayout
from latentaudio.known_factors.views import View

#: Share of training sounds below and above the ends of a traversal.
TAIL = 0.025


class Invertible(Protocol):
    """A map between coordinates of a space and latents, as a flow is."""

    def encode(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Compute latents and log-determinants of rows ``[n, d]``."""

    def decode(self, z: np.ndarray) -> np.ndarray:
        """Compute rows ``[n, d]`` from latents."""


#: Turns changed coordinates of one sound, shape ``[m, k]``, into values ``[m, size]``; the first
#: argument is the row of the sound among those that are shown.
Restore = Callable[[int, np.ndarray], np.ndarray]


def axis_names(layout: FactorLayout) -> list[str]:
    """Name the coordinates that belong to factors, in their order.

    Examples
    --------
    >>> from latentaudio.factors import factor_layout
    >>> axis_names(factor_layout(["pitch", "decay"], 8, {"decay": 2}))
    ['pitch', 'decay, 1 of 2', 'decay, 2 of 2']
    """
    names = []
    for factor, part in layout.slices.items():
        count = part.stop - part.start
        if factor == RESIDUAL:
            continue
        if count == 1:
            names.append(factor)
        else:
            names += [f"{factor}, {number} of {count}" for number in range(1, count + 1)]
    return names


def axis_steps(training: np.ndarray, steps: int) -> np.ndarray:
    """Space steps equally over the range of training sounds, without `TAIL` at both ends.

    Parameters
    ----------
    training
        Coordinates of training sounds, shape ``[n, axes]``.
    steps
        Number of steps, at least 2.

    Returns
    -------
    numpy.ndarray
        Shape ``[steps, axes]``.

    Examples
    --------
    >>> axis_steps(np.linspace(-20.0, 20.0, 41)[:, np.newaxis], 3).ravel().tolist()
    [-19.0, 0.0, 19.0]
    """
    low, high = np.quantile(training, [TAIL, 1 - TAIL], axis=0)
    return np.linspace(low, high, steps)


def flow_views(
    flow: Invertible,
    layout: FactorLayout,
    snippet_ids: Sequence[str],
    coordinates: np.ndarray,
    positions: np.ndarray,
    restore: Restore,
) -> list[View]:
    """Show originals, reconstructions and traversals of the axes of all factors.

    A traversal moves one coordinate of a sound to each position, and leaves its other coordinates,
    also those of the residual, where they are.

    Parameters
    ----------
    flow
        The flow.
    layout
        Layout of its coordinates.
    snippet_ids
        Ids of the sounds that are shown, ``m`` of them.
    coordinates
        Their principal coordinates, shape ``[m, d]``.
    positions
        Positions on each axis, shape ``[steps, axes]``, as `axis_steps` gives them.
    restore
        Way back from coordinates to values.
    """
    z = flow.encode(coordinates)[0]
    own = flow.decode(z)
    views = []
    for row, name in enumerate(snippet_ids):
        before, after = restore(row, np.stack([coordinates[row], own[row]]))
        views.append(View("original", name, before))
        views.append(View("reconstruction", name, after))
        for axis, column in zip(axis_names(layout), _columns(layout), strict=True):
            where = positions[:, column - layout.residual]
            moved = np.repeat(z[row : row + 1], len(where), axis=0)
            moved[:, column] = where
            values = restore(row, flow.decode(moved))
            views += [
                View("traversal", name, one, axis=axis, step=step, position=float(position))
                for step, (one, position) in enumerate(zip(values, where, strict=True))
            ]
    return views


def _columns(layout: FactorLayout) -> range:
    return range(layout.residual, layout.dimensions)


def flow_morph(
    flow: Invertible,
    snippet_ids: tuple[str, str],
    coordinates: np.ndarray,
    steps: int,
    restore: Restore,
    rows: tuple[int, int] = (0, 1),
) -> list[View]:
    """Go from one sound to another on a straight line between their latents.

    What the principal coordinates leave out of a sound is mixed in the same proportion, so that
    both ends are the sounds themselves.

    Parameters
    ----------
    flow
        The flow.
    snippet_ids
        Ids of the two sounds.
    coordinates
        Their principal coordinates, shape ``[2, d]``.
    steps
        Number of steps, at least 2.
    restore
        Way back from coordinates to values.
    rows
        Rows of the two sounds for `restore`.
    """
    first, second = flow.encode(coordinates)[0]
    shares = np.linspace(0, 1, steps)[:, np.newaxis]
    decoded = flow.decode(((1 - shares) * first + shares * second).astype(np.float32))
    values = (1 - shares) * restore(rows[0], decoded) + shares * restore(rows[1], decoded)
    return morph_views(snippet_ids, values)


def morph_views(snippet_ids: tuple[str, str], values: np.ndarray) -> list[View]:
    """Make views of the steps of a morph, shape ``[steps, size]``, with equal steps in between."""
    shares = np.linspace(0, 1, len(values))
    return [
        View(
            "morph",
            snippet_ids[0],
            one.astype(np.float32),
            other_id=snippet_ids[1],
            step=step,
            position=float(share),
        )
        for step, (one, share) in enumerate(zip(values, shares, strict=True))
    ]


def displacing(
    displace: Callable[[np.ndarray, np.ndarray], np.ndarray],
    activations: np.ndarray,
    coordinates: np.ndarray,
) -> Restore:
    """Go back to the values of a space by its projection.

    Parameters
    ----------
    displace
        `latentaudio.projection.pca.Projection.displace` of the space.
    activations
        Values of the sounds that are shown, shape ``[m, size]``.
    coordinates
        Their principal coordinates, shape ``[m, d]``.
    """

    def restore(row: int, changed: np.ndarray) -> np.ndarray:
        change = (changed - coordinates[row])[np.newaxis]
        return displace(activations[row : row + 1], change)[0]

    return restore


def keeping(row: int, changed: np.ndarray) -> np.ndarray:
    """Show what is decoded as it is: a `Restore` where a projection has left nothing out."""
    return changed
