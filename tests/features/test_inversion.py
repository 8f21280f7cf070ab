"""Sounds that come back from features."""

import librosa
import numpy as np
import pytest
import tiny_network

from latentaudio.errors import ConfigError
from latentaudio.features.feature import WAVEFORMS, find_feature
from latentaudio.features.inversion.from_log_mel import mel_weights, spectra_of_bands
from latentaudio.features.inversion.inversion import inverted
from latentaudio.features.log_magnitude import log_magnitudes
from latentaudio.networks.registry import describe
from latentaudio.seeds import generator

YAMNET = describe("yamnet")
RATE, SAMPLES = 16_000, 15_600
TIME = np.arange(SAMPLES) / RATE
HERTZ = 440.0
TONE = (0.5 * np.exp(-4 * TIME) * np.sin(2 * np.pi * HERTZ * TIME)).astype(np.float32)


def log_mel(sounds):
    """Compute YAMNet's spectrograms as its description says; test_frontend.py compares."""
    analysis, patch = YAMNET.patch.analysis, YAMNET.patch
    frames = np.lib.stride_tricks.sliding_window_view(sounds, analysis.window_samples, axis=1)
    frames = frames[:, ::160] * (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400))
    spectra = np.abs(np.fft.rfft(frames, analysis.fft_samples))
    bands = spectra @ mel_weights(patch, RATE, analysis.fft_samples)
    return log_magnitudes(bands, analysis.log_offset).reshape(len(sounds), -1)


def stored(name, sounds):
    """Compute a feature of sounds, as stored in half precision."""
    feature = find_feature(name, YAMNET)
    source = sounds if feature.source == WAVEFORMS else log_mel(sounds).astype(np.float16)
    return feature.compute(source).astype(np.float16)


def back(name, sounds, seed=0, iterations=16):
    return inverted(name, stored(name, sounds), YAMNET, generator(seed, "inversion"), iterations)


def peak_hz(sound):
    return float(np.argmax(np.abs(np.fft.rfft(sound, RATE))))


def distance_db(one, other):
    """Root mean square difference of levels, where one is within 40 dB of the loudest of the other.

    Levels end 60 dB below it. Silence is thus some 35 dB from the tone.
    """
    spectra = np.abs(librosa.stft(np.stack([one, other]), n_fft=1024, hop_length=256))
    levels = 20 * np.log10(np.maximum(spectra / spectra[1].max(), 1e-3))
    heard = levels.max(axis=0) > -40
    return float(np.sqrt(np.mean(np.square(levels[0] - levels[1])[heard])))


@pytest.mark.parametrize(
    ("name", "hertz", "decibels"),
    [
        ("waveform", 0.0, 1.0),
        # To one bin: of the spectrum, a semitone, the distance of mel bands.
        ("stft", 31.25, 10.0),
        ("stft_1024", 7.9, 10.0),
        ("stft_100", 81.0, 22.0),
        ("cqt", 26.0, 15.0),
        ("cqt_100x14", 22.0, 15.0),
        ("log_mel", 45.0, 16.0),
        ("log_mel_48x32", 90.0, 23.0),
        ("mfcc", 45.0, 20.0),
    ],
)
def test_a_struck_tone_comes_back_with_its_pitch_and_spectrum(name, hertz, decibels):
    (sound,) = back(name, TONE[np.newaxis])
    assert (sound.dtype, sound.shape) == (np.float32, (SAMPLES,))
    assert np.abs(sound).max() <= 1
    assert peak_hz(sound) == pytest.approx(HERTZ, abs=hertz)
    assert distance_db(sound, TONE) < decibels


@pytest.mark.parametrize("name", ["stft", "log_mel_48x32", "mfcc"])
def test_chance_decides_by_the_generator_alone_and_not_by_sounds_that_follow(name):
    both = np.stack([TONE, TONE[::-1]])
    first = back(name, both, iterations=2)
    np.testing.assert_array_equal(first, back(name, both, iterations=2))
    np.testing.assert_array_equal(first[:1], back(name, both[:1], iterations=2))
    assert not np.array_equal(first, back(name, both, seed=1, iterations=2))


def test_more_iterations_come_nearer():
    few, many = (back("stft", TONE[np.newaxis], iterations=n)[0] for n in (1, 32))
    assert distance_db(many, TONE) < 0.5 * distance_db(few, TONE)


def test_an_onset_stays_where_it_was():
    late = np.where(TIME < 0.4, 0, np.roll(TONE, round(0.4 * RATE)))[np.newaxis]
    for name in ("stft", "log_mel"):
        (sound,) = back(name, late.astype(np.float32))
        energy = np.cumsum(np.square(sound))
        onset_s = np.argmax(energy > 0.02 * energy[-1]) / RATE
        assert onset_s == pytest.approx(0.4, abs=0.02)


@pytest.mark.parametrize("name", ["waveform", "stft", "cqt", "log_mel", "log_mel_12x8", "mfcc"])
def test_silence_comes_back_as_silence(name):
    (sound,) = back(name, np.zeros((1, SAMPLES), np.float32), iterations=1)
    assert np.abs(sound).max() < 1e-3


def test_a_sound_that_would_exceed_full_scale_is_scaled_down_to_it_alone():
    values = np.stack([2 * TONE / np.abs(TONE).max(), TONE])
    loud, quiet = inverted("waveform", values, YAMNET, generator(0, "inversion"))
    assert np.abs(loud).max() == pytest.approx(1)
    np.testing.assert_array_equal(quiet, TONE)


def test_spectra_of_bands_are_not_negative_and_give_the_bands():
    weights = mel_weights(YAMNET.patch, RATE, 512)
    spectra = np.random.default_rng(0).exponential(size=[3, 257]).astype(np.float32)
    bands = (spectra @ weights).astype(np.float32)
    found = spectra_of_bands(bands, weights)
    assert found.shape == spectra.shape
    assert (found >= 0).all()
    np.testing.assert_allclose(found @ weights, bands, rtol=0.05)


def test_no_sounds_come_back_as_none():
    found = inverted("stft", np.zeros((0, 98 * 257)), YAMNET, generator(0, "inversion"))
    assert found.shape == (0, SAMPLES)


@pytest.mark.parametrize("name", ["embedding", "layer_09_means", "mfccs"])
def test_what_has_no_way_back_is_refused(name):
    with pytest.raises(ConfigError, match=f"'{name}' cannot be turned back into sound; choose"):
        inverted(name, np.zeros((1, 1)), YAMNET, generator(0, "inversion"))


def test_a_network_that_does_not_say_how_its_spectrograms_are_computed_is_refused():
    with pytest.raises(ConfigError, match=r"description of TinyNet does not say how .*analysis"):
        inverted("log_mel", np.zeros((1, 160)), tiny_network.DESCRIPTION, generator(0, "inversion"))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (np.zeros((2, 6143)), r"log_mel: values of shape \(2, 6143\) found, expected \[n, 6144\]"),
        (np.zeros(6144), r"shape \(6144,\) found"),
        (np.full((1, 6144), np.nan), "not finite"),
    ],
)
def test_values_of_another_shape_or_not_finite_are_refused(values, words):
    with pytest.raises(ValueError, match=words):
        inverted("log_mel", values, YAMNET, generator(0, "inversion"))
