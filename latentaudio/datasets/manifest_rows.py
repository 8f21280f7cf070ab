"""Rows of a manifest: a CSV or Parquet table of which some columns are read, as text."""

import csv
from collections.abc import Sequence, Set
from pathlib import Path

from latentaudio.datasets.entries import cell_text
from latentaudio.datasets.messages import listed, quoted
from latentaudio.datasets.parquet_text import column_text
from latentaudio.datasets.written_paths import path_advice
from latentaudio.errors import DatasetError

_LARGEST_MANIFEST = 2**30

# A Parquet file of a few bytes may announce any number of rows.
_MOST_ROWS = 2_000_000

#: Names of all columns; the place of each row, for messages, and its cells by column.
Rows = tuple[list[str], list[tuple[str, dict[str, str]]]]


def read_rows(manifest: Path, wanted: Set[str], key: str = "dataset.manifest") -> Rows:
    """Read the names of all columns, and the cells of the wanted columns row by row.

    A row of a CSV file that repeats another one in all its cells, wanted or not, says nothing new,
    and is read once.

    Parameters
    ----------
    manifest
        A CSV (UTF-8, comma) or Parquet file.
    wanted
        Names of columns, which it may lack.
    key
        Key of the configuration that names the file, for messages.

    Raises
    ------
    DatasetError
        When there is no such file, it is too large or no table, or several columns have a wanted
        name.
    """
    if not manifest.is_file():
        raise DatasetError(
            f"{manifest}: not found, or not a file; set {key} to a CSV or Parquet file"
            f"{path_advice(manifest)}"
        )
    if (size := manifest.stat().st_size) > _LARGEST_MANIFEST:
        raise DatasetError(
            f"{manifest}: has {size} bytes, too many for a list of recordings (at most "
            f"{_LARGEST_MANIFEST}); set {key} to a CSV or Parquet file"
        )
    read = _parquet_rows if manifest.suffix.lower() in {".parquet", ".pq"} else _csv_rows
    return read(manifest, wanted)


def _csv_rows(path: Path, wanted: Set[str]) -> Rows:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file, strict=True)
            columns = [name.strip() for name in next(reader, [])]
            _check_columns(path, columns, wanted)
            rows, uneven = [], []
            seen: set[tuple[str, ...]] = set()
            for cells in reader:
                if not any(cells) or tuple(cells) in seen:
                    continue  # an empty line, or one that was read before
                seen.add(tuple(cells))
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


def _parquet_rows(path: Path, wanted: Set[str]) -> Rows:
    """Read a Parquet file without its other columns, which may be large."""
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
