"""What names or tables say about recordings: one text per recording and column."""

import re
import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from latentaudio.datasets.missing import is_marker
from latentaudio.datasets.numeric_values import NUMBER

#: Number of values after which a list is cut.
_MOST_SHOWN = 6


@dataclass(frozen=True)
class Column:
    """One column of what is known.

    Attributes
    ----------
    name
        Name of the column, or of the named group of a pattern.
    values
        Text of each recording.
    is_named
        Whether the data say what the column is called; otherwise the name is made up.
    is_quantity
        Whether the values are numbers that measure something, rather than numbers that count or
        stand for something.
    unit
        Unit of a quantity; empty if it is not known.
    """

    name: str
    values: tuple[str, ...]
    is_named: bool = True
    is_quantity: bool = False
    unit: str = ""

    @cached_property
    def counts(self) -> Counter[str]:
        """Number of recordings with each value."""
        return Counter(self.values)

    @cached_property
    def distinct(self) -> list[str]:
        """The different values, sorted."""
        return sorted(self.counts)

    @cached_property
    def missing(self) -> int:
        """Number of recordings without a value, or with one that marks a missing value."""
        return sum(count for value, count in self.counts.items() if is_marker(value))

    @cached_property
    def is_numeric(self) -> bool:
        """Whether every value is a number."""
        return all(map(NUMBER.fullmatch, self.counts))

    @property
    def shown(self) -> str:
        """The first values, for messages."""
        first = self.distinct[:_MOST_SHOWN]
        some = ", ".join(textwrap.shorten(one, 40, placeholder="...") for one in first)
        return some + (", ..." if len(self.distinct) > _MOST_SHOWN else "")

    def rows(self, kept: Sequence[int]) -> "Column":
        """Return the column of some of the recordings."""
        values = tuple(self.values[row] for row in kept)
        return Column(self.name, values, self.is_named, self.is_quantity, self.unit)


def determines(finer: Column, coarser: Column) -> bool:
    """Return whether each value of one column occurs with one value of another only.

    Examples
    --------
    >>> species, family = Column("s", ("dog", "cat", "wolf")), Column("f", ("dogs", "cats", "dogs"))
    >>> determines(species, family), determines(family, species)
    (True, False)
    """
    return len(set(zip(finer.values, coarser.values, strict=True))) == len(finer.counts)


def are_measured(values: Sequence[str]) -> bool:
    """Return whether different numbers measure something, rather than count or number things.

    Numbers with decimals measure. Whole numbers do if there are three or more, none of them with
    leading zeros, and not in a row: 220, 440 and 880, but neither 1, 2 and 3 nor 01 and 07.

    Examples
    --------
    >>> are_measured(["220", "440", "880"]), are_measured(["0.5", "1"]), are_measured(["1", "2"])
    (True, True, False)
    """
    if any("." in value for value in values):
        return True
    if len(values) < 3 or any(re.fullmatch(r"-?0\d+", value) for value in values):
        return False
    return not are_counted(values)


def are_counted(values: Sequence[str]) -> bool:
    """Return whether different whole numbers follow each other without many gaps, from 0 or 1.

    Examples
    --------
    >>> are_counted(["01", "02", "03"]), are_counted(["220", "440"])
    (True, False)
    """
    numbers = {int(value) for value in values if re.fullmatch(r"[0-9]{1,9}", value)}
    return len(numbers) == len(values) and min(numbers) <= 1 and max(numbers) <= 1.5 * len(numbers)
