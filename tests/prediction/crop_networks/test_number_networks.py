"""Networks that predict numbers, trained on frames whose loudest value tells the number."""

import csv
import dataclasses

import numpy as np
import pytest
from prediction.crop_networks.test_network_training import FRAMES, SETTINGS

from latentaudio.prediction.crop_networks.fit_network import FrameSource, fit_network
from latentaudio.prediction.crop_networks.saved_network import load_network
from latentaudio.prediction.kinds.names import FORMS
from latentaudio.prediction.kinds.numbers import Numbers
from latentaudio.prediction.tasks.recording_predictions import read_predictions
from latentaudio.prediction.tasks.task_data import fold_splits


@pytest.fixture(scope="session")
def distances(task):
    """The recordings of the classes, at 1, 2 and 4 m."""
    metres = Numbers("log", "m")
    return dataclasses.replace(task, task="far", task_kind=metres, targets=2.0**task.targets)


@pytest.mark.parametrize("form", FORMS)
def test_a_network_predicts_values_of_recordings_that_it_never_saw(
    form, distances, task_frames, tmp_path
):
    splits = fold_splits(distances, 1, validation_fraction=0.2, seed=5, training_seed=1)
    assert set(splits) == {"training", "validation", "held_out"}
    # Mixing two places of the loudest value makes no sound of a distance between.
    settings = dataclasses.replace(SETTINGS, targets=form, mixup=0.0, epochs=10)
    source = FrameSource(task_frames, FRAMES, 16_000)
    saved = fit_network(distances, splits, source, settings, tmp_path, seed=3)
    found = read_predictions(tmp_path / "predictions.parquet")
    held_out = found.of("held_out")
    errors = np.abs(np.log(held_out.predicted / held_out.targets))
    assert errors.mean() < 0.85 * np.abs(np.log(held_out.targets / 2)).mean()
    assert np.corrcoef(np.log(held_out.predicted), np.log(held_out.targets))[0, 1] > 0.9
    with (tmp_path / "history.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {"training_loss", "training_error", "validation_loss"} <= rows[0].keys()
    assert float(rows[-1]["training_error"]) < float(rows[0]["training_error"])
    # The deviation is that of validation recordings.
    of_validation = found.of("validation")
    squares = np.log(of_validation.predicted / of_validation.targets) ** 2
    assert saved.calibration["deviation"] == pytest.approx(np.sqrt(squares.mean()))
    assert found.inner_loss == pytest.approx(squares.mean())
    loaded = load_network(tmp_path)
    assert (loaded.task_kind, loaded.coding) == (distances.task_kind, saved.coding)
    assert loaded.calibration == saved.calibration
    np.testing.assert_array_equal(loaded.outputs(task_frames), saved.outputs(task_frames))
