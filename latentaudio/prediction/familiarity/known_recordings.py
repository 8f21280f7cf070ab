"""Where the training recordings of a head lie, so that it can tell what is unlike them."""

import numpy as np

from latentaudio.datasets.splits import TRAINING
from latentaudio.prediction.familiarity.familiarity import Familiarity, fit_familiarity_to_all
from latentaudio.prediction.kinds.names import CLASSES
from latentaudio.prediction.tasks.task_data import TaskData


def head_familiarity(
    data: TaskData, splits: np.ndarray, means: np.ndarray, seed: int
) -> Familiarity:
    """Describe where the training recordings of a head lie.

    Parameters
    ----------
    data
        The recordings.
    splits
        Split of each, shape ``[n]``.
    means
        What the head sees of each recording, shape ``[n, width]``.
    seed
        Seed of the groups that are left out together.
    """
    training = splits == TRAINING
    return fit_familiarity_to_all(
        means[training],
        nearest_among(data)[training],
        data.groups[training],
        seed,
    )


def nearest_among(data: TaskData) -> np.ndarray:
    """Give the class of each recording, by whose mean it is known; one where there are none."""
    if data.task_kind.name == CLASSES:
        return data.targets
    return np.zeros(len(data.recording_ids), np.int64)
