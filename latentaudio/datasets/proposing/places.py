"""Paths as they are written for a run, which starts in the working folder."""

from pathlib import Path


def from_here(path: Path) -> Path:
    """Return a path relative to the working folder if it lies below it, and else absolute."""
    whole, here = path.absolute(), Path.cwd()
    return whole.relative_to(here) if whole.is_relative_to(here) else whole
