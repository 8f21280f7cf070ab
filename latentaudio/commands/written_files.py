"""Writing configurations, and the tables beside them, without losing what a user has edited."""

from collections.abc import Mapping
from pathlib import Path

from latentaudio.errors import ResourceError, writing


def check_name(output: Path) -> None:
    """Refuse a name that is not that of a configuration.

    Raises
    ------
    ResourceError
        When it has another suffix than ``.yaml`` or ``.yml``.
    """
    if output.suffix not in {".yaml", ".yml"}:
        raise ResourceError(f"{output}: give a name that ends in .yaml, such as config/mine.yaml")


def write_files(files: Mapping[Path, str], *, replace: bool) -> None:
    """Write texts to files.

    Parameters
    ----------
    files
        Texts by the paths of the files.
    replace
        Whether files that exist are replaced.

    Raises
    ------
    ResourceError
        When one exists and is not to be replaced, or cannot be written; none is written then.
    """
    if present := [path for path in files if path.exists() and not replace]:
        raise ResourceError(
            f"{present[0]}: exists, and may have been edited; choose another name with --output, "
            "or replace it with --force"
        )
    for path, text in files.items():
        if path.is_dir() or any(one.exists() and not one.is_dir() for one in path.parents):
            raise ResourceError(f"{path}: not the path of a file that can be written; give another")
        with writing(path.parent, path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
