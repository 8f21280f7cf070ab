"""What librosa compiles when it is imported, by one process at a time."""

import fcntl
import os
import tempfile
from functools import cache
from pathlib import Path


@cache
def load_librosa() -> None:
    """Import the part of librosa that numba compiles, while no other process of this user does.

    The first import in an environment compiles functions, which takes seconds, and keeps them in
    pairs of files, one of which refers to the other. Processes that do so at the same time can
    leave files of several of them (2 of 12 times when three started together), and every later
    process then ends in a segmentation fault. Jobs of a run start at the same time, so whoever
    imports librosa calls this first.
    """
    with lock_file().open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        # Its modules are loaded when one of their functions is asked for.
        from librosa.util import localmin  # noqa: F401


def lock_file() -> Path:
    """Locate the file that is locked meanwhile; it is never removed."""
    return Path(tempfile.gettempdir()) / f"latentaudio-librosa-{os.getuid()}.lock"
