"""Training a network for one fold of a task, and writing all that is known of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from latentaudio.datasets.splits import TRAINING, VALIDATION
from latentaudio.features.frames import FrameSettings, RecordingFrames
from latentaudio.prediction.calibration import fit_temperature
from latentaudio.prediction.crop_network import Network
from latentaudio.prediction.network_settings import NetworkSettings
from latentaudio.prediction.network_training import (
    HISTORY,
    Epoch,
    Labelled,
    scaling_of,
    train_network,
)
from latentaudio.prediction.recording_predictions import PREDICTIONS_FILE, write_predictions
from latentaudio.prediction.saved_network import SavedNetwork, save_network
from latentaudio.prediction.task_data import TaskData
from latentaudio.seeds import integer_seed
from latentaudio.training.fitting import train_into


@dataclass(frozen=True)
class FrameSource:
    """Frames of recordings, and how they were computed.

    Attributes
    ----------
    recordings
        Frames of each recording of a task.
    settings, samplerate
        How they were computed, and from what (Hz).
    """

    recordings: Sequence[RecordingFrames]
    settings: FrameSettings
    samplerate: int


def fit_network(
    data: TaskData,
    splits: np.ndarray,
    frames: FrameSource,
    settings: NetworkSettings,
    folder: Path,
    *,
    seed: int,
    on_epoch: Callable[[Epoch], None] | None = None,
) -> SavedNetwork:
    """Train a network, and write its checkpoint, history and predictions of all recordings.

    Parameters
    ----------
    data
        The recordings.
    splits
        Split of each, as `latentaudio.prediction.task_data.fold_splits` gives it.
    frames
        Their frames.
    settings
        What is trained, and how.
    folder
        Where ``weights.npz``, ``architecture.json``, ``history.csv`` and ``predictions.parquet``
        are written.
    seed
        Seed of the training.
    on_epoch
        Called after every epoch.

    Raises
    ------
    ConfigError
        If the model cannot take such crops.
    TrainingError
        If the loss is not finite. The last good checkpoint is then in the folder ``stopped``.
    """
    training, validation = (_of(data, frames, splits == one) for one in (TRAINING, VALIDATION))
    scaling = scaling_of(training.frames, settings, seed)
    width = frames.settings.width(frames.samplerate)
    weights_seed = integer_seed(seed, "prediction weights")
    network = Network(settings, width, len(data.classes), scaling, weights_seed)
    saved = SavedNetwork(
        data.task, data.classes, frames.samplerate, frames.settings, network, temperature=1.0
    )
    train_into(
        folder,
        lambda: train_network(
            network,
            training,
            validation,
            frames.settings.gain_per_db(),
            integer_seed(seed, "prediction training"),
            on_epoch=on_epoch,
        ),
        lambda into: save_network(into, _calibrated(saved, validation)),
        HISTORY,
    )
    saved = _calibrated(saved, validation)
    logits = network.logits(frames.recordings)
    write_predictions(folder / PREDICTIONS_FILE, data, splits, logits, saved.temperature)
    return saved


def _of(data: TaskData, frames: FrameSource, chosen: np.ndarray) -> Labelled:
    rows = np.flatnonzero(chosen).tolist()
    return Labelled([frames.recordings[row] for row in rows], data.targets[rows])


def _calibrated(saved: SavedNetwork, validation: Labelled) -> SavedNetwork:
    """Fit the temperature to validation recordings, if there are any."""
    if not len(validation):
        return saved
    logits = saved.network.logits(validation.frames)
    return replace(saved, temperature=fit_temperature(logits, validation.targets))
