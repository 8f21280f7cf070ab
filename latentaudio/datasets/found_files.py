"""Search a folder for sound files, and tell what is passed over.

A pattern of ``dataset.ignore`` must match the whole path relative to the root. ``*`` stands for any
text (``/`` included), ``?`` for one character, ``[ab]`` for one of those; case does not matter.
"""

import fnmatch
import os
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from latentaudio.audio.formats import AUDIO_SUFFIXES, OTHER_AUDIO_SUFFIXES, READABLE
from latentaudio.datasets.entries import check_root
from latentaudio.datasets.messages import listed, quoted
from latentaudio.datasets.paths import apparent_path
from latentaudio.datasets.source import Source
from latentaudio.errors import ConfigError, DatasetError

# Why a file is passed over.
NOT_AUDIO = "not a sound file"
IGNORED = "named in dataset.ignore"
IN_SUBFOLDER = "in a subfolder"
UNREAD_FORMAT = "in a format that cannot be read"


def audio_files(source: Source) -> list[str]:
    """Return the sound files below the root as sorted relative paths, without hidden ones.

    Raises
    ------
    ConfigError
        When a pattern of `Source.ignore` matches no file.
    DatasetError
        When the root does not exist or holds no sound files, or when subfolders or sound files
        that cannot be read are not ignored, nor skipped.
    """
    files, closed = files_below(source)
    for pattern in source.ignore:
        if not any(map(_matcher([pattern]), [*files, *closed])):
            raise ConfigError(
                f"dataset.ignore: {pattern!r} matches no file in {source.root}; correct it (it "
                "must match the whole path relative to that folder; * stands for any text), or "
                "remove it"
            )
    ignored = _matcher(source.ignore)
    if closed := [folder for folder in closed if not ignored(folder)]:
        raise DatasetError(
            f"{source.root}: {len(closed)} subfolders cannot be listed; make them readable, or "
            f"name them in dataset.ignore:{listed(closed)}"
        )
    files = [path for path in files if not ignored(path)]
    unread = [path for path in files if suffix_of(path) in OTHER_AUDIO_SUFFIXES]
    if unread and not source.skip_unreadable:
        patterns = sorted({f"*{suffix_of(path)}" for path in unread})
        raise DatasetError(
            f"{source.root}: {len(unread)} sound files are in formats that cannot be read; convert "
            f"them (to FLAC, for example; {READABLE} can be read), or pass them over with "
            f"dataset.ignore: [{quoted(patterns)}]:{listed(unread)}"
        )
    found = [path for path in files if suffix_of(path) in AUDIO_SUFFIXES]
    if not found:
        raise DatasetError(
            f"{source.root}: no audio files ({', '.join(sorted(AUDIO_SUFFIXES))}) in this folder; "
            "set dataset.root to the folder of the recordings"
        )
    return found


def passed_over(source: Source) -> list[tuple[str, str]]:
    """Return the files of a searched folder that are not used, hidden ones left out.

    Returns
    -------
    list of tuple
        Relative path and reason (`NOT_AUDIO`, `IGNORED`, `IN_SUBFOLDER` or `UNREAD_FORMAT`) of each
        file, sorted; empty for a source that does not search its folder.
    """
    source = source.dry or source
    if source.kind not in {"folder", "maas"}:
        return []
    ignored = _matcher(source.ignore)
    result = []
    for path in files_below(source)[0]:
        if ignored(path):
            result.append((path, IGNORED))
        elif suffix_of(path) in OTHER_AUDIO_SUFFIXES:
            result.append((path, UNREAD_FORMAT))
        elif suffix_of(path) not in AUDIO_SUFFIXES:
            result.append((path, NOT_AUDIO))
        elif source.kind == "maas" and "/" in path:
            result.append((path, IN_SUBFOLDER))
    return result


def write_passed_over(files: Sequence[tuple[str, str]], path: Path) -> None:
    """Write the result of `passed_over` as a table with the columns ``path`` and ``reason``."""
    # Not imported above, because folders are searched whenever the workflow is parsed.
    import pandas as pd

    from latentaudio.artifacts import write_csv

    # A name need not be UTF-8, but the table must be.
    rows = [(name.encode("utf-8", "backslashreplace").decode(), reason) for name, reason in files]
    write_csv(path, pd.DataFrame(rows, columns=["path", "reason"]))


def kinds_passed_over(files: Iterable[tuple[str, str]]) -> list[str]:
    """Count files that are passed over by suffix, or by reason if they are sound files.

    Examples
    --------
    >>> kinds_passed_over([("a.txt", NOT_AUDIO), ("b.txt", NOT_AUDIO), ("c.wav", IGNORED)])
    ['2 .txt', '1 named in dataset.ignore']
    """
    kinds = Counter(
        (suffix_of(path) or "without suffix") if reason == NOT_AUDIO else reason
        for path, reason in files
    )
    return [f"{count} {kind}" for kind, count in sorted(kinds.items(), key=lambda i: (-i[1], i[0]))]


def files_below(source: Source) -> tuple[list[str], list[str]]:
    """List files that are not hidden, and subfolders that cannot be listed, as relative paths."""
    check_root(source)
    files, closed, visited = [], [], set()

    def relative(path: str) -> str:
        return Path(path).relative_to(source.root).as_posix()

    def note(error: OSError) -> None:
        closed.append(relative(error.filename))

    for folder, subfolders, names in os.walk(source.root, followlinks=True, onerror=note):
        if (real := os.path.realpath(folder)) in visited:  # a link to a folder already visited
            subfolders.clear()
            continue
        visited.add(real)
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        prefix = f"{relative(folder)}/".removeprefix("./")
        files += [prefix + name for name in names if not name.startswith(".")]
    return sorted(files), closed


def _matcher(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Return a function that tells whether a path matches one of the patterns."""
    joined = "|".join(fnmatch.translate(apparent_path(pattern)) for pattern in patterns)
    compiled = re.compile(joined) if joined else None
    return lambda path: compiled is not None and compiled.match(apparent_path(path)) is not None


def suffix_of(path: str) -> str:
    """Return the suffix of a path in lower case, with its dot; empty if there is none."""
    return posixpath.splitext(path)[1].lower()
