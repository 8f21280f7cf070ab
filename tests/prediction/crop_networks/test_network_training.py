import csv
import dataclasses
import math

import numpy as np
import pytest
from prediction.made_up_frames import WIDTH, made_up_frames

from latentaudio.errors import ArtifactError, ConfigError, DatasetError, TrainingError
from latentaudio.features.frames import FrameSettings
from latentaudio.prediction.crop_networks.crop_network import Network
from latentaudio.prediction.crop_networks.fit_network import FrameSource, fit_network
from latentaudio.prediction.crop_networks.network_settings import NetworkSettings
from latentaudio.prediction.crop_networks.network_training import (
    Labelled,
    _crop_source,
    history_columns,
    train_network,
)
from latentaudio.prediction.crop_networks.saved_network import load_network
from latentaudio.prediction.frames.scaling import Scaling
from latentaudio.prediction.kinds.classes import Classes, OneHot
from latentaudio.prediction.tasks.recording_predictions import read_predictions
from latentaudio.prediction.tasks.task_data import fold_splits

SETTINGS = NetworkSettings(
    architecture="crops_cnn",
    frames="log_mel",
    crop_frames=8,
    sizes={"filters": [4, 6], "dropout": 0.2},
    optimizer="adamw",
    learning_rate=0.02,
    weight_decay=0.01,
    schedule="cosine",
    batch=12,
    epochs=6,
    steps_per_epoch=8,
    mixup=0.2,
    gain_db=3.0,
    mask_frames=2,
    mask_values=1,
)
FRAMES = FrameSettings("log_mel", hop_s=0.016, bands=WIDTH)


@pytest.fixture
def fit(task, task_frames, tmp_path):
    def fit(name="one", fold=1, validation_fraction=0.2, seed=3, **changed):
        splits = fold_splits(
            task, fold, validation_fraction=validation_fraction, seed=5, training_seed=1
        )
        source = FrameSource(task_frames, FRAMES, 16_000)
        settings = dataclasses.replace(SETTINGS, **changed)
        return fit_network(task, splits, source, settings, tmp_path / name, seed=seed)

    return fit


def history(folder):
    with (folder / "history.csv").open() as file:
        return list(csv.DictReader(file))


def test_a_network_learns_and_predicts_recordings_that_it_never_saw(fit, task, tmp_path):
    saved = fit()
    found = read_predictions(tmp_path / "one" / "predictions.parquet")
    held_out = found.of("held_out")
    assert len(held_out.targets) == (task.folds == 1).sum()
    assert (held_out.predicted == held_out.targets).mean() == 1.0
    rows = history(tmp_path / "one")
    assert list(rows[0]) == [*history_columns(("cross_entropy", "accuracy")), "best"]
    assert [row["step"] for row in rows] == ["8", "16", "24", "32", "40", "48"]
    # Without patience, the last epoch is kept, although there is a validation loss.
    assert [row["best"] for row in rows] == ["False"] * 5 + ["True"]
    assert float(rows[-1]["training_cross_entropy"]) < float(rows[0]["training_cross_entropy"])
    assert found.calibration == saved.calibration != {"temperature": 1.0}
    assert found.inner_loss == pytest.approx(float(rows[-1]["validation_cross_entropy"]))


def test_a_checkpoint_gives_the_same_predictions_and_the_same_training_twice(
    fit, task_frames, tmp_path
):
    saved = fit(epochs=2)
    loaded = load_network(tmp_path / "one")
    expected = saved.outputs(task_frames)
    np.testing.assert_array_equal(loaded.outputs(task_frames), expected)
    assert (loaded.task, loaded.task_kind) == ("kind", Classes(("drip", "hum", "tap")))
    assert (loaded.frames, loaded.samplerate) == (FRAMES, 16_000)
    assert loaded.calibration == saved.calibration
    again = fit("two", epochs=2)
    np.testing.assert_array_equal(again.outputs(task_frames), expected)
    first, second = (tmp_path / name / "weights.npz" for name in ("one", "two"))
    assert first.read_bytes() == second.read_bytes()
    assert not np.allclose(fit("three", epochs=2, seed=4).outputs(task_frames), expected)


def test_weights_of_another_training_are_refused(fit, tmp_path):
    fit(epochs=1)
    fit("two", epochs=1, crop_frames=9)
    (tmp_path / "two" / "weights.npz").replace(tmp_path / "one" / "weights.npz")
    with pytest.raises(ArtifactError, match="weights of another training"):
        load_network(tmp_path / "one")


def test_with_patience_the_best_epoch_is_kept(fit, tmp_path):
    # At this rate the loss rises soon.
    fit(patience=2, epochs=12, learning_rate=0.3, schedule="constant")
    rows = history(tmp_path / "one")
    losses = [float(row["validation_cross_entropy"]) for row in rows]
    best = [row["best"] for row in rows].index("True")
    assert losses[best] == min(losses)
    assert len(rows) == min(12, best + 3)


def test_without_validation_groups_nothing_is_calibrated_and_the_last_epoch_is_kept(fit, tmp_path):
    saved = fit(validation_fraction=0.0, patience=1, epochs=3)
    rows = history(tmp_path / "one")
    assert saved.calibration == {"temperature": 1.0}
    assert [row["best"] for row in rows] == ["False", "False", "True"]
    assert rows[0]["validation_cross_entropy"] == ""


def test_a_training_that_diverges_says_so_and_leaves_its_last_good_weights(fit, tmp_path):
    with pytest.raises(TrainingError, match=r"prediction: the .* loss .* is (nan|inf).*stopped"):
        fit(learning_rate=1e38, optimizer="adam", weight_decay=0.0)
    assert load_network(tmp_path / "one" / "stopped").task == "kind"
    assert not (tmp_path / "one" / "predictions.parquet").exists()


def test_steps_are_counted_by_passes_over_the_recordings_unless_given(fit, tmp_path):
    # 30 training recordings in batches of 12, the last of 6.
    fit(steps_per_epoch=None, epochs=2, new_crops=False, crop_at="anywhere", standardise="cells")
    assert [row["step"] for row in history(tmp_path / "one")] == ["3", "6"]


def test_a_single_recording_is_refused(task_frames):
    settings = dataclasses.replace(SETTINGS, epochs=1)
    scaling = Scaling(np.zeros((1, WIDTH)), np.ones((1, WIDTH)))
    network = Network(settings, WIDTH, 2, scaling, seed=1)
    nothing = Labelled([], np.zeros(0, int))
    one = Labelled(task_frames[:1], np.zeros(1, int))
    with pytest.raises(DatasetError, match="1 training recordings found"):
        train_network(network, OneHot(2), one, nothing, None, 1)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"batch": 0}, "batch: 0 found, expected a whole number of at least 1"),
        ({"crop_frames": 64.5}, "crop_frames: 64.5 found, expected a whole number of at least 1"),
        ({"epochs": "many"}, "epochs: 'many' found, expected a whole number"),
        ({"epochs": True}, "epochs: True found, expected a whole number"),
        ({"patience": 2.0}, "patience: 2.0 found, expected a whole number"),
        ({"mask_frames": -1}, "mask_frames: -1 found, expected a whole number of at least 0"),
        ({"mixup": -1.0}, "mixup: -1.0 found, expected a finite number of at least 0"),
        ({"learning_rate": "1e-3"}, "learning_rate: '1e-3' found, expected a finite number"),
        ({"learning_rate": 0}, "learning_rate: 0 found, expected a number above 0"),
        ({"new_crops": "no"}, "new_crops: 'no' found, expected true or false"),
        ({"sizes": [4, 8]}, r"sizes: \[4, 8\] found, expected sizes by their names"),
        ({"sizes": {"dropout": "x"}}, "dropout: found 'x', expected a number"),
        ({"frames": 3}, "frames: 3 found, expected text"),
        ({"weight_decay": 0.01}, "weight_decay: 0.01 found, which is without effect with .* adam;"),
        ({"crop_at": "end"}, "crop_at: 'end' found, expected one of anywhere, sound"),
        ({"optimizer": "adamm"}, "did you mean 'adam"),
        ({"learning_rate": math.inf}, "learning_rate: inf found"),
        ({"architecture": "vgg"}, "architecture 'vgg' found"),
        ({"rate": 1.0}, "key 'rate' found"),
        ({"crop_frames": None}, "key 'crop_frames' is missing"),
    ],
)
def test_settings_of_a_network_that_cannot_work_are_refused(changed, message):
    given = {"architecture": "crops_cnn", "frames": "log_mel", "crop_frames": 8, **changed}
    given = {key: value for key, value in given.items() if value is not None}
    with pytest.raises(ConfigError, match=message):
        NetworkSettings.of(given)


def test_crops_are_of_a_recording_itself_as_often_as_of_each_room():
    recording = made_up_frames(1, 2)
    rooms = [[recording._replace(values=recording.values + offset)] for offset in (100.0, 200.0)]
    training = Labelled([recording], np.zeros(1, np.int64), rooms)
    crops_of = _crop_source(training, SETTINGS, seed=1)
    places = [round(float(crops_of(np.array([0])).mean()) / 100) for _ in range(600)]
    counts = np.unique(places, return_counts=True)[1]
    assert counts.shape == (3,)
    # Five standard deviations of a binomial distribution.
    np.testing.assert_allclose(counts, 200, atol=5 * (600 * 1 / 3 * 2 / 3) ** 0.5)


def test_rooms_change_nothing_where_there_are_none(fit):
    plain, again = fit("plain"), fit("again", rooms=0)
    for name, weight in plain.network.weights().items():
        np.testing.assert_array_equal(weight, again.network.weights()[name])
