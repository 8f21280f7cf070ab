"""Maps by UMAP, of two and of three dimensions."""

import sys
import warnings
from typing import Any

import numpy as np

from latentaudio.imports import hidden
from latentaudio.maps import few_sounds
from latentaudio.maps.near_sounds import nearest_sounds
from latentaudio.maps.sound_map import SoundMap

DIMENSIONS = (2, 3)


def umap_maps(
    coordinates: np.ndarray, neighbours: int, minimal_distance: float, seed: int
) -> list[SoundMap]:
    """Map sounds by UMAP (McInnes et al. 2018) to two and to three dimensions.

    Neighbors are found exactly, and once for both maps. The seed makes UMAP use one thread, so that
    the same machine gives the same maps again.

    Parameters
    ----------
    coordinates
        Shape ``[n, k]``.
    neighbours
        Number of neighbors, counting the sound itself; fewer if there are fewer sounds.
    minimal_distance
        Smallest distance between points on the map.
    seed
        Seed of the optimisation.

    References
    ----------
    McInnes, L., Healy, J. and Melville, J. (2018). UMAP: uniform manifold approximation and
    projection for dimension reduction. arXiv:1802.03426.
    """
    count = len(coordinates)
    if count < few_sounds.LEAST:
        return [
            _described(few_sounds.leading_components(coordinates, each), few_sounds.note(count))
            for each in DIMENSIONS
        ]
    used = min(neighbours, count - 1)
    text = f"{used} neighbors, minimal distance {minimal_distance:g}, seed {seed}"
    if used < neighbours:
        text += f" ({neighbours} neighbors need more sounds)"
    rows, distances = nearest_sounds(coordinates, used - 1)
    # UMAP counts every sound as its own first neighbor.
    itself = np.arange(count, dtype=np.int32)[:, np.newaxis]
    known = (
        np.hstack([itself, rows]),
        np.hstack([np.zeros((count, 1), np.float32), distances]),
    )
    umap = load_umap()
    keep_compiled()
    models = (
        umap(
            n_components=dimensions,
            n_neighbors=used,
            min_dist=minimal_distance,
            precomputed_knn=known,
            random_state=seed,
            n_jobs=1,
        )
        for dimensions in DIMENSIONS
    )
    return [_described(_fitted(model, coordinates), text) for model in models]


def load_umap() -> Any:  # noqa: ANN401
    """Import UMAP, which takes seconds.

    It would load TensorFlow as well, for a kind of UMAP that is not used here.
    """
    with hidden("tensorflow"):
        from umap import UMAP
    return UMAP


def keep_compiled() -> None:
    """Let numba keep what it compiles of UMAP, beside its source or in the user's cache.

    UMAP compiles most of its functions anew in every process, which takes several times as long as
    a map of a thousand sounds.
    """
    from numba.core.dispatcher import Dispatcher

    for module in ("umap.umap_", "umap.layouts", "umap.utils"):
        for function in vars(sys.modules[module]).values():
            if isinstance(function, Dispatcher) and function.py_func.__module__ == module:
                function.enable_caching()


def _fitted(model: Any, coordinates: np.ndarray) -> np.ndarray:  # noqa: ANN401
    with warnings.catch_warnings():
        # About placing further points, which nobody does.
        warnings.filterwarnings("ignore", message=".*not an NNDescent object")
        return np.asarray(model.fit_transform(coordinates))


def _described(points: np.ndarray, parameters: str) -> SoundMap:
    dimensions = points.shape[1]
    axes = [f"UMAP {number}" for number in range(1, dimensions + 1)]
    return SoundMap(f"{dimensions}-D UMAP", f"umap_{dimensions}d", axes, parameters, points)
