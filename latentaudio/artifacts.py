"""Reading and writing the files that stages hand to each other.

Every artifact is written under a temporary name in its own folder and renamed when complete, so a
killed job leaves nothing that looks finished. Every artifact carries its kind and schema version,
and a check sum that its reader verifies: Parquet pages and the members of ``.npz`` archives carry
a CRC32. No artifact is pickled.
"""

import json
import secrets
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from latentaudio.errors import ArtifactError, ResourceError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Kind:
    """What a file holds.

    Attributes
    ----------
    name
        Written into the file and checked by its reader.
    version
        Of the schema; a reader accepts its own version only.
    made_by
        The stage (workflow rule) that writes it, named in error messages.
    """

    name: str
    version: int
    made_by: str


RECORDINGS = Kind("recordings", 1, "dataset")
SNIPPETS = Kind("snippets", 1, "dataset")
WEIGHTS = Kind("yamnet weights", 1, "weights")
EMBEDDING = Kind("embedding", 1, "embed")
OUTPUT = Kind("output", 1, "embed")
PCA_MODEL = Kind("pca model", 1, "pca_fit")
PROJECTIONS = Kind("projections", 1, "pca_project")
FOLDS = Kind("folds", 1, "folds")
PREDICTIONS = Kind("predictions", 1, "knn")
SCORES = Kind("scores", 1, "scores")
TSNE = Kind("t-SNE coordinates", 1, "tsne")
LATENTS = Kind("latents", 1, "flow")
DISTANCES = Kind("distances of moved sounds", 1, "transfer")
MOVED = Kind("outputs of moved sounds", 1, "transfer")

_KIND_KEY = b"latentaudio.kind"
_VERSION_KEY = b"latentaudio.version"


@contextmanager
def atomic_path(path: str | Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; move it into place when the block ends without an error.

    Raises
    ------
    ResourceError
        When the disk is full; nothing is left behind.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    # The suffix is kept: writers of images and audio choose their format by it.
    temporary = path.with_name(f".{path.stem[:40]}.{secrets.token_hex(4)}{path.suffix}")
    try:
        yield temporary
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        if error.errno == 28:  # ENOSPC
            raise ResourceError(
                f"{path}: the disk is full; free some space and run again"
            ) from error
        raise
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


# -- Parquet ---------------------------------------------------------------------------------------


def parquet_schema(
    schema: pa.Schema, kind: Kind, metadata: Mapping[str, str] | None = None
) -> pa.Schema:
    """Add the kind, the version and `metadata` to the metadata of a schema."""
    entries = {_KIND_KEY: kind.name.encode(), _VERSION_KEY: str(kind.version).encode()}
    for key, value in (metadata or {}).items():
        entries[key.encode()] = value.encode()
    return schema.with_metadata(entries)


@contextmanager
def parquet_writer(
    path: str | Path,
    schema: pa.Schema,
    kind: Kind,
    metadata: Mapping[str, str] | None = None,
    **options: Any,  # noqa: ANN401
) -> Iterator[pq.ParquetWriter]:
    """Open a Parquet file to be written row group by row group; it appears only when complete.

    `options` go to `pyarrow.parquet.ParquetWriter`. The writer's own ``schema`` attribute carries
    the metadata.
    """
    with (
        atomic_path(path) as temporary,
        pq.ParquetWriter(
            temporary,
            parquet_schema(schema, kind, metadata),
            **{
                "compression": "zstd",
                "compression_level": 1,
                "write_page_checksum": True,
                **options,
            },
        ) as writer,
    ):
        yield writer


def write_table(
    table: "pa.Table | pd.DataFrame",
    path: str | Path,
    kind: Kind,
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write a table (Arrow or pandas, whose index is dropped) as Parquet."""
    if not isinstance(table, pa.Table):
        table = pa.Table.from_pandas(table, preserve_index=False)
    with parquet_writer(path, table.schema, kind, metadata) as writer:
        writer.write_table(table.replace_schema_metadata(writer.schema.metadata))


def open_parquet(path: str | Path, kind: Kind) -> pq.ParquetFile:
    """Open a Parquet file for streaming after checking its kind and version.

    Read it within `reading`, so that damage in its pages is reported as clearly as here.

    Raises
    ------
    ArtifactError
        When the file is missing, unreadable, or of another kind or version.
    """
    with reading(path, kind):
        file = pq.ParquetFile(path, page_checksum_verification=True)
        found = file.schema_arrow.metadata or {}
        _check_kind(
            path, kind, found.get(_KIND_KEY, b"").decode(), found.get(_VERSION_KEY, b"").decode()
        )
        return file


def read_table(path: str | Path, kind: Kind, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a Parquet table, or some of its columns; errors as `open_parquet`."""
    with open_parquet(path, kind) as file, reading(path, kind):
        return file.read(columns=list(columns) if columns is not None else None)


@contextmanager
def reading(path: str | Path, kind: Kind) -> Iterator[None]:
    """Turn any failure to read `path` into an `ArtifactError` that says how to make it again."""
    try:
        yield
    except ArtifactError:
        raise
    except FileNotFoundError as error:
        raise ArtifactError(f"{path}: not found; {_remedy(path, kind)}") from error
    except (
        OSError,
        ValueError,
        KeyError,
        EOFError,
        zipfile.BadZipFile,
        pa.ArrowException,
    ) as error:
        reason = " ".join(str(error).split())
        raise ArtifactError(
            f"{path}: damaged, cannot be read as {kind.name} ({reason}); {_remedy(path, kind)}"
        ) from error


def _check_kind(path: str | Path, kind: Kind, name: str, version: str) -> None:
    if name != kind.name:
        raise ArtifactError(
            f"{path}: found {name or 'a file of unknown origin'}, expected {kind.name}; "
            f"{_remedy(path, kind)}"
        )
    if version != str(kind.version):
        raise ArtifactError(
            f"{path}: schema version {version} found, {kind.version} expected; "
            f"{_remedy(path, kind)}"
        )


def _remedy(path: str | Path, kind: Kind) -> str:
    return f"delete it, and rule '{kind.made_by}' will make it again when it is next needed"


# -- NumPy archives --------------------------------------------------------------------------------


def write_arrays(path: str | Path, kind: Kind, arrays: Mapping[str, np.ndarray]) -> None:
    """Write named arrays as an uncompressed ``.npz`` archive."""
    header = {"kind": np.array(kind.name), "version": np.array(kind.version)}
    with atomic_path(path) as temporary:
        np.savez(temporary, allow_pickle=False, **header, **arrays)


def read_arrays(path: str | Path, kind: Kind) -> dict[str, np.ndarray]:
    """Read all arrays of an archive; errors as `open_parquet`."""
    with reading(path, kind), np.load(path, allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
        _check_kind(path, kind, str(arrays.pop("kind", "")), str(arrays.pop("version", "")))
        return arrays


# -- Text ------------------------------------------------------------------------------------------


def write_json(path: str | Path, content: Any) -> None:  # noqa: ANN401
    """Write JSON, indented, keys in the order given; NaN is refused."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    with atomic_path(path) as temporary:
        temporary.write_text(text + "\n", encoding="utf-8")


def read_json(path: str | Path) -> Any:  # noqa: ANN401
    """Read JSON.

    Raises
    ------
    ArtifactError
        When the file is missing or is not JSON.
    """
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ArtifactError(f"{path}: not found; the next run will make it again") from error
    except ValueError as error:
        raise ArtifactError(
            f"{path}: damaged, cannot be read as JSON ({error}); delete it, and the next run will "
            "make it again"
        ) from error


def write_csv(path: str | Path, frame: "pd.DataFrame") -> None:
    """Write a data frame as CSV without its index; floats keep all their digits."""
    with atomic_path(path) as temporary:
        frame.to_csv(temporary, index=False, lineterminator="\n")
