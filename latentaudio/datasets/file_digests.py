"""Digests of sound files, taken again only of files that may have changed.

As git does, an index remembers the size and the times of each file beside its digest. While these
stay the same, the file is not read. A file with new times and the old content (touched, copied,
moved back) has its old digest, so nothing that depends on the digest is made again.
"""

import sys
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from latentaudio.artifacts import read_json, write_json
from latentaudio.audio.file_digest import file_sha256
from latentaudio.errors import ArtifactError, DatasetError, ResourceError

# A file may change once more within the resolution of its times, so one that changed only just now
# is not remembered. No program can set the last of its times.
_RESOLUTION_NS = 2_000_000_000

_PROGRESS_S = 5.0

#: Size, time of the last change of the content, and of the file as a whole (ns).
State = tuple[int, int, int]


def file_digests(paths: Iterable[Path], index: Path, *, workers: int = 8) -> dict[Path, str]:
    """Return the digest of each file, and keep the index up to date.

    Parameters
    ----------
    paths
        The files.
    index
        JSON file in which digests are remembered. One that is missing or damaged is made again; one
        that cannot be written costs a warning, because only time is lost.
    workers
        Number of files read at a time.

    Returns
    -------
    dict of pathlib.Path to str
        SHA-256 digests, hexadecimal.

    Raises
    ------
    DatasetError
        When a file cannot be read.
    """
    known = _read_index(index)
    states = {path: _state(path) for path in paths}
    digests = {
        path: known[str(path)][1]
        for path, state in states.items()
        if str(path) in known and known[str(path)][0] == state
    }
    changed = [path for path in states if path not in digests]
    digests |= _read(changed, workers)
    settled = time.time_ns() - _RESOLUTION_NS
    remembered = {
        str(path): (state, digests[path]) for path, state in states.items() if state[-1] < settled
    }
    if remembered != known:
        _write_index(index, remembered)
    return digests


class Digests:
    """Digests for one job, which reads only files that an index does not know as they are now.

    Parameters
    ----------
    index
        JSON file in which `file_digests` remembers digests; None for no index.
    """

    def __init__(self, index: Path | None) -> None:
        self._known = {} if index is None else _read_index(index)

    def __call__(self, path: Path) -> str:
        """Return the SHA-256 digest of a file, hexadecimal.

        Raises
        ------
        DatasetError
            When it cannot be read.
        """
        state = _state(path)
        before, digest = self._known.get(str(path), (None, ""))
        if before != state:
            # The segments of a file are measured one by one, but it is read once.
            digest = _digest(path)
            self._known[str(path)] = state, digest
        return digest


def remembered_digests(index: Path) -> dict[Path, str]:
    """Return the digests that an index remembers, without a look at the files."""
    return {Path(path): digest for path, (_, digest) in _read_index(index).items()}


def _state(path: Path) -> State:
    try:
        found = path.stat()
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read ({error.strerror})") from error
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _digest(path: Path) -> str:
    try:
        return file_sha256(path)
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read ({error.strerror})") from error


def _read(paths: list[Path], workers: int) -> dict[Path, str]:
    """Digest files, and say how far this is when it takes long."""
    found: dict[Path, str] = {}
    last = time.monotonic()
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for path, digest in zip(paths, pool.map(_digest, paths), strict=True):
            found[path] = digest
            if time.monotonic() - last > _PROGRESS_S:
                last = time.monotonic()
                print(
                    f"read {len(found)} of {len(paths)} new or changed sound files",
                    file=sys.stderr,
                    flush=True,
                )
    return found


def _read_index(index: Path) -> dict[str, tuple[State, str]]:
    if not index.exists():
        return {}
    try:
        words: Mapping[str, list[str]] = {
            path: entry.split() for path, entry in read_json(index).items()
        }
        return {
            path: ((int(size), int(changed), int(moved)), digest)
            for path, (size, changed, moved, digest) in words.items()
        }
    except (ArtifactError, AttributeError, ValueError) as error:
        print(f"{index}: cannot be used, sound files are read again ({error})", file=sys.stderr)
        return {}


def _write_index(index: Path, entries: Mapping[str, tuple[State, str]]) -> None:
    content = {
        path: " ".join(map(str, (*state, digest))) for path, (state, digest) in entries.items()
    }
    try:
        write_json(index, content)
    except ResourceError as error:
        print(f"sound files will be read again by the next run: {error}", file=sys.stderr)
