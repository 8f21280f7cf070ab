"""Whether labels can be learned and tested in every fold, before anything is trained."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from latentaudio.prediction.kinds.labels import Labels
from latentaudio.prediction.kinds.names import asked_labels
from latentaudio.prediction.labels.label_sets import (
    LabelSets,
    check_enough_groups,
    check_training_labels,
)
from latentaudio.prediction.labels.label_table import LabelColumn
from latentaudio.prediction.tasks.task_data import task_data


def check_labels(
    column: LabelColumn,
    lists: Mapping[str, Sequence[str]],
    recordings: pa.Table,
    snippets: pa.Table,
    snippet_folds: np.ndarray,
) -> None:
    """Refuse labels that cannot be learned and tested in every fold.

    Parameters
    ----------
    column
        Where labels are listed, and which are predicted.
    lists
        Labels by recording.
    recordings, snippets, snippet_folds
        As for `latentaudio.prediction.tasks.task_data.task_data`.

    Raises
    ------
    ConfigError
        If a label has fewer groups than there are folds.
    DatasetError
        If a training set lacks a label, or all of its recordings have one; if there are fewer than
        two labels; or if folds tear recordings apart.
    """
    own = [list(lists[one]) for one in recordings["recording_id"].to_pylist()]
    table = recordings.append_column(column.task, pa.array(own, pa.list_(pa.string())))
    data = task_data(table, snippets, snippet_folds, column.task, asked_labels(column))
    assert isinstance(data.task_kind, Labels)
    sets = LabelSets(data.task_kind.labels, data.targets)
    check_enough_groups(column.task, sets, data.groups, len(np.unique(data.folds)))
    check_training_labels(column.task, sets, data.folds)
