"""Errors that a user can act on.

Each message names the file or configuration key, what was found, what was expected, and what to do.
The command-line programs print it without a traceback.
"""

import difflib
import errno
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def did_you_mean(name: str, known: Iterable[str], most: int = 1) -> str:
    """Suggest the nearest known names, as the end of a message; empty if none is near.

    Parameters
    ----------
    name
        What was found.
    known
        Names that could be meant. They are compared without regard to case.
    most
        Largest number of names to suggest.

    Examples
    --------
    >>> did_you_mean("Prob", ["knn", "probe"]), did_you_mean("x", ["knn", "probe"])
    ("; did you mean 'probe'?", '')
    >>> did_you_mean("Ting", ["Ping", "Ding"], most=2)
    "; did you mean 'Ping' or 'Ding'?"
    """
    spelt = {one.casefold(): one for one in known}
    near = difflib.get_close_matches(name.casefold(), spelt, n=most, cutoff=0.5)
    if not near:
        return ""
    *others, last = [f"'{spelt[one]}'" for one in near]
    return f"; did you mean {', '.join(others)}{' or ' if others else ''}{last}?"


def suggestion(name: str, known: Collection[str], what: str = "known here") -> str:
    """Suggest the nearest known name; if none is near, list all of them.

    Examples
    --------
    >>> suggestion("x", ["knn", "probe"])
    ' (known here: knn, probe)'
    """
    return did_you_mean(name, known) or f" ({what}: {', '.join(known)})"


def check_known(key: str, found: object, known: Collection[str], *, what: str = "") -> None:
    """Refuse what is not one of the known names.

    Parameters
    ----------
    key
        Key of the configuration, or what else the message begins with.
    found
        The value of the key.
    known
        Names that it may have, in the order in which the message lists them.
    what
        What the value is, where the key does not say so.

    Raises
    ------
    ConfigError
        If it is not one of them.

    Examples
    --------
    >>> check_known("vae.models", "dens", ["dense", "recurrent"])
    Traceback (most recent call last):
    latentaudio.errors.ConfigError: vae.models: 'dens' found, expected one of dense, recurrent; \
did you mean 'dense'?
    """
    if found not in list(known):  # which need not be hashable
        raise ConfigError(
            f"{key}: {what and what + ' '}{found!r} found, expected one of {', '.join(known)}"
            f"{did_you_mean(str(found), known)}"
        )


class LatentAudioError(Exception):
    """Base of all errors raised on purpose by this package."""


class ConfigError(LatentAudioError):
    """A key of the configuration is unknown, missing, or has a value that cannot work."""


class DatasetError(LatentAudioError):
    """The recordings, their labels or their groups cannot be used as they are."""


class AudioError(DatasetError):
    """One audio file cannot be used.

    Parameters
    ----------
    message
        What was found, and what can be done about the file.
    setting
        What else can be done, by a setting of a run.

    Attributes
    ----------
    without_setting
        The message for a file that belongs to no run.
    """

    def __init__(self, message: str, setting: str = "") -> None:
        super().__init__(f"{message}, or {setting}" if setting else message)
        self.without_setting = message


class WeightsError(LatentAudioError):
    """YAMNet's weights could not be obtained, or failed verification."""


class ArtifactError(LatentAudioError):
    """A file that an earlier stage wrote is missing, damaged, or has another schema version."""


class ResourceError(LatentAudioError):
    """Something that the run needs is not available: disk space, memory, a folder to write to."""


class TrainingError(LatentAudioError):
    """A loss is no longer finite; the model that was trained has its last good weights.

    Attributes
    ----------
    history
        The epochs completed before, as the training records them.
    """

    def __init__(self, message: str, history: Sequence[Any]) -> None:
        super().__init__(message)
        self.history = tuple(history)


class Collected:
    """Errors that are collected, so that all can be told together.

    Attributes
    ----------
    errors
        The errors, in the order in which they were raised.

    Examples
    --------
    >>> found = Collected()
    >>> with found.noting():
    ...     raise ConfigError("seed: missing")
    >>> [str(error) for error in found.errors]
    ['seed: missing']
    """

    def __init__(self) -> None:
        self.errors: list[LatentAudioError] = []

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Collect an error of this package and go on after the block."""
        try:
            yield
        except LatentAudioError as error:
            self.errors.append(error)


@contextmanager
def writing(folder: Path, file: Path | None = None) -> Iterator[None]:
    """Turn a failed write into an error that says what to do.

    Parameters
    ----------
    folder
        Folder that is written to.
    file
        File that is written; by default the one that the system's error names.

    Raises
    ------
    ResourceError
        When the disk is full, or the folder is not writable.
    """
    try:
        yield
    except OSError as error:
        path = file or error.filename or folder
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise ResourceError(
                f"{path}: the disk is full, or a quota is exceeded ({error.strerror}); free some "
                "space and run again"
            ) from error
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise ResourceError(
                f"{path}: cannot be written to ({error.strerror}); make the folder {folder} "
                "writable, or use another folder, and run again"
            ) from error
        raise
