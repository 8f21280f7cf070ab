"""What a section of the report is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from latentaudio.findings.run import Run
from latentaudio.report.blocks import Block


@dataclass(frozen=True)
class Section:
    """A section of the report.

    Attributes
    ----------
    name
        Its id within the page.
    title
        Its heading, in which ``{network}`` stands for the name of the network.
    order
        Its place: sections are sorted by this number.
    write
        Function that turns a run into the blocks of the section.
    study
        The study that it belongs to: in runs without this study it does not appear. None for a
        section of every run.
    is_in
        Whether a run with these settings has the section.
    needs
        Files, relative to the run's folder, without which it cannot be written.
    """

    name: str
    title: str
    order: int
    write: Callable[[Run], Sequence[Block]]
    study: str | None = "layers"
    needs: tuple[str, ...] = ()
    is_in: Callable[[Mapping[str, Any]], bool] = lambda config: True

    def title_of(self, run: Run) -> str:
        """Give the heading in the report of a run."""
        return self.title.format(network=run.network.title)
