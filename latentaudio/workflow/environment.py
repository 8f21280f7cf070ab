"""What surrounds a run: the search paths of its programs, and where Snakemake keeps its records."""

import os
import sys
from pathlib import Path

from latentaudio.errors import ResourceError


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


def check_records(folder: Path) -> None:
    """Check that Snakemake can keep its records, in ``.snakemake``.

    Parameters
    ----------
    folder
        Folder in which Snakemake runs.

    Raises
    ------
    ResourceError
        When it cannot.
    """
    records = folder / ".snakemake"
    place = records if records.exists() else folder
    if not os.access(place, os.W_OK | os.X_OK):
        raise ResourceError(
            f"{place.absolute()}: cannot be written to, but Snakemake keeps its records there; "
            "make it writable, or run elsewhere (snakemake --directory FOLDER, to which paths in "
            "the configuration are then relative)"
        )


def _put_first(variable: str, folder: Path) -> None:
    others = os.environ.get(variable, "").split(os.pathsep)
    kept = [other for other in others if other and other != str(folder)]
    os.environ[variable] = os.pathsep.join([str(folder), *kept])
