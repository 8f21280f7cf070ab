"""Paths of recordings: one spelling each, inside the folder of the recordings, and existing."""

import posixpath
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from latentaudio.datasets.alike import folded
from latentaudio.datasets.entries import Entry
from latentaudio.datasets.messages import MOST_LISTED, listed
from latentaudio.datasets.source import Recording, Source
from latentaudio.datasets.written_paths import is_file, is_windows_path, path_advice
from latentaudio.errors import DatasetError


def normal_path(path: str) -> str:
    """Return the normal form of a path, without ``.`` and without ``..`` inside it."""
    return posixpath.normpath(path)


def apparent_path(path: str) -> str:
    """Return a path as seen by file systems that ignore case and Unicode normalisation."""
    return unicodedata.normalize("NFC", path.casefold())


def check_paths(source: Source, entries: Sequence[Entry]) -> None:
    """Refuse paths that are empty or lead out of the folder of the recordings."""
    outside, empty = [], []
    for entry in entries:
        if not entry.relative_path:
            empty.append(entry.where)
        elif _is_outside(entry.relative_path):
            outside.append(
                f"{entry.where}: {entry.relative_path}{path_advice(entry.relative_path)}"
            )
    if empty:
        raise DatasetError(
            f"{source.place}: {len(empty)} paths are empty; give the path of each recording:"
            + listed(empty)
        )
    if outside:
        raise DatasetError(
            f"{source.place}: {len(outside)} paths lead outside the folder of "
            f"the recordings, {source.root}; give paths relative to it, or set dataset.root to a "
            f"folder that contains all recordings{_common_folder(entries)}:{listed(outside)}"
        )


def _is_outside(path: str) -> bool:
    # Judged by the text of the path only: links to places outside the folder are the user's choice.
    if is_windows_path(path) or path.startswith(("/", "\\")):
        return True
    return normal_path(path).split("/")[0] == ".."


def _common_folder(entries: Sequence[Entry]) -> str:
    """Name the folder that contains all recordings, if all their paths are absolute."""
    paths = [entry.relative_path for entry in entries]
    if not all(path.startswith("/") for path in paths):
        return ""
    folder = posixpath.commonpath([posixpath.dirname(normal_path(path)) for path in paths])
    return "" if folder == "/" else f", {folder}"


def check_files_exist(source: Source, recordings: Sequence[Recording]) -> None:
    """Refuse recordings whose file does not exist."""
    files = {recording.path: recording for recording in recordings}  # one of each file's segments
    if missing := [r for path, r in files.items() if not is_file(path)]:
        shown = (
            r.relative_path + (_hint(r) or path_advice(r.relative_path))
            for r in missing[:MOST_LISTED]
        )
        raise DatasetError(
            f"{source.place}: {len(missing)} of {len(files)} recordings do "
            f"not exist in {source.root}; correct the paths, or set dataset.root to the folder "
            f"that they start from:{listed(shown, len(missing))}"
        )


def _hint(recording: Recording) -> str:
    """Describe a file that may be meant: easily taken for the missing one, or in another folder."""
    if is_file(Path(recording.relative_path)):
        return " (found in the folder in which the workflow runs; set dataset.root to '.')"
    path = recording.path
    try:
        beside = [other.name for other in path.parent.iterdir()]
    except OSError:
        return ""
    if any(apparent_path(name) == apparent_path(path.name) for name in beside):
        return " (found a name that differs only in case, or in how accents are written)"
    if any(name.strip() == path.name for name in beside):
        return " (found a name with blanks around it, which a manifest cannot give; rename it)"
    if similar := [name for name in beside if folded(name) == folded(path.name)]:
        return f" (found {similar[0]!a}, which only looks the same)"
    return ""
