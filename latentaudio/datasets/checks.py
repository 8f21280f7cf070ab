"""Checks of a source, its labels, its paths and its design, before any audio is read."""

import difflib
import itertools
import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from latentaudio.datasets.entries import Entry
from latentaudio.datasets.folder import example_pattern
from latentaudio.datasets.messages import MOST_LISTED, listed, quoted
from latentaudio.datasets.source import RESERVED_NAMES, Recording, Source
from latentaudio.errors import ConfigError, DatasetError

_LABEL_LENGTH = 200

# Line breaks and other controls, half characters (which stand for bytes that are no UTF-8), and
# code points that XML, and so the figures, cannot hold.
_UNPRINTABLE = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def check_source(source: Source) -> None:
    """Refuse a source whose description contradicts itself."""
    factors = source.factors
    if not factors or len(set(factors)) < len(factors) or not all(factors):
        raise ConfigError(
            f"dataset.factors: found {list(factors)}; at least one name is needed, each different"
        )
    if taken := [name for name in factors if name in RESERVED_NAMES]:
        raise ConfigError(
            f"dataset.factors: {', '.join(taken)} is the name of a column that the tables have "
            f"anyway; rename the factor (taken names: {', '.join(sorted(RESERVED_NAMES))})"
        )
    for key, labels in (("classes", source.classes), ("select", source.select)):
        if unknown := [name for name in labels if name not in factors]:
            raise ConfigError(
                f"dataset.{key}: {quoted(unknown)} is not a factor; "
                f"dataset.factors has {quoted(factors)}"
            )
    if source.kind == "maas" and len(factors) != 2:
        raise ConfigError(
            f"dataset.factors: found {quoted(factors)}, but files named as in the MaAS data set "
            "have two factors, one for each letter; give two names"
        )
    if source.kind == "manifest" and source.manifest is None:
        raise ConfigError("dataset.manifest: missing; give the path of a CSV or Parquet file")
    if source.kind == "folder" and not source.pattern:
        raise ConfigError(
            "dataset.pattern: missing; give a regular expression with one named group per factor, "
            f"such as {example_pattern(factors)}"
        )
    if source.kind == "synthetic":
        if not source.cells:
            raise ConfigError("dataset.cells: no cells, so there is nothing to synthesise")
        if uneven := [cell for cell in source.cells if len(cell) != len(factors)]:
            raise ConfigError(
                f"dataset.cells: {uneven[0]} has {len(uneven[0])} labels, but there are "
                f"{len(factors)} factors ({quoted(factors)})"
            )


def check_characters(source: Source, entries: Iterable[Entry]) -> None:
    """Refuse what no name should have, and what tables, figures and logs would garble."""
    unfit, long = [], []
    for entry in entries:
        names = {"path": entry.relative_path, **entry.labels, source.group_column: entry.group}
        for what, text in names.items():
            if text and _UNPRINTABLE.search(text):
                unfit.append(f"{entry.where}: {what} {text[:_LABEL_LENGTH]!r}")
            elif text and what != "path" and len(text) > _LABEL_LENGTH:
                long.append(f"{entry.where}: {what} {text[:20]!r}..., {len(text)} characters")
    where = source.manifest or source.root
    if unfit:
        raise DatasetError(
            f"{where}: {len(unfit)} names hold line breaks, other control characters, or bytes "
            "that are no UTF-8 (written as \\n, \\x.. or \\udc.. here); rename them:"
            + listed(unfit)
        )
    if long:
        raise DatasetError(
            f"{where}: {len(long)} labels have more than {_LABEL_LENGTH} characters; shorten them, "
            f"or name another column:{listed(long)}"
        )


def check_paths(source: Source, entries: Iterable[Entry]) -> None:
    """Refuse paths that are empty or lead out of the folder of the recordings."""
    outside, empty = [], []
    for entry in entries:
        if not entry.relative_path:
            empty.append(entry.where)
        elif _is_outside(entry.relative_path):
            outside.append(f"{entry.where}: {entry.relative_path}")
    if empty:
        raise DatasetError(f"{source.manifest}: the path is empty in:{listed(empty)}")
    if outside:
        raise DatasetError(
            f"{source.manifest or source.root}: {len(outside)} paths lead outside the folder of "
            f"the recordings, {source.root}; paths are relative to it and have no '..' that leads "
            f"out; set dataset.root to a folder that holds all:{listed(outside)}"
        )


def _is_outside(path: str) -> bool:
    # By the letters of the path only: links to other places inside the folder are the user's.
    drive = re.match(r"[A-Za-z]:[\\/]", path) is not None
    return drive or path.startswith(("/", "\\")) or normal_path(path).split("/")[0] == ".."


def normal_path(path: str) -> str:
    """Write a path in one way, without ``.`` and ``..`` within it."""
    return posixpath.normpath(path)


def check_labels(source: Source, entries: Sequence[Entry]) -> None:
    """Refuse labels that are empty, spelt in several ways, or not among those declared."""
    empty = [
        f"{entry.where} ({entry.relative_path}): {name}"
        for entry in entries
        for name, label in entry.labels.items()
        if not label
    ]
    empty += [
        f"{entry.where} ({entry.relative_path}): {source.group_column}"
        for entry in entries
        if entry.group == "" and not entry.augmentation_of
    ]
    if empty:
        raise DatasetError(
            f"{source.manifest or source.root}: {len(empty)} labels are empty; every recording "
            f"needs a label for each of {quoted(source.factors)}, and a group where groups are "
            f"given:{listed(empty)}"
        )
    _check_spelling(source, entries)
    unknown = [
        (entry, name, label)
        for entry in entries
        for name, label in entry.labels.items()
        if name in source.classes and label not in source.classes[name]
    ]
    if unknown:
        # Only for those that are shown, because to find the nearest label takes its time.
        shown = (
            f"{entry.where} ({entry.relative_path}): {name} {label!r}, "
            f"nearest {_nearest(label, source.classes[name])!r}"
            for entry, name, label in unknown[:MOST_LISTED]
        )
        raise DatasetError(
            f"{source.manifest or source.root}: {len(unknown)} labels are not among those declared "
            "in dataset.classes; correct them, or declare them there:" + listed(shown, len(unknown))
        )


def _check_spelling(source: Source, entries: Iterable[Entry]) -> None:
    """Refuse labels that only look the same: letters with accents can be written in two ways."""
    for name in source.factors:
        labels = {entry.labels[name] for entry in entries}
        labels.update(source.classes.get(name, ()), source.select.get(name, ()))
        spellings = defaultdict(list)
        for label in sorted(labels):
            spellings[unicodedata.normalize("NFC", label)].append(label)
        if alike := [same for same in spellings.values() if len(same) > 1]:
            raise DatasetError(
                f"{source.manifest or source.root}: {len(alike)} labels of {name!r} are written in "
                "several ways that look the same (Unicode normalisation); write each in one way, "
                "in dataset.classes and dataset.select, too:"
                + listed(" and ".join(map(ascii, same)) for same in alike)
            )


def _nearest(label: str, allowed: Sequence[str]) -> str:
    close = difflib.get_close_matches(label.casefold(), [a.casefold() for a in allowed], 1, 0.0)
    return next(a for a in allowed if a.casefold() == close[0]) if close else allowed[0]


def apparent_path(path: str) -> str:
    """Give what file systems that ignore case and normalisation see of a path."""
    return unicodedata.normalize("NFC", path.casefold())


def check_files_exist(source: Source, recordings: Sequence[Recording]) -> None:
    """Refuse recordings without a file."""
    if missing := [r for r in recordings if not _is_file(r.path)]:
        shown = (r.relative_path + _hint(r.path) for r in missing[:MOST_LISTED])
        raise DatasetError(
            f"{source.manifest or source.root}: {len(missing)} of {len(recordings)} recordings do "
            f"not exist in {source.root}; correct the paths, or set dataset.root to the folder "
            f"that they start from:{listed(shown, len(missing))}"
        )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # too long for a name, or in a folder that may not be read
        return False


def _hint(path: Path) -> str:
    """Tell of a file whose name only looks like the one that is missing."""
    try:
        beside = [other.name for other in path.parent.iterdir()]
    except OSError:
        return ""
    if any(apparent_path(name) == apparent_path(path.name) for name in beside):
        return " (there is one of other case, or with accents written otherwise)"
    if any(name.strip() == path.name for name in beside):
        return (
            " (there is one with blanks around its name, which a manifest cannot give; rename it)"
        )
    return ""


def check_design(source: Source, recordings: Sequence[Recording]) -> None:
    """Refuse factors with a single class, and empty cells where the design must be complete."""
    where = source.manifest or source.root
    levels = []
    for name in source.factors:
        found = {recording.factors[name] for recording in recordings}
        if len(found) < 2:
            raise DatasetError(
                f"{where}: factor {name!r} has {len(found)} class ({quoted(sorted(found))}), so "
                "there is nothing to tell apart; add recordings of another class, change "
                "dataset.select, or leave the factor out of dataset.factors"
            )
        # A class that was declared and never recorded leaves cells empty, too.
        declared = () if name in source.select else source.classes.get(name, ())
        levels.append(sorted(found.union(declared)))
    if not source.complete_design:
        return
    present = {tuple(r.factors[name] for name in source.factors) for r in recordings}
    cells = list(itertools.product(*levels))
    if empty := [" x ".join(cell) for cell in cells if cell not in present]:
        raise DatasetError(
            f"{where}: {len(empty)} of {len(cells)} cells of the design "
            f"{' x '.join(source.factors)} have no recording; add some, keep a complete part with "
            "dataset.select, or set dataset.complete_design: false where no later step needs a "
            f"complete design:{listed(empty)}"
        )
