"""Options of models, each against what it should compute."""

import math

import numpy as np
import pytest
from scipy.special import expit

from latentaudio.errors import ConfigError
from latentaudio.vae.keras_adapter import keras, tf
from latentaudio.vae.models.convolution_1d import Sizes as Sizes1d
from latentaudio.vae.models.convolution_2d import Sizes as Sizes2d
from latentaudio.vae.models.feedback import FeedbackCell, decode_with_feedback
from latentaudio.vae.models.hidden_sizes import ACTIVATIONS, HiddenSizes
from latentaudio.vae.models.networks import Hidden, linear_layers
from latentaudio.vae.models.registry import MODELS, build_networks
from latentaudio.vae.models.resampling import Resampling, pool_frames, spread_frames
from latentaudio.vae.models.weight_normalisation import WeightNormalised
from latentaudio.vae.saved_vae import SavedVae, load_vae, save_vae
from latentaudio.vae.sound_values import Scaling
from latentaudio.vae.vae_training import TrainingSettings, train

SMALL = {
    "dense": {"hidden_units": [8]},
    "convolution_1d": {"filters": [4, 6], "kernel": 3, "hidden_units": 8},
    "convolution_2d": {"filters": [3, 4], "kernel": 3, "hidden_units": 8},
    "recurrent": {"hidden_units": 6, "slots": 3},
}
layers = keras.layers


def build(name, shape=(7, 5), **sizes):
    return build_networks(name, shape, 3, {**SMALL[name], **sizes}, seed=1)


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def layers_of(network, kind):
    """List the layers of a kind, without what normalises their weights."""
    inner = (one.linear if isinstance(one, WeightNormalised) else one for one in network.layers)
    return [one for one in inner if type(one) is kind]


# -- Weight normalisation -------------------------------------------------------------------------

#: Layers, the shape of their input, and the axis of their kernel that stands for outputs.
LINEAR = [
    (lambda: layers.Dense(4), (3,), -1),
    (lambda: layers.Conv1D(4, 3, strides=2, padding="same"), (6, 3), -1),
    (lambda: layers.Conv2D(4, 3, strides=2, padding="same"), (6, 5, 3), -1),
    (lambda: layers.Conv1DTranspose(4, 3, strides=2, padding="same"), (6, 3), -2),
    (lambda: layers.Conv2DTranspose(4, 3, strides=2, padding="same"), (6, 5, 3), -2),
]


@pytest.mark.parametrize(("make", "shape", "axis"), LINEAR)
def test_normalised_weights_have_the_direction_and_the_length_they_should(make, shape, axis):
    # w = g v / |v|, Salimans and Kingma (2016), equation 2.
    normalised, plain = WeightNormalised(make()), make()
    x = tf.constant(random(5, *shape))
    normalised(x), plain(x)
    v, gain, bias = random(*plain.kernel.shape, seed=1), random(4, seed=2), random(4, seed=3)
    normalised.linear.kernel.assign(v)
    normalised.gain.assign(gain)
    normalised.bias.assign(bias)
    each = np.moveaxis(v, axis, -1)
    others = tuple(range(each.ndim - 1))
    w = np.moveaxis(gain * each / np.sqrt((each**2).sum(axis=others)), -1, axis)
    plain.kernel.assign(w)
    plain.bias.assign(bias)
    with tf.GradientTape() as tape:
        found = normalised(x)
        loss = tf.reduce_sum(found**3)
    np.testing.assert_allclose(found, plain(x), rtol=1e-4, atol=1e-5)
    # Equation 3: what changes a direction is perpendicular to it.
    change = np.moveaxis(tape.gradient(loss, normalised.linear.kernel).numpy(), axis, -1)
    scale = np.sqrt((change**2).sum(axis=others) * (each**2).sum(axis=others))
    assert np.all(scale > 0)
    np.testing.assert_allclose((change * each).sum(axis=others) / scale, 0, atol=1e-5)


@pytest.mark.parametrize("name", MODELS)
def test_models_with_normalised_weights_start_as_those_without(name):
    plain, normalised = build(name), build(name, weight_normalisation=True)
    x = random(4, 7, 5)
    for one, other in zip(plain.encoder(x), normalised.encoder(x), strict=True):
        np.testing.assert_allclose(other, one, rtol=1e-4, atol=1e-5)
    z = random(4, 3)
    np.testing.assert_allclose(normalised.decoder(z), plain.decoder(z), rtol=1e-4, atol=1e-5)
    for side in ("encoder", "decoder"):
        network, other = getattr(normalised, side), getattr(plain, side)
        gains = [one for one in network.trainable_variables if one.name == "gain"]
        assert network.count_params() == other.count_params() + sum(map(keras.ops.size, gains))
        # Every dense and convolutional layer has them.
        linear = [one for one in network.layers if hasattr(one, "kernel_initializer")]
        assert gains
        assert all(isinstance(one, (layers.GRU, layers.LSTM)) for one in linear)


# -- Hidden layers --------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["encoder", "decoder"])
def test_activations_compute_what_their_names_say(side):
    x = np.array([[-8.0, -0.5, 0.0, 2.0, 8.0]], np.float32)
    expected = {
        "leaky_relu": np.where(x < 0, 0.2 * x, x),
        "relu": np.maximum(x, 0),
        "relu6": np.clip(x, 0, 6),
        "tanh": np.tanh(x),
        "sigmoid": expit(x),
    }
    assert set(expected) == set(ACTIVATIONS)
    for name, values in expected.items():
        hidden = Hidden(HiddenSizes(**{f"{side}_activation": name}), seed=1)
        found = (hidden if side == "encoder" else hidden.of_decoder())(tf.constant(x))
        np.testing.assert_allclose(found, values, rtol=1e-5)


@pytest.mark.parametrize("name", MODELS)
def test_each_side_of_a_model_has_its_own_activation(name):
    networks = build(name, encoder_activation="tanh", decoder_activation="relu6")
    assert layers_of(networks.encoder, layers.Activation)
    assert not layers_of(networks.encoder, layers.ReLU)
    assert {one.max_value for one in layers_of(networks.decoder, layers.ReLU)} == {6.0}
    assert not layers_of(networks.decoder, layers.Activation)
    assert not layers_of(networks.decoder, layers.LeakyReLU)


@pytest.mark.parametrize("shape", [(5, 40), (5, 6, 40)])
def test_channels_are_dropped_as_a_whole(shape):
    for whole in (True, False):
        inputs = keras.Input(shape)
        hidden = Hidden(HiddenSizes(dropout=0.5), seed=1, whole_channels=whole)
        found = keras.Model(inputs, hidden(inputs))(np.ones((2, *shape)), training=True).numpy()
        assert set(np.unique(found)) == {0.0, 2.0}
        assert 0.2 < (found == 0).mean() < 0.8
        flat = found.reshape(2, -1, 40)
        assert np.all(flat == flat[:, :1]) == whole


@pytest.mark.parametrize(
    ("name", "kind"),
    [("convolution_1d", layers.SpatialDropout1D), ("convolution_2d", layers.SpatialDropout2D)],
)
def test_convolutions_drop_what_they_are_told_to(name, kind):
    for dropped, convolutions in (("units", 0), ("channels", 2)):
        encoder = build(name, dropout=0.5, dropout_of=dropped).encoder
        assert len(layers_of(encoder, kind)) == convolutions
        assert len(layers_of(encoder, layers.Dropout)) == 3 - convolutions


@pytest.mark.parametrize("name", ["convolution_1d", "convolution_2d"])
def test_there_can_be_several_dense_layers_beside_the_code(name):
    networks = build(name, hidden_units=[9, 7])
    units = [one.units for one in layers_of(networks.encoder, layers.Dense)]
    assert units == [9, 7, 3, 3]
    first, second, last = (one.units for one in layers_of(networks.decoder, layers.Dense))
    assert (first, second) == (7, 9)
    assert last == math.prod(layers_of(networks.decoder, layers.Reshape)[0].target_shape)


# -- Convolutions ---------------------------------------------------------------------------------


def nothing(x):
    return x


@pytest.mark.parametrize(("axes", "sizes"), [(1, Sizes1d), (2, Sizes2d)])
def test_max_pooling_takes_the_larger_and_the_decoder_repeats(axes, sizes):
    sizes = sizes(downsampling="max_pooling", kernel=3)
    resampling = Resampling(axes, sizes, linear_layers(sizes))
    shape = (5, 3)[:axes]
    inputs = keras.Input((*shape, 1))
    encoder = keras.Model(inputs, resampling.halve(inputs, 1, nothing))
    decoder = keras.Model(inputs, resampling.double(inputs, 1, 3))
    # Filters that leave everything as it is.
    for network in (encoder, decoder):
        (convolution,) = (one for one in network.layers if hasattr(one, "kernel"))
        kernel = np.zeros(convolution.kernel.shape, np.float32)
        kernel[(1,) * axes] = 1.0
        convolution.kernel.assign(kernel)
    x = random(2, *shape, 1)
    pooled, repeated = x, x
    for axis in range(1, axes + 1):
        # Beyond the end there is nothing, which is no maximum.
        count = -(-x.shape[axis] // 2)
        pairs = [range(2 * i, min(2 * i + 2, x.shape[axis])) for i in range(count)]
        pooled = np.stack([pooled.take(pair, axis).max(axis=axis) for pair in pairs], axis=axis)
        repeated = repeated.repeat(2, axis=axis)
    np.testing.assert_allclose(encoder(x), pooled, rtol=1e-6)
    np.testing.assert_allclose(decoder(x), repeated, rtol=1e-6)


@pytest.mark.parametrize("name", ["convolution_1d", "convolution_2d"])
def test_models_with_max_pooling_have_no_strides(name):
    networks = build(name, downsampling="max_pooling", decoder_kernel=2)
    pooling = {"convolution_1d": layers.MaxPooling1D, "convolution_2d": layers.MaxPooling2D}[name]
    assert len(layers_of(networks.encoder, pooling)) == 2
    for network, kernel in ((networks.encoder, 3), (networks.decoder, 2)):
        convolutions = [one for one in network.layers if hasattr(one, "kernel_size")]
        assert len(convolutions) >= 2
        assert all(set(one.strides) == {1} for one in convolutions)
        assert all(set(one.kernel_size) == {kernel} for one in convolutions)


@pytest.mark.parametrize(
    ("name", "kernels"), [("convolution_1d", (2, 3, 4)), ("convolution_2d", (2, 4))]
)
@pytest.mark.parametrize("downsampling", ["stride", "max_pooling"])
def test_each_convolution_of_a_decoder_can_have_a_width_of_its_own(name, kernels, downsampling):
    networks = build(name, downsampling=downsampling, decoder_kernel=kernels)
    found = [one.kernel_size[0] for one in networks.decoder.layers if hasattr(one, "kernel_size")]
    assert found == list(kernels)
    with pytest.raises(
        ConfigError, match=rf"{name}.decoder_kernel: found \[2\], .* {len(kernels)} "
    ):
        build(name, decoder_kernel=(2,))


@pytest.mark.parametrize(("frames", "count"), [(7, 3), (6, 3), (5, 5), (4, 1), (9, 4)])
def test_adaptive_pooling_covers_all_frames_in_equal_parts(frames, count):
    x = random(2, frames, 3)
    # Parts begin at the rounded-down and end at the rounded-up multiples of frames / count.
    starts = [math.floor(i * frames / count) for i in range(count)]
    stops = [math.ceil((i + 1) * frames / count) for i in range(count)]
    parts = map(slice, starts, stops)
    expected = np.stack([x[:, part].max(axis=1) for part in parts], axis=1)
    np.testing.assert_array_equal(pool_frames(tf.constant(x), count), expected)
    spread = spread_frames(tf.constant(expected), frames).numpy()
    sources = [int(frame * count / frames) for frame in range(frames)]
    np.testing.assert_array_equal(spread, expected[:, sources])
    assert set(sources) == set(range(count))


def test_adaptive_pooling_makes_the_code_independent_of_the_length():
    sizes = {"pooled_frames": 2}
    short, long = (build("convolution_1d", (frames, 5), **sizes) for frames in (16, 64))
    assert short.encoder.count_params() == long.encoder.count_params()
    assert build("convolution_1d", (64, 5)).encoder.count_params() > long.encoder.count_params()
    with pytest.raises(ConfigError, match=r"pooled_frames: found 5, but .* leave 4 frames"):
        build("convolution_1d", (16, 5), pooled_frames=5)


# -- Waveforms ------------------------------------------------------------------------------------


def test_convolutions_learn_from_waveforms(make_model):
    # Sines whose frequency and amplitude vary, and noise that nothing can reconstruct.
    generator = np.random.default_rng(4)
    frequency, amplitude = generator.uniform([0.01, 0.5], [0.04, 1.5], (320, 2)).T[..., np.newaxis]
    tones = amplitude * np.sin(2 * np.pi * frequency * np.arange(160))
    noisy = (tones + 0.1 * generator.standard_normal(tones.shape)).astype(np.float32)
    model = make_model(
        "convolution_1d",
        (160,),
        filters=[16, 16],
        sample_kernel=16,
        sample_stride=8,
        hidden_units=32,
    )
    settings = TrainingSettings(beta=1.0, batch=32, epochs=25, patience=25, learning_rate=0.005)
    train(model, noisy[:240], noisy[240:280], settings, seed=3)
    held_out = noisy[280:]
    residual = model.decode(model.encode(held_out)[0]) - tones[280:]
    assert np.mean(residual**2) < 0.3 * np.mean(tones[280:] ** 2)


def test_a_second_of_sound_fits_into_memory_with_the_sizes_that_are_default():
    networks = build_networks("convolution_1d", (15_600,), 10, {}, seed=1)
    assert networks.decoder.output_shape == (None, 15_600)
    for network in (networks.encoder, networks.decoder):
        assert network.count_params() < 1_500_000
        # Of a batch of 128 sounds, all layers together keep less than 200 MB.
        kept = sum(math.prod(one.output.shape[1:]) for one in network.layers)
        assert 4 * 128 * kept < 200e6


def test_waveforms_whose_dense_layer_would_be_huge_are_refused():
    sizes = {"sample_stride": 1, "filters": [64, 128]}
    message = r"15,600 samples leave 3,900 frames of 128 .* has 63,897,600 weights.*sample_stride"
    with pytest.raises(ConfigError, match=message):
        build_networks("convolution_1d", (15_600,), 10, sizes, seed=1)
    build_networks("convolution_1d", (15_600,), 10, {**sizes, "pooled_frames": 3}, seed=1)


def test_options_are_saved_with_the_model(make_model, tmp_path):
    options = {
        "filters": [4, 6],
        "hidden_units": [8, 6],
        "downsampling": "max_pooling",
        "pooled_frames": 2,
        "weight_normalisation": True,
        "decoder_activation": "relu6",
        "sample_stride": 8,
    }
    model = make_model("convolution_1d", (103,), **options)
    weights = {name: value + random(*value.shape) for name, value in model.weights().items()}
    model.set_weights(weights)
    saved = SavedVae("waveform", model, Scaling(np.ones(1, np.float32), 0.0, 1.0))
    save_vae(tmp_path, saved)
    loaded = load_vae(tmp_path)
    assert options.items() <= loaded.model.architecture.sizes.items()
    values = random(3, 103)
    np.testing.assert_array_equal(loaded.encode(values), saved.encode(values))
    codes = random(3, 3)
    np.testing.assert_array_equal(loaded.decode(codes), saved.decode(codes))


# -- Recurrent decoders ---------------------------------------------------------------------------


def test_the_decoder_can_have_another_cell():
    networks = build("recurrent", cell="lstm", decoder_cell="gru")
    assert len(layers_of(networks.encoder, layers.LSTM)) == 1
    assert len(layers_of(networks.decoder, layers.GRU)) == 1
    assert len(layers_of(build("recurrent", cell="lstm").decoder, layers.LSTM)) == 1


def test_each_step_of_a_decoder_with_feedback_sees_the_last():
    # Bahdanau et al. (2015), with slots instead of the states of an encoder.
    units, width, slots, steps = 3, 2, 4, 3
    inputs = keras.Input((units,)), keras.Input((slots * units,))
    network = keras.Model(inputs, decode_with_feedback(*inputs, steps, width, slots))
    (cell,) = (one.cell for one in network.layers if isinstance(one, layers.RNN))
    assert isinstance(cell, FeedbackCell)
    for place, variable in enumerate(network.trainable_variables):
        variable.assign(random(*variable.shape, seed=place))
    start, memory = random(5, units, seed=20), random(5, slots * units, seed=21)
    scale = cell.attention.scale.numpy()
    kernel, recurrent, bias = (one.numpy() for one in cell.cell.trainable_variables)
    to_values, offset = (one.numpy() for one in cell.to_values.trainable_variables)
    state, last = start, np.zeros((5, width))
    each = memory.reshape(5, slots, units)
    for output in np.moveaxis(network([start, memory]).numpy(), 1, 0):
        scores = np.exp((scale * np.tanh(state[:, np.newaxis] + each)).sum(axis=2))
        weights = scores / scores.sum(axis=1, keepdims=True)
        answer = (weights[..., np.newaxis] * each).sum(axis=1)
        seen = np.concatenate([last, answer], axis=1) @ kernel + bias
        keep, reset, new = np.split(seen, 3, axis=1)
        of_keep, of_reset, of_new = np.split(recurrent, 3, axis=1)
        keep = expit(keep + state @ of_keep)
        reset = expit(reset + state @ of_reset)
        state = keep * state + (1 - keep) * np.tanh(new + (reset * state) @ of_new)
        last = np.concatenate([last, answer, state], axis=1) @ to_values + offset
        np.testing.assert_allclose(output, last, rtol=1e-3, atol=1e-4)


# -- A code for each step -------------------------------------------------------------------------


@pytest.mark.parametrize("feedback", [False, True])
def test_each_step_has_a_code_that_knows_nothing_of_later_steps(feedback):
    # Three steps of three frames, the last of which has one frame only.
    networks = build("recurrent", code_of="step", frames_per_step=3, feedback=feedback)
    values = random(4, 7, 5)
    codes = networks.encoder(values)
    assert [one.shape for one in codes] == [(4, 9), (4, 9)]
    assert networks.decoder(codes[0]).shape == (4, 7, 5)
    changed = values.copy()
    changed[:, 3:6] += 1.0
    for before, after in zip(codes, networks.encoder(changed), strict=True):
        same = np.isclose(before, after, rtol=1e-5, atol=1e-6).all(axis=0)
        np.testing.assert_array_equal(same, np.repeat([True, False, False], 3))
    for network, trained in ((networks.encoder, values), (networks.decoder, codes[0])):
        with tf.GradientTape() as tape:
            loss = sum(tf.reduce_sum(one**2) for one in tf.nest.flatten(network(trained)))
        gradients = tape.gradient(loss, network.trainable_variables)
        assert all(one is not None for one in gradients)


def test_one_map_makes_a_slot_of_the_code_of_each_step_and_attention_mixes_them():
    decoder = build("recurrent", code_of="step", frames_per_step=2, slots=1).decoder
    for place, variable in enumerate(decoder.trainable_variables):
        variable.assign(random(*variable.shape, seed=place))
    # Without weights, every query is 0, and so the same for every step.
    (cell,) = layers_of(decoder, layers.GRU)
    for variable in cell.trainable_variables:
        variable.assign(tf.zeros_like(variable))
    of_slot, of_values = layers_of(decoder, layers.Dense)
    (attention,) = layers_of(decoder, layers.AdditiveAttention)
    z = random(3, 4 * 3)
    slots = z.reshape(3, 4, 3) @ of_slot.kernel.numpy() + of_slot.bias.numpy()
    slots = np.where(slots < 0, 0.2 * slots, slots)
    scores = np.exp((attention.scale.numpy() * np.tanh(slots)).sum(axis=2))
    weights = scores / scores.sum(axis=1, keepdims=True)
    answer = (weights[..., np.newaxis] * slots).sum(axis=1)
    both = np.concatenate([np.zeros_like(answer), answer], axis=1)
    step = (both @ of_values.kernel.numpy() + of_values.bias.numpy()).reshape(3, 2, 5)
    expected = np.tile(step, (1, 4, 1))[:, :7]
    np.testing.assert_allclose(decoder(z), expected, rtol=1e-4, atol=1e-4)


def test_models_with_a_code_for_each_step_are_trained_and_saved(make_model, spectrograms, tmp_path):
    values = (spectrograms + 3.0) / 0.5
    model = make_model("recurrent", latent_units=2, code_of="step", hidden_units=16)
    assert (model.code_units, model.architecture.latent_units) == (8, 2)
    settings = TrainingSettings(beta=1.0, batch=32, epochs=15, learning_rate=0.01)
    result = train(model, values[:160], values[160:200], settings, seed=3)
    residual = model.decode(model.encode(values[200:])[0]) - values[200:]
    assert np.mean(residual**2) < 0.3 * np.var(values[200:])
    # The rate is that of all steps.
    mean, log_variance = model.encode(values[160:200])
    rate = 0.5 * (mean**2 + np.exp(log_variance) - log_variance - 1).sum(axis=1).mean()
    best = result.history[result.best_epoch - 1]
    assert best.validation_rate == pytest.approx(rate, rel=1e-4)
    saved = SavedVae("small", model, Scaling(np.ones(1, np.float32), 0.0, 1.0))
    save_vae(tmp_path, saved)
    loaded = load_vae(tmp_path)
    np.testing.assert_array_equal(loaded.decode(mean), model.decode(mean))


@pytest.mark.parametrize("objective", ["beta_tcvae", "factor_vae"])
def test_every_objective_takes_the_units_of_all_steps(make_model, spectrograms, objective):
    model = make_model("recurrent", latent_units=2, code_of="step", hidden_units=4)
    settings = TrainingSettings(beta=2.0, objective=objective, batch=32, epochs=1)
    (epoch,) = train(model, spectrograms[:64], spectrograms[:0], settings, seed=3).history
    assert np.isfinite(epoch.total_correlation)
