"""A trained network with all that its predictions need: saving and loading."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from latentaudio.artifacts import PREDICTOR, reading
from latentaudio.features.frames import FrameSettings, RecordingFrames
from latentaudio.prediction.crop_networks.crop_network import Network
from latentaudio.prediction.crop_networks.network_settings import NetworkSettings
from latentaudio.prediction.frames.scaling import Scaling
from latentaudio.prediction.kinds.kind import Calibration, Coding, TaskKind
from latentaudio.prediction.kinds.registry import described_kind
from latentaudio.training.checkpoints import WEIGHTS_FILE, read_weights, save_checkpoint
from latentaudio.training.descriptions import ARCHITECTURE_FILE, described

_SCALING = ("scaling/mean", "scaling/deviation")


@dataclass(frozen=True)
class SavedNetwork:
    """A network that predicts a task.

    Attributes
    ----------
    task
        Name of what is predicted, e.g. a factor.
    task_kind
        What is predicted: classes or numbers.
    coding
        What the outputs of the network stand for.
    samplerate, frames
        What the frames are computed from (Hz), and how.
    network
        The network, with its scaling.
    calibration
        How far predictions can be trusted.
    """

    task: str
    task_kind: TaskKind
    coding: Coding
    samplerate: int
    frames: FrameSettings
    network: Network
    calibration: Calibration

    def outputs(self, recordings: Sequence[RecordingFrames]) -> np.ndarray:
        """Predict recordings: outputs of the kind of task, shape ``[n, width]``."""
        return self.coding.decode(self.network.outputs(recordings))


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
        task_kind = described_kind(description["task_kind"])
        coding = task_kind.read_coding(description["coding"])
        width = frames.width(samplerate)
        unscaled = Scaling(np.zeros((1, width), np.float32), np.ones((1, width), np.float32))
        network = Network(settings, width, coding.outputs, unscaled, seed=0)
        task, calibration = str(description["task"]), dict(description["calibration"])
    path = Path(folder) / WEIGHTS_FILE
    arrays = read_weights(path, PREDICTOR, description, "training")
    with reading(path, PREDICTOR):
        network.scaling = Scaling(*(arrays.pop(name) for name in _SCALING))
        network.set_weights(arrays)
    return SavedNetwork(task, task_kind, coding, samplerate, frames, network, calibration)


def _describe(saved: SavedNetwork) -> dict[str, Any]:
    return {
        "task": saved.task,
        "task_kind": saved.task_kind.describe(),
        "coding": saved.coding.describe(),
        "samplerate": saved.samplerate,
        "frames": asdict(saved.frames),
        "network": asdict(saved.network.settings),
        "calibration": dict(saved.calibration),
    }
