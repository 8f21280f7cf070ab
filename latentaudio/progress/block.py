"""The progress of a run as a block of bars at the bottom of a terminal."""

import sys
from collections.abc import Iterator, Mapping
from typing import TextIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from latentaudio.progress.state import Progress, Row
from latentaudio.progress.time_left import time_left
from latentaudio.progress.view import Tone
from latentaudio.progress.wording import clock, jobs_words, left_words

#: Greatest width of a bar, and what it leaves to names, counts, times and remarks.
_WIDTH = 30
_BESIDE = 50
#: What a bar consists of: what is done, and what is left.
_CHARACTERS = ("━", "─")
_ASCII = ("#", "-")
#: Least time between two drawings (s).
_LEAST_S = 0.2
_STYLES: Mapping[Tone, str] = {
    "note": "",
    "warning": "yellow",
    "error": "red",
    "good": "green",
}


class Block:
    """Draws a bar for each stage; messages appear above.

    Parameters
    ----------
    stream
        The terminal.
    progress
        The jobs of the run.
    earlier
        Mean time of a job in an earlier run, by rule (s).
    start
        When the run started (s).
    colour
        False for none. None is used where ``NO_COLOR`` is set, either.
    """

    every_s = 1.0

    def __init__(
        self,
        stream: TextIO,
        progress: Progress,
        earlier: Mapping[str, float],
        start: float,
        *,
        colour: bool = True,
    ) -> None:
        self._progress = progress
        self._earlier = earlier
        self._start = self._now = self._drawn = start
        self._doing = ""
        self._open = True
        self._console = Console(
            file=stream,
            force_terminal=True,
            no_color=None if colour else True,
            highlight=False,
        )
        # Only what would appear in this terminal is put above the block.
        self._live = Live(
            self,
            console=self._console,
            auto_refresh=False,
            redirect_stdout=sys.stdout.isatty(),
            redirect_stderr=sys.stderr.isatty(),
        )
        self._live.start()

    def update(self, now: float) -> None:
        """Draw the block, unless it has just been drawn."""
        self._now = now
        if now - self._drawn >= _LEAST_S or not self._open:
            self._drawn = now
            self._live.refresh()

    def say(self, text: str, tone: Tone = "note") -> None:
        """Write a message above the block; its lines are not broken, so that paths stay whole."""
        self._console.print(Text(text, style=_STYLES[tone]), soft_wrap=True)

    def busy_with(self, doing: str) -> None:
        """Show what is done while no job is running."""
        self._doing = doing

    def close(self, now: float) -> None:
        """Draw the block for the last time; it stays."""
        self._open = False
        self.update(now)
        self._live.stop()
        self.say("")

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        """Draw the block in the width and height of the terminal."""
        rows = self._progress.rows(self._now)
        if rows:
            yield ""
            width = max(min(_WIDTH, console.size.width - _BESIDE), 0)
            characters = _ASCII if options.ascii_only else _CHARACTERS
            yield _table(_fitting(rows, console.size.height - 4), width, characters)
            yield ""
        if rows or self._open:
            yield self._foot()

    def _foot(self) -> Text:
        progress, running = self._progress, self._progress.running(self._now)
        parts = [clock(self._now - self._start)]
        if progress.total:
            parts.append(f"{progress.done} of {jobs_words(progress.total)}")
        if self._open and progress.done < progress.total:
            parts.append(left_words(time_left(progress, self._now, self._earlier)))
        if self._open and not running and self._doing:
            parts.append(self._doing)
        return Text("  " + "   ".join(parts), no_wrap=True, overflow="ellipsis")


def _table(rows: list[Row], width: int, characters: tuple[str, str]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    for row in rows:
        waiting = not (row.done or row.running or row.failed)
        table.add_row(
            Text(f"  {row.name}", style="dim" if waiting else ""),
            _bar(row, width, *characters),
            Text(f"{row.done} of {row.total}", style="dim" if waiting else ""),
            "" if waiting else clock(row.seconds),
            _doing(row),
        )
    return table


def _bar(row: Row, width: int, done: str, left: str) -> Text:
    """Draw a bar that differs from an empty one without colour, too; full only when complete."""
    filled = width * row.done // row.total
    style = "red" if row.failed else "green" if row.complete else "cyan"
    return Text.assemble((done * filled, style), (left * (width - filled), "dim"))


def _doing(row: Row) -> Text:
    parts = []
    if row.running:
        parts.append(f"{row.running} running")
    if row.failed:
        parts.append(f"{row.failed} failed")
    return Text(", ".join(parts), style="red" if row.failed else "")


def _fitting(rows: list[Row], height: int) -> list[Row]:
    """Choose the rows that fit: where the run is, rather than what is done or has not begun."""
    if len(rows) <= height:
        return rows
    begun = [row for row in rows if not row.complete and (row.done or row.running or row.failed)]
    return (begun or rows)[: max(height, 1)]
