"""The table of traversals of digits: what a decoder gives as one unit moves; no TensorFlow."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import DIGIT_TRAVERSALS, read_table, reading, write_table
from latentaudio.vae.collapse import ACTIVE


@dataclass(frozen=True)
class UnitTraversal:
    """The traversal of one unit of one autoencoder.

    Attributes
    ----------
    beta, pixels
        See `latentaudio.known_factors.digits_study.Case`.
    unit
        The unit, counted from 1.
    divergence
        Its mean divergence from the prior on held-out digits (nats).
    positions
        Its values, shape ``[steps]``.
    pictures
        What is decoded, grey values between 0 and 1, shape ``[steps, rows, columns]``.
    """

    beta: float
    pixels: int
    unit: int
    divergence: float
    positions: np.ndarray
    pictures: np.ndarray

    @property
    def is_active(self) -> bool:
        """Whether the unit says something about digits."""
        return self.divergence > ACTIVE


def write_digit_traversals(path: Path, traversals: Sequence[UnitTraversal]) -> None:
    """Write traversals, all of equal shape, one row each."""
    pictures = np.stack([one.pictures for one in traversals])
    table = pa.table(
        {
            "beta": pa.array([one.beta for one in traversals], pa.float64()),
            "pixels": pa.array([one.pixels for one in traversals], pa.int64()),
            "unit": pa.array([one.unit for one in traversals], pa.int64()),
            "divergence": pa.array([one.divergence for one in traversals], pa.float64()),
            "positions": _fixed(np.stack([one.positions for one in traversals])),
            "pictures": _fixed(pictures.reshape(len(pictures), -1)),
        }
    )
    rows, columns = pictures.shape[2:]
    metadata = {"rows": str(rows), "columns": str(columns)}
    write_table(table, path, DIGIT_TRAVERSALS, metadata)


def read_digit_traversals(path: Path) -> list[UnitTraversal]:
    """Read traversals in the order in which they were written.

    Raises
    ------
    ArtifactError
        If the file is missing or damaged, or its pictures do not fill the shape that it states.
    """
    table = read_table(path, DIGIT_TRAVERSALS)
    with reading(path, DIGIT_TRAVERSALS):
        metadata = table.schema.metadata
        rows, columns = int(metadata[b"rows"]), int(metadata[b"columns"])
        positions = _matrix(table["positions"])
        pictures = _matrix(table["pictures"]).reshape(*positions.shape, rows, columns)
        scalars = table.select(["beta", "pixels", "unit", "divergence"]).to_pylist()
        return [
            UnitTraversal(**values, positions=positions[row], pictures=pictures[row])
            for row, values in enumerate(scalars)
        ]


def _fixed(values: np.ndarray) -> pa.Array:
    flat = pa.array(values.astype(np.float32).ravel())
    return pa.FixedSizeListArray.from_arrays(flat, values.shape[1])


def _matrix(column: pa.ChunkedArray) -> np.ndarray:
    flat = column.combine_chunks().flatten().to_numpy()
    return flat.reshape(len(column), -1)
