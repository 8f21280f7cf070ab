"""The input and the output of every theme of the suite."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.pairs import Line
from latentaudio.workflow.config import read_config

REPOSITORY = Path(__file__).parents[1]


def default_config() -> dict[str, Any]:
    """Read the configuration of a run without settings of its own."""
    return read_config(REPOSITORY / "config")


@dataclass(frozen=True)
class Settings:
    """How a theme should be measured.

    Attributes
    ----------
    folder
        An empty folder for the theme's files.
    quick
        Whether to use smaller sizes and fewer rounds.
    rounds
        Number of rounds, if not the theme's own.
    """

    folder: Path
    quick: bool = False
    rounds: int | None = None

    def times(self, usual: int) -> int:
        """Give the number of rounds of a theme whose own number is `usual`."""
        return self.rounds or (min(usual, 2) if self.quick else usual)


@dataclass(frozen=True)
class Result:
    """What a theme has measured.

    Attributes
    ----------
    lines
        The comparisons.
    tables
        Further tables, by name; each is a list of rows, which hold values by column.
    """

    lines: Sequence[Line]
    tables: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)
