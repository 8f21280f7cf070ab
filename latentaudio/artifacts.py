"""Read and write the files that stages pass to each other.

Every artifact is written under a temporary name in its own folder and renamed when complete, so a
killed job leaves nothing that looks finished. Every artifact carries its kind and schema version,
and checksums that its reader verifies: Parquet pages and the members of ``.npz`` archives carry a
CRC32. Neither format protects the description of its columns, rows or members, so readers also
check a digest of the columns, the number of rows and the list of members. No artifact is pickled.
"""

import csv
import hashlib
import io
import json
import re
import secrets
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from latentaudio.errors import ArtifactError, writing

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Kind:
    """Kind of content of a file.

    Attributes
    ----------
    name
        Name that is written into the file and checked by its reader.
    version
        Version of the schema; a reader accepts only its own.
    made_by
        Stage (workflow rule) that writes the file, named in error messages.
    """

    name: str
    version: int
    made_by: str


MEASURED = Kind("measurements of recordings", 1, "measure")
ROOM_ACOUSTICS = Kind("room acoustics", 1, "render_rooms")
RECORDINGS = Kind("recordings", 2, "dataset")
SNIPPETS = Kind("snippets", 1, "dataset")
NOTES = Kind("notes", 1, "notes")
WEIGHTS = Kind("yamnet weights", 1, "weights")
EMBEDDING = Kind("embedding", 1, "embed")
OUTPUT = Kind("output", 1, "embed")
PCA_MODEL = Kind("pca model", 1, "pca_fit")
PROJECTIONS = Kind("projections", 1, "pca_project")
FOLDS = Kind("folds", 1, "folds")
PREDICTIONS = Kind("predictions", 2, "knn")
SCORES = Kind("scores", 2, "scores")
TSNE = Kind("t-SNE coordinates", 1, "tsne")
FLOW_WEIGHTS = Kind("flow weights", 1, "flow")
LATENTS = Kind("latents", 1, "flow")
VAE = Kind("weights of a variational autoencoder", 1, "vae")
VAE_LATENTS = Kind("latents of a variational autoencoder", 1, "vae")
AXES = Kind("supervised axes", 1, "axes")
HALF_SAMPLES = Kind("scores of half samples", 1, "published_scores")
DIGIT_TRAVERSALS = Kind("traversals of digits", 1, "digits")
DISTANCES = Kind("distances of moved sounds", 1, "transfer")
MOVED = Kind("outputs of moved sounds", 1, "transfer")
FINDINGS = Kind("findings", 1, "findings")
SOUNDS = Kind("sounds of the map", 1, "explorer_sounds")
CLIPS = Kind("clips of the map", 1, "clips")
# Each method has a rule of its own.
MAP = Kind("map", 1, "")
NEIGHBOURS = Kind("neighbours", 1, "neighbours")
CLUSTERS = Kind("clusters", 1, "clusters")
MOVES = Kind("moves of the map", 1, "explorer_moves")
CHOSEN = Kind("sounds to show", 1, "chosen_sounds")
# Each kind of representation has a rule of its own.
VIEWS = Kind("views", 1, "")
FRAMES = Kind("frames", 1, "frames")
PREDICTOR = Kind("weights of a predicting network", 2, "network_predictor")
HEAD = Kind("weights of a head", 2, "head_predictor")
LABEL_LISTS = Kind("lists of labels", 1, "label_lists")
# Networks and heads write them alike.
HEARING = Kind("what a predictor hears", 1, "")
RECORDING_PREDICTIONS = Kind("predictions of recordings", 2, "")

_KIND_KEY = b"latentaudio.kind"
_VERSION_KEY = b"latentaudio.version"
_COLUMNS_KEY = b"latentaudio.columns"


@contextmanager
def atomic_path(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`, and move it into place when the block succeeds.

    Raises
    ------
    ResourceError
        When the disk is full, or the folder is not writable; nothing is left behind.
    """
    path = Path(path)
    # The suffix is kept: writers of images and audio choose their format by it.
    temporary = path.with_name(f".{path.stem[:40]}.{secrets.token_hex(4)}{path.suffix}")
    try:
        with writing(path.parent, path):
            path.parent.mkdir(parents=True, exist_ok=True)
            yield temporary
            temporary.replace(path)
    except BaseException:
        _remove(temporary)
        raise


def _remove(temporary: Path) -> None:
    # Where nothing can be written, nothing can be removed: the first error is the one to report.
    with suppress(OSError):
        temporary.unlink(missing_ok=True)


# -- Parquet ---------------------------------------------------------------------------------------


def parquet_schema(
    schema: pa.Schema, kind: Kind, metadata: Mapping[str, str] | None = None
) -> pa.Schema:
    """Add the kind, the version and `metadata` to the metadata of a schema."""
    entries = {_KIND_KEY: kind.name.encode(), _VERSION_KEY: str(kind.version).encode()}
    for key, value in (metadata or {}).items():
        entries[key.encode()] = value.encode()
    return schema.with_metadata({**entries, _COLUMNS_KEY: _columns_digest(schema, entries)})


def _columns_digest(schema: pa.Schema, metadata: Mapping[bytes, bytes]) -> bytes:
    """Digest the names and types of the columns, and all metadata except this digest."""
    # Parquet renames the value field of lists, from "item" to "element".
    columns = [(field.name, re.sub(r"<\w+: ", "<", str(field.type))) for field in schema]
    entries = sorted(item for item in metadata.items() if item[0] != _COLUMNS_KEY)
    return hashlib.sha256(repr((columns, entries)).encode()).hexdigest().encode()


@contextmanager
def parquet_writer(
    path: str | Path,
    schema: pa.Schema,
    kind: Kind,
    metadata: Mapping[str, str] | None = None,
    **options: Any,  # noqa: ANN401
) -> Iterator[pq.ParquetWriter]:
    """Open a Parquet file to write row group by row group; it appears only when complete.

    `options` are passed to `pyarrow.parquet.ParquetWriter`. The writer's own ``schema`` attribute
    carries the metadata.
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

    Read from it within `reading`, so that damaged pages are reported as clearly as they are here.

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
        if found.get(_COLUMNS_KEY) != _columns_digest(file.schema_arrow, found):
            raise ValueError("the names or types of its columns have changed")
        groups = (file.metadata.row_group(i) for i in range(file.num_row_groups))
        if sum(group.num_rows for group in groups) != file.metadata.num_rows:
            raise ValueError("its number of rows has changed")
        return file


def read_table(path: str | Path, kind: Kind, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a Parquet table, or some of its columns; raises the errors of `open_parquet`."""
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
        raise ArtifactError(f"{path}: not found; {_maker(kind)}") from error
    except (
        OSError,
        ValueError,
        KeyError,
        EOFError,
        csv.Error,
        MemoryError,  # from a damaged size field
        NotImplementedError,  # from a damaged compression method
        RuntimeError,  # from a damaged flag that marks the archive as encrypted
        zipfile.BadZipFile,
        pa.ArrowException,
    ) as error:
        reason = " ".join(str(error).split())
        raise ArtifactError(
            f"{path}: damaged, cannot be read as {kind.name} ({reason}); {remedy(kind)}"
        ) from error


def _check_kind(path: str | Path, kind: Kind, name: str, version: str) -> None:
    if name != kind.name:
        raise ArtifactError(
            f"{path}: found {name or 'a file of unknown origin'}, expected {kind.name}; "
            f"{remedy(kind)}"
        )
    if version != str(kind.version):
        raise ArtifactError(
            f"{path}: schema version {version} found, {kind.version} expected; {remedy(kind)}"
        )


def remedy(kind: Kind) -> str:
    """Say how a file is made again, as the end of an error."""
    return f"delete it, and {_maker(kind)}"


def _maker(kind: Kind) -> str:
    if kind.made_by:
        return f"rule '{kind.made_by}' will make it again when it is next needed"
    return "the next run will make it again"


# -- NumPy archives --------------------------------------------------------------------------------


def write_arrays(path: str | Path, kind: Kind, arrays: Mapping[str, np.ndarray]) -> None:
    """Write named arrays as an uncompressed ``.npz`` archive."""
    header = {
        "kind": np.array(kind.name),
        "version": np.array(kind.version),
        "members": np.array(list(arrays)),
    }
    with atomic_path(path) as temporary:
        np.savez(temporary, allow_pickle=False, **header, **arrays)


def read_arrays(path: str | Path, kind: Kind) -> dict[str, np.ndarray]:
    """Read all arrays of an archive; raises the errors of `open_parquet`."""
    with reading(path, kind), np.load(path, allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
        _check_kind(path, kind, str(arrays.pop("kind", "")), str(arrays.pop("version", "")))
        # Archives in a user's cache may predate this list.
        members = arrays.pop("members", np.array(list(arrays))).tolist()
        if members != list(arrays):
            raise ValueError("its list of arrays has changed")
        return arrays


def archive_kind(path: str | Path) -> str:
    """Read the name of the kind of an archive; empty if it has none.

    Raises
    ------
    ArtifactError
        When the file is missing, or no archive.
    """
    any_kind = Kind("an archive", 1, "")
    with reading(path, any_kind), np.load(path, allow_pickle=False) as archive:
        return str(archive["kind"]) if "kind" in archive.files else ""


# -- Text ------------------------------------------------------------------------------------------


def write_json(path: str | Path, content: Any) -> None:  # noqa: ANN401
    """Write indented JSON with keys in the order given; NaN is refused."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    with atomic_path(path) as temporary:
        temporary.write_text(text + "\n", encoding="utf-8")


def read_json(path: str | Path, made_by: str = "") -> Any:  # noqa: ANN401
    """Read JSON; `made_by` is the rule that wrote it, for error messages.

    Text carries no checksum: a truncated file is detected, a changed digit is not.

    Raises
    ------
    ArtifactError
        When the file is missing or is not JSON.
    """
    with reading(path, Kind("JSON", 1, made_by)):
        return json.loads(Path(path).read_text(encoding="utf-8"))


def write_document(path: str | Path, kind: Kind, content: Mapping[str, Any]) -> None:
    """Write JSON that states its kind and version before its content."""
    write_json(path, {"kind": kind.name, "version": kind.version, **content})


def read_document(path: str | Path, kind: Kind) -> dict[str, Any]:
    """Read what `write_document` wrote, without its kind and version.

    Raises
    ------
    ArtifactError
        When the file is missing, is not JSON, or is of another kind or version.
    """
    with reading(path, kind):
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        if not isinstance(content, dict):
            raise ValueError(f"{type(content).__name__} found, expected an object")
        _check_kind(path, kind, str(content.pop("kind", "")), str(content.pop("version", "")))
        return content


def write_csv(path: str | Path, frame: "pd.DataFrame") -> None:
    """Write a data frame as CSV without its index; floats keep all digits."""
    with atomic_path(path) as temporary:
        frame.to_csv(temporary, index=False, lineterminator="\n")


def read_csv(path: str | Path, made_by: str = "", **options: Any) -> "pd.DataFrame":  # noqa: ANN401
    """Read a table that rule `made_by` wrote with `write_csv`; one without columns is empty.

    Text carries no checksum: a file that ends within a row, or has rows of unequal length, is
    detected; one that is cut off between two rows, or a changed digit, is not. `options` are passed
    to `pandas.read_csv`, which on its own would silently fill in missing values.

    Raises
    ------
    ArtifactError
        When the file is missing, truncated within a row, or not a CSV table.
    """
    import pandas as pd

    with reading(path, Kind("CSV", 1, made_by)):
        text = Path(path).read_text(encoding="utf-8")
        lengths = {len(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)}
        if len(lengths) > 1 or not text.endswith("\n"):
            raise ValueError("it ends within a row, or its rows are of unequal length")
        try:
            return pd.read_csv(io.StringIO(text), **options)
        except pd.errors.EmptyDataError:
            return pd.DataFrame()
