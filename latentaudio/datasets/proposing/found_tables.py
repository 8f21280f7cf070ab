"""Tables of recordings as people keep them: any separator, and any column of file names."""

import csv
import posixpath
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from latentaudio.datasets.entries import cell_text
from latentaudio.datasets.messages import listed, quoted
from latentaudio.datasets.parquet_text import column_text
from latentaudio.datasets.proposing.columns import Column
from latentaudio.datasets.written_paths import paths_below
from latentaudio.errors import DatasetError

#: Suffixes of the files that may be tables.
TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".parquet", ".pq"})

_DELIMITERS = ",;\t"
_PATH = "path"


@dataclass(frozen=True)
class Table:
    """A table of recordings, with the files that its rows name.

    Attributes
    ----------
    path
        The file.
    key
        Column that names the files.
    columns
        All columns but those of paths, with a value for each of `paths`.
    paths
        Path of each recording, relative to the folder of the recordings.
    absent
        Names of files in the table that were not found.
    fits
        Whether a manifest can be this table as it is: UTF-8, commas, and paths in ``path``.
    """

    path: Path
    key: str
    columns: tuple[Column, ...]
    paths: tuple[str, ...]
    absent: tuple[str, ...]
    fits: bool


def read_table(path: Path, root: Path, files: Sequence[str]) -> Table:
    """Read a table and find the files that it names.

    Parameters
    ----------
    path
        CSV, TSV or Parquet file.
    root
        Folder of the recordings.
    files
        Sound files in that folder, as relative paths.

    Raises
    ------
    DatasetError
        When the file cannot be read as a table, no column names the files, or several rows name
        one file.
    """
    cells, plain = _parquet(path) if path.suffix.lower() in {".parquet", ".pq"} else _csv(path)
    if not cells or not next(iter(cells.values())):
        raise DatasetError(f"{path}: no rows; a table has a header and a row for each recording")
    key, found = _key(cells, root, files)
    if not key:
        raise DatasetError(
            f"{path}: no column names the sound files in {root} (columns: {quoted(cells)}); add a "
            "column 'path' with their paths relative to that folder, or give the folder with --root"
        )
    rows = [row for row, file in enumerate(found) if file]
    repeated = [file for file, count in Counter(filter(None, found)).items() if count > 1]
    if repeated:
        raise DatasetError(
            f"{path}: {len(repeated)} sound files are named in several rows of column {key!r}; a "
            "row is one recording, so cut the files into clips, or keep one row for each:"
            + listed(repeated)
        )
    columns = [
        Column(name, tuple(values[row] for row in rows))
        for name, values in cells.items()
        if name not in (key, _PATH) and any(values)
    ]
    as_written = key == _PATH and [cells[key][row] for row in rows] == [found[r] for r in rows]
    absent = tuple(value for value, file in zip(cells[key], found, strict=True) if not file)
    paths = tuple(found[row] for row in rows)
    return Table(path, key, tuple(columns), paths, absent, plain and as_written and not absent)


def _key(cells: Mapping[str, list[str]], root: Path, files: Sequence[str]) -> tuple[str, list[str]]:
    """Find the column that names most files, and the file of each row (empty if there is none)."""
    finder = _Finder(root, files)
    best, found, most = "", [""], 0
    # The usual name first, which also wins if others name as many.
    for name in sorted(cells, key=lambda one: one != _PATH):
        # Labels may be names of files, too, but for their suffix.
        distinct = 1 < len(cells[name]) == len(set(cells[name]))
        here = [finder.find(value, without_suffix=distinct) for value in cells[name]]
        if (count := sum(map(bool, here))) > most:
            best, found, most = name, here, count
    return best, found


class _Finder:
    """Finds the file that a cell names: by its path, or by its name if only one file has it."""

    def __init__(self, root: Path, files: Sequence[str]) -> None:
        self._files = frozenset(files)
        self._below = paths_below(root)
        names = [posixpath.basename(file) for file in files]
        self._by_name = _unique(names, files)
        self._by_stem = _unique([posixpath.splitext(name)[0] for name in names], files)

    def find(self, text: str, *, without_suffix: bool) -> str:
        """Return the relative path of a file; empty if there is none."""
        if not text:
            return ""
        if text in self._files:
            return text
        name = posixpath.basename(text.replace("\\", "/"))
        if name in self._by_name:
            return self._by_name[name]
        if without_suffix and text in self._by_stem:
            return self._by_stem[text]
        relative = posixpath.normpath(self._below(text))
        return relative if relative in self._files else ""


def _unique(names: Sequence[str], files: Sequence[str]) -> dict[str, str]:
    """Return the file of each name that only one file has."""
    counts = Counter(names)
    return {name: file for name, file in zip(names, files, strict=True) if counts[name] == 1}


def _csv(path: Path) -> tuple[dict[str, list[str]], bool]:
    """Read a CSV file; also return whether it is UTF-8 and separated by commas."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read ({error.strerror})") from error
    try:
        text, is_utf8 = data.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        # What spreadsheets write on Windows in Western Europe; every byte has a meaning.
        text, is_utf8 = data.decode("cp1252", "replace"), False
    lines = text.splitlines(keepends=True)
    delimiter = max(_DELIMITERS, key=(lines[0] if lines else "").count)
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter, strict=True) if any(row)]
    except csv.Error as error:
        raise DatasetError(f"{path}: cannot be read as CSV ({error})") from error
    header = [name.strip() for name in rows[0]] if rows else []
    uneven = [
        f"row {n}: {len(row)} cells" for n, row in enumerate(rows, 1) if len(row) != len(header)
    ]
    if uneven:
        raise DatasetError(
            f"{path}: the header has {len(header)} columns, but {len(uneven)} rows have a "
            f"different number of cells; quote cells that contain {delimiter!r}:{listed(uneven)}"
        )
    columns = zip(header, zip(*rows[1:], strict=True), strict=False)
    # Of columns with one name, the first; those without a name are often the numbers of rows.
    cells: dict[str, list[str]] = {}
    for name, values in columns:
        if name and name not in cells:
            cells[name] = list(map(cell_text, values))
    return cells, is_utf8 and delimiter == "," and len(cells) == len(header)


def _parquet(path: Path) -> tuple[dict[str, list[str]], bool]:
    """Read the columns of a Parquet file that have text or numbers."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(path)
        kept = [field.name for field in schema if not pa.types.is_nested(field.type)]
        table = pq.read_table(path, columns=kept)
        cells = {name: column_text(table[name]) for name in dict.fromkeys(kept)}
    except (OSError, ValueError, OverflowError, pa.ArrowException) as error:
        reason = " ".join(str(error).split())
        raise DatasetError(f"{path}: cannot be read as Parquet ({reason})") from error
    return cells, True
