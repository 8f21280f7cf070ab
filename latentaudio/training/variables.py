"""Copying and setting the variables of a model, of whichever generation of Keras they are."""

from collections.abc import Iterable, Mapping
from typing import Protocol

import numpy as np


class Variable(Protocol):
    """What variables of both generations offer."""

    @property
    def shape(self) -> Iterable[int]:
        """Shape of the value."""

    def numpy(self) -> np.ndarray:
        """Show the value, perhaps without a copy."""

    def assign(self, value: np.ndarray) -> object:
        """Set the value."""


def copy_values(variables: Mapping[str, Variable]) -> dict[str, np.ndarray]:
    """Copy the values of variables, by name."""
    return {name: variable.numpy().copy() for name, variable in variables.items()}


def assign_values(variables: Mapping[str, Variable], values: Mapping[str, np.ndarray]) -> None:
    """Set variables to values that `copy_values` gave.

    Raises
    ------
    ValueError
        If names or shapes differ; no variable is changed then.
    """
    expected = {name: tuple(variable.shape) for name, variable in variables.items()}
    found = {name: value.shape for name, value in values.items()}
    if found != expected:
        differing = sorted(found.items() ^ expected.items())
        raise ValueError(f"weights of another architecture; differences: {differing[:4]}")
    for name, variable in variables.items():
        variable.assign(values[name])
