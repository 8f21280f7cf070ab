"""Errors that a user can act on.

Every one names the file or configuration key, what was found, what was expected, and what to do.
The command-line programs print them without a traceback.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LatentAudioError(Exception):
    """Base of all errors raised on purpose by this package."""


class ConfigError(LatentAudioError):
    """A key of the configuration is unknown, missing, or has a value that cannot work."""


class DatasetError(LatentAudioError):
    """The recordings, their labels or their groups cannot be used as they are."""


class AudioError(DatasetError):
    """One audio file cannot be used."""


class WeightsError(LatentAudioError):
    """The weights of YAMNet cannot be had, or are not the ones expected."""


class ArtifactError(LatentAudioError):
    """A file that an earlier stage wrote is missing, damaged, or of another version."""


class ResourceError(LatentAudioError):
    """The machine has not enough of something (disk, memory) for what was asked."""


@contextmanager
def writing(folder: Path, file: Path | None = None) -> Iterator[None]:
    """Turn a failure to write into an error that says what to do.

    Parameters
    ----------
    folder
        Where something is written.
    file
        What is written; by default what the system names.

    Raises
    ------
    ResourceError
        When the disk is full, or the folder cannot be written to.
    """
    try:
        yield
    except OSError as error:
        path = file or error.filename or folder
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise ResourceError(
                f"{path}: the disk is full, or a quota is used up ({error.strerror}); free some "
                "space and run again"
            ) from error
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise ResourceError(
                f"{path}: cannot be written to ({error.strerror}); make the folder {folder} "
                "writable, or run in another one, and run again"
            ) from error
        raise
