"""What every theme of the suite is given, and gives back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.pairs import Line
from latentaudio.workflow.config import read_defaults

REPOSITORY = Path(__file__).parents[1]


def embedded_config() -> dict[str, Any]:
    """Read the configuration that a run without settings of its own has."""
    return read_defaults(REPOSITORY / "config")


@dataclass(frozen=True)
class Settings:
    """How a theme should measure.

    Attributes
    ----------
    folder
        An empty folder for its files.
    quick
        Whether smaller sizes and fewer rounds will do.
    rounds
        How many, whatever the theme would choose.
    """

    folder: Path
    quick: bool = False
    rounds: int | None = None

    def times(self, usual: int) -> int:
        """Give the number of rounds, where a theme would choose `usual`."""
        return self.rounds or (min(usual, 2) if self.quick else usual)


@dataclass(frozen=True)
class Result:
    """What a theme has measured.

    Attributes
    ----------
    lines
        Its comparisons.
    tables
        Further tables by name, a list of rows each: values by column.
    """

    lines: Sequence[Line]
    tables: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)
