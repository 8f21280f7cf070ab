"""Let child processes find this Python and this library."""

import os
import sys
from pathlib import Path


def share_with_programs(root: Path) -> None:
    """Put this Python and this library first in the search paths of child processes.

    The library then needs no installation, and a program uses the Python that started it, unless an
    activated environment puts another one first.

    Parameters
    ----------
    root
        Folder that contains the package ``latentaudio``.
    """
    _put_first("PATH", Path(sys.executable).parent)
    _put_first("PYTHONPATH", root)


def _put_first(variable: str, folder: Path) -> None:
    others = os.environ.get(variable, "").split(os.pathsep)
    kept = [other for other in others if other and other != str(folder)]
    os.environ[variable] = os.pathsep.join([str(folder), *kept])
