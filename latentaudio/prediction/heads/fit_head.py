"""Fitting a head for one fold of a task, and writing all that is known of it."""

from pathlib import Path
from typing import Any

import numpy as np

from latentaudio.datasets.splits import TRAINING
from latentaudio.prediction.heads.heads import fit_head
from latentaudio.prediction.heads.saved_head import SavedHead, save_head
from latentaudio.prediction.tasks.recording_predictions import PREDICTIONS_FILE, write_predictions
from latentaudio.prediction.tasks.task_data import TaskData
from latentaudio.seeds import integer_seed


def fit_head_of(
    data: TaskData,
    splits: np.ndarray,
    means: np.ndarray,
    folder: Path,
    *,
    kind: str,
    network: str,
    values: str | dict[str, Any],
    seed: int,
    components: int | None = None,
) -> SavedHead:
    """Fit a head, and write its checkpoint and its predictions of all recordings.

    Parameters
    ----------
    data
        The recordings.
    splits
        Split of each; those in ``"training"`` are fitted to.
    means
        What the head sees of each recording, shape ``[n, width]``.
    folder
        Where ``weights.npz``, ``architecture.json`` and ``predictions.parquet`` are written.
    kind
        See `latentaudio.prediction.heads.head_kinds`.
    network, values
        What the means are of, see `latentaudio.prediction.heads.saved_head.SavedHead`.
    seed
        Seed of the fit.
    components
        Number of principal components that are seen instead of the means; None for these.

    Raises
    ------
    DatasetError
        If a class has one group only in the training recordings, or these are one group.
    """
    training = splits == TRAINING
    head = fit_head(
        kind,
        data.task_kind,
        means[training],
        data.targets[training],
        data.groups[training],
        integer_seed(seed, "prediction head"),
        components,
        one_unit=bool(network),
    )
    saved = SavedHead(data.task, data.task_kind, network, values, kind, head)
    save_head(folder, saved)
    path = folder / PREDICTIONS_FILE
    outputs = head.outputs(means)
    write_predictions(path, data, splits, outputs, head.calibration, head.inner_loss)
    return saved
