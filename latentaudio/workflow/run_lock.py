"""One run at a time in a results folder, and no jobs left over from a killed run.

When a workflow engine is killed, its jobs keep running. Nothing else may write while they do, and
nothing that they write later may replace the results of a newer run. Two kinds of locks ensure
this:

- A run holds the file ``.lock/run`` of its results folder (`RunLock`), and writes a new token into
  it when it begins.
- A job holds a file of its own in ``.lock/jobs`` (`JobLock`), and then compares that token with the
  one that its run passed to it. If they differ, a newer run has begun, and the job ends.

A new run first writes its token and then looks for jobs; a job first takes its lock and then reads
the token. So either the run sees the job and waits for it, or the job sees the new token and ends.

The locks use ``flock``: the kernel releases them when a process dies, for whatever reason, so no
lock ever has to be removed by hand. The *results folder of one run* is locked, not the working
directory, because two runs with different names write no file in common: Snakemake keeps one record
per output file, and its own lock is by file, too.
"""

import errno
import fcntl
import json
import os
import platform
import re
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from io import FileIO
from pathlib import Path

from latentaudio.errors import ResourceError, writing

#: Environment variables that pass the folder of the locks, and the token of the run, to jobs.
FOLDER_VARIABLE = "LATENTAUDIO_LOCK_FOLDER"
TOKEN_VARIABLE = "LATENTAUDIO_RUN_TOKEN"

_POLL_S = 0.2
_REMIND_S = 60.0
_LEAST_BYTES = 1_000_000
_UNSUPPORTED = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP}
#: Names that `latentaudio.artifacts.atomic_path` gives to files while they are written.
_BEING_WRITTEN = re.compile(r"\..*\.[0-9a-f]{8}(\.[^.]+)?", re.DOTALL)


class RunLock:
    """Exclusive right of one process to write to a results folder.

    Parameters
    ----------
    results
        Results folder of the run; created if it does not exist.
    """

    def __init__(self, results: Path) -> None:
        self._results = results
        self._file: FileIO | None = None

    def acquire(self) -> None:
        """Take the lock, wait for jobs of a killed run, and remove their half-written files.

        Environment variables tell the programs started from now on which run they belong to. On a
        file system without locks, this only prints a warning.

        Raises
        ------
        ResourceError
            When another run holds the lock, the folder is not writable, or the disk is full.
        """
        folder = self._results / ".lock"
        with writing(self._results):
            (folder / "jobs").mkdir(parents=True, exist_ok=True)
            # The permissions of `.lock` say nothing about those of the folder around it.
            if not os.access(self._results, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, "no permission to write", str(self._results))
            # Opened without truncation: another run may hold it, and has described itself in it.
            self._file = (folder / "run").open("ab", buffering=0)
        try:
            if not _lock(self._file, wait=False):
                self.release()
                raise ResourceError(_occupied(self._results, folder / "run"))
        except OSError as error:
            self.release()
            if error.errno not in _UNSUPPORTED:
                raise
            for variable in (FOLDER_VARIABLE, TOKEN_VARIABLE):
                os.environ.pop(variable, None)
            _say(_without_locks(self._results, error))
            return
        token = secrets.token_hex(8)
        with writing(self._results):
            _describe(self._file, token=token)
        _wait_for_jobs(self._results, folder / "jobs")
        _remove_half_written(self._results)
        check_disk(self._results)
        os.environ[FOLDER_VARIABLE] = str(folder.resolve())
        os.environ[TOKEN_VARIABLE] = token

    def release(self) -> None:
        """Release the lock, if it is held."""
        if self._file is not None:
            self._file.close()
            self._file = None


class JobLock:
    """Context manager that shows other processes that a job of a run is alive.

    It does nothing in a program that was not started by a run with a lock.
    """

    def __init__(self) -> None:
        self._file: FileIO | None = None

    def acquire(self) -> None:
        """Join the run that the environment variables name.

        Raises
        ------
        ResourceError
            When that run has ended and a newer one has begun.
        """
        if FOLDER_VARIABLE not in os.environ:
            return
        folder = Path(os.environ[FOLDER_VARIABLE])
        # Host and process id need not be unique: containers may share both.
        name = f"{platform.node()}-{os.getpid()}-{secrets.token_hex(4)}"
        with writing(folder.parent):
            self._file = (folder / "jobs" / name).open("wb", buffering=0)
            _describe(self._file, program=Path(sys.argv[0]).name)
        try:
            _lock(self._file, wait=True)
        except OSError as error:
            if error.errno not in _UNSUPPORTED:
                raise
            _say(_without_locks(folder.parent, error))
        if _description(folder / "run").get("token") != os.environ.get(TOKEN_VARIABLE):
            self.release()
            raise ResourceError(
                f"{folder.parent}: the run that this job belongs to was killed, and a newer run "
                "is at work here; the job ends without writing anything"
            )

    def release(self) -> None:
        """Show that the job has ended."""
        if self._file is not None:
            Path(os.fsdecode(self._file.name)).unlink(missing_ok=True)
            self._file.close()
            self._file = None

    def __enter__(self) -> "JobLock":
        self.acquire()
        return self

    def __exit__(self, *error: object) -> None:
        self.release()


def check_disk(results: Path) -> None:
    """Check that the disk has room at least for logs.

    On a full disk, a job cannot even report why it fails.

    Raises
    ------
    ResourceError
        When the disk is full.
    """
    free = shutil.disk_usage(results).free
    if free < _LEAST_BYTES:
        raise ResourceError(
            f"{results}: the disk is full ({free / 1e6:.1f} MB free); free some space and run again"
        )


def _lock(file: FileIO, *, wait: bool) -> bool:
    """Lock an open file; return whether that succeeded."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _describe(file: FileIO, **more: str) -> None:
    """Write into a lock file who holds it."""
    started = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
    holder = {"pid": os.getpid(), "host": platform.node(), "started": started, **more}
    file.truncate(0)
    file.write(json.dumps(holder).encode())


def _description(path: Path) -> dict[str, str]:
    """Read who holds a lock; empty while its holder is still writing this."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {name: str(value) for name, value in found.items()}


def _occupied(results: Path, path: Path) -> str:
    holder = _description(path)
    if not holder:
        return f"{results}: another run has just begun here; wait until it ends, and run again"
    pid, host, started = holder["pid"], holder["host"], holder["started"]
    return (
        f"{results}: another run is at work here, process {pid} on {host}, started {started}; "
        f"wait until it ends, or stop it (`kill {pid}` on {host}), and run again"
    )


def _without_locks(results: Path, error: OSError) -> str:
    return (
        f"WARNING: {results}: this file system does not support locks ({error.strerror}). Nothing "
        "prevents two runs from writing here at the same time. If a run was killed, make sure that "
        "none of its jobs is still running before you run again."
    )


def _wait_for_jobs(results: Path, folder: Path) -> None:
    """Wait until no job of an earlier run is alive, and report the jobs waited for."""
    told = -_REMIND_S
    while alive := list(_alive(folder)):
        if time.monotonic() - told >= _REMIND_S:
            told = time.monotonic()
            jobs = ", ".join(
                f"{job.get('program', 'a program')} (process {job.get('pid', '?')} on "
                f"{job.get('host', '?')})"
                for job in alive
            )
            _say(
                f"{results}: an earlier run was killed, and its jobs are still running: {jobs}. "
                "Waiting for them to end; kill them if you do not want to wait."
            )
        time.sleep(_POLL_S)


def _alive(folder: Path) -> Iterator[dict[str, str]]:
    """List the jobs that hold their lock, and remove the files of those that were killed."""
    for path in sorted(folder.iterdir()):
        try:
            with path.open("ab", buffering=0) as file:
                dead = _lock(file, wait=False)
        except FileNotFoundError:
            continue
        if dead:
            path.unlink(missing_ok=True)
        else:
            yield _description(path)


def _remove_half_written(results: Path) -> None:
    """Remove the files that killed jobs were writing; no job may be alive."""
    found = [
        Path(folder, name)
        for folder, _, names in os.walk(results)
        for name in names
        if _BEING_WRITTEN.fullmatch(name)
    ]
    for path in found:
        path.unlink(missing_ok=True)
    if found:
        _say(f"{results}: removed {len(found)} half-written files left by killed jobs")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
