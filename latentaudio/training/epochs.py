"""The loop over the epochs of a training, which ends with the weights of the best epoch."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np

from latentaudio.errors import TrainingError
from latentaudio.training.stopping import EarlyStopping


class EpochRecord(Protocol):
    """One row of a training's history."""

    @property
    def epoch(self) -> int:
        """Number of epochs completed."""

    @property
    def validation_loss(self) -> float:
        """Loss that determines the best epoch; NaN if nothing is validated."""


Record = TypeVar("Record", bound=EpochRecord)
Record_co = TypeVar("Record_co", bound=EpochRecord, covariant=True)


class Model(Protocol):
    """What is trained."""

    def weights(self) -> dict[str, np.ndarray]:
        """Copy all weights, by name."""

    def set_weights(self, weights: Mapping[str, np.ndarray]) -> None:
        """Set all weights."""


class Course(Protocol[Record_co]):
    """What happens in the steps of a training, and what is recorded after each epoch."""

    def take_step(self, step: int) -> float:
        """Update the weights on a batch and return its loss; steps are counted from 0."""

    def record(self, epoch: int, step: int) -> Record_co:
        """Evaluate the model after an epoch; `step` is the number of steps completed."""


@dataclass(frozen=True)
class Plan:
    """How long a training goes on, and what to say if it diverges.

    Attributes
    ----------
    stage
        What is trained, for the error.
    remedy
        What to do if the loss is not finite, for the error.
    epochs
        Largest number of epochs.
    steps_per_epoch
        Number of steps in an epoch.
    patience, settled_epoch
        See `latentaudio.training.stopping.EarlyStopping`.
    validated
        Whether there is a validation loss. Without one, the last epoch counts as the best.
    """

    stage: str
    remedy: str
    epochs: int
    steps_per_epoch: int
    patience: int
    validated: bool
    settled_epoch: int = 0


@dataclass(frozen=True)
class Trained(Generic[Record]):
    """Result of a training.

    Attributes
    ----------
    history
        One item per completed epoch.
    best_epoch
        The epoch whose weights the model has after training.
    """

    history: tuple[Record, ...]
    best_epoch: int


def train_epochs(
    model: Model,
    course: Course[Record],
    plan: Plan,
    on_epoch: Callable[[Record], None] | None = None,
) -> Trained[Record]:
    """Train a model, and give it the weights of its best epoch.

    Parameters
    ----------
    model
        Model to train, changed in place.
    course
        Its steps and its records.
    plan
        How long it is trained.
    on_epoch
        Called after every epoch, e.g. to report progress.

    Raises
    ------
    TrainingError
        If a loss is not finite. The model then has the weights of the best epoch so far, or, if no
        epoch was completed, those from before training.
    """
    stopping = EarlyStopping(plan.patience, plan.settled_epoch)
    history: list[Record] = []
    best_weights = model.weights()
    count = plan.steps_per_epoch
    steps = plan.epochs * count

    def check(loss: float, where: str) -> None:
        if not math.isfinite(loss):
            model.set_weights(best_weights)
            raise TrainingError(_divergence(plan, f"{where} is {loss}", stopping), history)

    for epoch in range(1, plan.epochs + 1):
        for step in range((epoch - 1) * count, epoch * count):
            check(course.take_step(step), f"training loss at step {step + 1} of {steps}")
        record = course.record(epoch, epoch * count)
        if plan.validated:
            check(record.validation_loss, f"validation loss after step {epoch * count} of {steps}")
        history.append(record)
        if stopping.is_best(epoch, record.validation_loss):
            best_weights = model.weights()
        if on_epoch is not None:
            on_epoch(record)
        if stopping.is_over(epoch):
            break
    model.set_weights(best_weights)
    return Trained(tuple(history), stopping.best_epoch)


def _divergence(plan: Plan, found: str, stopping: EarlyStopping) -> str:
    kept = f"epoch {stopping.best_epoch}" if stopping.best_epoch else "before training"
    return f"{plan.stage}: the {found}; kept the weights of {kept}; {plan.remedy}"
