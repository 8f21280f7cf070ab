"""Reading the lists of labels of recordings, and refusing those that cannot be used.

This module imports no NumPy: lists are read whenever the workflow is parsed, before any sound is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from latentaudio.datasets.alike import collisions
from latentaudio.datasets.label_lists import fault_of, split_labels
from latentaudio.datasets.manifest_rows import read_rows
from latentaudio.datasets.messages import listed, quoted
from latentaudio.datasets.missing import is_marker
from latentaudio.datasets.path_template import fill_template, template_columns
from latentaudio.datasets.paths import normal_path
from latentaudio.datasets.source import Recording
from latentaudio.datasets.written_paths import paths_below, with_home
from latentaudio.errors import (
    Collected,
    ConfigError,
    DatasetError,
    LatentAudioError,
    check_known,
)
from latentaudio.settings import make_settings

#: Section of the configuration.
SECTION = "prediction.label_sets"
ERROR, KEEP, IGNORE = "error", "keep", "ignore"
_CHOICES = {"empty": (ERROR, KEEP), "unused": (ERROR, IGNORE)}


@dataclass(frozen=True)
class LabelColumn:
    """Where the labels of recordings are listed, and which of them are predicted.

    Attributes
    ----------
    task
        Name of the task.
    column
        Column whose cells are lists of labels: of `table`, or among the notes of the manifest.
    table
        CSV or Parquet file with a row for each sound file; None for the manifest.
    path_template
        Path of a file below the folder of the recordings, in which names of columns stand in
        braces; None for column ``path``.
    separator
        What stands between two labels.
    empty
        What to do about a recording without labels: ``"error"``, or ``"keep"`` it as a sound that
        none of the labels fits.
    unused
        What to do about rows whose file is no recording of the run: ``"error"`` or ``"ignore"``.
    fewest
        Number of groups that a label must have to be predicted.
    beta
        See `latentaudio.prediction.measures.thresholds.f_beta`.
    """

    task: str
    column: str
    table: Path | None = None
    path_template: str | None = None
    separator: str = ","
    empty: str = ERROR
    unused: str = ERROR
    fewest: int = 1
    beta: float = 2.0

    def __post_init__(self) -> None:
        for name, allowed in _CHOICES.items():
            check_known(f"{self.key}.{name}", getattr(self, name), allowed)
        if not self.separator.strip(" "):
            raise ConfigError(f"{self.key}.separator: is empty; name what is between two labels")
        if self.table is None and self.path_template is not None:
            raise ConfigError(
                f"{self.key}.path_template: found, but no table; name the table, or leave it out"
            )
        if self.fewest < 1:
            raise ConfigError(f"{self.key}.fewest: found {self.fewest}, expected at least 1")
        if not 0 < self.beta < float("inf"):
            raise ConfigError(f"{self.key}.beta: found {self.beta}, expected a number above 0")
        template_columns(self.path_template, f"{self.key}.path_template")

    @property
    def key(self) -> str:
        """Key of the configuration."""
        return f"{SECTION}.{self.task}"

    @classmethod
    def of(cls, task: str, given: Mapping[str, Any]) -> "LabelColumn":
        """Make it of the keys of a configuration.

        Raises
        ------
        ConfigError
            If a key is unknown or missing, or a value cannot work.
        """
        table = given.get("table")
        given = {**given, "table": table and Path(with_home(str(table)))}
        return make_settings(cls, given, f"{SECTION}.{task}", task=task)

    def listing(self) -> dict[str, Any]:
        """Give the keys that decide what is listed, for `of`, as JSON has them."""
        listed_by = ("column", "path_template", "separator", "empty", "unused", "fewest")
        table = None if self.table is None else str(self.table)
        return {"table": table, **{name: getattr(self, name) for name in listed_by}}


def label_lists(
    source: LabelColumn, recordings: Sequence[Recording], root: Path
) -> dict[str, list[str]]:
    """List the labels of each recording; a copy has those of its original.

    Parameters
    ----------
    source
        Where they are listed.
    recordings
        The recordings of the run.
    root
        Folder that the paths of a table start from.

    Returns
    -------
    dict of str to list of str
        Labels by id of the recording, in the order of their cell.

    Raises
    ------
    ConfigError
        If there is no such column.
    DatasetError
        If the table cannot be read; if it names files that are no recordings, or does not name some
        recordings; if a file has several lists; or if lists cannot be used. Each kind of problem
        names all files, and counts them.
    """
    lists, errors = lists_and_errors(source, recordings, root)
    if errors:
        raise errors[0]
    return lists


def lists_and_errors(
    source: LabelColumn, recordings: Sequence[Recording], root: Path
) -> tuple[dict[str, list[str]], list[LatentAudioError]]:
    """List the labels of each recording, and find all errors of which `label_lists` raises one.

    Parameters
    ----------
    source, recordings, root
        As for `label_lists`.

    Returns
    -------
    lists : dict of str to list of str
        As from `label_lists`, without recordings that have no list.
    errors : list of LatentAudioError
        One for each kind of problem.
    """
    found = Collected()
    lists: dict[str, list[str]] = {}
    with found.noting():
        lists = _lists(source, recordings, root, found)
    return lists, found.errors


def table_errors(source: LabelColumn, root: Path) -> list[LatentAudioError]:
    """Find what is wrong with a table, whatever the recordings are; nothing without a table."""
    if source.table is None:
        return []
    return lists_and_errors(replace(source, unused=IGNORE), [], root)[1]


def _lists(
    source: LabelColumn, recordings: Sequence[Recording], root: Path, found: Collected
) -> dict[str, list[str]]:
    """List the labels of each recording; errors after which others can be found are noted."""
    cells = _noted(source, recordings) if source.table is None else _tabled(source, root, found)
    own = {
        one.recording_id: normal_path(one.relative_path) if source.table else one.recording_id
        for one in recordings
    }
    keys = {
        one.recording_id: own.get(one.augmentation_of or one.recording_id, "") for one in recordings
    }
    with found.noting():
        _check_files(source, cells, keys)
    lists = {
        key: split_labels(cells[key], source.separator)
        for key in dict.fromkeys(keys.values())
        if key in cells
    }
    with found.noting():
        _check_lists(source, lists, cells)
    with found.noting():
        _check_alike(source, lists)
    return {recording_id: lists[key] for recording_id, key in keys.items() if key in lists}


def _noted(source: LabelColumn, recordings: Sequence[Recording]) -> dict[str, str]:
    """Get the cells of a note by recording."""
    names = list(dict.fromkeys(name for one in recordings for name in one.notes))
    if source.column not in names:
        raise ConfigError(
            f"{source.key}.column: {source.column!r} is no column that the manifest keeps; add it "
            f"to dataset.notes ({source.column}: list), which has {quoted(names)}, or name another "
            f"table ({source.key}.table)"
        )
    return {one.recording_id: one.notes[source.column] for one in recordings}


def _tabled(source: LabelColumn, root: Path, found: Collected) -> dict[str, str]:
    """Read the cells of a table by path; rows that cannot be used are noted and passed over."""
    assert source.table is not None
    needed = [*template_columns(source.path_template), source.column]
    columns, rows = read_rows(source.table, set(needed), f"{source.key}.table")
    if missing := [name for name in dict.fromkeys(needed) if name not in columns]:
        raise DatasetError(
            f"{source.table}: no column {quoted(missing)}; found {quoted(columns)}; set "
            f"{source.key}.path_template to how paths are made of columns, and column to that of "
            "the labels"
        )
    below_root = paths_below(root)
    cells: dict[str, str] = {}
    nameless, differing = [], []
    for where, row in rows:
        path = below_root(fill_template(source.path_template, row))
        if not path:
            nameless.append(where)
            continue
        text = row[source.column]
        if cells.setdefault(normal_path(path), text) != text:
            differing.append(f"{where}: {path}: {text!r}, before {cells[normal_path(path)]!r}")
    with found.noting():
        if nameless:
            raise DatasetError(
                f"{source.table}: {len(nameless)} rows name no file; fill in "
                f"{quoted(template_columns(source.path_template))}:{listed(nameless)}"
            )
    with found.noting():
        if differing:
            raise DatasetError(
                f"{source.table}: {len(differing)} rows give a file other labels than a row "
                f"before; keep one row for each file:{listed(differing)}"
            )
    return cells


def _check_files(source: LabelColumn, cells: Mapping[str, str], keys: Mapping[str, str]) -> None:
    """Refuse recordings without a row, and rows without a recording, all at once."""
    missing = sorted({recording_id for recording_id, key in keys.items() if key not in cells})
    unused = sorted(cells.keys() - set(keys.values())) if source.unused == ERROR else []
    found = []
    if missing:
        found.append(
            f"{len(missing)} of {len(keys)} recordings are not in it; add them, or leave them out "
            f"of the data set:{listed(missing)}"
        )
    if unused:
        found.append(
            f"{len(unused)} of {len(cells)} files are no recordings of the data set; correct their "
            f"paths, or set {source.key}.unused: ignore:{listed(unused)}"
        )
    if found:
        raise DatasetError(f"{source.table}: " + "\nand ".join(found))


def _check_lists(
    source: LabelColumn, lists: Mapping[str, Sequence[str]], cells: Mapping[str, str]
) -> None:
    faults = [
        f"{key}: {source.column} {cells[key]!r} {why}"
        for key, labels in lists.items()
        for why in _faults(source, labels)
    ]
    if faults:
        raise DatasetError(
            f"{source.table or source.key}: {len(faults)} lists of labels cannot be used; separate "
            f"labels by single {source.separator!r}, and name each once; if none fits some "
            f"recordings, set {source.key}.empty: keep:{listed(faults)}"
        )


def _check_alike(source: LabelColumn, lists: Mapping[str, Sequence[str]]) -> None:
    alike = collisions(dict.fromkeys(label for labels in lists.values() for label in labels))
    if alike:
        raise DatasetError(
            f"{source.table or source.key}: {len(alike)} labels are written in several ways; write "
            f"each in one way:{listed(' and '.join(map(ascii, same)) for same in alike)}"
        )


def _faults(source: LabelColumn, labels: Sequence[str]) -> Iterator[str]:
    if not labels and source.empty == ERROR:
        yield "is empty"
    if why := fault_of(labels):
        yield why
    if marks := [label for label in labels if label and is_marker(label)]:
        yield f"has {quoted(marks)}, which marks a missing value"
