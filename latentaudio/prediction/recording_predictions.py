"""Tables of predictions: what a model of one fold says about every recording."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from scipy.special import softmax

from latentaudio.artifacts import RECORDING_PREDICTIONS, read_table, reading, write_table
from latentaudio.errors import ArtifactError
from latentaudio.prediction.task_data import TaskData
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
        ``"training"``, ``"validation"`` or ``"held_out"``, shape ``[n]``.
    classes
        Labels of the classes.
    targets
        Index of the true class, shape ``[n]``.
    logits
        Shape ``[n, classes]``, float64.
    temperature
        By which logits are divided, see `latentaudio.prediction.calibration`.
    """

    recording_ids: np.ndarray
    paths: np.ndarray
    groups: np.ndarray
    splits: np.ndarray
    classes: tuple[str, ...]
    targets: np.ndarray
    logits: np.ndarray
    temperature: float

    def probabilities(self, *, calibrated: bool = True) -> np.ndarray:
        """Compute the probabilities of the classes, shape ``[n, classes]``."""
        return np.asarray(softmax(self.logits / (self.temperature if calibrated else 1.0), axis=1))

    @property
    def predicted(self) -> np.ndarray:
        """Index of the most probable class, shape ``[n]``."""
        return np.asarray(self.logits.argmax(axis=1))

    def of(self, split: str) -> "RecordingPredictions":
        """Select the recordings of a split."""
        kept = self.splits == split
        per_row = ("recording_ids", "paths", "groups", "splits", "targets", "logits")
        return RecordingPredictions(
            **{name: getattr(self, name)[kept] for name in per_row},
            classes=self.classes,
            temperature=self.temperature,
        )


def write_predictions(
    path: Path, data: TaskData, splits: np.ndarray, logits: np.ndarray, temperature: float
) -> None:
    """Write what a model says about all recordings of a task."""
    labels = np.array(data.classes)
    flat = pa.array(logits.astype(np.float32).ravel())
    table = pa.table(
        {
            "recording_id": pa.array(data.recording_ids.tolist(), pa.string()),
            "path": pa.array(data.paths.tolist(), pa.string()),
            "group": pa.array(data.groups.tolist(), pa.string()),
            "split": pa.array(splits.tolist(), pa.string()),
            "truth": pa.array(labels[data.targets].tolist(), pa.string()),
            "predicted": pa.array(labels[logits.argmax(axis=1)].tolist(), pa.string()),
            "logits": pa.FixedSizeListArray.from_arrays(flat, len(labels)),
        }
    )
    metadata = {"temperature": repr(temperature), "classes": "\x1f".join(data.classes)}
    write_table(table, path, RECORDING_PREDICTIONS, metadata)


def read_predictions(path: Path) -> RecordingPredictions:
    """Read what a model says about recordings.

    Raises
    ------
    ArtifactError
        If the file is missing or damaged, or a logit is not finite.
    """
    table = read_table(path, RECORDING_PREDICTIONS)
    with reading(path, RECORDING_PREDICTIONS):
        classes = tuple(table.schema.metadata[b"classes"].decode().split("\x1f"))
        place = {name: index for index, name in enumerate(classes)}
        logits = table["logits"].combine_chunks().flatten().to_numpy()
        found = RecordingPredictions(
            recording_ids=strings(table, "recording_id"),
            paths=strings(table, "path"),
            groups=strings(table, "group"),
            splits=strings(table, "split"),
            classes=classes,
            targets=np.array([place[name] for name in table["truth"].to_pylist()], np.int64),
            logits=logits.reshape(-1, len(classes)).astype(np.float64),
            temperature=float(table.schema.metadata[b"temperature"].decode()),
        )
    if not np.isfinite(found.logits).all():
        raise ArtifactError(f"{path}: a logit is not finite; delete the file and run again")
    return found
