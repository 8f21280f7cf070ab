"""The registry of kinds of tasks: how each is read from recordings, and from a checkpoint."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from latentaudio.prediction.kinds.classes import Classes, classes_of
from latentaudio.prediction.kinds.kind import TaskKind
from latentaudio.prediction.kinds.labels import Labels, labels_of
from latentaudio.prediction.kinds.numbers import Numbers, numbers_of

#: How the kind of a task and its targets are read from a table of recordings, by name.
READERS: Mapping[str, Callable[..., tuple[TaskKind, np.ndarray]]] = {
    Classes.name: classes_of,
    Numbers.name: numbers_of,
    Labels.name: labels_of,
}
#: How a kind is made again of what its `describe` gave.
_MADE: Mapping[str, Callable[[Mapping[str, Any]], TaskKind]] = {
    Classes.name: lambda given: Classes(tuple(given["labels"])),
    Numbers.name: lambda given: Numbers(str(given["scale"]), str(given["unit"])),
    Labels.name: lambda given: Labels(tuple(given["labels"]), float(given["beta"])),
}


def read_kind(
    asked: Mapping[str, Any], task: str, recordings: pa.Table
) -> tuple[TaskKind, np.ndarray]:
    """Read the kind of a task and the targets of recordings.

    Parameters
    ----------
    asked
        What `latentaudio.prediction.kinds.names.asked_kind` gives.
    task
        Name of the task.
    recordings
        Table of the recordings of the task, `n` of them.

    Returns
    -------
    kind : TaskKind
        The kind.
    targets : numpy.ndarray
        One for each recording; their meaning is that of the kind.

    Raises
    ------
    DatasetError
        If nothing can be learned of these targets.
    """
    rest = {name: value for name, value in asked.items() if name != "kind"}
    return READERS[asked["kind"]](task, recordings, **rest)


def described_kind(description: Mapping[str, Any]) -> TaskKind:
    """Make a kind of what its `describe` gave.

    Raises
    ------
    KeyError
        If there is no such kind, or something is missing.
    """
    return _MADE[description["kind"]](description)
