"""Training a network for one fold of a task, and writing all that is known of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from latentaudio.datasets.splits import TRAINING, VALIDATION
from latentaudio.features.frames import FrameSettings, RecordingFrames
from latentaudio.prediction.crop_networks.crop_network import Network
from latentaudio.prediction.crop_networks.network_settings import NetworkSettings
from latentaudio.prediction.crop_networks.network_training import (
    Epoch,
    Labelled,
    history_columns,
    scaling_of,
    train_network,
)
from latentaudio.prediction.crop_networks.saved_network import SavedNetwork, save_network
from latentaudio.prediction.tasks.recording_predictions import PREDICTIONS_FILE, write_predictions
from latentaudio.prediction.tasks.task_data import TaskData
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
    in_rooms
        Frames of each recording as it is heard in each of some rooms, for training.
    """

    recordings: Sequence[RecordingFrames]
    settings: FrameSettings
    samplerate: int
    in_rooms: Sequence[Sequence[RecordingFrames]] = ()


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
        Split of each, as `latentaudio.prediction.tasks.task_data.fold_splits` gives it.
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
    coding = data.task_kind.coding(training.targets, settings.targets)
    network = Network(settings, width, coding.outputs, scaling, weights_seed)
    source = frames.samplerate, frames.settings
    saved = SavedNetwork(data.task, data.task_kind, coding, *source, network, calibration={})
    train_into(
        folder,
        lambda: train_network(
            network,
            coding,
            training,
            validation,
            frames.settings.gain_per_db(),
            integer_seed(seed, "prediction training"),
            on_epoch=on_epoch,
        ),
        lambda into: save_network(into, _calibrated(saved, validation)),
        history_columns(data.task_kind.measures),
    )
    saved = _calibrated(saved, validation)
    outputs = saved.outputs(frames.recordings)
    chosen = splits == VALIDATION
    inner_loss = (
        data.task_kind.loss(outputs[chosen], data.targets[chosen]) if chosen.any() else None
    )
    path = folder / PREDICTIONS_FILE
    write_predictions(path, data, splits, outputs, saved.calibration, inner_loss)
    return saved


def _of(data: TaskData, frames: FrameSource, chosen: np.ndarray) -> Labelled:
    rows = np.flatnonzero(chosen).tolist()
    recordings, *in_rooms = (
        [heard[row] for row in rows] for heard in (frames.recordings, *frames.in_rooms)
    )
    return Labelled(recordings, data.targets[rows], in_rooms)


def _calibrated(saved: SavedNetwork, validation: Labelled) -> SavedNetwork:
    """Fit the calibration to validation recordings, if there are any."""
    outputs = np.zeros((0, saved.task_kind.width))
    if len(validation):
        outputs = saved.outputs(validation.frames)
    return replace(saved, calibration=saved.task_kind.calibrate(outputs, validation.targets))
