from dataclasses import dataclass

import pandas as pd
import pytest

from latentaudio.errors import TrainingError
from latentaudio.training.epochs import Trained
from latentaudio.training.fitting import train_into


@dataclass(frozen=True)
class Row:
    epoch: int
    validation_loss: float
    seconds: float


HISTORY = (Row(1, 0.1 + 0.2, 7.0), Row(2, 2.0, 8.0))
COLUMNS = ("epoch", "validation_loss")


def save(folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "weights").write_text("weights")


def diverging():
    raise TrainingError("the loss is nan", HISTORY[:1])


def test_the_history_has_the_named_columns_and_marks_the_best_epoch(tmp_path):
    result = train_into(tmp_path, lambda: Trained(HISTORY, 1), save, COLUMNS)
    assert result == Trained(HISTORY, 1)
    assert (tmp_path / "weights").read_text() == "weights"
    assert (tmp_path / "history.csv").read_text() == (
        "epoch,validation_loss,best\n1,0.30000000000000004,True\n2,2.0,False\n"
    )


def test_a_training_that_diverged_is_kept_apart_until_another_succeeds(tmp_path):
    with pytest.raises(TrainingError, match=r"the loss is nan\. These weights are in .*stopped"):
        train_into(tmp_path, diverging, save, COLUMNS)
    assert [path.name for path in tmp_path.iterdir()] == ["stopped"]
    history = pd.read_csv(tmp_path / "stopped" / "history.csv")
    assert history["best"].tolist() == [False]
    train_into(tmp_path, lambda: Trained(HISTORY, 2), save, COLUMNS)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["history.csv", "weights"]


def test_a_training_that_diverges_leaves_earlier_results_as_they_are(tmp_path):
    train_into(tmp_path, lambda: Trained(HISTORY, 1), save, COLUMNS)
    before = (tmp_path / "history.csv").read_bytes()
    with pytest.raises(TrainingError) as caught:
        train_into(tmp_path, diverging, save, COLUMNS)
    assert caught.value.history == HISTORY[:1]
    assert (tmp_path / "history.csv").read_bytes() == before
