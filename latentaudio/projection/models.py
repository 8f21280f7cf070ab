"""Fitted projections on disk."""

from dataclasses import fields
from pathlib import Path

import numpy as np

from latentaudio.artifacts import PCA_MODEL, read_arrays, write_arrays
from latentaudio.projection.pca import Projection


def save_projection(
    path: Path, projection: Projection, *, space: str, seed: int, fitted_on: np.ndarray
) -> None:
    """Write a projection with the name of its space, its seed and the snippets it was fitted on."""
    write_arrays(
        path,
        PCA_MODEL,
        {
            **{one.name: getattr(projection, one.name) for one in fields(projection)},
            "space": np.array(space),
            "seed": np.array(seed),
            "fitted_on": fitted_on.astype(str),
        },
    )


def load_projection(path: Path) -> Projection:
    """Read a projection that `save_projection` wrote."""
    arrays = read_arrays(path, PCA_MODEL)
    return Projection(**{one.name: arrays[one.name] for one in fields(Projection)})
