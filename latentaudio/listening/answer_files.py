"""The files of answers that a configuration names."""

from collections.abc import Sequence
from pathlib import Path

from latentaudio.errors import ConfigError


def answer_files(setting: str | Sequence[str] | None) -> list[Path]:
    """List the files of answers.

    Parameters
    ----------
    setting
        Value of ``listening.answers``: a path, several, or None. ``~`` is the home folder.

    Raises
    ------
    ConfigError
        When one is no file.

    Examples
    --------
    >>> answer_files(None)
    []
    >>> answer_files("nowhere.csv")
    Traceback (most recent call last):
        ...
    latentaudio.errors.ConfigError: listening.answers: nowhere.csv: no such file; ...
    """
    names = [setting] if isinstance(setting, str) else setting or []
    paths = [Path(name).expanduser() for name in names]
    for path in paths:
        if not path.is_file():
            raise ConfigError(
                f"listening.answers: {path}: no such file; give the path of a CSV file with "
                "answers, a list of such paths, or null"
            )
    return paths
