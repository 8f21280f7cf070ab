"""The progress of one long task: a bar in a terminal, and now and then a line elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from latentaudio.workflow.cli import Progress as Lines


@contextmanager
def counted(task: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show on stderr how many of some things are done.

    Parameters
    ----------
    task
        What is counted, e.g. ``"files"``.
    total
        Number of them.

    Yields
    ------
    Callable
        To be called with the number of those that are done.
    """
    if not sys.stderr.isatty():
        yield Lines(task, total)
        return
    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        counting = bar.add_task(task, total=total)
        yield lambda done: bar.update(counting, completed=done)
