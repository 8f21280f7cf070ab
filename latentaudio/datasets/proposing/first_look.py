"""What a column may be, judged by its name and its values alone."""

import re
from dataclasses import dataclass
from typing import Literal

from latentaudio.datasets.given_folds import MOST_FOLDS
from latentaudio.datasets.proposing import words
from latentaudio.datasets.proposing.columns import Column

#: Columns that a manifest may have, which are read under their names.
_READ_ANYWAY = frozenset({"path", "recording_id", "augmentation_of"})

_FLAGS = frozenset({"true", "false", "0", "1", "0.0", "1.0", "yes", "no", "y", "n", "t", "f"})
_MOST_CLASSES = 100

Kind = Literal["factor", "quantity", "group", "fold", "maybe", "take", "many", "unused"]


@dataclass(frozen=True)
class Look:
    """What a column may be.

    Attributes
    ----------
    kind
        ``"factor"``, ``"quantity"``, ``"group"``, ``"fold"``: what its name says. ``"maybe"``: it
        could be a factor. ``"take"``: it numbers recordings. ``"many"``: too many values for
        classes. ``"unused"``: nothing.
    reason
        Why.
    doubt
        What the user may know better; empty if nothing.
    """

    kind: Kind
    reason: str
    doubt: str = ""


def first_look(column: Column) -> Look:
    """Judge a column by itself."""
    count, total = len(column.counts), len(column.values)
    said = frozenset([*words.words_of(column.name), column.name.casefold()])
    about_file = bool(said & (words.FILE_WORDS | words.TAKE_WORDS)) and not (
        said & (words.GROUP_WORDS | words.FACTOR_WORDS | words.FOLD_WORDS)
    )
    if column.name in _READ_ANYWAY:
        return Look("unused", "read under this name by the workflow itself")
    if count == 1:
        return Look("unused", f"the same in all recordings ({column.shown})")
    if column.missing:
        gaps = f"missing in {column.missing} of {total} recordings"
        remedy = "" if about_file else f"what {column.name} is in the other recordings ({gaps})"
        return Look("unused", gaps, remedy and f"{remedy}; fill the gaps to use it")
    if said & words.FOLD_WORDS and count <= MOST_FOLDS:
        return Look("fold", f"its name says that the data set comes with these {count} folds")
    if _is_quantity(column, said):
        return Look(
            "quantity", "numbers with a unit" if unit_of_column(column) else "numbers that measure"
        )
    if about_file:
        if said & words.FILE_WORDS:
            return Look("unused", "describes the file, or when and where it was made")
        return Look("take", "numbers or names the recordings")
    measured = column.is_named and column.is_numeric and count > 2 and _has_decimals(column)
    doubt = f"what {column.name} measures; if it matters, make it a numeric factor"
    if count == total:
        return Look("unused", "different in every recording", doubt if measured else "")
    if measured:
        return Look("unused", f"numbers without a unit ({count} values)", doubt)
    if said & words.SPLIT_WORDS:
        doubt = f"whether {column.name} ({column.shown}) are folds; if so, dataset.fold_column"
        return Look("unused", "parts of the data set, perhaps", doubt)
    return _by_values(column, said)


def _by_values(column: Column, said: frozenset[str]) -> Look:
    count, total = len(column.counts), len(column.values)
    is_group = said & words.GROUP_WORDS or column.name in words.GROUP_ABBREVIATIONS
    if is_group and not said & words.FACTOR_WORDS:
        return Look("group", "could be the group, by its name")
    repeated = sum(number for number in column.counts.values() if number > 1)
    if count > _MOST_CLASSES or 3 * repeated < 2 * total:
        return Look("many", f"{count} values in {total} recordings are too many for classes")
    if said & words.FACTOR_WORDS:
        return Look("factor", "")
    if column.is_named and set(map(str.casefold, column.counts)) <= _FLAGS:
        return Look("unused", "a mark, yes or no", f"whether the mark {column.name} is a factor")
    return Look("maybe", "")


def _has_decimals(column: Column) -> bool:
    return any("." in value and float(value) % 1 for value in column.counts)


def unit_of_column(column: Column) -> str:
    """Return the unit of a quantity; empty if it is not known."""
    return column.unit or words.unit_in(column.name)


def _is_quantity(column: Column, said: frozenset[str]) -> bool:
    if not column.is_numeric or len(column.counts) < 2 or said & (words.FILE_WORDS - {"length"}):
        return False
    if column.is_quantity:
        # Whole numbers that are all different are more often those of files.
        whole = all(re.fullmatch(r"-?\d+", value) for value in column.counts)
        numbered = whole and len(column.counts) == len(column.values)
        return bool(column.unit) or not (numbered or said & words.TAKE_WORDS)
    return bool(unit_of_column(column)) and len(column.counts) > 2
