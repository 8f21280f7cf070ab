"""A fitted head with all that its predictions need: saving and loading."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from latentaudio.artifacts import HEAD, reading
from latentaudio.prediction.heads.heads import Head, HeadMaps
from latentaudio.prediction.kinds.kind import TaskKind
from latentaudio.prediction.kinds.registry import described_kind
from latentaudio.training.checkpoints import WEIGHTS_FILE, read_weights, save_checkpoint
from latentaudio.training.descriptions import ARCHITECTURE_FILE, described


@dataclass(frozen=True)
class SavedHead:
    """A head that predicts a task.

    Attributes
    ----------
    task
        Name of what is predicted, e.g. a factor.
    task_kind
        What is predicted: classes or numbers.
    network
        Name of the network whose activations are averaged; empty of a head on frames.
    values
        What is averaged: the name of a space, or settings of frames and their sample rate.
    kind
        See `latentaudio.prediction.heads.head_kinds`.
    head
        The head.
    """

    task: str
    task_kind: TaskKind
    network: str
    values: str | dict[str, Any]
    kind: str
    head: Head


def save_head(folder: str | Path, saved: SavedHead) -> None:
    """Write ``weights.npz`` and ``architecture.json`` into a folder."""
    head, maps = saved.head, saved.head.maps
    arrays = {"mean": maps.mean, "deviation": maps.deviation}
    if maps.directions is not None:
        arrays["directions"] = maps.directions
    for place, (weight, bias) in enumerate(zip(maps.weights, maps.biases, strict=True)):
        arrays |= {f"{place}/weight": weight, f"{place}/bias": bias}
    description = {
        "task": saved.task,
        "task_kind": saved.task_kind.describe(),
        "network": saved.network,
        "values": saved.values,
        "kind": saved.kind,
        "strength": head.strength,
        "inner_loss": head.inner_loss,
        "calibration": dict(head.calibration),
    }
    save_checkpoint(Path(folder), HEAD, description, arrays)


def load_head(folder: str | Path) -> SavedHead:
    """Rebuild the head that was saved in a folder.

    Raises
    ------
    ArtifactError
        If a file is missing or damaged, or the two files are from different trainings.
    """
    path = Path(folder) / ARCHITECTURE_FILE
    with described(path, HEAD, "a head") as description:
        own = {name: description[name] for name in ("task", "network", "values", "kind")}
        task_kind = described_kind(description["task_kind"])
        strength, inner_loss = (float(description[name]) for name in ("strength", "inner_loss"))
        calibration = dict(description["calibration"])
    path = Path(folder) / WEIGHTS_FILE
    arrays = read_weights(path, HEAD, description, "head")
    with reading(path, HEAD):
        directions = arrays.pop("directions", None)
        places = range((len(arrays) - 2) // 2)
        maps = HeadMaps(
            arrays["mean"],
            arrays["deviation"],
            tuple(arrays[f"{place}/weight"] for place in places),
            tuple(arrays[f"{place}/bias"] for place in places),
            directions,
        )
    return SavedHead(**own, task_kind=task_kind, head=Head(maps, strength, inner_loss, calibration))
