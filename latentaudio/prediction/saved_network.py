"""A trained network with all that its predictions need: saving and loading."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from latentaudio.artifacts import PREDICTOR, reading
from latentaudio.features.frames import FrameSettings
from latentaudio.prediction.crop_network import Network
from latentaudio.prediction.network_settings import NetworkSettings
from latentaudio.prediction.scaling import Scaling
from latentaudio.training.checkpoints import WEIGHTS_FILE, read_weights, save_checkpoint
from latentaudio.training.descriptions import ARCHITECTURE_FILE, described

_SCALING = ("scaling/mean", "scaling/deviation")


@dataclass(frozen=True)
class SavedNetwork:
    """A network that predicts a task.

    Attributes
    ----------
    task
        Name of the factor that is predicted.
    classes
        Labels of the classes, in the order of the logits.
    samplerate, frames
        What the frames are computed from (Hz), and how.
    network
        The network, with its scaling.
    temperature
        By which logits are divided.
    """

    task: str
    classes: tuple[str, ...]
    samplerate: int
    frames: FrameSettings
    network: Network
    temperature: float


def save_network(folder: str | Path, saved: SavedNetwork) -> None:
    """Write ``weights.npz`` and ``architecture.json`` into a folder."""
    scaling = saved.network.scaling
    arrays = dict(zip(_SCALING, (scaling.mean, scaling.deviation), strict=True))
    weights = {**arrays, **saved.network.weights()}
    save_checkpoint(Path(folder), PREDICTOR, _describe(saved), weights)


def load_network(folder: str | Path) -> SavedNetwork:
    """Rebuild the network that was saved in a folder.

    Raises
    ------
    ArtifactError
        If a file is missing or damaged, or the two files are from different trainings.
    """
    path = Path(folder) / ARCHITECTURE_FILE
    with described(path, PREDICTOR, "a predicting network") as description:
        frames = FrameSettings.of(description["frames"])
        settings = NetworkSettings.of(description["network"])
        samplerate = int(description["samplerate"])
        classes = tuple(description["classes"])
        width = frames.width(samplerate)
        unscaled = Scaling(np.zeros((1, width), np.float32), np.ones((1, width), np.float32))
        network = Network(settings, width, len(classes), unscaled, seed=0)
        task, temperature = str(description["task"]), float(description["temperature"])
    path = Path(folder) / WEIGHTS_FILE
    arrays = read_weights(path, PREDICTOR, description, "training")
    with reading(path, PREDICTOR):
        network.scaling = Scaling(*(arrays.pop(name) for name in _SCALING))
        network.set_weights(arrays)
    return SavedNetwork(task, classes, samplerate, frames, network, temperature)


def _describe(saved: SavedNetwork) -> dict[str, Any]:
    return {
        "task": saved.task,
        "classes": list(saved.classes),
        "samplerate": saved.samplerate,
        "frames": asdict(saved.frames),
        "network": asdict(saved.network.settings),
        "temperature": saved.temperature,
    }
