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
SHAPE = (7, 5)
WAVEFORM = (103,)
POOLED = {"downsampling": "max_pooling", "kernel": 2, "decoder_kernel": 3}
VARIANTS = [
    *((name, SHAPE, {}) for name in MODELS),
    *((name, SHAPE, {"dropout": 0.5, "batch_normalisation": True}) for name in MODELS),
    *((name, SHAPE, {"weight_normalisation": True}) for name in MODELS),
    ("dense", SHAPE, {"flatten": "hilbert", "encoder_activation": "tanh"}),
    ("convolution_1d", SHAPE, {**POOLED, "pooled_frames": 1}),
    ("convolution_2d", SHAPE, {**POOLED, "hidden_units": [8, 6]}),
    ("convolution_1d", WAVEFORM, {"sample_kernel": 8, "sample_stride": 4}),
    ("convolution_1d", WAVEFORM, {**POOLED, "sample_kernel": 5, "sample_stride": 1}),
    ("convolution_1d", WAVEFORM, {"sample_stride": 10, "weight_normalisation": True}),
    ("recurrent", SHAPE, {"cell": "lstm", "frames_per_step": 3, "decoder_cell": "gru"}),
    ("recurrent", SHAPE, {"feedback": True, "weight_normalisation": True}),
]


def build(name, shape=SHAPE, seed=1, **sizes):
    return build_networks(name, shape, 3, {**SMALL[name], **sizes}, seed)


def weights(networks):
    variables = [*networks.encoder.variables, *networks.decoder.variables]
    return [one.numpy() for one in variables if one.name != "seed_generator_state"]


@pytest.mark.parametrize(("name", "shape", "sizes"), VARIANTS)
def test_contract_of_models(name, shape, sizes):
    networks = build(name, shape, **sizes)
    first = weights(networks)
    values = np.random.default_rng(0).normal(size=(4, *shape)).astype(np.float32)
    mean, log_variance = networks.encoder(values)
    assert mean.shape == log_variance.shape == (4, 3)
    outputs = networks.decoder(mean)
    assert outputs.shape == (4, *shape)
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
    for one, two in zip(weights(build(name, shape, **sizes)), first, strict=True):
        np.testing.assert_array_equal(one, two)
    other = weights(build(name, shape, seed=2, **sizes))
    assert any(not np.array_equal(one, two) for one, two in zip(first, other, strict=True))


@pytest.mark.parametrize("name", MODELS)
def test_defaults_are_complete_and_fit_a_pooled_spectrogram(name):
    sizes = complete_sizes(name, {})
    assert complete_sizes(name, sizes) == sizes
    networks = build_networks(name, (48, 32), 10, sizes, seed=1)
    assert networks.decoder.output_shape == (None, 48, 32)
    assert networks.decoder.count_params() < 500_000


def test_models_of_spectrograms_refuse_values_in_a_row():
    # For the dense model they are coordinates, for convolutions over time samples.
    networks = build("dense", shape=(9,))
    assert networks.decoder(networks.encoder(np.zeros((2, 9)))[0]).shape == (2, 9)
    for name in sorted(set(MODELS) - {"dense", "convolution_1d"}):
        with pytest.raises(ConfigError, match=rf"{name} found for values of shape \[9\]"):
            build(name, shape=(9,))
    with pytest.raises(ConfigError, match=r"convolution_1d found for values of shape \[9, 2, 2\]"):
        build("convolution_1d", shape=(9, 2, 2))
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
        ("dense", {"flatten": "columns"}, r"dense\.flatten: 'columns' found"),
        ("dense", {"encoder_activation": "rlu"}, r"encoder_activation: 'rlu' found.*'relu'"),
        ("recurrent", {"decoder_activation": ""}, r"decoder_activation: '' found"),
        ("convolution_2d", {"downsampling": "pool"}, r"downsampling: 'pool' found"),
        ("convolution_1d", {"dropout_of": "frames"}, r"dropout_of: 'frames' found"),
        ("convolution_1d", {"hidden_units": [8, 0]}, r"hidden_units: found \[8, 0\]"),
        ("convolution_2d", {"decoder_kernel": 0}, r"decoder_kernel: found 0"),
        ("convolution_1d", {"sample_stride": 0}, r"sample_stride: found 0"),
        ("convolution_1d", {"sample_kernel": 2.5}, r"sample_kernel: found 2\.5"),
        ("convolution_1d", {"pooled_frames": 0}, r"pooled_frames: found 0"),
        ("convolution_2d", {"pooled_frames": 1}, r"key 'pooled_frames' found"),
        ("recurrent", {"decoder_cell": "rnn"}, r"decoder_cell: 'rnn' found"),
        ("recurrent", {"cell": "lstm", "feedback": True}, r"cell is lstm; set decoder_cell: gru"),
        ("convolution_1d", {"kernel": 0}, r"convolution_1d\.kernel: found 0"),
        ("convolution_2d", {"filters": [1.5]}, r"convolution_2d\.filters: found \[1\.5\]"),
        ("recurrent", {"cell": "rnn"}, r"recurrent\.cell: 'rnn' found"),
        ("recurrent", {"code_of": "frame"}, r"recurrent\.code_of: 'frame' found.* sound, step"),
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
