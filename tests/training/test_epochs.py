import math
from dataclasses import dataclass

import numpy as np
import pytest

from latentaudio.errors import TrainingError
from latentaudio.training.epochs import Plan, train_epochs


class Counter:
    """A model whose only weight is the number of steps that it has been trained for."""

    def __init__(self):
        self.count = np.zeros(1)

    def weights(self):
        return {"count": self.count.copy()}

    def set_weights(self, weights):
        self.count[:] = weights["count"]


@dataclass(frozen=True)
class Row:
    epoch: int
    step: int
    validation_loss: float


class Course:
    """Counts steps, and returns losses that are known beforehand."""

    def __init__(self, model, validation_losses, bad_step=None):
        self.model, self.losses, self.bad_step = model, validation_losses, bad_step
        self.steps = []

    def take_step(self, step):
        self.model.count += 1
        self.steps.append(step)
        return math.inf if step == self.bad_step else 1.0

    def record(self, epoch, step):
        return Row(epoch, step, self.losses[epoch - 1])


def plan(epochs, patience=2, validated=True, settled_epoch=0):
    return Plan("flow", "do less", epochs, 3, patience, validated, settled_epoch)


def trained(losses, on_epoch=None, bad_step=None, **planned):
    model = Counter()
    course = Course(model, losses, bad_step)
    return train_epochs(model, course, plan(len(losses), **planned), on_epoch), model, course


def test_the_weights_are_those_of_the_epoch_with_the_lowest_validation_loss():
    seen = []
    result, model, course = trained([5.0, 2.0, 3.0], seen.append)
    assert result.best_epoch == 2
    assert model.count == 6
    assert course.steps == [*range(9)]
    assert seen == list(result.history) == [Row(1, 3, 5.0), Row(2, 6, 2.0), Row(3, 9, 3.0)]


def test_training_stops_when_no_loss_is_lower_for_some_epochs():
    result, model, course = trained([5.0, 2.0, 3.0, 2.0, 1.0])
    assert len(result.history) == 4
    assert (result.best_epoch, float(model.count[0]), len(course.steps)) == (2, 6.0, 12)


def test_no_training_stops_before_it_has_settled():
    result, model, _ = trained([5.0, 6.0, 7.0, 8.0, 9.0, 9.0, 9.0], settled_epoch=4)
    assert len(result.history) == 6
    assert model.count == 3


def test_without_validation_all_epochs_are_trained_and_the_last_is_kept():
    result, model, _ = trained([math.nan] * 5, validated=False)
    assert result.best_epoch == len(result.history) == 5
    assert model.count == 15


@pytest.mark.parametrize(
    ("bad_step", "completed", "kept", "steps_kept"),
    [(1, 0, "before training", 0), (3, 1, "epoch 1", 3), (8, 2, "epoch 1", 3)],
)
def test_a_training_loss_that_is_not_finite_brings_the_best_weights_back(
    bad_step, completed, kept, steps_kept
):
    model = Counter()
    course = Course(model, [1.0, 2.0, 3.0], bad_step)
    with pytest.raises(TrainingError) as caught:
        train_epochs(model, course, plan(3))
    assert str(caught.value) == (
        f"flow: the training loss at step {bad_step + 1} of 9 is inf; "
        f"kept the weights of {kept}; do less"
    )
    assert [one.epoch for one in caught.value.history] == [*range(1, completed + 1)]
    assert model.count == steps_kept


def test_a_validation_loss_that_is_not_finite_is_no_epoch_of_the_history():
    model, seen = Counter(), []
    with pytest.raises(
        TrainingError, match="the validation loss after step 6 of 6 is nan"
    ) as caught:
        train_epochs(model, Course(model, [1.0, math.nan]), plan(2), seen.append)
    assert list(caught.value.history) == seen == [Row(1, 3, 1.0)]
    assert model.count == 3
