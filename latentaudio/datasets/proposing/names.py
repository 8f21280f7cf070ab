"""Columns in the names of files, and the regular expression that reads them."""

import posixpath
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from latentaudio.datasets.path_pattern import group_name
from latentaudio.datasets.proposing.columns import Column, are_counted
from latentaudio.datasets.proposing.fields import Field, split_folders, split_names
from latentaudio.datasets.proposing.known_names import known_names
from latentaudio.datasets.proposing.patterns import pattern_of, plain
from latentaudio.datasets.proposing.words import name_for, unit_of
from latentaudio.factor_names import RESERVED_NAMES

#: What a number with a unit may be called.
_MEASURED = {
    **dict.fromkeys(("Hz", "kHz"), "frequency"),
    **dict.fromkeys(("m", "cm", "mm", "km"), "distance"),
    **dict.fromkeys(("s", "ms", "min"), "time"),
    **dict.fromkeys(("kg", "g", "mg"), "mass"),
    "dB": "level",
    "°C": "temperature",
}


@dataclass(frozen=True)
class Layout:
    """How the files of a folder are named.

    Attributes
    ----------
    pattern
        Regular expression that matches `paths`; its named groups are the columns.
    columns
        What the paths say, each with a value for every one of `paths`.
    paths
        Paths that match.
    others
        Paths that do not match.
    known
        What is known about these names, if a published data set has them; empty otherwise.
    """

    pattern: str
    columns: tuple[Column, ...]
    paths: tuple[str, ...]
    others: tuple[str, ...]
    known: str = ""


def read_names(paths: Sequence[str]) -> Layout:
    r"""Find out what the paths of recordings say about them.

    Parameters
    ----------
    paths
        Paths relative to the folder of the recordings, with ``/``; at least one.

    Examples
    --------
    >>> layout = read_names(["wood_tap_1.wav", "wood_rub_1.wav", "metal_tap_1.wav"])
    >>> print(layout.pattern)
    (?P<material>[a-z]+)_(?P<action>[a-z]+)_1\.wav
    """
    if published := known_names(paths):
        names = list(re.compile(published.pattern).groupindex)
        columns = [Column(name, ()) for name in names]
        return _layout(published.pattern, columns, paths, f"{published.title}: {published.meaning}")
    levels, fitting = _levels(paths)
    named = _named(levels)
    suffixes = {posixpath.splitext(path)[1] for path in fitting}
    suffix = plain(suffixes.pop()) if len(suffixes) == 1 else r"\.\w+"
    return _layout(pattern_of(levels, named) + suffix, list(named.values()), paths, "")


def _levels(paths: Sequence[str]) -> tuple[list[list[Field]], list[str]]:
    """Split the paths that have the most frequent shape into the fields of each level."""
    depths = Counter(path.count("/") for path in paths)
    depth = depths.most_common(1)[0][0]
    same = [path for path in paths if path.count("/") == depth]
    stems = [posixpath.splitext(posixpath.basename(path))[0] for path in same]
    fields, rows = split_names(stems)
    fitting = [same[row] for row in rows]
    folders = zip(*(path.split("/")[:-1] for path in fitting), strict=True)
    return [*map(split_folders, folders), fields], fitting


def _named(levels: Sequence[Sequence[Field]]) -> dict[Field, Column]:
    """Name the fields that vary."""
    columns: dict[Field, Column] = {}
    for fields in levels:
        before = ""
        for field in fields:
            if field.is_constant:
                before = field.values[0] if field.values[0].isalpha() else ""
                continue
            columns[field] = _column(field, before)
            before = ""
    _number_unnamed(columns, levels[-1])
    return columns


def _column(field: Field, before: str) -> Column:
    """Make the column of a field; without a name if nothing tells one."""
    values = set(field.values)
    if field.prefix or field.unit:
        unit = unit_of(field.unit)
        name = _word(field.prefix) or before or _MEASURED.get(unit, "value")
        return Column(_fit(name), field.values, bool(_word(field.prefix) or before), True, unit)
    letters = {re.sub("[0-9]+$", "", value) for value in values}
    name = _word(letters.pop()) if len(letters) == 1 else ""
    name = name or before or name_for(values)
    return Column(_fit(name) if name else "", field.values, bool(name))


def _number_unnamed(columns: dict[Field, Column], stem: Sequence[Field]) -> None:
    """Give columns without a name one that says what their values look like."""
    numeric = [field for field, one in columns.items() if not one.name and one.is_numeric]
    last = next((field for field in reversed(stem) if not field.is_constant), None)
    others = any(one.is_quantity or not one.is_numeric for one in columns.values())
    if last in numeric and others and are_counted(columns[last].distinct):
        columns[last] = replace(columns[last], name="take")
        numeric.remove(last)
    worded = [field for field, one in columns.items() if not one.name and field not in numeric]
    for fields, name in ((numeric, "number"), (worded, "label")):
        for index, field in enumerate(fields, start=1):
            numbered = f"{name}_{index}" if len(fields) > 1 else name
            columns[field] = replace(columns[field], name=numbered)
    taken: Counter[str] = Counter()
    for field, column in columns.items():
        taken[column.name] += 1
        if taken[column.name] > 1:
            columns[field] = replace(column, name=f"{column.name}_{taken[column.name]}")


def _word(text: str) -> str:
    """Return the letters of a text that may name a column; empty if it has none."""
    return text.strip("_- .,+").casefold() if re.search(r"[^\W\d_]", text) else ""


def _fit(name: str) -> str:
    """Return a name that a named group and a factor can have."""
    name = group_name(name.casefold())
    # Groups and folds are found by these names.
    return f"{name}_value" if name in RESERVED_NAMES - {"group", "fold"} else name


def _layout(pattern: str, columns: Sequence[Column], paths: Sequence[str], known: str) -> Layout:
    """Read all paths with the pattern."""
    compiled = re.compile(pattern)
    matches: Mapping[str, re.Match[str] | None] = {p: compiled.fullmatch(p) for p in paths}
    fitting = {path: match for path, match in matches.items() if match is not None}
    read = [
        replace(column, values=tuple(match[column.name] for match in fitting.values()))
        for column in columns
    ]
    others = tuple(path for path, match in matches.items() if match is None)
    return Layout(pattern, tuple(read), tuple(fitting), others, known)
