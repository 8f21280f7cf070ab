"""Labels to show on a map of sounds, from a table, a pattern, or names that are known.

Nothing is decoded from them, so nothing is asked of them either, but that every sound has one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from latentaudio.datasets.messages import listed
from latentaudio.datasets.proposing.columns import Column, are_measured
from latentaudio.datasets.proposing.found_tables import read_table
from latentaudio.datasets.proposing.known_names import KNOWN_NAMES
from latentaudio.errors import ConfigError, DatasetError
from latentaudio.factor_names import check_factor_names
from latentaudio.factor_types import Factor

#: Columns that are no labels: groups and folds have a place of their own.
GROUP, FOLD = "group", "fold"


@dataclass(frozen=True)
class Labels:
    """What is known of the sounds of a folder, to be shown.

    Attributes
    ----------
    factors
        The labels.
    has_folds
        Whether a column (or named group) `FOLD` gives folds.
    pattern
        Regular expression that reads the labels from paths; empty if it does not.
    table
        Table that gives the labels, if a manifest can be this table as it is; None otherwise.
    copied
        Columns of a manifest that has to be written; None if none has to be.
    paths
        Path of each sound in these columns.
    notes
        What was found, and what is not shown, one phrase each.
    """

    factors: tuple[Factor, ...] = ()
    has_folds: bool = False
    pattern: str = ""
    table: Path | None = None
    copied: tuple[Column, ...] | None = None
    paths: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def labels_in_names(paths: Sequence[str]) -> Labels:
    """Read labels from names of files, if all are named as in one published data set.

    Parameters
    ----------
    paths
        Paths of the sound files, relative to their folder.
    """
    for known in KNOWN_NAMES:
        if all(re.fullmatch(known.pattern, path) for path in paths):
            found = labels_by_pattern(known.pattern)
            note = f"the files are named as in {known.title}: {known.meaning}"
            return Labels(found.factors, found.has_folds, found.pattern, notes=(note,))
    return Labels()


def labels_by_pattern(pattern: str) -> Labels:
    """Take the named groups of a regular expression for labels.

    Parameters
    ----------
    pattern
        Regular expression of the paths, relative to their folder.

    Raises
    ------
    ConfigError
        When it is none, or has no named group that can be a label.
    """
    try:
        names = list(re.compile(pattern).groupindex)
    except re.error as error:
        raise ConfigError(
            f"pattern {pattern!r}: not a regular expression ({error}); write one such as "
            r"'(?P<species>[a-z]+)_\d+\.wav', which must match whole paths"
        ) from error
    labels = [name for name in names if name not in (GROUP, FOLD)]
    if not labels:
        raise ConfigError(
            f"pattern {pattern!r}: no named group, which a label would be; write one such as "
            r"'(?P<species>[a-z]+)_\d+\.wav'"
        )
    check_factor_names(labels)
    return Labels(tuple(map(Factor, labels)), FOLD in names, pattern)


def labels_in_table(path: Path, root: Path, files: Sequence[str]) -> Labels:
    """Take the columns of a table for labels.

    A column with missing values, the same for all sounds, or with a different text for every one is
    not shown.

    Parameters
    ----------
    path
        CSV, TSV or Parquet file, of which one column names the sound files.
    root
        Folder of the sound files.
    files
        Their paths, relative to that folder.

    Raises
    ------
    DatasetError
        When the table cannot be read, or its rows are not those of the files; each row and file
        that has no match is named.
    """
    table = read_table(path, root, files)
    unnamed = sorted({*files} - {*table.paths})
    if table.absent or unnamed:
        raise DatasetError(
            f"{path}: does not match the sound files in {root}: {len(table.absent)} rows of column "
            f"{table.key!r} name no sound file there, and {len(unnamed)} sound files have no row; "
            "correct the table, or give the folder that it is about:"
            + listed([f"row {name!r}: no file" for name in table.absent])
            + listed([f"{name}: no row" for name in unnamed])
        )
    factors, notes = [], [f"column {table.key!r} of {path} names the files"]
    for column in table.columns:
        if column.name in (GROUP, FOLD) and not column.missing:
            continue
        if reason := _why_not(column):
            notes.append(f"column {column.name!r} is not shown: {reason}")
        else:
            factors.append(_factor(column))
    # A manifest's columns of these names give groups and folds, whatever they are.
    misleading = any(one.name in (GROUP, FOLD) and one.missing for one in table.columns)
    shown = {factor.name for factor in factors} | {GROUP, FOLD}
    used = tuple(one for one in table.columns if one.name in shown and not one.missing)
    fits = table.fits and not misleading
    return Labels(
        tuple(factors),
        any(one.name == FOLD for one in used),
        table=path if fits else None,
        copied=None if fits else used,
        paths=table.paths,
        notes=tuple(notes),
    )


def _factor(column: Column) -> Factor:
    measured = column.is_numeric and are_measured(column.distinct)
    return Factor(column.name, "numeric" if measured else "categorical")


def _why_not(column: Column) -> str:
    """Say why a column cannot be a label; empty if it can."""
    if column.missing:
        return f"{column.missing} of its values are missing; write what they are, such as 'unknown'"
    if len(column.counts) == 1:
        return "it is the same for all sounds"
    if len(column.counts) == len(column.values) and not column.is_numeric:
        return "it has a different text for every sound"
    try:
        check_factor_names([column.name])
    except ConfigError as error:
        return str(error)
    return ""
