"""Recordings listed in a manifest: one or several tables of paths and labels.

What the cells of a table do not say may be told by the paths of its files (`Source.pattern`), or by
the table that lists them (`PART`).
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from pathlib import Path

from latentaudio.datasets.entries import (
    Entry,
    cell_text,
    check_fold_column,
    check_root,
    has_group,
)
from latentaudio.datasets.label_lists import first_label
from latentaudio.datasets.manifest_rows import Rows, read_rows
from latentaudio.datasets.messages import quoted
from latentaudio.datasets.path_pattern import (
    compiled_pattern,
    example_pattern,
    group_name,
    matched_paths,
)
from latentaudio.datasets.path_template import PATH, fill_template, template_columns
from latentaudio.datasets.segments import TIMES, check_time_columns
from latentaudio.datasets.source import Source
from latentaudio.datasets.written_paths import paths_below
from latentaudio.errors import ConfigError, DatasetError

#: Column of several tables: the name that the table has in `Source.tables`.
PART = "part"

_OPTIONAL_COLUMNS = ("recording_id", "augmentation_of", *TIMES)


def manifest_entries(source: Source) -> Iterator[Entry]:
    """Read paths, labels and groups from the rows of a manifest, one table after the other."""
    check_root(source)
    pattern = compiled_pattern(source, example_pattern(source.names)) if source.pattern else None
    tables = [(path, *_table(source, pattern, part, path)) for part, path in source.parts.items()]
    _check_notes(source, [name for _, columns, _ in tables for name in columns])
    _check_rows(source, [row for *_, rows in tables for _, row in rows])
    for path, columns, rows in tables:
        yield from _entries(source, path, columns, rows)


# -- Tables ----------------------------------------------------------------------------------------


def _table(source: Source, pattern: re.Pattern[str] | None, part: str, path: Path) -> Rows:
    """Read a table; its columns then include those that come from elsewhere."""
    factor_of = {group_name(name): name for name in source.names}
    groups = pattern.groupindex if pattern else ()
    from_paths = {group: factor_of.get(group, group) for group in groups}
    parts = {PART: part} if source.tables else {}
    columns, rows = _stated(source, path, parts, {*parts, *from_paths.values()})
    below_root = paths_below(source.root)
    for _, row in rows:
        row.update(parts)
        row[PATH] = below_root(fill_template(source.path_template, row))
    if pattern is not None:
        paths = [row[PATH] for _, row in rows if row[PATH]]
        matches = matched_paths(source, pattern, paths, "remove the files from the table")
        for _, row in rows:
            found = matches[row[PATH]].groupdict() if row[PATH] else {}
            row.update({name: cell_text(found.get(one)) for one, name in from_paths.items()})
    return [*columns, *parts, *from_paths.values()], rows


def _stated(source: Source, path: Path, parts: Collection[str], elsewhere: Set[str]) -> Rows:
    """Read the columns of a table that are needed, and those that may be there."""
    in_braces = template_columns(source.path_template)
    factors = [source.first_of.get(name, name) for name in source.names]
    needed = [
        *(name for name in in_braces if name not in parts),
        *(name for name in dict.fromkeys((*factors, *source.rows)) if name not in elsewhere),
    ]
    others = {source.group_column, *filter(None, [source.fold_column]), *source.notes}
    columns, rows = read_rows(path, {*needed, *others, *elsewhere, *_OPTIONAL_COLUMNS})
    if missing := [name for name in dict.fromkeys(needed) if name not in columns]:
        template = "" if source.path_template is None else " (dataset.path_template)"
        raise DatasetError(
            f"{path}: no column {quoted(missing)}; found {quoted(columns)}; a manifest has "
            f"{quoted(in_braces)}{template} and one column per factor (dataset.factors), separated "
            "by commas"
        )
    if twice := sorted(elsewhere & set(columns)):
        raise ConfigError(
            f"{path}: has columns {quoted(twice)}, but dataset.path_pattern, or the names of "
            "several tables ('part'), give these, too; rename the named groups, or the columns"
        )
    if not rows:
        raise DatasetError(f"{path}: no rows; list at least one recording")
    return columns, rows


def _check_notes(source: Source, columns: Sequence[str]) -> None:
    """Refuse notes that no table has; one of several tables may lack them."""
    if missing := [name for name in source.notes if name not in columns]:
        raise ConfigError(
            f"dataset.notes: {quoted(missing)} is not among the columns of "
            f"{', '.join(map(str, source.parts.values()))} ({quoted(dict.fromkeys(columns))}); "
            "name one of them, or leave it out"
        )


def _check_rows(source: Source, rows: Sequence[dict[str, str]]) -> None:
    """Refuse cells to keep that no row has."""
    for name, wanted in source.rows.items():
        found = sorted({row[name] for row in rows})
        if absent := [cell for cell in wanted if cell not in found]:
            some = quoted(found[:5]) + (", ..." if len(found) > 5 else "")
            raise ConfigError(f"dataset.rows: no row has {name} {quoted(absent)}; found {some}")


# -- Entries ---------------------------------------------------------------------------------------


def _entries(
    source: Source,
    manifest: Path,
    columns: Sequence[str],
    rows: Sequence[tuple[str, dict[str, str]]],
) -> Iterator[Entry]:
    grouped = has_group(source, columns, str(manifest), "columns")
    check_fold_column(source, columns, str(manifest), "columns")
    has_id = "recording_id" in columns
    check_time_columns(manifest, columns, [row[PATH] for _, row in rows])
    start, end = TIMES
    below_root = paths_below(source.root)
    for where, row in rows:
        if any(row[name] not in wanted for name, wanted in source.rows.items()):
            continue
        yield Entry(
            f"{manifest.name} {where}",
            row[PATH],
            {name: _label(source, name, row) for name in source.names},
            group=row[source.group_column] if grouped else None,
            recording_id=row["recording_id"] if has_id else None,
            augmentation_of=below_root(row.get("augmentation_of", "")),
            fold=row[source.fold_column] if source.fold_column is not None else None,
            times=(row.get(start, ""), row.get(end, "")),
            notes={name: row.get(name, "") for name in source.notes},
        )


def _label(source: Source, factor: str, row: Mapping[str, str]) -> str:
    lists = source.first_of.get(factor)
    return row[factor] if lists is None else first_label(row[lists])
