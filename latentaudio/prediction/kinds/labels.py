"""Tasks of labels: each recording has several, one or none, and models give a logit of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa

from latentaudio.prediction.kinds.kind import Calibration
from latentaudio.prediction.labels.label_sets import LabelSets, label_sets
from latentaudio.prediction.labels.label_strata import label_parts
from latentaudio.prediction.measures.label_calibration import (
    fit_label_temperature,
    label_cross_entropy,
    label_probabilities,
)
from latentaudio.prediction.measures.label_ranking import lwlrap
from latentaudio.prediction.measures.thresholds import decide, fit_thresholds
from latentaudio.tables import strings

#: Keys of the calibration: by which logits are divided, and the probability from which on a sound
#: gets a label.
TEMPERATURE, THRESHOLDS = "temperature", "thresholds"


@dataclass(frozen=True)
class Labels:
    """The kind of a task; targets tell which labels a recording has, bool, ``[n, labels]``.

    Attributes
    ----------
    labels
        The labels, in the order of the logits.
    beta
        Of the F-beta by which thresholds are chosen, see
        `latentaudio.prediction.measures.thresholds`.
    """

    labels: tuple[str, ...]
    beta: float
    name: ClassVar[str] = "labels"
    measures: ClassVar[tuple[str, str]] = ("cross_entropy", "lwlrap")

    @property
    def width(self) -> int:
        """Number of labels."""
        return len(self.labels)

    def untrained(self, targets: np.ndarray) -> list[str]:
        """Name the labels that no recording has, or every one."""
        return [
            f"{label} (all have it)" if has.any() else label
            for label, has in zip(self.labels, targets.T, strict=True)
            if has.all() or not has.any()
        ]

    def validation_groups(
        self, targets: np.ndarray, groups: np.ndarray, fraction: float, seed: int
    ) -> np.ndarray:
        """Choose groups so that each label has about this fraction of its groups among them."""
        return np.asarray(label_parts(targets, groups, (1 - fraction, fraction), seed) == 1)

    def coding(self, targets: np.ndarray, form: str) -> "ManyHot":
        """Give the only coding; see `ManyHot`."""
        return ManyHot(self.width)

    def read_coding(self, description: Mapping[str, Any]) -> "ManyHot":
        """Give the only coding."""
        return ManyHot(self.width)

    def coded(self, targets: np.ndarray) -> np.ndarray:
        """Give them as they are."""
        return targets

    def loss(self, outputs: np.ndarray, targets: np.ndarray) -> float:
        """Compute the mean cross entropy of the labels (nats)."""
        return label_cross_entropy(outputs, targets)

    def calibrate(self, outputs: np.ndarray, targets: np.ndarray) -> Calibration:
        """Fit one temperature, and a threshold of each label."""
        temperature = fit_label_temperature(outputs, targets)
        shown = label_probabilities(outputs, temperature)
        thresholds = fit_thresholds(shown, targets, self.beta)
        return {TEMPERATURE: temperature, THRESHOLDS: thresholds.tolist()}

    def predicted(self, outputs: np.ndarray, calibration: Calibration | None = None) -> np.ndarray:
        """Tell which labels are likely enough, bool, shape ``[n, labels]``."""
        # Without a calibration, those that are more likely than not.
        thresholds = 0.5 if calibration is None else calibration[THRESHOLDS]
        return decide(self.probabilities(outputs, calibration), np.asarray(thresholds))

    def probabilities(self, outputs: np.ndarray, calibration: Calibration | None) -> np.ndarray:
        """Compute the probability of each label; without a calibration, that of the logit."""
        temperature = 1.0 if calibration is None else float(calibration[TEMPERATURE])
        return label_probabilities(outputs, temperature)

    def columns(
        self, targets: np.ndarray, outputs: np.ndarray, calibration: Calibration | None = None
    ) -> dict[str, pa.Array]:
        """Give lists of labels as ``truth`` and ``predicted``, and ``logits``."""
        flat = pa.array(outputs.astype(np.float32).ravel())
        lists = {"truth": targets, "predicted": self.predicted(outputs, calibration)}
        return {
            **{
                name: pa.array(LabelSets(self.labels, members).lists(), pa.list_(pa.string()))
                for name, members in lists.items()
            },
            "logits": pa.FixedSizeListArray.from_arrays(flat, self.width),
        }

    def read_columns(self, table: pa.Table) -> tuple[np.ndarray, np.ndarray]:
        """Read which labels are true, and logits."""
        place = {label: index for index, label in enumerate(self.labels)}
        members = np.zeros((len(table), self.width), bool)
        for row, labels in enumerate(table["truth"].to_pylist()):
            members[row, [place[label] for label in labels]] = True
        logits = table["logits"].combine_chunks().flatten().to_numpy()
        return members, logits.reshape(-1, self.width).astype(np.float64)

    def describe(self) -> dict[str, Any]:
        """Say how to make it again."""
        return {"kind": self.name, "labels": list(self.labels), "beta": self.beta}


@dataclass(frozen=True)
class ManyHot:
    """A label that a sound has is the probability 1 of its own output, any other is 0.

    Attributes
    ----------
    outputs
        Number of labels.
    """

    outputs: int
    form: ClassVar[str] = "many_hot"

    def encode(self, targets: np.ndarray) -> np.ndarray:
        """Give probabilities of labels, shape ``[n, labels]``, float32."""
        return targets.astype(np.float32)

    def decode(self, outputs: np.ndarray) -> np.ndarray:
        """Give the logits as they are."""
        return outputs

    def loss(self, outputs: np.ndarray, targets: np.ndarray) -> float:
        """Compute the mean cross entropy of the labels (nats)."""
        return label_cross_entropy(outputs, targets)

    def score(self, outputs: np.ndarray, targets: np.ndarray) -> float:
        """Compute the lwlrap."""
        return lwlrap(outputs, targets)

    def describe(self) -> dict[str, Any]:
        """Say how to make it again."""
        return {"form": self.form}


def labels_of(
    task: str, recordings: pa.Table, *, fewest: int, beta: float
) -> tuple[Labels, np.ndarray]:
    """Read the labels of recordings from a column of lists.

    Returns
    -------
    kind : Labels
        With the labels that have enough groups, in alphabetical order.
    targets : numpy.ndarray
        Whether each recording has each of them, bool, shape ``[n, labels]``.

    Raises
    ------
    DatasetError
        If there are fewer than two such labels, or all recordings have one.
    """
    lists = recordings[task].to_pylist()
    found = label_sets(task, lists, strings(recordings, "group"), fewest)
    return Labels(found.labels, beta), found.members
