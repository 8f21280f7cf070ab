"""What every kind of task says; `latentaudio.prediction.kinds.registry` lists them."""

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

import numpy as np
import pyarrow as pa

#: What was fitted to recordings that a model was not trained on, so that its outputs can be trusted
#: as far as they deserve; as JSON has it.
Calibration = Mapping[str, Any]


class Coding(Protocol):
    """How targets are put before a network, fitted to training recordings; without TensorFlow.

    Training lowers the loss of `latentaudio.prediction.crop_networks.network_objectives` of the
    same `form`.
    """

    form: ClassVar[str]

    @property
    def outputs(self) -> int:
        """Number of outputs of a network."""

    def encode(self, targets: np.ndarray) -> np.ndarray:
        """Say what a network should give for targets, shape ``[n, outputs]``, float32."""

    def decode(self, outputs: np.ndarray) -> np.ndarray:
        """Turn outputs of a network into those of the kind of task, shape ``[n, width]``."""

    def loss(self, outputs: np.ndarray, targets: np.ndarray) -> float:
        """Compute the mean loss of outputs of a network, which chooses its best epoch."""

    def score(self, outputs: np.ndarray, targets: np.ndarray) -> float:
        """Compute how good outputs of a network are, in words of the kind of task."""

    def describe(self) -> dict[str, Any]:
        """Say how to make it again, as JSON has it; its `form` is under ``form``."""


class TaskKind(Protocol):
    """One kind of task. Outputs of its models are arrays of shape ``[n, width]``.

    Attributes
    ----------
    name
        Its name in checkpoints.
    measures
        Names of the loss and of the score of a network's history.
    """

    name: ClassVar[str]
    measures: ClassVar[tuple[str, str]]

    @property
    def width(self) -> int:
        """Number of outputs of a model for one recording."""

    def untrained(self, targets: np.ndarray) -> list[str]:
        """Name what cannot be learned of training recordings with these targets, e.g. classes."""

    def validation_groups(
        self, targets: np.ndarray, groups: np.ndarray, fraction: float, seed: int
    ) -> np.ndarray:
        """Choose groups that networks are not trained on, bool, shape ``[n]``."""

    def coding(self, targets: np.ndarray, form: str) -> Coding:
        """Fit how targets are put before a network to those of training recordings.

        `form` is the setting ``targets`` of a network; kinds that have one form only ignore it.
        """

    def read_coding(self, description: Mapping[str, Any]) -> Coding:
        """Make a coding of what its `describe` gave."""

    def coded(self, targets: np.ndarray) -> np.ndarray:
        """Give what heads are fitted to, e.g. values on the scale of the factor."""

    def loss(self, outputs: np.ndarray, targets: np.ndarray) -> float:
        """Compute the mean loss of outputs, by which settings of heads are chosen."""

    def calibrate(self, outputs: np.ndarray, targets: np.ndarray) -> Calibration:
        """Fit the calibration to recordings that a model was not trained on; there may be none."""

    def predicted(self, outputs: np.ndarray, calibration: Calibration | None = None) -> np.ndarray:
        """Give the prediction of each recording, shape ``[n]`` or ``[n, width]``."""

    def columns(
        self, targets: np.ndarray, outputs: np.ndarray, calibration: Calibration | None = None
    ) -> dict[str, pa.Array]:
        """Give the columns ``truth``, ``predicted``, and others, of a table of predictions."""

    def read_columns(self, table: pa.Table) -> tuple[np.ndarray, np.ndarray]:
        """Read targets and outputs of such a table."""

    def describe(self) -> dict[str, Any]:
        """Say how to make it again, as JSON has it; its name is under ``kind``."""
