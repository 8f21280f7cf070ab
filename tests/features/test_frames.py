import numpy as np
import pytest
from librosa import feature

from latentaudio.errors import ConfigError
from latentaudio.features.frames import (
    DESCRIBED,
    KINDS,
    LOWEST_DB,
    FrameSettings,
    frame_levels,
    recording_frames,
)

RATE = 16_000
LOG_MEL = FrameSettings("log_mel", hop_s=0.016, bands=32)
#: Those of Predicting from Sound.
MFCC = FrameSettings("mfcc", hop_s=0.032, frame_s=0.128, bands=128, coefficients=20)
SETTINGS = {
    "log_mel": LOG_MEL,
    "mfcc": MFCC,
    "descriptors": FrameSettings("descriptors", hop_s=0.032, frame_s=0.064),
    "waveform": FrameSettings("waveform", hop_s=0.01),
}


def tone(seconds=2.0, hz=1000.0, amplitude=1.0):
    times = np.arange(round(seconds * RATE)) / RATE
    return (amplitude * np.sin(2 * np.pi * hz * times)).astype(np.float32)


def noise(seconds=2.0):
    return np.random.default_rng(1).normal(0, 0.1, round(seconds * RATE)).astype(np.float32)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_frame_at_each_hop_and_one_of_silence(kind):
    settings = SETTINGS[kind]
    for seconds in (0.01, 0.5, 2.0):
        found = recording_frames(noise(seconds), settings, RATE)
        count = 1 + round(seconds * RATE) // settings.framing(RATE).hop
        assert found.values.shape == (count, settings.width(RATE))
        assert found.levels.shape == (count,)
    silent = recording_frames(np.zeros(RATE, np.float32), settings, RATE)
    np.testing.assert_allclose(silent.values, np.tile(silent.silence, (len(silent.values), 1)))
    assert (silent.levels == LOWEST_DB).all()


def test_mfccs_are_those_of_librosa_63_frames_in_2_seconds():
    waveform = noise()
    expected = feature.mfcc(y=waveform, sr=RATE, n_mfcc=20).T
    found = recording_frames(waveform, MFCC, RATE).values
    assert found.shape == (63, 20)
    # The last frames reach zeros in both.
    np.testing.assert_allclose(found, expected, atol=1e-3)


def test_levels_are_those_of_a_sine_and_of_nothing():
    levels = frame_levels(tone(), LOG_MEL.framing(RATE))
    # 32 ms hold 32 periods of a power of a half; the first frame is half empty.
    np.testing.assert_allclose(levels[2:-2], 10 * np.log10(0.5), atol=1e-3)
    assert levels[0] == pytest.approx(10 * np.log10(0.25), abs=1e-3)
    assert frame_levels(np.zeros(100, np.float32), LOG_MEL.framing(RATE))[0] == LOWEST_DB


def test_silence_of_a_spectrogram_is_80_db_below_1():
    found = recording_frames(noise(), LOG_MEL, RATE)
    np.testing.assert_allclose(found.silence, -80.0, atol=1e-3)
    assert found.values.min() > -80.0


def test_frames_of_samples_are_the_samples():
    waveform = noise()
    found = recording_frames(waveform, SETTINGS["waveform"], RATE).values
    half = SETTINGS["waveform"].framing(RATE).hop // 2
    np.testing.assert_array_equal(found.ravel()[half : half + len(waveform)], waveform)


@pytest.mark.parametrize("kind", ["log_mel", "mfcc", "descriptors"])
def test_a_gain_adds_what_it_is_said_to_add(kind):
    settings = SETTINGS[kind]
    soft, loud = (recording_frames(noise() * gain, settings, RATE).values for gain in (0.1, 1.0))
    # Far from the ends, where both are above silence.
    np.testing.assert_allclose(
        loud[5:-5], soft[5:-5] + 20 * settings.gain_per_db(), atol=0.02, rtol=1e-3
    )
    assert SETTINGS["waveform"].gain_per_db() is None


def test_descriptors_of_a_tone_are_at_its_frequency():
    found = recording_frames(tone(), SETTINGS["descriptors"], RATE).values[5:-5]
    columns = dict(zip(DESCRIBED, found.T, strict=True))
    np.testing.assert_allclose(columns["centroid"], np.log2(1000), atol=0.01)
    # Two crossings of zero in a period.
    np.testing.assert_allclose(columns["zero_crossings"], np.log2(2000), atol=0.05)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"kind": "melody", "hop_s": 0.01}, "kind 'melody' found, expected one of log_mel"),
        ({"kind": "mfcc", "hop_s": 0.0}, "hop_s: found 0.0, expected more than 0"),
        ({"kind": "log_mel", "hop_s": 0.01, "bands": 0}, "bands: found 0, expected 1 or more"),
        ({"kind": "mfcc", "hop_s": 0.01, "bands": 10}, "coefficients: found 20, more than the 10"),
        ({"kind": "mfcc", "hops": 0.01}, "key 'hops' found.*did you mean 'hop_s'"),
    ],
)
def test_settings_that_cannot_work_are_refused(given, message):
    with pytest.raises(ConfigError, match=message):
        FrameSettings.of(given)
