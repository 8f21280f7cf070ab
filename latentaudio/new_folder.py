"""Folders that appear only when complete."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from latentaudio.errors import writing


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Yield an empty folder beside another, which takes its place when the block succeeds.

    After an error the other folder, if there was one, is as before.

    Raises
    ------
    ResourceError
        When the disk is full, or the folder is not writable.
    """
    temporary, older = (
        folder.with_name(f".{folder.name}.{secrets.token_hex(4)}") for _ in range(2)
    )
    try:
        with writing(folder.parent, folder):
            temporary.mkdir(parents=True)
            yield temporary
            _exchange(temporary, folder, older)
    finally:
        for left in (temporary, older):
            shutil.rmtree(left, ignore_errors=True)


def _exchange(new: Path, folder: Path, older: Path) -> None:
    """Put a folder in the place of another, which is moved out of the way."""
    existed = folder.exists()
    if existed:
        folder.replace(older)
    try:
        new.replace(folder)
    except OSError:
        if existed:
            older.replace(folder)
        raise
