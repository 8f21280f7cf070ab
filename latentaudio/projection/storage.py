"""Projections on disk: the coordinates of every snippet."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import PROJECTIONS, parquet_writer, read_table
from latentaudio.tables import check_snippet_ids

if TYPE_CHECKING:  # decoding reads coordinates, so a change of the fit's code must not re-run it
    from latentaudio.projection.pca import Projection

#: Minimum number of rows per row group; many small groups are slow to read.
_ROWS_PER_GROUP = 4096


def write_projections(
    path: Path, projection: "Projection", batches: Iterable[tuple[np.ndarray, np.ndarray]]
) -> None:
    """Project a stream of activations and write the coordinates as they are computed.

    Parameters
    ----------
    path
        Table to write: ``snippet_id`` and ``z``, a list of ``k`` float32.
    projection
        The fitted model.
    batches
        Pairs of snippet ids and activations, as
        `latentaudio.embeddings.reading.iterate_activations` yields them.
    """
    schema = _schema(len(projection.components))
    with parquet_writer(path, schema, PROJECTIONS) as writer:
        waiting: list[pa.Table] = []
        for ids, activations in batches:
            waiting.append(_rows(ids, projection.transform(activations), writer.schema))
            if sum(map(len, waiting)) >= _ROWS_PER_GROUP:
                writer.write_table(pa.concat_tables(waiting))
                waiting = []
        if waiting:
            writer.write_table(pa.concat_tables(waiting))


def write_coordinates(path: Path, snippet_ids: np.ndarray, values: np.ndarray) -> None:
    """Write coordinates that need no projection, as `write_projections` does.

    Parameters
    ----------
    path
        Table to write.
    snippet_ids
        Ids of the snippets, shape ``[n]``.
    values
        Coordinates, shape ``[n, k]``, float32.
    """
    schema = _schema(values.shape[1])
    with parquet_writer(path, schema, PROJECTIONS) as writer:
        writer.write_table(_rows(snippet_ids, values, writer.schema))


def _schema(width: int) -> pa.Schema:
    return pa.schema({"snippet_id": pa.string(), "z": pa.list_(pa.float32(), width)})


def _rows(ids: np.ndarray, values: np.ndarray, schema: pa.Schema) -> pa.Table:
    coordinates = pa.FixedSizeListArray.from_arrays(pa.array(values.ravel()), values.shape[1])
    return pa.table([pa.array(ids), coordinates], schema=schema)


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
