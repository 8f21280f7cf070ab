"""Checkpoints: ``weights.npz``, and ``architecture.json``, which says what the weights are of."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from latentaudio.artifacts import Kind, read_arrays, reading, remedy, write_arrays, write_json
from latentaudio.errors import ArtifactError
from latentaudio.training.descriptions import ARCHITECTURE_FILE

WEIGHTS_FILE = "weights.npz"


#: Characters of a value in an error.
_LONGEST = 120


def save_checkpoint(
    folder: Path, kind: Kind, description: Mapping[str, Any], arrays: Mapping[str, np.ndarray]
) -> None:
    """Write both files.

    Parameters
    ----------
    folder
        Folder to write them into.
    kind
        Kind of the weights.
    description
        Content of ``architecture.json``.
    arrays
        Content of ``weights.npz``.
    """
    # Stored with the weights too, so that files from two different trainings are detected.
    described = {"architecture": np.array(json.dumps(description)), **arrays}
    write_arrays(folder / WEIGHTS_FILE, kind, described)
    write_json(folder / ARCHITECTURE_FILE, description)


def read_weights(
    path: Path, kind: Kind, description: Mapping[str, Any], of_another: str
) -> dict[str, np.ndarray]:
    """Read ``weights.npz``, and check what the weights are of.

    Parameters
    ----------
    path
        The file.
    kind
        Kind of the weights.
    description
        What `save_checkpoint` must have been given.
    of_another
        What differs if it was given something else, for the error, e.g. ``"architecture"``.

    Raises
    ------
    ArtifactError
        If the file is missing or damaged, or the weights are of something else.
    """
    arrays = read_arrays(path, kind)
    with reading(path, kind):
        found = json.loads(str(arrays.pop("architecture")))
    if found != description:
        raise ArtifactError(
            f"{path}: weights of another {of_another}: {_differences(found, description)}; "
            f"{remedy(kind)}"
        )
    return arrays


def _differences(found: Mapping[str, Any], expected: Mapping[str, Any]) -> str:
    """Name what differs, without what is equal, such as hundreds of classes."""
    names = [
        name for name in dict.fromkeys([*found, *expected]) if found.get(name) != expected.get(name)
    ]
    return ", ".join(
        f"{name} {_shortly(found.get(name))} found, {_shortly(expected.get(name))} expected"
        for name in names
    )


def _shortly(value: object) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
