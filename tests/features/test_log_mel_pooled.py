"""Log-mel spectrograms pooled by means."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentaudio.errors import ConfigError
from latentaudio.features.feature import OUTPUT, find_feature
from latentaudio.features.log_mel_pooled import pool, unpool
from latentaudio.networks.registry import describe

YAMNET = describe("yamnet")


def test_a_pooled_spectrogram_is_made_of_means():
    stored = np.random.default_rng(0).normal(size=[3, 96 * 64]).astype(np.float16)
    found = find_feature("log_mel_48x32", YAMNET)
    assert (found.source, found.column, found.space.shape) == (OUTPUT, "log_mel", (48, 32))
    values = found.compute(stored).reshape(3, 48, 32)
    whole = stored.astype(np.float64).reshape(3, 96, 64)
    assert values[1, 5, 7] == pytest.approx(whole[1, 10:12, 14:16].mean(), abs=1e-6)
    np.testing.assert_allclose(
        values,
        (whole[:, ::2, ::2] + whole[:, 1::2, ::2] + whole[:, ::2, 1::2] + whole[:, 1::2, 1::2]) / 4,
        atol=1e-6,
    )


@pytest.mark.parametrize("shape", [(96, 64), (1, 1), (1, 64), (96, 1)])
def test_all_and_nothing_can_be_pooled(shape):
    stored = np.random.default_rng(0).normal(size=[2, 96 * 64]).astype(np.float16)
    found = find_feature(f"log_mel_{shape[0]}x{shape[1]}", YAMNET)
    whole = stored.astype(np.float64).reshape(2, 96, 64)
    means = whole if shape[0] == 96 else whole.mean(axis=1, keepdims=True)
    means = means if shape[1] == 64 else means.mean(axis=2, keepdims=True)
    np.testing.assert_allclose(found.compute(stored), means.reshape(2, -1), atol=1e-5)


@settings(max_examples=20)
@given(*[st.integers(1, 4)] * 5)
def test_pooling_what_was_filled_up_changes_nothing(sounds, few, low, frames, bands):
    whole, shape = (few * frames, low * bands), (few, low)
    pooled = np.random.default_rng(few).normal(size=[sounds, few * low]).astype(np.float32)
    filled = unpool(pooled, whole, shape)
    assert filled.shape == (sounds, np.prod(whole))
    np.testing.assert_allclose(pool(filled, whole, shape), pooled, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "log_mel_50x32",
            "'log_mel_50x32' found, but the spectrogram of YAMNet has 96 frames and 64 bands, and "
            "is divided evenly into 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48 or 96 frames, not 50$",
        ),
        (
            "log_mel_192x5",
            "or 96 frames, not 192, and into 1, 2, 4, 8, 16, 32 or 64 bands, not 5$",
        ),
        ("log_mel_048x32", "features: 'log_mel_048x32' found, expected one of log_mel, log_mel_F"),
        ("log_mel_0x32", "features: 'log_mel_0x32' found, expected one of"),
        ("log_mel_48", "did you mean 'log_mel'"),
    ],
)
def test_what_does_not_divide_is_refused_with_what_would(name, words):
    with pytest.raises(ConfigError, match=words):
        find_feature(name, YAMNET)
