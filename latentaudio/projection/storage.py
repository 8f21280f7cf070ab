"""Projections on disk: the coordinates of every snippet."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import PROJECTIONS, read_table, write_table
from latentaudio.tables import check_snippet_ids

if TYPE_CHECKING:  # decoding reads coordinates, so a change of the fit's code must not re-run it
    from latentaudio.projection.pca import Projection


def write_projections(
    path: Path,
    projection: "Projection",
    snippet_ids: np.ndarray,
    batches: Iterable[tuple[np.ndarray, np.ndarray]],
) -> None:
    """Project a stream of activations, and write the coordinates in the order of the snippets.

    Parameters
    ----------
    path
        Table to write: ``snippet_id`` and ``z``, a list of ``k`` float32.
    projection
        The fitted model.
    snippet_ids
        Ids in the table of snippets, shape ``[n]``.
    batches
        Pairs of rows in that table and activations, as
        `latentaudio.embeddings.reading.iterate_activations` yields them; every row once.
    """
    values = np.empty((len(snippet_ids), len(projection.components)), np.float32)
    for rows, activations in batches:
        values[rows] = projection.transform(activations)
    write_coordinates(path, snippet_ids, values)


def write_coordinates(path: Path, snippet_ids: np.ndarray, values: np.ndarray) -> None:
    """Write the coordinates of all snippets.

    Parameters
    ----------
    path
        Table to write.
    snippet_ids
        Ids of the snippets, shape ``[n]``.
    values
        Coordinates, shape ``[n, k]``, float32.
    """
    coordinates = pa.FixedSizeListArray.from_arrays(pa.array(values.ravel()), values.shape[1])
    table = pa.table({"snippet_id": pa.array(snippet_ids), "z": coordinates})
    write_table(table, path, PROJECTIONS)


def read_projections(path: Path, snippet_ids: np.ndarray) -> np.ndarray:
    """Read the coordinates of all snippets.

    Parameters
    ----------
    path
        Table that `write_projections` wrote.
    snippet_ids
        Ids in the table of snippets, shape ``[n]``; the projections must have the same ids in the
        same order.

    Returns
    -------
    numpy.ndarray
        Shape ``[n, k]``, float32.
    """
    table = read_table(path, PROJECTIONS)
    check_snippet_ids(path, PROJECTIONS, table, snippet_ids)
    column = table["z"].combine_chunks()
    return column.flatten().to_numpy().reshape(len(column), -1)
