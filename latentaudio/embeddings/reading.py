"""Read activations, logits and log-mel patches, one row group at a time."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from latentaudio.artifacts import EMBEDDING, OUTPUT, open_parquet, reading
from latentaudio.errors import ArtifactError

_WEIGHTS = "weights_sha256"


def matrix(column: pa.ChunkedArray | pa.Array, dtype: str = "<f2") -> np.ndarray:
    """View a column of fixed-size binaries as a matrix ``[n, width]``; undoes `binary_rows`."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    width = array.type.byte_width // np.dtype(dtype).itemsize
    values = np.frombuffer(array.buffers()[1], dtype)
    return values.reshape(-1, width)[array.offset : array.offset + len(array)]


def units_in(path: Path) -> int:
    """Read from a file of activations how many units each has."""
    with open_parquet(path, EMBEDDING) as file, reading(path, EMBEDDING):
        width: int = file.schema_arrow.field("activation").type.byte_width
    return width // np.dtype("<f2").itemsize


def weights_in(file: pq.ParquetFile) -> dict[str, str]:
    """Read the digest of the network's weights, as metadata; none for what uses no network."""
    digest = (file.schema_arrow.metadata or {}).get(_WEIGHTS.encode())
    return {} if digest is None else {_WEIGHTS: digest.decode()}


def weights_of(path: Path) -> str | None:
    """Read of which weights the activations in a file are; None for what uses no network."""
    with open_parquet(path, EMBEDDING) as file, reading(path, EMBEDDING):
        return weights_in(file).get(_WEIGHTS)


def iterate_activations(
    space: str, paths: Sequence[Path], snippet_ids: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Stream the activations in one space, in the order of its files.

    Parameters
    ----------
    space
        Name of the space, e.g. ``"layer_09"``.
    paths
        Files of the space, one for each part of the recordings.
    snippet_ids
        Ids in the table of snippets, shape ``[n]``; together, the files must hold each of them
        once, in any order.

    Yields
    ------
    rows, activations : numpy.ndarray
        Rows of the snippets in that table, shape ``[m]``, and activations, shape ``[m, size]``
        (float16); at most `ROWS_PER_GROUP` at a time.

    Raises
    ------
    ArtifactError
        When a file is damaged, or holds another space or other snippets than expected.
    """
    order = np.argsort(snippet_ids)
    ordered = snippet_ids[order]
    seen = np.zeros(len(snippet_ids), bool)
    for path in paths:
        with open_parquet(path, EMBEDDING) as file, reading(path, EMBEDDING):
            found = file.schema_arrow.metadata[b"space"].decode()
            if found != space:
                raise _stale(path, f"{found} instead of {space}")
            for group in range(file.num_row_groups):
                table = file.read_row_group(group)
                ids = table["snippet_id"].to_numpy().astype(str)
                places = np.searchsorted(ordered, ids)
                known = np.array_equal(ordered[places[places < len(ordered)]], ids)
                rows = order[places] if known else places
                if not known or seen[rows].any():
                    raise _stale(path, "other snippets than dataset/snippets.parquet lists")
                seen[rows] = True
                yield rows, matrix(table["activation"])
    if not seen.all():
        raise _stale(paths[-1], "fewer snippets than dataset/snippets.parquet lists")


def find_log_mel(
    paths: Iterable[Path], wanted: Collection[str], shape: tuple[int, int]
) -> dict[str, np.ndarray]:
    """Find the log-mel patches of some snippets.

    Parameters
    ----------
    paths
        Files of the network's output.
    wanted
        Ids of the snippets to find.
    shape
        Frames and bands of a patch.

    Returns
    -------
    dict of str to numpy.ndarray
        Patches by snippet id, each of shape `shape`, float16. Ids that no file holds are left
        out.
    """

    def patches(column: pa.ChunkedArray) -> np.ndarray:
        return matrix(column).reshape(-1, *shape)

    return _find(paths, wanted, "log_mel", patches)


def find_logits(paths: Iterable[Path], wanted: Collection[str]) -> dict[str, np.ndarray]:
    """Find the logits of some snippets, as `find_log_mel` does; one for each class, float32."""
    return _find(paths, wanted, "logits", logit_rows)


def logit_rows(column: pa.ChunkedArray | pa.Array) -> np.ndarray:
    """View a column of logits as a matrix ``[n, classes]``."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return np.asarray(array.flatten().to_numpy().reshape(-1, array.type.list_size))


def _find(
    paths: Iterable[Path],
    wanted: Collection[str],
    column: str,
    decode: Callable[[pa.ChunkedArray], np.ndarray],
) -> dict[str, np.ndarray]:
    """Find the values of some snippets in one column of the output, by snippet id."""
    wanted = frozenset(wanted)
    found = {}
    for path in paths:
        with open_parquet(path, OUTPUT) as file, reading(path, OUTPUT):
            for group in range(file.num_row_groups):
                ids = file.read_row_group(group, columns=["snippet_id"])["snippet_id"].to_pylist()
                if wanted.isdisjoint(ids):
                    continue
                values = decode(file.read_row_group(group, columns=[column])[column])
                for name, value in zip(ids, values, strict=True):
                    if name in wanted:
                        # A view would keep the whole row group in memory.
                        found[name] = value.copy()
    return found


def _stale(path: Path, content: str) -> ArtifactError:
    return ArtifactError(
        f"{path}: holds {content}; delete it, and rule '{EMBEDDING.made_by}' will make it again "
        "when it is next needed"
    )
