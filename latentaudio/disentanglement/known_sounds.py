"""Sounds of which the factors are known: what published metrics compare codes with."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from latentaudio.errors import DatasetError


@dataclass(frozen=True)
class KnownSounds:
    """What is known of each sound.

    Attributes
    ----------
    names
        Names of the factors.
    classes
        Class of each sound, by factor; each of shape ``[n]``. Quantile bins stand in for the
        classes of a numeric factor.
    values
        Value of each sound on the scale of the factor, by numeric factor; each of shape ``[n]``.
        Categorical factors have none.
    groups
        Group of each sound, shape ``[n]``.

    Raises
    ------
    DatasetError
        When there is no factor or no sound, a factor has no classes, a factor of `values` has no
        name, lengths differ, or a value is not a finite number.
    """

    names: tuple[str, ...]
    classes: Mapping[str, np.ndarray]
    values: Mapping[str, np.ndarray]
    groups: np.ndarray

    def __post_init__(self) -> None:
        if not self.names or not len(self.groups):
            raise DatasetError(
                f"known sounds: found {len(self.groups)} sounds and {len(self.names)} factors, "
                "expected at least one of each; set dataset.factors"
            )
        if set(self.classes) != set(self.names):
            raise DatasetError(
                f"known sounds: found classes of {_listed(self.classes)}, expected those of "
                f"{_listed(self.names)}"
            )
        if unknown := set(self.values) - set(self.names):
            raise DatasetError(
                f"known sounds: found values of {_listed(unknown)}, expected factors among "
                f"{_listed(self.names)}"
            )
        for name, column in [*self.classes.items(), *self.values.items()]:
            if column.shape != self.groups.shape:
                raise DatasetError(
                    f"factor '{name}': found shape {list(column.shape)}, expected "
                    f"{list(self.groups.shape)}, one entry for each sound"
                )
        for name, column in self.values.items():
            if wrong := int(np.count_nonzero(~np.isfinite(column))):
                raise DatasetError(
                    f"factor '{name}': {wrong} of {len(column)} values are not finite numbers; "
                    "leave out these sounds"
                )

    def __len__(self) -> int:
        return len(self.groups)

    def of(self, rows: np.ndarray) -> "KnownSounds":
        """Select sounds by their indices, or by an array of bool of shape ``[n]``."""
        return KnownSounds(
            self.names,
            {name: column[rows] for name, column in self.classes.items()},
            {name: column[rows] for name, column in self.values.items()},
            self.groups[rows],
        )


def _listed(names: object) -> str:
    return ", ".join(sorted(names)) or "none"  # type: ignore[call-overload]
