"""The nearest sounds of each sound in a space, and vectors for a search by the page."""

from pathlib import Path

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import NEIGHBOURS, write_table
from latentaudio.imports import hidden

with hidden("pandas"):
    from sklearn.neighbors import NearestNeighbors

#: Stands for a neighbor where there is only one sound.
NONE = -1

_GREATEST = 127


def nearest_sounds(coordinates: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Find the nearest other sounds of each sound, by Euclidean distance.

    All sounds are compared, block by block, so that memory grows with their number only.

    Parameters
    ----------
    coordinates
        Shape ``[n, k]``.
    count
        Number of neighbors; fewer if there are fewer sounds.

    Returns
    -------
    rows : numpy.ndarray
        Rows of the neighbors, nearest first; shape ``[n, count]``, int32. With one sound, a single
        `NONE`.
    distances : numpy.ndarray
        Their distances, shape ``[n, count]``, float32; infinite where there is none.
    """
    count = min(count, len(coordinates) - 1)
    if count < 1:
        shape = (len(coordinates), 1)
        return np.full(shape, NONE, np.int32), np.full(shape, np.inf, np.float32)
    model = NearestNeighbors(n_neighbors=count, algorithm="brute").fit(coordinates)
    distances, rows = model.kneighbors()
    return rows.astype(np.int32), distances.astype(np.float32)


def coarse_vectors(coordinates: np.ndarray) -> tuple[np.ndarray, float]:
    """Round coordinates to whole multiples of a step, so that each takes one byte.

    Parameters
    ----------
    coordinates
        Shape ``[n, k]``.

    Returns
    -------
    vectors : numpy.ndarray
        Shape ``[n, k]``, int8.
    scale : float
        The step: ``vectors * scale`` differs from the coordinates by at most half of it.
    """
    largest = float(np.abs(coordinates).max(initial=0.0))
    scale = largest / _GREATEST or 1.0
    return np.rint(coordinates / scale).astype(np.int8), scale


def write_neighbours(
    path: Path, snippet_ids: np.ndarray, coordinates: np.ndarray, count: int
) -> None:
    """Find and write the nearest sounds of each sound.

    Parameters
    ----------
    path
        Table to write: ``snippet_id, rows, distances, vectors``; the step of the vectors is in the
        metadata under ``scale``.
    snippet_ids
        Ids of the sounds, shape ``[n]``.
    coordinates, count
        As for `nearest_sounds`.
    """
    rows, distances = nearest_sounds(coordinates, count)
    vectors, scale = coarse_vectors(coordinates)
    width = rows.shape[1]
    table = pa.table(
        {
            "snippet_id": pa.array(snippet_ids.tolist(), pa.string()),
            "rows": pa.FixedSizeListArray.from_arrays(pa.array(rows.ravel()), width),
            "distances": pa.FixedSizeListArray.from_arrays(pa.array(distances.ravel()), width),
            "vectors": pa.array([one.tobytes() for one in vectors], pa.binary(vectors.shape[1])),
        }
    )
    write_table(table, path, NEIGHBOURS, {"scale": repr(scale)})
