"""Tables of predictions: what a model of one fold says about every recording."""

import json
import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import RECORDING_PREDICTIONS, read_table, reading, write_table
from latentaudio.errors import ArtifactError
from latentaudio.prediction.kinds.kind import Calibration, TaskKind
from latentaudio.prediction.kinds.registry import described_kind
from latentaudio.prediction.tasks.task_data import TaskData
from latentaudio.tables import strings

PREDICTIONS_FILE = "predictions.parquet"


@dataclass(frozen=True)
class RecordingPredictions:
    """What a model says about recordings.

    Attributes
    ----------
    recording_ids, paths, groups
        Id, path and group of each recording, shape ``[n]``.
    splits
        ``"training"``, ``"validation"``, ``"held_out"`` or ``"apart"``, shape ``[n]``.
    task_kind
        What is predicted.
    targets
        True target of each recording, `n` of them, e.g. the index of its class.
    outputs
        E.g. logits of classes, shape ``[n, width]``, float64.
    calibration
        How far they can be trusted.
    inner_loss
        Loss of recordings that the model was not trained on and that are not held out, by which
        models may be chosen; NaN if there are none.
    """

    recording_ids: np.ndarray
    paths: np.ndarray
    groups: np.ndarray
    splits: np.ndarray
    task_kind: TaskKind
    targets: np.ndarray
    outputs: np.ndarray
    calibration: Calibration
    inner_loss: float = math.nan

    @property
    def predicted(self) -> np.ndarray:
        """Prediction of each recording, e.g. the index of the most probable class."""
        return self.task_kind.predicted(self.outputs, self.calibration)

    def of(self, split: str) -> "RecordingPredictions":
        """Select the recordings of a split."""
        return self._at(self.splits == split)

    def of_any(self, splits: Collection[str]) -> "RecordingPredictions":
        """Select the recordings of some splits."""
        return self._at(np.isin(self.splits, list(splits)))

    def _at(self, kept: np.ndarray) -> "RecordingPredictions":
        per_row = ("recording_ids", "paths", "groups", "splits", "targets", "outputs")
        return replace(self, **{name: getattr(self, name)[kept] for name in per_row})


def write_predictions(
    path: Path,
    data: TaskData,
    splits: np.ndarray,
    outputs: np.ndarray,
    calibration: Calibration,
    inner_loss: float | None,
) -> None:
    """Write what a model says about all recordings of a task."""
    table = pa.table(
        {
            "recording_id": pa.array(data.recording_ids.tolist(), pa.string()),
            "path": pa.array(data.paths.tolist(), pa.string()),
            "group": pa.array(data.groups.tolist(), pa.string()),
            "split": pa.array(splits.tolist(), pa.string()),
            **data.task_kind.columns(data.targets, outputs, calibration),
        }
    )
    metadata = {
        "task_kind": json.dumps(data.task_kind.describe(), ensure_ascii=False),
        "calibration": json.dumps(dict(calibration)),
        "inner_loss": json.dumps(inner_loss),
    }
    write_table(table, path, RECORDING_PREDICTIONS, metadata)


def read_predictions(path: Path) -> RecordingPredictions:
    """Read what a model says about recordings.

    Raises
    ------
    ArtifactError
        If the file is missing or damaged, or an output is not finite.
    """
    table = read_table(path, RECORDING_PREDICTIONS)
    with reading(path, RECORDING_PREDICTIONS):
        told = {
            name: json.loads(table.schema.metadata[name.encode()])
            for name in ("task_kind", "calibration", "inner_loss")
        }
        task_kind = described_kind(told["task_kind"])
        targets, outputs = task_kind.read_columns(table)
        found = RecordingPredictions(
            recording_ids=strings(table, "recording_id"),
            paths=strings(table, "path"),
            groups=strings(table, "group"),
            splits=strings(table, "split"),
            task_kind=task_kind,
            targets=targets,
            outputs=outputs,
            calibration=told["calibration"],
            inner_loss=math.nan if told["inner_loss"] is None else float(told["inner_loss"]),
        )
    if not np.isfinite(found.outputs).all():
        raise ArtifactError(f"{path}: an output is not finite; delete the file and run again")
    return found
