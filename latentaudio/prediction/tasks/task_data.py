"""What a task is about: its recordings, their targets, groups, folds and splits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from latentaudio.datasets.messages import listed
from latentaudio.datasets.splits import HELD_OUT, TRAINING, VALIDATION
from latentaudio.errors import DatasetError, did_you_mean
from latentaudio.prediction.kinds.kind import TaskKind
from latentaudio.prediction.kinds.registry import read_kind
from latentaudio.seeds import integer_seed
from latentaudio.tables import strings

#: Split of recordings that are neither trained on nor held out.
APART = "apart"


@dataclass(frozen=True)
class TaskData:
    """The recordings of a task.

    Attributes
    ----------
    task
        Name of what is predicted, e.g. a factor.
    recording_ids, paths, groups
        Id, path and group of each recording, shape ``[n]``.
    task_kind
        What is predicted: classes or numbers.
    targets
        Target of each recording, `n` of them; e.g. the index of its class.
    folds
        Fold in which each recording is tested, from 1, shape ``[n]``.
    apart
        Other columns of the table of recordings of which nothing held out may be trained on, each
        of shape ``[n]``; e.g. the room of each recording.
    """

    task: str
    recording_ids: np.ndarray
    paths: np.ndarray
    groups: np.ndarray
    task_kind: TaskKind
    targets: np.ndarray
    folds: np.ndarray
    apart: Mapping[str, np.ndarray] = field(default_factory=dict)


def task_data(
    recordings: pa.Table,
    snippets: pa.Table,
    snippet_folds: np.ndarray,
    task: str,
    asked: Mapping[str, Any],
    apart: Sequence[str] = (),
) -> TaskData:
    """Gather what is known of the recordings that have snippets; those without are silent.

    Parameters
    ----------
    recordings, snippets
        Tables of the data set.
    snippet_folds
        Fold of each snippet, shape ``[n]``.
    task
        Name of what is predicted.
    asked
        Its kind, see `latentaudio.prediction.kinds.names.asked_kind`.

    apart
        Names of columns, see `TaskData`.

    Raises
    ------
    DatasetError
        If there is no such column, the snippets of a recording are in several folds, or nothing can
        be learned of the targets, e.g. because there is one class only.
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
    of_task = recordings.filter(pa.array(kept))
    task_kind, targets = read_kind(asked, task, of_task)
    for name in apart:
        if name not in of_task.column_names:
            raise DatasetError(
                f"prediction.apart: '{name}' found, expected columns of the table of recordings"
                f"{did_you_mean(name, of_task.column_names)}"
            )
    return TaskData(
        task,
        ids[kept],
        strings(recordings, "path")[kept],
        strings(recordings, "group")[kept],
        task_kind,
        targets,
        of_recording[np.searchsorted(names, ids[kept])],
        {name: strings(of_task, name) for name in apart},
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
        Fraction of the other groups of each class, or bin of values, that choose when training
        stops, and how sure predictions are; 0 for none.
    seed, training_seed
        Seed of the run and of the training: each training has its own validation groups.

    Returns
    -------
    numpy.ndarray
        ``"training"``, ``"validation"`` or ``"held_out"``, shape ``[n]``; and ``"apart"`` of
        recordings that share something with held-out ones (`TaskData.apart`), and are not used.

    Raises
    ------
    DatasetError
        If no recording is in the fold, or none is left to train on, or none of a class or label.
    """
    splits = _without_validation(data, fold)
    if validation_fraction > 0:
        rest = np.flatnonzero(splits == TRAINING)
        chosen = data.task_kind.validation_groups(
            data.targets[rest],
            data.groups[rest],
            validation_fraction,
            integer_seed(seed, "prediction validation", data.task, fold, training_seed),
        )
        # Every class and label keeps a group to train on.
        splits[rest[chosen]] = VALIDATION
    return splits


def _without_validation(data: TaskData, fold: int) -> np.ndarray:
    """Split recordings into those that are trained on, held out and kept apart."""
    held_out = data.folds == fold
    if not held_out.any():
        raise DatasetError(f"prediction: no recording is in fold {fold}, so nothing is tested")
    splits = np.where(held_out, HELD_OUT, TRAINING).astype("<U10")
    _check_trained(data, fold, ~held_out, "prediction", "use other folds, or")
    for name, values in data.apart.items():
        splits[~held_out & np.isin(values, values[held_out])] = APART
        if TRAINING not in splits:
            raise DatasetError(
                f"prediction.apart: each recording outside of fold {fold} shares {name} with one "
                "in it, so nothing is left to train on; use folds that hold out some values of it "
                "only (dataset.fold_column), or groups that do not span all of them"
            )
    _check_trained(
        data,
        fold,
        splits == TRAINING,
        "prediction.apart",
        f"leave a column out of it ({', '.join(data.apart)} found), use folds that hold out fewer "
        "values of it (dataset.fold_column), or",
    )
    return splits


def _check_trained(data: TaskData, fold: int, training: np.ndarray, key: str, remedy: str) -> None:
    """Refuse to train on recordings, bool ``[n]``, from which a class cannot be learned."""
    if not training.any():
        raise DatasetError(
            f"{key}: no recording is left to train on in fold {fold} of task {data.task}; {remedy} "
            "add recordings"
        )
    missing = data.task_kind.untrained(data.targets[training])
    if missing:
        raise DatasetError(
            f"{key}: {len(missing)} {data.task_kind.name} of task {data.task} cannot be learned in "
            f"fold {fold}, because no recording that is left to train on has them, or all have; "
            f"{remedy} add recordings, or leave these {data.task_kind.name} out:{listed(missing)}"
        )
