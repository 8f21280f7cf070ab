"""Write activations to disk as the network computes them.

One Parquet file holds one layer of one part of the recordings (see `latentaudio.datasets.parts`). A
row group holds `ROWS_PER_GROUP` snippets, at most 7 MB for the largest layer, so memory does not
grow with the number of snippets, in writing or in reading.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from latentaudio.artifacts import EMBEDDING, OUTPUT, parquet_writer
from latentaudio.errors import ArtifactError
from latentaudio.features.space import Space
from latentaudio.networks.base import Layer, NetworkDescription, ReadOut

#: Snippets per row group. Few, to save memory and to let writing overlap with computing even when
#: there are few snippets.
ROWS_PER_GROUP = 32

#: Bytes per value at compression levels of 0 and above, and below 0. The first was measured at
#: level 1 on recordings of struck and rubbed objects; on the built-in sounds it is 1.18, and 1.66,
#: 1.78 and 1.87 at levels -5, -10 and -20. About half of all values are zero.
BYTES_PER_VALUE, BYTES_PER_VALUE_FAST = 1.14, 1.9

#: The same for features, whose values are hardly ever zero: what half precision takes. Measured on
#: recordings of everyday objects: 1.3 (cqt) to 1.9 (waveform) at level 1, 1.9 to 2.0 at level -10.
BYTES_PER_FEATURE_VALUE = 2

# Bits of a half-precision number: all but the sign bit, and the bits of infinity.
_HALF_MAGNITUDE = np.uint16(0x7FFF)

_HALF_INFINITY = 0x7C00

# Dictionaries and statistics of long, irregular byte strings only cost time and space.
_PARQUET_OPTIONS = {"use_dictionary": False, "write_statistics": False}


def estimated_bytes(snippets: int, layers: Iterable[Layer], compression_level: int) -> int:
    """Estimate the disk space of the activations of some layers (bytes)."""
    each = BYTES_PER_VALUE if compression_level >= 0 else BYTES_PER_VALUE_FAST
    return round(snippets * sum(layer.size for layer in layers) * each)


def estimated_feature_bytes(snippets: int, spaces: Iterable[Space]) -> int:
    """Estimate the disk space of some features (bytes)."""
    return snippets * sum(space.size for space in spaces) * BYTES_PER_FEATURE_VALUE


class _SpaceFile:
    """File of one space: collects snippets and writes row groups, on a thread pool if given."""

    def __init__(
        self, writer: pq.ParquetWriter, space: Space, pool: ThreadPoolExecutor | None
    ) -> None:
        self._writer = writer
        self._space = space
        self._pool = pool
        self._ids: list[str] = []
        # One buffer is filled while the other is written.
        self._rows, self._other_rows = np.empty((2, ROWS_PER_GROUP, space.size), np.float16)
        self._pending: Future[None] | None = None

    def append(self, snippet_ids: Sequence[str], values: np.ndarray) -> None:
        if len(snippet_ids) != len(values):
            raise ValueError(f"{len(snippet_ids)} snippet ids for {len(values)} rows of values")
        done = 0
        while done < len(snippet_ids):
            filled = len(self._ids)
            some = snippet_ids[done : done + ROWS_PER_GROUP - filled]
            self._rows[filled : filled + len(some)] = values[done : done + len(some)]
            self._ids.extend(some)
            done += len(some)
            if len(self._ids) == ROWS_PER_GROUP:
                self._hand_over()

    def finish(self) -> None:
        if self._ids:
            self._hand_over()
        self._wait()

    def _hand_over(self) -> None:
        # Row groups of a file are written in order, and a failed one prevents the next.
        self._wait()
        ids, rows = self._ids, self._rows[: len(self._ids)]
        if self._pool is None:
            self._write(ids, rows)
        else:
            self._pending = self._pool.submit(self._write, ids, rows)
        self._ids = []
        self._rows, self._other_rows = self._other_rows, self._rows

    def _wait(self) -> None:
        if self._pending is not None:
            self._pending.result()
            self._pending = None

    def _write(self, ids: list[str], rows: np.ndarray) -> None:
        # Compared as integers, because NumPy handles half precision one value at a time.
        if rows.size and (rows.view(np.uint16) & _HALF_MAGNITUDE).max() >= _HALF_INFINITY:
            raise ArtifactError(
                f"{self._space.name}: a value of {ids[0]} or a later snippet does not fit half "
                "precision, or is not a number; check that the input lies within [-1, 1]"
            )
        columns = [pa.array(ids), binary_rows(rows)]
        self._writer.write_table(pa.table(columns, schema=self._writer.schema))


@dataclass(frozen=True)
class OutputFile:
    """Where the outputs of a network are written, and which network it is."""

    path: Path
    network: NetworkDescription


class EmbeddingWriter:
    """Write the activations of several layers, and the network's output, as they are computed.

    The files appear together when the ``with`` block ends; after an error, none of them exists.

    Parameters
    ----------
    activation_paths
        File of each space.
    output
        File of the logits, log-mel patches and embeddings, or None to write none of them.
    metadata
        Further metadata for the files, about their origin.
    compression_level
        Level of Zstandard; lower levels, down to -20, write faster and take more space.
    threads
        Threads that compress and write while the caller computes; with 0, the caller's thread does
        everything.
    """

    def __init__(
        self,
        activation_paths: Mapping[Space, Path],
        output: OutputFile | None,
        metadata: Mapping[str, str],
        *,
        compression_level: int = 1,
        threads: int = 0,
    ) -> None:
        self._activation_paths = dict(activation_paths)
        self._output_file = output
        self._metadata = dict(metadata)
        self._compression_level = compression_level
        self._threads = threads
        self._output: pq.ParquetWriter | None = None
        self._output_rows: list[pa.Table] = []
        self._files: list[_SpaceFile] = []

    def __enter__(self) -> "EmbeddingWriter":
        with ExitStack() as stack:
            self._enter(stack)
            self._stack = stack.pop_all()
        return self

    def _enter(self, stack: ExitStack) -> None:
        writers = []
        for space, path in self._activation_paths.items():
            metadata = {**self._metadata, **_space_metadata(space)}
            schema = _activation_schema(space.size)
            writers.append(
                stack.enter_context(
                    parquet_writer(
                        path,
                        schema,
                        EMBEDDING,
                        metadata,
                        compression_level=self._compression_level,
                        **_PARQUET_OPTIONS,
                    )
                )
            )
        if self._output_file is not None:
            schema = _output_schema(self._output_file.network)
            self._output = stack.enter_context(
                parquet_writer(self._output_file.path, schema, OUTPUT, self._metadata)
            )
        pool = stack.enter_context(ThreadPoolExecutor(self._threads)) if self._threads else None
        self._files = [
            _SpaceFile(writer, space, pool)
            for space, writer in zip(self._activation_paths, writers, strict=True)
        ]

    def append(self, snippet_ids: Sequence[str], activations: Sequence[np.ndarray]) -> None:
        """Add snippets.

        Parameters
        ----------
        snippet_ids
            Ids of the ``n`` snippets.
        activations
            One array per space, in the order of `activation_paths`, each of shape ``[n, size]``,
            float16.

        Raises
        ------
        ArtifactError
            When a value is too large for half precision, or not a number.
        """
        for file, values in zip(self._files, activations, strict=True):
            file.append(snippet_ids, values)

    def append_outputs(self, snippet_ids: Sequence[str], read: ReadOut) -> None:
        """Add the outputs of the network for snippets, if there is a file for them."""
        if self._output is None:
            return
        columns = [
            pa.array(snippet_ids),
            pa.FixedSizeListArray.from_arrays(pa.array(read.logits.ravel()), read.logits.shape[1]),
            binary_rows(read.log_mel.reshape(len(read.log_mel), -1)),
            binary_rows(read.embeddings.astype(np.float16)),
        ]
        self._output_rows.append(pa.table(columns, schema=self._output.schema))
        if sum(map(len, self._output_rows)) >= ROWS_PER_GROUP:
            self._write_output()

    def _write_output(self) -> None:
        if self._output is not None and self._output_rows:
            self._output.write_table(pa.concat_tables(self._output_rows))
            self._output_rows = []

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._stack:
            if error is not None:
                raise error
            for file in self._files:
                file.finish()
            self._write_output()


def _activation_schema(width: int) -> pa.Schema:
    return pa.schema({"snippet_id": pa.string(), "activation": pa.binary(2 * width)})


def _output_schema(network: NetworkDescription) -> pa.Schema:
    return pa.schema(
        {
            "snippet_id": pa.string(),
            "logits": pa.list_(pa.float32(), len(network.classes)),
            "log_mel": pa.binary(2 * network.patch.frames * network.patch.bands),
            "embedding": pa.binary(2 * network.embedding_size),
        }
    )


def _space_metadata(space: Space) -> dict[str, str]:
    return {
        "space": space.name,
        "title": space.title,
        "shape": ",".join(map(str, space.shape)),
        "dtype": "<f2",
    }


def binary_rows(rows: np.ndarray) -> pa.Array:
    """View each row of a C-contiguous matrix as one fixed-size binary value, without a copy."""
    rows = np.ascontiguousarray(rows)
    width = rows.shape[1] * rows.itemsize
    return pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(width), len(rows), [None, pa.py_buffer(rows)]
    )
