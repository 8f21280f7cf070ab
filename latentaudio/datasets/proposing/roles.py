"""What each column is proposed to be, and why.

Nothing is a group without a reason: its name says so, or its values are shared by recordings of one
class only.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from latentaudio.datasets.proposing.columns import Column, determines
from latentaudio.datasets.proposing.first_look import Look, first_look, unit_of_column
from latentaudio.errors import ConfigError
from latentaudio.factor_names import check_factor_names
from latentaudio.factor_types import Factor

#: Largest number of factors that are proposed.
MOST_FACTORS = 4

#: Ratio of the largest to the smallest value from which a logarithmic scale is proposed.
_LOG_RATIO = 20

# Classes that numbers may stand for, where nothing else can be a factor.
_MOST_CODES = 12

Use = Literal["factor", "group", "fold", "unused"]


@dataclass(frozen=True)
class Role:
    """What a column is used for, and why; `factor` describes a factor."""

    column: Column
    use: Use
    reason: str
    factor: Factor | None = None


@dataclass(frozen=True)
class Roles:
    """The role of each column, and what the user must decide, one phrase each."""

    roles: tuple[Role, ...]
    doubts: tuple[str, ...]

    def used_as(self, use: Use) -> list[Role]:
        """Return the roles of one use."""
        return [role for role in self.roles if role.use == use]

    @property
    def factors(self) -> list[Factor]:
        """The factors."""
        return [role.factor for role in self.roles if role.factor is not None]


def assign_roles(columns: Sequence[Column]) -> Roles:
    """Propose what each column of names or of a table is.

    Parameters
    ----------
    columns
        Columns with different names, each with a value for every recording.
    """
    sorter = _Sorter(columns)
    sorter.choose_factors()
    sorter.choose_group()
    sorter.choose_folds()
    return Roles(
        tuple(sorter.roles.get(c.name, sorter.unused(c)) for c in columns), tuple(sorter.doubts)
    )


def fewest_groups(group: Column, factor: Column) -> dict[str, int]:
    """Count the groups of each class of a factor."""
    groups = defaultdict(set)
    for label, name in zip(factor.values, group.values, strict=True):
        groups[label].add(name)
    return {label: len(names) for label, names in groups.items()}


class _Sorter:
    """Gives columns their roles, one use after the other."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.looks: dict[str, Look] = {column.name: first_look(column) for column in columns}
        self.columns = columns
        self.roles: dict[str, Role] = {}
        self.doubts = [look.doubt for look in self.looks.values() if look.doubt]

    def unused(self, column: Column) -> Role:
        """Return the role of a column that nothing was found for."""
        look = self.looks[column.name]
        return Role(column, "unused", look.reason or "nothing says that it is a factor")

    def choose_factors(self) -> None:
        """Choose factors by their names; else, by their values."""
        chosen = self._kind("factor")
        maybe = self._kind("maybe")
        if chosen:
            self.doubts += [
                f"whether {one.name} ({one.shown}) is a factor; if so, add it to dataset.factors"
                for one in maybe
            ]
        else:
            quantities = self._kind("quantity")
            chosen = maybe or ([] if quantities else self._codes())
        # Words first, because numbers often stand for the same classes.
        for column in sorted(chosen, key=lambda one: one.is_numeric):
            self._add_categorical(column, chosen)
        for column in self._kind("quantity"):
            self._add(column, _numeric(column))
        for name in [n for n, role in self.roles.items() if role.use == "factor"][MOST_FACTORS:]:
            column = self.roles[name].column
            self.roles[name] = Role(column, "unused", f"{MOST_FACTORS} factors are enough to begin")
            self.doubts.append(f"whether {name} matters more than the factors that were chosen")
        self._ask_names()

    def choose_group(self) -> None:
        """Choose what must never be split, by its name; else, because of its values."""
        factors = [role.column for role in self._categorical()]
        named = [one for one in self._kind("group") if one.name not in self.roles]
        fitting = [one for one in named if self._can_be_group(one, factors)]
        reason = "its name says what makes the sound, or where; recordings that share it are alike"
        if not fitting and not named:
            fitting = [one for one in self._kind("many", "maybe") if self._is_nested(one, factors)]
            reason = "each value occurs with one class only, and several recordings share it"
        if not fitting:
            self._ask_for_takes()
            return
        fitting.sort(key=lambda one: len(one.counts))
        enough = [one for one in fitting if _fewest(one, factors) > 2]
        group = (enough or fitting)[0]
        counts = f"{len(group.counts)} groups for {len(group.values)} recordings"
        self.roles[group.name] = Role(group, "group", f"{reason} ({counts})")
        if not named or len(group.name) < 3:
            self.doubts.append(
                f"whether {group.name} ({group.shown}) really is an object, animal, speaker or "
                "place; if not, take it out of dataset.group_column"
            )
        self.doubts += [
            f"whether {one.name} ({len(one.counts)} values) should be the group instead of "
            f"{group.name}"
            for one in fitting
            if one is not group
        ]

    def choose_folds(self) -> None:
        """Use folds that the data set comes with, if they can be used."""
        groups = [role.column for role in self.roles.values() if role.use == "group"]
        for column in self._kind("fold"):
            if any(not determines(group, column) for group in groups):
                self._refuse(column, f"its folds split groups of {groups[0].name}")
            elif any(
                min(fewest_groups(column, role.column).values()) < 2 for role in self._categorical()
            ):
                self._refuse(column, "a class is in one of its folds only")
            elif any(role.use == "fold" for role in self.roles.values()):
                self._refuse(column, "another column has folds, too")
            else:
                self.roles[column.name] = Role(column, "fold", self.looks[column.name].reason)

    def _kind(self, *kinds: str) -> list[Column]:
        return [one for one in self.columns if self.looks[one.name].kind in kinds]

    def _categorical(self) -> list[Role]:
        return [r for r in self.roles.values() if r.factor is not None and not r.factor.is_numeric]

    def _codes(self) -> list[Column]:
        """Find numbers that may stand for classes, where there are no words."""
        codes = [
            one
            for one in self._kind("take")
            if not one.is_named and 2 <= len(one.counts) <= min(_MOST_CODES, len(one.values) // 2)
        ]
        if len(self._kind("take")) < 2:  # a single number counts recordings
            return []
        self.doubts += [f"what the numbers {one.shown} of {one.name} stand for" for one in codes]
        return codes

    def _add_categorical(self, column: Column, candidates: Sequence[Column]) -> None:
        for other in [role.column for role in self._categorical()]:
            if determines(column, other) and determines(other, column):
                self.roles[column.name] = Role(column, "unused", f"says the same as {other.name}")
                return
            if determines(other, column):
                self._follows(column, other)
                return
            if determines(column, other):
                if _is_numbered(column) or (not column.is_named and _crosses(column, candidates)):
                    self.looks[column.name] = Look("many", f"finer than {other.name}")
                    return
                self._follows(other, column)
        self._add(column, Factor(column.name))

    def _follows(self, coarser: Column, finer: Column) -> None:
        self.roles[coarser.name] = Role(coarser, "unused", f"follows from {finer.name}")
        self.doubts.append(
            f"whether to decode {finer.name} ({len(finer.counts)} classes) or {coarser.name} "
            f"({len(coarser.counts)}), which follows from it; with the latter as factor, the "
            "former may be the group"
        )

    def _add(self, column: Column, factor: Factor) -> None:
        try:
            check_factor_names([factor.name])
        except ConfigError as error:
            self.roles[column.name] = Role(column, "unused", "cannot be the name of a factor")
            self.doubts.append(f"another name for the column {column.name!a}: {error}")
            return
        if factor.is_numeric:
            reason = f"{self.looks[column.name].reason}: {_span(column)}"
        else:
            fewest = min(column.counts.values())
            several = f"{fewest} recordings or more each" if fewest > 1 else "some once only"
            reason = f"{len(column.counts)} classes ({column.shown}), {several}"
        self.roles[column.name] = Role(column, "factor", reason, factor)

    def _ask_names(self) -> None:
        factors = [role.column for role in self.roles.values() if role.factor is not None]
        self.doubts += [
            f"what {one.name} measures, and in which unit; give them in dataset.factors"
            for one in factors
            if self.looks[one.name].kind == "quantity" and not unit_of_column(one)
        ]
        unnamed = [one for one in factors if not (one.is_named or one.is_numeric)]
        self.doubts += [
            f"what to call {one.shown}: {one.name} is a name made up; rename it in "
            "dataset.pattern and dataset.factors"
            for one in unnamed
        ]

    def _ask_for_takes(self) -> None:
        takes = [one for one in self._kind("take") if not one.is_named and one.name == "take"]
        self.doubts.append(
            "which recordings share an object, animal, speaker or session; every recording counts "
            "as a group of its own"
            + "".join(
                f" (if {one.name} {one.distinct[0]} is the same one in all classes, set "
                f"dataset.group_column: {one.name})"
                for one in takes
            )
        )

    def _can_be_group(self, column: Column, factors: Sequence[Column]) -> bool:
        """Return whether classes can be told apart across groups; say so if not."""
        for factor in factors:
            counts = fewest_groups(column, factor)
            if sum(count > 1 for count in counts.values()) < 2:
                self._refuse(
                    column,
                    f"classes of {factor.name} have one {column.name} each, so none could be held "
                    "out; results may then rest on what they share",
                )
                return False
        return True

    def _is_nested(self, column: Column, factors: Sequence[Column]) -> bool:
        if column.name in self.roles or not factors:
            return False
        shared = 2 * len(column.counts) <= len(column.values) * 1.5
        nested = any(
            determines(column, factor) and len(column.counts) >= 2 * len(factor.counts)
            for factor in factors
        )
        return shared and nested and _fewest(column, factors) > 1

    def _refuse(self, column: Column, reason: str) -> None:
        self.roles[column.name] = Role(column, "unused", reason)
        self.doubts.append(f"what to do about {column.name}: {reason}")


def _fewest(group: Column, factors: Sequence[Column]) -> int:
    return min((min(fewest_groups(group, one).values()) for one in factors), default=2)


def _is_numbered(column: Column) -> bool:
    return all(re.search("[0-9]", value) for value in column.counts)


def _crosses(column: Column, candidates: Sequence[Column]) -> bool:
    """Return whether a column occurs with several values of another that it says nothing about."""
    others = [one for one in candidates if one is not column]
    return any(not determines(column, one) and not determines(one, column) for one in others)


def _numeric(column: Column) -> Factor:
    unit = unit_of_column(column)
    values = [float(value) for value in column.counts]
    ratio = max(values) / min(values) if min(values) > 0 else 0
    logarithmic = ratio >= _LOG_RATIO or (unit in ("Hz", "kHz") and ratio > 2)
    bins = max(2, min(4, len(values)))
    return Factor(column.name, "numeric", unit, "log" if logarithmic else "linear", bins)


def _span(column: Column) -> str:
    values = sorted(map(float, column.counts))
    unit = unit_of_column(column)
    return f"{len(values)} values from {values[0]:g} to {values[-1]:g} {unit}".rstrip()
