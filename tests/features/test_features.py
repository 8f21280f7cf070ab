"""Tests of the features that are computed from what a network's pass has written."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentaudio.audio.rate import SnippetFormat
from latentaudio.errors import ConfigError
from latentaudio.features.feature import find_feature
from latentaudio.features.layer_means import channel_means
from latentaudio.features.space import layer_space
from latentaudio.networks.base import Layer, LogMelPatch, NetworkDescription
from latentaudio.networks.registry import describe

YAMNET = describe("yamnet")


@pytest.fixture
def tiny():
    """A network with one layer that has positions, and one that has channels only."""
    return NetworkDescription(
        name="tiny",
        title="Tiny",
        snippet=SnippetFormat(samplerate=8000, samples=4000),
        layers=(Layer(1, "first", (2, 3, 4)), Layer(2, "last", (5,))),
        embedding_size=5,
        classes=("a", "b"),
        classes_title="classes",
        patch=LogMelPatch(frames=2, bands=3, frame_s=0.1, lowest_hz=0.0, highest_hz=4000.0),
    )


@pytest.mark.parametrize(
    ("name", "shape", "source", "column"),
    [
        ("log_mel", (2, 3), "output", "log_mel"),
        ("log_mel_1x3", (1, 3), "output", "log_mel"),
        ("embedding", (5,), "output", "embedding"),
        ("layer_01_means", (2, 4), "layer_01", "activation"),
    ],
)
def test_a_feature_says_what_it_is_computed_from(tiny, name, shape, source, column):
    found = find_feature(name, tiny)
    assert (found.source, found.column) == (source, column)
    assert (found.space.name, found.space.shape) == (name, shape)
    assert found.space.size == np.prod(shape)
    assert (found.space.window_s, found.space.layer) == (0.5, None)


@pytest.mark.parametrize("name", ["log_mel", "embedding", "layer_01_means"])
def test_values_have_the_size_that_is_declared(tiny, name):
    found = find_feature(name, tiny)
    width = tiny.layers[0].size if name == "layer_01_means" else found.space.size
    assert found.compute(np.zeros([3, width], np.float16)).shape == (3, found.space.size)


def test_the_spectrogram_is_that_of_the_network():
    stored = np.random.default_rng(0).normal(size=[2, 96 * 64]).astype(np.float16)
    np.testing.assert_array_equal(find_feature("log_mel", YAMNET).compute(stored), stored)


@given(st.integers(1, 5), st.integers(1, 7), st.integers(1, 4))
def test_means_and_deviations_are_those_of_each_channel(snippets, positions, channels):
    values = np.random.default_rng(positions).normal(size=[snippets, positions, channels])
    values = values.astype(np.float16)
    found = channel_means(values.reshape(snippets, -1), channels)
    expected = values.astype(np.float64)
    np.testing.assert_allclose(found[:, :channels], expected.mean(axis=1), atol=1e-5)
    np.testing.assert_allclose(found[:, channels:], expected.std(axis=1), atol=1e-5)


def test_a_layer_is_a_space():
    space = layer_space(YAMNET.layer(9), YAMNET)
    assert (space.name, space.title, space.layer) == ("layer_09", "Conv 8 pw", 9)
    assert (space.size, space.window_s) == (12288, 0.975)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "mfc",
            r"'mfc' found, expected one of log_mel, .*BINSxOCTAVE, mfcc; did you mean 'mfcc'\?",
        ),
        ("layer_7_means", "layer_7_means' found, expected one of"),
        ("layer_09_means", r"layer 9: Tiny has layers 1 to 2"),
        ("layer_02_means", r"Tiny's layer 2 has one value per channel"),
    ],
)
def test_what_is_no_feature_is_refused(tiny, name, words):
    with pytest.raises(ConfigError, match=words):
        find_feature(name, tiny)
