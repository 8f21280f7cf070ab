"""Reading ``architecture.json``, which describes a trained model."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from latentaudio.artifacts import Kind, read_json, remedy
from latentaudio.errors import ArtifactError, ConfigError

ARCHITECTURE_FILE = "architecture.json"


@contextmanager
def described(path: Path, kind: Kind, what: str) -> Iterator[Any]:
    """Read ``architecture.json`` for a block that builds what it describes.

    Parameters
    ----------
    path
        The file.
    kind
        Kind of the weights.
    what
        What the file should describe, for the error, e.g. ``"a flow"``.

    Raises
    ------
    ArtifactError
        If the file is missing or damaged, or the block finds that it describes something else.
    """
    description = read_json(path, kind.made_by)
    try:
        yield description
    except (ConfigError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ArtifactError(
            f"{path}: does not describe {what} ({error}); {remedy(kind)}"
        ) from error
