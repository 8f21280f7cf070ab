import numpy as np
import pytest

from latentaudio.errors import ConfigError
from latentaudio.vae.keras_adapter import keras, tf
from latentaudio.vae.models.registry import MODELS, build_networks, complete_sizes, model_module

#: Sizes with which a model is built in no time; odd shapes do not divide by two.
SMALL = {
    "dense": {"hidden_units": [8, 6]},
    "convolution_1d": {"filters": [4, 6], "kernel": 3, "hidden_units": 8},
    "convolution_2d": {"filters": [3, 4], "kernel": 3, "hidden_units": 8},
    "recurrent": {"hidden_units": 6, "slots": 3},
}
VARIANTS = [
    *((name, {}) for name in MODELS),
    *((name, {"dropout": 0.5, "batch_normalisation": True}) for name in MODELS),
    ("dense", {"flatten": "hilbert"}),
    ("recurrent", {"cell": "lstm", "frames_per_step": 3}),
]
SHAPE = (7, 5)


def build(name, shape=SHAPE, seed=1, **sizes):
    return build_networks(name, shape, 3, {**SMALL[name], **sizes}, seed)


def weights(networks):
    variables = [*networks.encoder.variables, *networks.decoder.variables]
    return [one.numpy() for one in variables if one.name != "seed_generator_state"]


@pytest.mark.parametrize(("name", "sizes"), VARIANTS)
def test_contract_of_models(name, sizes):
    networks = build(name, **sizes)
    first = weights(networks)
    values = np.random.default_rng(0).normal(size=(4, *SHAPE)).astype(np.float32)
    mean, log_variance = networks.encoder(values)
    assert mean.shape == log_variance.shape == (4, 3)
    outputs = networks.decoder(mean)
    assert outputs.shape == (4, *SHAPE)
    # Sounds are encoded one by one, and every value can change the code.
    np.testing.assert_allclose(networks.encoder(values[1:2])[0], mean[1:2], rtol=1e-4, atol=1e-5)
    inputs = tf.constant(values)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        code = tf.reduce_sum(networks.encoder(inputs)[0][:, 0])
    assert np.all(np.abs(tape.gradient(code, inputs)).max(axis=0) > 0)
    # Every weight is trained: none is left out, or created anew at each call.
    trained = [
        *networks.encoder.trainable_variables,
        *networks.decoder.trainable_variables,
    ]
    with tf.GradientTape() as tape:
        code = networks.encoder(inputs, training=True)
        loss = tf.reduce_sum(networks.decoder(code[0] + code[1], training=True) ** 2)
    assert all(one is not None for one in tape.gradient(loss, trained))
    # Initial weights come from the seed alone.
    keras.utils.set_random_seed(99)
    for one, two in zip(weights(build(name, **sizes)), first, strict=True):
        np.testing.assert_array_equal(one, two)
    other = weights(build(name, seed=2, **sizes))
    assert any(not np.array_equal(one, two) for one, two in zip(first, other, strict=True))


@pytest.mark.parametrize("name", MODELS)
def test_defaults_are_complete_and_fit_a_pooled_spectrogram(name):
    sizes = complete_sizes(name, {})
    assert complete_sizes(name, sizes) == sizes
    networks = build_networks(name, (48, 32), 10, sizes, seed=1)
    assert networks.decoder.output_shape == (None, 48, 32)
    assert networks.decoder.count_params() < 500_000


def test_only_the_dense_model_takes_coordinates():
    networks = build("dense", shape=(9,))
    assert networks.decoder(networks.encoder(np.zeros((2, 9)))[0]).shape == (2, 9)
    for name in sorted(set(MODELS) - {"dense"}):
        with pytest.raises(ConfigError, match=rf"{name} found for values of shape \[9\]"):
            build(name, shape=(9,))
    with pytest.raises(ConfigError, match="flatten: hilbert found for values"):
        build("dense", shape=(9,), flatten="hilbert")


def test_dropout_changes_what_training_sees_only():
    values = np.ones((1, *SHAPE), np.float32)
    dropping = build("dense", dropout=0.5).encoder
    one, two = (dropping(values, training=True)[0].numpy() for _ in range(2))
    assert not np.array_equal(one, two)
    one, two = (dropping(values, training=False)[0].numpy() for _ in range(2))
    np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize(
    ("name", "sizes", "message"),
    [
        ("dense", {"hidden_units": []}, r"dense\.hidden_units: found \[\]"),
        ("dense", {"hidden_units": [8, 0]}, r"dense\.hidden_units: found \[8, 0\]"),
        ("dense", {"dropout": 1.0}, r"dense\.dropout: found 1\.0"),
        ("dense", {"flatten": "columns"}, r"dense\.flatten: found 'columns'"),
        ("convolution_1d", {"kernel": 0}, r"convolution_1d\.kernel: found 0"),
        ("convolution_2d", {"filters": [1.5]}, r"convolution_2d\.filters: found \[1\.5\]"),
        ("recurrent", {"cell": "rnn"}, r"recurrent\.cell: found 'rnn'"),
        ("recurrent", {"slots": -1}, r"recurrent\.slots: found -1"),
        ("recurrent", {"slot": 4}, r"key 'slot' found.*did you mean 'slots'"),
    ],
)
def test_sizes_that_cannot_work_are_refused(name, sizes, message):
    with pytest.raises(ConfigError, match=rf"vae\.models\.{name}") as caught:
        complete_sizes(name, sizes)
    assert caught.match(message)


def test_unknown_models_and_empty_codes_are_refused():
    with pytest.raises(ConfigError, match=r"'convolution' found.*did you mean 'convolution_"):
        model_module("convolution")
    with pytest.raises(ConfigError, match=r"vae\.latent_units: found 0"):
        build_networks("dense", SHAPE, 0, SMALL["dense"], 1)
