import numpy as np
import pytest

from latentaudio.errors import ConfigError
from latentaudio.prediction.models.registry import (
    MODELS,
    build_network,
    complete_sizes,
    model_module,
)
from latentaudio.prediction.models.sizes import SIZES
from latentaudio.vae.keras_adapter import keras, tf

#: Sizes with which a model is built in no time; odd shapes do not divide by two.
SMALL = {
    "original_cnn": {"filters": [3, 4], "kernel": [2, 3], "hidden_units": 6},
    "crops_cnn": {"filters": [3, 4], "dropout": 0.0},
    "waveform_cnn": {"filters": [3, 4], "first_kernel": 5, "stride": 2, "dropout": 0.0},
    "image_cnn": {"filters": [3, 4], "hidden_units": 6, "dropout": 0.0},
}
SHAPE = (9, 7)


def build(name, seed=1, **sizes):
    return build_network(name, SHAPE, 3, {**SMALL[name], **sizes}, seed)


@pytest.mark.parametrize("name", MODELS)
def test_contract_of_predicting_models(name):
    network = build(name)
    crops = np.random.default_rng(0).normal(size=(6, *SHAPE)).astype(np.float32)
    logits = network(crops).numpy()
    assert logits.shape == (6, 3)
    # Crops are predicted one by one, and logits are no probabilities.
    np.testing.assert_allclose(network(crops[1:2]), logits[1:2], rtol=1e-4, atol=1e-5)
    assert (logits < 0).any()
    # Every weight is trained.
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(network(crops, training=True) ** 2)
    assert all(one is not None for one in tape.gradient(loss, network.trainable_variables))
    # Initial weights come from the seed alone.
    keras.utils.set_random_seed(99)
    np.testing.assert_array_equal(build(name)(crops), logits)
    assert not np.allclose(build(name, seed=2)(crops), logits)


def test_the_original_network_is_the_published_one():
    network = build_network("original_cnn", (63, 20), 41, {}, seed=0)
    shapes = [tuple(one.shape) for one in network.trainable_variables if one.ndim > 1]
    # Four convolutions of 4 coefficients x 10 frames; 1 x 3 cells are left of 20 x 63.
    assert shapes == [(4, 10, 1, 32), *[(4, 10, 32, 32)] * 3, (96, 64), (64, 41)]
    pictures = [one.output.shape for one in network.layers if "pooling" in one.name]
    assert [one[1:3] for one in pictures] == [(10, 31), (5, 15), (2, 7), (1, 3)]
    momenta = {one.momentum for one in network.layers if "normalization" in one.name}
    assert momenta == {0.99}


def test_the_network_of_crops_does_not_see_where_a_sound_is():
    network = build_network("crops_cnn", (32, 8), 3, {"filters": [3], "dropout": 0.0}, seed=1)
    crop = np.zeros((1, 32, 8), np.float32)
    crop[0, 10:14, 2:5] = np.random.default_rng(1).normal(size=(4, 3))
    np.testing.assert_allclose(network(np.roll(crop, 9, axis=1)), network(crop), atol=1e-6)


@pytest.mark.parametrize("name", ["crops_cnn", "waveform_cnn", "image_cnn"])
def test_dropout_is_drawn_in_training_only(name):
    network = build(name, dropout=0.5)
    crops = np.random.default_rng(0).normal(size=(4, *SHAPE)).astype(np.float32)
    np.testing.assert_array_equal(network(crops), network(crops))
    frozen = [network(crops, training=True).numpy() for _ in range(2)]
    assert not np.array_equal(*frozen)


@pytest.mark.parametrize(
    ("name", "sizes", "message"),
    [
        ("crops", {}, "architecture 'crops' found.*did you mean 'crops_cnn'"),
        ("crops_cnn", {"filter": [3]}, "key 'filter' found.*did you mean 'filters'"),
        ("crops_cnn", {"filters": []}, r"filters: found \[\], expected whole numbers"),
        ("crops_cnn", {"dropout": 1.0}, "dropout: found 1.0"),
        ("original_cnn", {"kernel": [4, 0]}, r"kernel: found \[4, 0\]"),
        ("original_cnn", {"momentum": -0.1}, "momentum: found -0.1"),
        ("waveform_cnn", {"stride": 0}, "stride: found 0"),
        ("image_cnn", {"hidden_units": 0}, "hidden_units: found 0"),
    ],
)
def test_sizes_of_predicting_models_that_cannot_work_are_refused(name, sizes, message):
    with pytest.raises(ConfigError, match=message):
        complete_sizes(name, sizes)


@pytest.mark.parametrize("name", MODELS)
def test_crops_that_are_too_small_are_refused(name):
    with pytest.raises(ConfigError, match=f"{name} found for crops of 4 frames of 4 values"):
        build_network(name, (4, 4), 3, {"filters": [2] * 5}, seed=1)


def test_every_model_has_sizes_with_defaults():
    assert set(SIZES) == set(MODELS)
    for name in MODELS:
        assert complete_sizes(name, {}) == complete_sizes(name, complete_sizes(name, {}))
        assert model_module(name).endswith(name)
