"""Tasks of classes: each recording is of one, and models give logits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
from scipy.special import softmax

from latentaudio.datasets.splits import held_out_groups
from latentaudio.errors import DatasetError
from latentaudio.prediction.kinds.kind import Calibration
from latentaudio.prediction.kinds.names import CLASSES
from latentaudio.prediction.measures.calibration import cross_entropy, fit_temperature
from latentaudio.tables import strings

#: Key of the calibration: by which logits are divided.
TEMPERATURE = "temperature"


@dataclass(frozen=True)
class Classes:
    """The kind of a task; targets are indices of labels.

    Attributes
    ----------
    labels
        Labels of the classes, in the order of the logits.
    """

    labels: tuple[str, ...]
    name: ClassVar[str] = CLASSES
    measures: ClassVar[tuple[str, str]] = ("cross_entropy", "accuracy")

    @property
    def width(self) -> int:
        """Number of classes."""
        return len(self.labels)

    def strata(self, targets: np.ndarray) -> np.ndarray:
        """Give the class itself."""
        return targets.astype(str)

    def untrained(self, targets: np.ndarray) -> list[str]:
        """Name the classes that no recording has."""
        present = np.unique(targets)
        return [label for place, label in enumerate(self.labels) if place not in present]

    def validation_groups(
        self, targets: np.ndarray, groups: np.ndarray, fraction: float, seed: int
    ) -> np.ndarray:
        """Choose this fraction of the groups of each class."""
        strata = {"strata": self.strata(targets)}
        return held_out_groups(strata, groups, fraction, seed, purpose="validation groups")

    def coding(self, targets: np.ndarray, form: str) -> "OneHot":
        """Give the only coding; see `OneHot`."""
        return OneHot(self.width)

    def read_coding(self, description: Mapping[str, Any]) -> "OneHot":
        """Give the only coding."""
        return OneHot(self.width)

    def coded(self, targets: np.ndarray) -> np.ndarray:
        """Give the indices as they are."""
        return targets

    def loss(self, outputs: np.ndarray, targets: np.ndarray) -> float:
        """Compute the cross entropy (nats)."""
        return cross_entropy(outputs, targets)

    def calibrate(self, outputs: np.ndarray, targets: np.ndarray) -> Calibration:
        """Fit the temperature."""
        return {TEMPERATURE: fit_temperature(outputs, targets)}

    def predicted(self, outputs: np.ndarray, calibration: Calibration | None = None) -> np.ndarray:
        """Give the index of the most probable class, shape ``[n]``."""
        return np.asarray(outputs.argmax(axis=1))

    def probabilities(self, outputs: np.ndarray, calibration: Calibration | None) -> np.ndarray:
        """Compute the probabilities of the classes; without a calibration, those of the logits."""
        temperature = 1.0 if calibration is None else float(calibration[TEMPERATURE])
        return np.asarray(softmax(outputs / temperature, axis=1))

    def columns(
        self, targets: np.ndarray, outputs: np.ndarray, calibration: Calibration | None = None
    ) -> dict[str, pa.Array]:
        """Give labels as ``truth`` and ``predicted``, and ``logits``."""
        labels = np.array(self.labels)
        flat = pa.array(outputs.astype(np.float32).ravel())
        return {
            "truth": pa.array(labels[targets].tolist(), pa.string()),
            "predicted": pa.array(labels[self.predicted(outputs)].tolist(), pa.string()),
            "logits": pa.FixedSizeListArray.from_arrays(flat, len(labels)),
        }

    def read_columns(self, table: pa.Table) -> tuple[np.ndarray, np.ndarray]:
        """Read indices of true classes, and logits."""
        place = {label: index for index, label in enumerate(self.labels)}
        targets = np.array([place[label] for label in table["truth"].to_pylist()], np.int64)
        logits = table["logits"].combine_chunks().flatten().to_numpy()
        return targets, logits.reshape(-1, self.width).astype(np.float64)

    def describe(self) -> dict[str, Any]:
        """Say how to make it again."""
        return {"kind": self.name, "labels": list(self.labels)}


@dataclass(frozen=True)
class OneHot:
    """A class is the probability 1 of its own output, and 0 of all others.

    Attributes
    ----------
    outputs
        Number of classes.
    """

    outputs: int
    form: ClassVar[str] = "one_hot"

    def encode(self, targets: np.ndarray) -> np.ndarray:
        """Give probabilities of classes, shape ``[n, classes]``, float32."""
        return np.asarray(np.eye(self.outputs, dtype=np.float32)[targets])

    def decode(self, outputs: np.ndarray) -> np.ndarray:
        """Give the logits as they are."""
        return outputs

    def loss(self, outputs: np.ndarray, targets: np.ndarray) -> float:
        """Compute the cross entropy (nats)."""
        return cross_entropy(outputs, targets)

    def score(self, outputs: np.ndarray, targets: np.ndarray) -> float:
        """Compute the accuracy."""
        return float((outputs.argmax(axis=1) == targets).mean())

    def describe(self) -> dict[str, Any]:
        """Say how to make it again."""
        return {"form": self.form}


def classes_of(task: str, recordings: pa.Table) -> tuple[Classes, np.ndarray]:
    """Read the classes of recordings from the column of a categorical factor.

    Returns
    -------
    kind : Classes
        With the labels in alphabetical order.
    targets : numpy.ndarray
        Index of the class of each recording, shape ``[n]``.

    Raises
    ------
    DatasetError
        If there is one class only.
    """
    labels, targets = np.unique(strings(recordings, task), return_inverse=True)
    if len(labels) < 2:
        raise DatasetError(
            f"prediction.tasks: {task} has the class '{labels[0]}' only, expected at least 2"
        )
    return Classes(tuple(labels.tolist())), targets
