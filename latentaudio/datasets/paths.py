"""Paths of recordings: one spelling each, inside the folder of the recordings, and existing."""

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from latentaudio.datasets.entries import Entry
from latentaudio.datasets.messages import MOST_LISTED, listed
from latentaudio.datasets.source import Recording, Source
from latentaudio.errors import DatasetError


def normal_path(path: str) -> str:
    """Return the normal form of a path, without ``.`` and without ``..`` inside it."""
    return posixpath.normpath(path)


def apparent_path(path: str) -> str:
    """Return a path as seen by file systems that ignore case and Unicode normalisation."""
    return unicodedata.normalize("NFC", path.casefold())


def check_paths(source: Source, entries: Iterable[Entry]) -> None:
    """Refuse paths that are empty or lead out of the folder of the recordings."""
    outside, empty = [], []
    for entry in entries:
        if not entry.relative_path:
            empty.append(entry.where)
        elif _is_outside(entry.relative_path):
            outside.append(f"{entry.where}: {entry.relative_path}")
    if empty:
        raise DatasetError(
            f"{source.manifest}: {len(empty)} paths are empty; give the path of each recording:"
            + listed(empty)
        )
    if outside:
        raise DatasetError(
            f"{source.manifest or source.root}: {len(outside)} paths lead outside the folder of "
            f"the recordings, {source.root}; give paths relative to it, or set dataset.root to a "
            f"folder that contains all recordings:{listed(outside)}"
        )


def _is_outside(path: str) -> bool:
    # Judged by the text of the path only: links to places outside the folder are the user's choice.
    drive = re.match(r"[A-Za-z]:[\\/]", path) is not None
    return drive or path.startswith(("/", "\\")) or normal_path(path).split("/")[0] == ".."


def check_files_exist(source: Source, recordings: Sequence[Recording]) -> None:
    """Refuse recordings whose file does not exist."""
    if missing := [r for r in recordings if not _is_file(r.path)]:
        shown = (r.relative_path + _hint(r.path) for r in missing[:MOST_LISTED])
        raise DatasetError(
            f"{source.manifest or source.root}: {len(missing)} of {len(recordings)} recordings do "
            f"not exist in {source.root}; correct the paths, or set dataset.root to the folder "
            f"that they start from:{listed(shown, len(missing))}"
        )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that is too long, or a folder that may not be read
        return False


def _hint(path: Path) -> str:
    """Describe a file beside the missing one whose name differs only in ways easily overlooked."""
    try:
        beside = [other.name for other in path.parent.iterdir()]
    except OSError:
        return ""
    if any(apparent_path(name) == apparent_path(path.name) for name in beside):
        return " (found a name that differs only in case, or in how accents are written)"
    if any(name.strip() == path.name for name in beside):
        return " (found a name with blanks around it, which a manifest cannot give; rename it)"
    return ""
