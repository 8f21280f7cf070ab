"""Whether every fold of every task of factors can be trained, before anything is trained."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from latentaudio.prediction.tasks.task_data import fold_splits, task_data


def check_folds(
    recordings: pa.Table,
    snippets: pa.Table,
    snippet_folds: np.ndarray,
    asked: Mapping[str, Mapping[str, Any]],
    apart: Sequence[str],
) -> None:
    """Refuse folds of which nothing, or not all classes, can be learned.

    Parameters
    ----------
    recordings, snippets, snippet_folds, apart
        As for `latentaudio.prediction.tasks.task_data.task_data`.
    asked
        Kind of each task of a factor.

    Raises
    ------
    DatasetError
        For the first such fold; see `latentaudio.prediction.tasks.task_data.fold_splits`.
    """
    for task, kind in asked.items():
        data = task_data(recordings, snippets, snippet_folds, task, kind, apart)
        for fold in np.unique(data.folds).tolist():
            # Validation recordings leave a group of each class to train on.
            fold_splits(data, fold, validation_fraction=0.0, seed=0, training_seed=0)
