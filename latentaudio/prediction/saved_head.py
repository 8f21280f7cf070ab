"""A fitted head with all that its predictions need: saving and loading."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from latentaudio.artifacts import HEAD, reading
from latentaudio.prediction.heads import Head
from latentaudio.training.checkpoints import WEIGHTS_FILE, read_weights, save_checkpoint
from latentaudio.training.descriptions import ARCHITECTURE_FILE, described


@dataclass(frozen=True)
class SavedHead:
    """A head that predicts a task.

    Attributes
    ----------
    task
        Name of the factor that is predicted.
    classes
        Labels of the classes, in the order of the logits.
    network
        Name of the network whose activations are averaged; empty of a head on frames.
    values
        What is averaged: the name of a space, or settings of frames and their sample rate.
    kind
        See `latentaudio.prediction.head_kinds`.
    head
        The head.
    """

    task: str
    classes: tuple[str, ...]
    network: str
    values: str | dict[str, Any]
    kind: str
    head: Head


def save_head(folder: str | Path, saved: SavedHead) -> None:
    """Write ``weights.npz`` and ``architecture.json`` into a folder."""
    head = saved.head
    arrays = {"mean": head.mean, "deviation": head.deviation}
    for place, (weight, bias) in enumerate(zip(head.weights, head.biases, strict=True)):
        arrays |= {f"{place}/weight": weight, f"{place}/bias": bias}
    description = {
        "task": saved.task,
        "classes": list(saved.classes),
        "network": saved.network,
        "values": saved.values,
        "kind": saved.kind,
        "strength": head.strength,
        "temperature": head.temperature,
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
        classes = tuple(description["classes"])
        numbers = [float(description[name]) for name in ("strength", "temperature")]
    path = Path(folder) / WEIGHTS_FILE
    arrays = read_weights(path, HEAD, description, "head")
    with reading(path, HEAD):
        maps = range((len(arrays) - 2) // 2)
        head = Head(
            arrays["mean"],
            arrays["deviation"],
            tuple(arrays[f"{place}/weight"] for place in maps),
            tuple(arrays[f"{place}/bias"] for place in maps),
            *numbers,
        )
    return SavedHead(**own, classes=classes, head=head)
