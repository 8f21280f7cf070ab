"""Columns: what the page knows about every sound."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from latentaudio.explorer.data_files import packed, smallest_unsigned

Role = Literal[
    "factor",
    "label",
    "recording",
    "group",
    "fold",
    "prediction",
    "error",
    "class",
    "descriptor",
    "cluster",
]
Scale = Literal["linear", "log"]


@dataclass(frozen=True)
class CategoricalColumn:
    """A column of names.

    Attributes
    ----------
    name
        Name in the data; `with_own_names` makes sure that no other column has it.
    title
        Name that is shown.
    role
        What kind of knowledge it is.
    categories
        The names that occur, in the order in which they are listed.
    codes
        Index of each sound's name in `categories`, from 0, shape ``[n]``; -1 where there is none.
    about
        Where it comes from, in a few words; may be empty.
    """

    name: str
    title: str
    role: Role
    categories: tuple[str, ...]
    codes: np.ndarray
    about: str = ""

    @classmethod
    def of_labels(
        cls,
        name: str,
        title: str,
        role: Role,
        labels: Sequence[str | None],
        *,
        order: Sequence[str] | None = None,
        about: str = "",
    ) -> "CategoricalColumn":
        """Make a column from the name of each sound, None where it has none.

        Categories are in alphabetical order, or in a given one, which may hold names that do not
        occur.
        """
        found = {label for label in labels if label is not None}
        categories = tuple(one for one in (order or sorted(found)) if one in found)
        code_of = {category: code for code, category in enumerate(categories)}
        codes = [-1 if label is None else code_of[label] for label in labels]
        return cls(name, title, role, categories, np.array(codes, np.int64), about)

    def described(self, file: str) -> dict[str, Any]:
        """Describe the column for the manifest."""
        known = self.codes[self.codes >= 0]
        counts = np.bincount(known, minlength=len(self.categories))
        return {
            "name": self.name,
            "title": self.title,
            "role": self.role,
            "kind": "categorical",
            "file": file,
            "categories": list(self.categories),
            "counts": counts.tolist(),
            "about": self.about,
        }

    def content(self) -> dict[str, Any]:
        """Pack the codes; the largest value of their type stands where there is no name."""
        dtype = smallest_unsigned(len(self.categories))
        return packed(np.where(self.codes < 0, np.iinfo(dtype).max, self.codes).astype(dtype))


@dataclass(frozen=True)
class NumberColumn:
    """A column of numbers.

    Attributes
    ----------
    name, title, role, about
        As in `CategoricalColumn`.
    values
        Number of each sound, shape ``[n]``; what is not finite counts as missing.
    unit
        Unit of the numbers; empty if they have none.
    scale
        Scale on which they are shown: ``"log"`` only has an effect if all are above 0.
    """

    name: str
    title: str
    role: Role
    values: np.ndarray
    unit: str = ""
    scale: Scale = "linear"
    about: str = ""

    def described(self, file: str) -> dict[str, Any]:
        """Describe the column for the manifest."""
        known = self._stored()
        known = known[np.isfinite(known)]
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
        return {
            "name": self.name,
            "title": self.title,
            "role": self.role,
            "kind": "number",
            "file": file,
            "unit": self.unit or None,
            "scale": self.scale if low > 0 else "linear",
            "low": low,
            "high": high,
            "missing": len(self.values) - len(known),
            "about": self.about,
        }

    def content(self) -> dict[str, Any]:
        """Pack the numbers; NaN stands where there is none."""
        return packed(self._stored())

    def _stored(self) -> np.ndarray:
        values = np.asarray(self.values, np.float32)
        return np.where(np.isfinite(values), values, np.float32(np.nan))


Column = CategoricalColumn | NumberColumn


def with_own_names(columns: Sequence[Column]) -> list[Column]:
    """Give columns whose names others before them have a number.

    A factor may be called like a column that every page has, such as ``class``.
    """
    named: dict[str, Column] = {}
    for column in columns:
        names = itertools.chain(
            [column.name], (f"{column.name}_{number}" for number in itertools.count(2))
        )
        name = next(one for one in names if one not in named)
        named[name] = replace(column, name=name)
    return list(named.values())


def check_sizes(columns: Sequence[Column], sounds: int) -> None:
    """Check that columns have one value for each sound.

    Raises
    ------
    ValueError
        Naming the column.
    """
    for column in columns:
        size = len(column.codes if isinstance(column, CategoricalColumn) else column.values)
        if size != sounds:
            raise ValueError(f"column '{column.name}': {size} values for {sounds} sounds")
