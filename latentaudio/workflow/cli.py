"""What all command-line programs share: error handling and progress reports."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

from latentaudio.errors import LatentAudioError
from latentaudio.workflow.run_lock import JobLock


def run(program: Callable[[], None]) -> None:
    """Run a program; print an error that the user can act on without a traceback.

    The exit code is then 1. While the program runs, no newer run begins to write (see `JobLock`).
    """
    try:
        with JobLock():
            program()
    except LatentAudioError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(1)


def add_network_options(parser: ArgumentParser) -> None:
    """Add the options that name a network: keys ``name`` and ``module`` of section ``network``."""
    parser.add_argument("--network", required=True, help="name of the network")
    parser.add_argument("--network-module", help="module that registers it, if not built in")


def comparison_parser(description: str | None) -> ArgumentParser:
    """Create a parser for a program that compares scores: metric, error rate and files."""
    parser = ArgumentParser(description=description)
    parser.add_argument("--metric", choices=["accuracy", "balanced_accuracy"], required=True)
    parser.add_argument("--alpha", type=float, required=True, help="error rate")
    parser.add_argument("scores", type=Path, help="table of scores")
    parser.add_argument("output", type=Path, help="CSV file to write")
    return parser


def add_family_option(parser: ArgumentParser) -> None:
    """Add the option that says over which comparisons p is corrected."""
    parser.add_argument("--family", choices=["per_factor", "all_factors"], required=True)


def add_split_options(parser: ArgumentParser) -> None:
    """Add the options that say which groups are held out and which decide about settings."""
    parser.add_argument("--held-out-fraction", type=float, required=True)
    parser.add_argument("--validation-fraction", type=float, required=True)


class Progress:
    """Print the progress of a long task, at most every few seconds.

    Parameters
    ----------
    task
        Name of the task, e.g. ``"embedding WT"``.
    total
        Number of steps.
    every_s
        Minimum time between two lines (s).
    """

    def __init__(self, task: str, total: int, every_s: float = 5.0) -> None:
        self._task = task
        self._total = total
        self._every_s = every_s
        self._start = self._last = time.monotonic()

    def __call__(self, done: int) -> None:
        """Report that `done` steps are done."""
        now = time.monotonic()
        if now - self._last < self._every_s and done < self._total:
            return
        self._last = now
        elapsed = now - self._start
        left = elapsed / max(done, 1) * (self._total - done)
        print(
            f"{self._task}: {done}/{self._total}, {elapsed:.0f} s, about {left:.0f} s left",
            file=sys.stderr,
            flush=True,
        )
