"""Paths as people and other programs write them: absolute, with ``~``, with backslashes."""

import functools
import os
import posixpath
import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath

_WINDOWS = re.compile(r"[A-Za-z]:[\\/]|\\\\")
_VARIABLE = re.compile(r"\$\{?\w+|%\w+%")


def with_home(path: str) -> str:
    """Replace ``~`` at the beginning of a path by the home folder.

    Other variables are not replaced: jobs on other machines may have other values of them.
    """
    return os.path.expanduser(path)  # noqa: PTH111 - pathlib would take "./~" for "~"


def is_windows_path(path: str) -> bool:
    """Return whether a path begins with a drive or a server, as on Windows."""
    return _WINDOWS.match(path) is not None


def path_advice(path: str | Path) -> str:
    r"""Say what may be wrong with a path that does not exist; empty if nothing is conspicuous.

    Examples
    --------
    >>> path_advice("sounds/birds"), path_advice("sounds\\birds")
    ('', '; folders are separated by / here, not by a backslash')
    """
    text = str(path)
    if is_windows_path(text):
        return "; this is a path of Windows (in WSL, C:\\ is the folder /mnt/c)"
    if "\\" in text:
        return "; folders are separated by / here, not by a backslash"
    if _VARIABLE.search(text):
        return (
            "; variables such as $HOME are not replaced, so write the path itself (only ~ stands "
            "for your home folder)"
        )
    if text.startswith("~"):
        return "; there is no user of this name"
    return ""


def is_file(path: Path) -> bool:
    """Return whether there is such a file; False also for names that no file can have."""
    try:
        return path.is_file()
    except OSError:  # a name that is too long, or a folder that may not be read
        return False


def paths_below(root: Path) -> Callable[[str], str]:
    """Return a function that makes paths of a table relative to the folder `root`.

    A path that exists below `root` as it is written stays. Otherwise, backslashes separate folders,
    and ``~`` is the home folder. An absolute path becomes relative if one of its folders is `root`,
    also by another name (a link). All others stay as they are.
    """

    @functools.cache
    def is_root(folder: str) -> bool:
        try:
            return Path(folder).samefile(root)
        except (OSError, ValueError):  # no such folder, or no name that a folder can have
            return False

    def relative(path: str) -> str:
        unusual = "\\" in path or path.startswith("~")
        if unusual and not is_windows_path(path) and not is_file(root / path):
            path = with_home(path.replace("\\", "/"))
        if not path.startswith("/"):
            return path
        # By the text of the path: what a link inside the folder leads to is the user's choice.
        whole = PurePosixPath(posixpath.normpath(path))
        for folder in reversed(whole.parents):
            if is_root(str(folder)):
                return str(whole.relative_to(folder))
        return path

    return relative
