"""The network and its front end against the original's outputs, and against NumPy.

`reference_patches` and `reference_activations` compute the same from the definitions alone: no
TensorFlow, double precision, and batch normalisations not folded into kernels.
"""

import numpy as np
import pytest
import soundfile
import tensorflow as tf

from latentaudio.networks.yamnet.classes import class_names
from latentaudio.networks.yamnet.frontend import log_mel_patches
from latentaudio.networks.yamnet.layers import LAYERS, SNIPPET_SAMPLES
from latentaudio.networks.yamnet.network import Continuation, Readout, YamNet
from latentaudio.networks.yamnet.weights import BATCH_NORM_EPSILON

HOP = 7_680
STRIDES = (2, 1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)


@pytest.fixture(scope="module")
def network(parameters):
    return YamNet(parameters)


@pytest.fixture(scope="module")
def patches(waveforms):
    return log_mel_patches(waveforms)


@pytest.fixture(scope="module")
def activations(network, patches):
    return network.activations(patches)


@pytest.fixture(scope="module")
def published_network(published):
    return YamNet(published)


# -- The definitions -------------------------------------------------------------------------------


def htk_mel(frequency):
    return 1127.0 * np.log1p(frequency / 700.0)


def reference_patches(waveforms):
    """Log-mel patches: frames of 400 samples every 160, in 64 triangles evenly spaced in mel."""
    frames = np.lib.stride_tricks.sliding_window_view(waveforms.astype(float), 400, axis=1)[
        :, ::160
    ]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400)
    magnitudes = np.abs(np.fft.rfft(frames * window, 512))
    corners = np.linspace(htk_mel(125.0), htk_mel(7500.0), 66)
    bins = htk_mel(np.arange(257) * 16_000 / 512)[:, np.newaxis]
    lower, centre, upper = corners[:-2], corners[1:-1], corners[2:]
    rising, falling = (bins - lower) / (centre - lower), (upper - bins) / (upper - centre)
    return np.log(magnitudes @ np.maximum(np.minimum(rising, falling), 0) + 0.001)


def shifted(values, stride):
    """Yield what each weight (i, j) of a 3 x 3 kernel is multiplied by, of shape [n, h, w, c].

    Padding keeps the output at size / stride: with stride 2, it is at the end only.
    """
    before = 1 if stride == 1 else 0
    padded = np.pad(values, [(0, 0), (before, 1), (before, 1), (0, 0)])
    _, height, width, _ = values.shape
    for i, j in np.ndindex(3, 3):
        yield (i, j), padded[:, i : i + height : stride, j : j + width : stride]


def reference_activations(parameters, patches, layers=14):
    """Compute the outputs of the first layers."""

    def normalised(values, prefix):
        beta, mean, variance = (
            parameters[f"{prefix}/{name}"].astype(float) for name in ("beta", "mean", "variance")
        )
        return np.maximum((values - mean) / np.sqrt(variance + 1e-4) + beta, 0)

    values = np.asarray(patches, float)[..., np.newaxis]
    outputs = []
    for number, stride in enumerate(STRIDES[:layers], start=1):
        prefix = f"layer{number:02d}"
        if number == 1:
            kernel = parameters[f"{prefix}/conv/kernel"].astype(float)
            values = sum(part @ kernel[at] for at, part in shifted(values, stride))
            values = normalised(values, f"{prefix}/conv")
        else:
            kernel = parameters[f"{prefix}/depthwise/kernel"].astype(float)[..., 0]
            values = sum(part * kernel[at] for at, part in shifted(values, stride))
            values = normalised(values, f"{prefix}/depthwise")
            values = values @ parameters[f"{prefix}/pointwise/kernel"].astype(float)[0, 0]
            values = normalised(values, f"{prefix}/pointwise")
        outputs.append(values)
    return outputs


# -- Against NumPy ---------------------------------------------------------------------------------


def test_the_front_end_equals_its_definition(waveforms, patches):
    assert patches.shape == (3, 96, 64)
    # Compared as magnitudes: the logarithm magnifies rounding errors of values close to zero.
    expected = np.exp(reference_patches(waveforms))
    np.testing.assert_allclose(np.exp(patches), expected, rtol=1e-5, atol=1e-5)


def test_silence_is_the_logarithm_of_the_offset(patches):
    np.testing.assert_allclose(patches[2], np.log(0.001), rtol=1e-6)


def test_waveforms_of_another_length_are_refused():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\[1,16000\].*15600"):
        log_mel_patches(tf.zeros([1, 16_000]))


def test_all_layers_equal_their_definition(parameters, patches, activations):
    expected = reference_activations(parameters, patches)
    for one, found, wanted in zip(LAYERS, activations, expected, strict=True):
        assert found.shape[1:] == one.shape
        np.testing.assert_allclose(
            found, wanted, atol=2e-4 * np.abs(wanted).max(), err_msg=one.name
        )
        assert (wanted > 0).mean() > 0.1  # otherwise the comparison would be empty


def test_embeddings_are_means_over_the_last_layer_and_logits_linear_in_them(
    parameters, network, activations
):
    embeddings, logits = network.continue_from(14, activations[-1])
    means = np.asarray(activations[-1], float).mean(axis=(1, 2))
    np.testing.assert_allclose(embeddings, means, rtol=1e-5)
    expected = means @ parameters["dense/kernel"].astype(float) + parameters["dense/bias"]
    np.testing.assert_allclose(logits, expected, rtol=1e-3, atol=1e-3 * np.abs(expected).max())


def test_a_vanishing_variance_is_bounded_by_epsilon(parameters, patches):
    assert BATCH_NORM_EPSILON == 1e-4
    zero = {**parameters, "layer01/conv/variance": np.zeros(32, np.float32)}
    first = YamNet(zero).activations(patches)[0]
    (expected,) = reference_activations(zero, patches, layers=1)
    np.testing.assert_allclose(first, expected, atol=1e-4 * expected.max())


# -- The network against itself --------------------------------------------------------------------


@pytest.mark.parametrize("number", range(1, 15))
def test_continuing_from_any_layer_equals_the_whole_pass(network, activations, number):
    embeddings, logits = network.continue_from(14, activations[-1])
    found = network.continue_from(number, activations[number - 1])
    np.testing.assert_allclose(found[0], embeddings, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(found[1], logits, rtol=1e-4, atol=1e-5)
    flat = tf.reshape(activations[number - 1], [3, -1])
    np.testing.assert_array_equal(network.continue_from(number, flat)[1], found[1])


def test_continuing_from_a_layer_that_does_not_exist_is_refused(network):
    with pytest.raises(IndexError):
        network.continue_from(15, tf.zeros([1, 6_144]))


def test_the_readout_equals_the_plain_pass_in_half_precision(
    network, waveforms, patches, activations
):
    kept, embeddings, logits, log_mel = Readout(network, [9, 2, 14], 4)(waveforms)
    assert [one.dtype for one in kept] == [np.float16] * 3
    for number, found in zip([9, 2, 14], kept, strict=True):
        expected = np.asarray(activations[number - 1]).reshape(3, -1)
        np.testing.assert_allclose(found, expected, rtol=2e-3, atol=1e-3 * expected.max())
    expected = network.continue_from(14, activations[-1])
    np.testing.assert_allclose(embeddings, expected[0], rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(logits, expected[1], rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(log_mel, patches, atol=5e-3)
    assert (logits.dtype, log_mel.dtype) == (np.float32, np.float16)


def test_the_values_of_a_snippet_depend_neither_on_its_batch_nor_on_padding(network, waveforms):
    readout = Readout(network, [1, 9], 4)
    together = readout(waveforms)
    alone = readout(waveforms[1:2])
    reversed_order = readout(np.concatenate([waveforms[::-1], waveforms[:1]]))
    for left, middle, right in zip(
        [*together[0], *together[1:]],
        [*alone[0], *alone[1:]],
        [*reversed_order[0], *reversed_order[1:]],
        strict=True,
    ):
        assert len(middle) == 1
        np.testing.assert_array_equal(middle[0], left[1])
        np.testing.assert_array_equal(right[1], left[1])


def test_a_continuation_from_any_layer_gives_the_outputs_of_the_whole_pass(network, waveforms):
    activations = network.activations(log_mel_patches(waveforms))
    embeddings, logits = network.continue_from(14, activations[-1])
    for number in (1, 9, 14):
        flat = tf.reshape(activations[number - 1], [len(waveforms), -1]).numpy()
        # Fewer than a batch, and more.
        for batch_size in (2, 64):
            found = Continuation(network, number, batch_size)(flat)
            np.testing.assert_allclose(found.logits, logits, atol=1e-4)
            np.testing.assert_allclose(found.embeddings, embeddings, atol=1e-5)


# -- Against the original --------------------------------------------------------------------------


def signal(folder, name):
    if name == "sine440":
        return np.sin(2 * np.pi * 440 * np.arange(48_000) / 16_000).astype(np.float32)
    if name == "silence":
        return np.zeros(48_000, np.float32)
    samples, samplerate = soundfile.read(folder / f"{name}.wav", dtype="float32")
    assert (samplerate, samples.ndim) == (16_000, 1)
    return samples


def cut_as_the_original(samples):
    """Cut windows of a patch's length every 0.48 s; the last one is padded with zeros."""
    hops = max(0, -(-(len(samples) - SNIPPET_SAMPLES) // HOP))
    padded = np.pad(samples, (0, max(0, SNIPPET_SAMPLES + hops * HOP - len(samples))))
    return np.lib.stride_tricks.sliding_window_view(padded, SNIPPET_SAMPLES)[::HOP]


@pytest.mark.parametrize("name", ["miaow_16k", "speech_whistling2", "sine440", "silence"])
def test_published_weights_give_the_outputs_of_the_original_network(
    published_network, reference_folder, name
):
    with np.load(reference_folder / f"{name}.npz") as archive:
        expected = dict(archive)
    snippets = cut_as_the_original(signal(reference_folder, name))
    found = log_mel_patches(snippets)
    frames = np.stack([expected["log_mel"][48 * i : 48 * i + 96] for i in range(len(snippets))])
    np.testing.assert_allclose(found, frames, atol=1e-4)
    activations = published_network.activations(found)
    embeddings, logits = published_network.continue_from(14, activations[-1])
    np.testing.assert_allclose(embeddings, expected["embeddings"], atol=1e-4)
    np.testing.assert_allclose(tf.sigmoid(logits), expected["scores"], atol=1e-4)


def test_the_readout_of_published_weights_names_the_sounds(published_network, reference_folder):
    snippets = cut_as_the_original(signal(reference_folder, "miaow_16k"))
    logits = Readout(published_network, [14], 16)(snippets).logits
    assert class_names()[logits.mean(axis=0).argmax()] in ("Animal", "Cat", "Meow")
