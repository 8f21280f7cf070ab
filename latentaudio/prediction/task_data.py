"""What a task is about: its recordings, their classes, groups, folds and splits."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from latentaudio.datasets.splits import HELD_OUT, TRAINING, VALIDATION, held_out_groups
from latentaudio.errors import DatasetError
from latentaudio.seeds import integer_seed
from latentaudio.tables import strings


@dataclass(frozen=True)
class TaskData:
    """The recordings of a task.

    Attributes
    ----------
    task
        Name of the factor that is predicted.
    recording_ids, paths, groups
        Id, path and group of each recording, shape ``[n]``.
    classes
        Labels of the classes, in alphabetical order.
    targets
        Index of each recording's class, shape ``[n]``.
    folds
        Fold in which each recording is tested, from 1, shape ``[n]``.
    """

    task: str
    recording_ids: np.ndarray
    paths: np.ndarray
    groups: np.ndarray
    classes: tuple[str, ...]
    targets: np.ndarray
    folds: np.ndarray


def task_data(
    recordings: pa.Table, snippets: pa.Table, snippet_folds: np.ndarray, task: str
) -> TaskData:
    """Gather what is known of the recordings that have snippets; those without are silent.

    Parameters
    ----------
    recordings, snippets
        Tables of the data set.
    snippet_folds
        Fold of each snippet, shape ``[n]``.
    task
        Name of a categorical factor.

    Raises
    ------
    DatasetError
        If the snippets of a recording are in several folds, or there is one class only.
    """
    names, first, inverse = np.unique(
        strings(snippets, "recording_id"), return_index=True, return_inverse=True
    )
    of_recording = snippet_folds[first]
    torn = names[inverse][snippet_folds != of_recording[inverse]]
    if len(torn):
        raise DatasetError(
            f"prediction: snippets of recording '{torn[0]}' are in several folds, but whole "
            "recordings are predicted; use folds that keep recordings whole (dataset.block_s: null)"
        )
    ids = strings(recordings, "recording_id")
    kept = np.isin(ids, names)
    classes, targets = np.unique(strings(recordings, task)[kept], return_inverse=True)
    if len(classes) < 2:
        raise DatasetError(
            f"prediction.tasks: {task} has the class '{classes[0]}' only, expected at least 2"
        )
    return TaskData(
        task,
        ids[kept],
        strings(recordings, "path")[kept],
        strings(recordings, "group")[kept],
        tuple(classes.tolist()),
        targets,
        of_recording[np.searchsorted(names, ids[kept])],
    )


def fold_splits(
    data: TaskData, fold: int, *, validation_fraction: float, seed: int, training_seed: int
) -> np.ndarray:
    """Split recordings, by whole groups, for the training of one fold.

    Parameters
    ----------
    data
        The recordings.
    fold
        Number of the fold that is held out.
    validation_fraction
        Fraction of the other groups of each class that choose when training stops, and how sure
        predictions are; 0 for none.
    seed, training_seed
        Seed of the run and of the training: each training has its own validation groups.

    Returns
    -------
    numpy.ndarray
        ``"training"``, ``"validation"`` or ``"held_out"``, shape ``[n]``.

    Raises
    ------
    DatasetError
        If no recording is in the fold.
    """
    held_out = data.folds == fold
    if not held_out.any():
        raise DatasetError(f"prediction: no recording is in fold {fold}, so nothing is tested")
    splits = np.where(held_out, HELD_OUT, TRAINING).astype("<U10")
    if validation_fraction > 0:
        rest = np.flatnonzero(~held_out)
        chosen = held_out_groups(
            {data.task: data.targets[rest].astype(str)},
            data.groups[rest],
            validation_fraction,
            integer_seed(seed, "prediction validation", data.task, fold, training_seed),
            purpose="validation groups",
        )
        splits[rest[chosen]] = VALIDATION
    return splits
