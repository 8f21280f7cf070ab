"""Maps of the first principal components, turned so that successive ones can be compared."""

from collections.abc import Sequence

import numpy as np
from scipy.linalg import orthogonal_procrustes

from latentaudio.maps.sound_map import SoundMap

#: Number of components that are shown.
SHOWN = 3

PARAMETERS = "components scaled by their standard deviations"


def component_map(
    components: np.ndarray, explained: np.ndarray, onto: np.ndarray | None = None
) -> SoundMap:
    """Map sounds by the first three components, turned onto another map if there is one.

    Components are stored with equal variances. Here each is multiplied by the square root of its
    share of the variance of the space, so that distances on the map are distances in the space, as
    far as three components tell them. A turn changes no distance.

    Parameters
    ----------
    components
        Standardised components, shape ``[n, k]``. Missing ones count as zero.
    explained
        Share of the variance that each component explains, shape ``[k]``.
    onto
        The same sounds on another such map, shape ``[n, 3]``.
    """
    shown = min(SHOWN, components.shape[1])
    share = np.zeros(SHOWN)
    share[:shown] = explained[:shown]
    scale = np.diag(np.sqrt(share))[:shown]
    scaled = components[:, :shown] @ scale
    turn = np.eye(SHOWN) if onto is None else best_turn(scaled, onto)
    if onto is None:
        axes = [f"PC {number} ({_percent(part)})" for number, part in enumerate(share, start=1)]
    else:
        # Components do not correlate, so their variances add up along any direction.
        axes = [
            f"PC 1-{SHOWN}, axis {number} ({_percent(part)})"
            for number, part in enumerate(share @ turn**2, start=1)
        ]
    return SoundMap(
        title="PCA",
        method="pca",
        axes=axes,
        parameters=PARAMETERS + ("" if onto is None else ", turned onto the map before"),
        points=scaled @ turn,
        exact=True,
        transform=scale @ turn,
    )


def component_maps(
    spaces: Sequence[tuple[np.ndarray, np.ndarray]],
) -> list[SoundMap]:
    """Map sounds in successive spaces, each turned onto the one before.

    Parameters
    ----------
    spaces
        Components and explained shares of each space, as for `component_map`.
    """
    maps: list[SoundMap] = []
    for components, explained in spaces:
        before = maps[-1].points if maps else None
        maps.append(component_map(components, explained, before))
    return maps


def best_turn(points: np.ndarray, onto: np.ndarray) -> np.ndarray:
    """Find the rotation, or rotation and reflection, that brings points closest to others.

    This is the orthogonal Procrustes problem (Schönemann 1966), of points that are centred and
    scaled to unit norm.

    Parameters
    ----------
    points, onto
        Two maps of the same sounds, shape ``[n, d]``.

    Returns
    -------
    numpy.ndarray
        Orthogonal matrix R, shape ``[d, d]``, to be used as ``points @ R``; the identity if either
        map has no extent.

    References
    ----------
    Schönemann, P. H. (1966). A generalized solution of the orthogonal Procrustes problem.
    Psychometrika 31(1), 1-10.
    """
    here, there = (one - one.mean(axis=0) for one in (points, onto))
    extents = [np.linalg.norm(one) for one in (here, there)]
    if min(extents) == 0:
        return np.eye(points.shape[1])
    turn, _ = orthogonal_procrustes(here / extents[0], there / extents[1])
    return np.asarray(turn)


def _percent(share: float) -> str:
    return f"{100 * share:.{0 if share >= 0.0095 or share == 0 else 1}f} %"
