"""What the settings of a network ask for is done."""

import dataclasses

import numpy as np
import pytest
from prediction.made_up_frames import WIDTH, made_up_frames

from latentaudio.datasets.splits import HELD_OUT, TRAINING, VALIDATION
from latentaudio.features.frames import FrameSettings, RecordingFrames
from latentaudio.prediction.crop_networks.crop_network import Network
from latentaudio.prediction.crop_networks.fit_network import FrameSource, fit_network
from latentaudio.prediction.crop_networks.network_settings import NetworkSettings
from latentaudio.prediction.crop_networks.network_training import (
    Labelled,
    _batches,
    _compiled_step,
    _crop_source,
)
from latentaudio.prediction.frames.crops import even_crops
from latentaudio.prediction.frames.scaling import Scaling
from latentaudio.prediction.kinds.classes import OneHot

PLAIN = NetworkSettings(
    architecture="crops_cnn",
    frames="log_mel",
    crop_frames=8,
    sizes={"filters": [4], "dropout": 0.0},
    optimizer="adam",
    learning_rate=0.02,
    weight_decay=0.0,
    schedule="constant",
    batch=12,
    epochs=1,
    steps_per_epoch=2,
    mixup=0.0,
    gain_db=0.0,
    mask_frames=0,
    mask_values=0,
)
FRAMES = FrameSettings("log_mel", hop_s=0.016, bands=WIDTH)
AS_THEY_ARE = Scaling(np.zeros((1, WIDTH), np.float32), np.ones((1, WIDTH), np.float32))


def network(**changed):
    return Network(dataclasses.replace(PLAIN, **changed), WIDTH, 2, AS_THEY_ARE, seed=1)


def constant(value):
    """A recording that has one value throughout."""
    values = np.full((20, WIDTH), value, np.float16)
    return RecordingFrames(values, np.full(20, -20.0, np.float16), values[0])


def batch(**changed):
    """Draw crops of as many recordings with the value 0 as with 1, their classes."""
    targets = np.arange(12) % 2
    training = Labelled([constant(one) for one in targets], targets)
    per_db = np.full(WIDTH, 2.0, np.float32)
    return next(_batches(network(**changed), OneHot(2), training, per_db, 3))


# -- Fitted to the training split ------------------------------------------------------------------


def test_recordings_outside_of_the_training_split_do_not_change_the_training(
    task, task_frames, tmp_path
):
    splits = np.array([TRAINING, TRAINING, VALIDATION, HELD_OUT])[task.folds - 1]
    louder = [
        one if split == TRAINING else one._replace(values=one.values + np.float16(40.0))
        for one, split in zip(task_frames, splits, strict=True)
    ]
    found, again = (
        fit_network(
            task, splits, FrameSource(frames, FRAMES, 16_000), PLAIN, tmp_path / name, seed=3
        ).network
        for name, frames in (("one", task_frames), ("louder", louder))
    )
    np.testing.assert_array_equal(again.scaling.mean, found.scaling.mean)
    np.testing.assert_array_equal(again.scaling.deviation, found.scaling.deviation)
    for name, weight in found.weights().items():
        np.testing.assert_array_equal(again.weights()[name], weight)


# -- Augmentation ----------------------------------------------------------------------------------


def test_without_augmentation_crops_are_those_of_the_recordings():
    crops, targets = batch()
    np.testing.assert_array_equal(crops[:, 0, 0], targets[:, 1])
    assert set(targets[:, 1]) == {0.0, 1.0}


def test_mixup_mixes_crops_and_classes_in_the_same_proportion():
    crops, targets = batch(mixup=1.0)
    np.testing.assert_allclose(crops, np.broadcast_to(targets[:, 1:, None], crops.shape), atol=1e-6)
    assert ((targets[:, 1] > 0.01) & (targets[:, 1] < 0.99)).any()


def test_a_gain_makes_each_crop_louder_or_softer_by_up_to_its_limit():
    crops, targets = batch(gain_db=3.0)
    gains = (crops - targets[:, 1:, None]) / 2.0
    np.testing.assert_allclose(gains, np.broadcast_to(gains[:, :1, :1], gains.shape), atol=1e-6)
    assert np.abs(gains).max() <= 3.0
    assert gains.min() < -0.5 < 0.5 < gains.max()


@pytest.mark.parametrize("new", [True, False])
def test_crops_are_drawn_anew_only_if_asked_for(new):
    training = Labelled([made_up_frames(number, 2, count=60) for number in range(4)], np.zeros(4))
    settings = dataclasses.replace(PLAIN, crop_at="anywhere", new_crops=new)
    crops_of = _crop_source(training, settings, seed=1)
    first, second = (crops_of(np.arange(4)) for _ in range(2))
    assert np.array_equal(first, second) is not new


# -- Steps -----------------------------------------------------------------------------------------


def changes(trained, count=1, steps=2):
    """Take some of the steps of a training, and tell how the last changed each variable."""
    draw = np.random.default_rng(0)
    crops = draw.normal(size=(12, *trained.shape)).astype(np.float32)
    targets = np.eye(2, dtype=np.float32)[np.arange(12) % 2]
    take = _compiled_step(trained, OneHot(2), steps)
    for _ in range(count):
        before = [one.numpy() for one in trained.model.trainable_variables]
        take(crops, targets)
    return before, [
        one.numpy() - old
        for one, old in zip(trained.model.trainable_variables, before, strict=True)
    ]


@pytest.mark.parametrize("optimizer", ["adam", "adamw"])
def test_a_cosine_ends_at_a_rate_of_zero_and_a_constant_rate_does_not(optimizer):
    moved = {
        schedule: max(
            np.abs(one).max()
            for one in changes(network(optimizer=optimizer, schedule=schedule), count=3)[1]
        )
        for schedule in ("cosine", "constant")
    }
    assert moved["cosine"] < 1e-9
    assert moved["constant"] > 1e-3


def test_adamw_also_shrinks_weights_but_not_biases_by_rate_times_decay():
    start, adam = changes(network())
    _, adamw = changes(network(optimizer="adamw", weight_decay=0.5))
    for weight, plain, decayed in zip(start, adam, adamw, strict=True):
        own = 0.02 * 0.5 * weight if weight.ndim > 1 else 0.0 * weight
        np.testing.assert_allclose(decayed, plain - own, atol=1e-6)
    assert max(np.abs(one).max() for one in start if one.ndim > 1) > 0.1


# -- Recordings ------------------------------------------------------------------------------------


def test_outputs_of_a_recording_are_means_over_its_crops():
    net = network(test_crops=3)
    recordings = [made_up_frames(number, 2 * number, count=40) for number in range(2)]
    found = net.outputs(recordings)
    for one, outputs in zip(recordings, found, strict=True):
        each = net.crop_outputs(even_crops([one], 8, 3)[0])
        assert np.ptp(each, axis=0).min() > 1e-3
        np.testing.assert_allclose(outputs, each.mean(axis=0), atol=1e-5)
