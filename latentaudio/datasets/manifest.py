"""Recordings listed in a manifest: a CSV or Parquet table of paths and labels."""

import csv
from collections.abc import Iterator, Sequence, Set
from pathlib import Path

from latentaudio.datasets.entries import Entry, cell_text, check_fold_column, check_root, has_group
from latentaudio.datasets.messages import listed, quoted
from latentaudio.datasets.parquet_text import column_text
from latentaudio.datasets.segments import TIMES, check_time_columns
from latentaudio.datasets.source import Source
from latentaudio.datasets.written_paths import path_advice, paths_below
from latentaudio.errors import DatasetError

_LARGEST_MANIFEST = 2**30

# A Parquet file of a few bytes may announce any number of rows.
_MOST_ROWS = 2_000_000

_OPTIONAL_COLUMNS = ("recording_id", "augmentation_of", *TIMES)

_Rows = tuple[list[str], list[tuple[str, dict[str, str]]]]


def manifest_entries(source: Source) -> Iterator[Entry]:
    """Read paths, labels and groups from the rows of a manifest."""
    manifest = source.manifest
    assert manifest is not None  # check_source
    if not manifest.is_file():
        raise DatasetError(
            f"{manifest}: not found, or not a file; set dataset.manifest to a CSV or Parquet file"
            f"{path_advice(manifest)}"
        )
    if (size := manifest.stat().st_size) > _LARGEST_MANIFEST:
        raise DatasetError(
            f"{manifest}: has {size} bytes, too many for a list of recordings (at most "
            f"{_LARGEST_MANIFEST}); set dataset.manifest to a CSV or Parquet file"
        )
    check_root(source)
    read = _parquet_rows if manifest.suffix.lower() in {".parquet", ".pq"} else _csv_rows
    needed = ("path", *source.names)
    wanted = {*needed, source.group_column, source.fold_column or "path", *_OPTIONAL_COLUMNS}
    columns, rows = read(manifest, wanted)
    if missing := [name for name in needed if name not in columns]:
        raise DatasetError(
            f"{manifest}: no column {quoted(missing)}; found {quoted(columns)}; a manifest has "
            "'path' and one column per factor (dataset.factors), separated by commas"
        )
    if not rows:
        raise DatasetError(f"{manifest}: no rows; list at least one recording")
    grouped = has_group(source, columns, str(manifest), "columns")
    check_fold_column(source, columns, str(manifest), "columns")
    has_id = "recording_id" in columns
    check_time_columns(manifest, columns, [row["path"] for _, row in rows])
    start, end = TIMES
    below_root = paths_below(source.root)
    for where, row in rows:
        yield Entry(
            f"{manifest.name} {where}",
            below_root(row["path"]),
            {name: row[name] for name in source.names},
            group=row[source.group_column] if grouped else None,
            recording_id=row["recording_id"] if has_id else None,
            augmentation_of=below_root(row.get("augmentation_of", "")),
            fold=row[source.fold_column] if source.fold_column is not None else None,
            times=(row.get(start, ""), row.get(end, "")),
        )


def _csv_rows(path: Path, wanted: Set[str]) -> _Rows:
    """Read the names of all columns, and the cells of the wanted columns row by row."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file, strict=True)
            columns = [name.strip() for name in next(reader, [])]
            _check_columns(path, columns, wanted)
            rows, uneven = [], []
            for cells in reader:
                if not any(cells):
                    continue  # an empty line
                where = f"line {reader.line_num}"
                if len(cells) != len(columns):
                    uneven.append(f"{where}: {len(cells)} cells")
                else:
                    row = zip(columns, cells, strict=True)
                    rows.append(
                        (where, {name: cell_text(cell) for name, cell in row if name in wanted})
                    )
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DatasetError(
            f"{path}: cannot be read as CSV ({error}); save it as UTF-8, separated by commas"
        ) from error
    if uneven:
        raise DatasetError(
            f"{path}: the header has {len(columns)} columns, but {len(uneven)} lines have a "
            f"different number of cells; quote cells that contain commas:{listed(uneven)}"
        )
    return columns, rows


def _parquet_rows(path: Path, wanted: Set[str]) -> _Rows:
    """Read a Parquet file as `_csv_rows` does, without its other columns, which may be large."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            columns = file.schema_arrow.names
            _check_columns(path, columns, wanted)
            if file.metadata.num_rows > _MOST_ROWS:
                raise DatasetError(
                    f"{path}: has {file.metadata.num_rows} rows, but at most {_MOST_ROWS} can be "
                    "read; split the data set"
                )
            table = file.read(columns=[name for name in columns if name in wanted])
        cells = zip(*map(column_text, table.columns), strict=True)
        rows = [
            (f"row {number}", dict(zip(table.column_names, row, strict=True)))
            for number, row in enumerate(cells, start=1)
        ]
    # Text that is not UTF-8, or a date that Python cannot represent, raises a ValueError.
    except (OSError, ValueError, OverflowError, MemoryError, pa.ArrowException) as error:
        reason = " ".join(str(error).split())
        raise DatasetError(f"{path}: cannot be read as Parquet ({reason})") from error
    return columns, rows


def _check_columns(path: Path, columns: Sequence[str], wanted: Set[str]) -> None:
    if twice := [name for name in sorted(wanted) if columns.count(name) > 1]:
        raise DatasetError(
            f"{path}: several columns are named {quoted(twice)}; keep one, or rename the others"
        )
