import re

import numpy as np
import pytest
import soundfile
import soxr

from latentaudio.audio.channels import channel_to_read
from latentaudio.audio.heard_band import HeardBand
from latentaudio.audio.sound_files import mono_blocks, scan
from latentaudio.errors import AudioError

BAND = HeardBand(125.0, 7500.0)
RATE = 16_000


def noise(channels, n=32_000, seed=0):
    return 0.1 * np.random.default_rng(seed).standard_normal((n, channels))


def sine(frequency=1_000.0, amplitude=0.5, n=32_000):
    return amplitude * np.sin(2 * np.pi * frequency * np.arange(n) / RATE)


def write(path, samples, samplerate=RATE):
    soundfile.write(path, samples, samplerate, subtype="FLOAT")
    return path


def read(path, samplerate=RATE, **options):
    return np.concatenate(list(mono_blocks(path, samplerate, **options)))


def cancels(path):
    return pytest.raises(AudioError, match=f"^{re.escape(str(path))}: its .* channels cancel")


# -- Which channel ---------------------------------------------------------------------------------


@pytest.mark.parametrize("setting", ["mean", "left", "right", "loudest"])
def test_a_mono_file_has_one_channel_to_read(tmp_path, setting):
    path = write(tmp_path / "a.wav", noise(1))
    assert channel_to_read(path, setting, BAND) is None


@pytest.mark.parametrize("channels", [2, 5])
def test_left_and_right_are_the_first_two_channels(tmp_path, channels):
    path = write(tmp_path / "a.wav", noise(channels))
    assert channel_to_read(path, "mean", BAND) is None
    assert channel_to_read(path, "left", BAND) == 1
    assert channel_to_read(path, "right", BAND) == 2


@pytest.mark.parametrize("loudest", [1, 2, 3])
def test_the_loudest_channel_is_that_of_the_whole_file(tmp_path, loudest):
    samples = noise(3)
    samples[16_000:, loudest - 1] *= 2  # the others are as loud in the first half
    assert channel_to_read(write(tmp_path / "a.wav", samples), "loudest", BAND) == loudest


@pytest.mark.parametrize("disturbance", [0.5, sine(5.0), sine(20.0)[:, np.newaxis]], ids=str)
def test_an_offset_or_rumble_does_not_make_a_channel_the_loudest(tmp_path, disturbance):
    samples = noise(2) * [1.0, 2.0]
    samples[:, 0] += np.squeeze(disturbance)
    assert channel_to_read(write(tmp_path / "a.wav", samples), "loudest", BAND) == 2


def test_of_equally_loud_channels_the_first_is_read(tmp_path):
    path = write(tmp_path / "a.wav", np.repeat(noise(1), 2, axis=1))
    assert channel_to_read(path, "loudest", BAND) == 1


@pytest.mark.parametrize("samplerate", [16_000, 44_100])
def test_one_channel_is_read_as_if_it_were_alone(tmp_path, samplerate):
    samples = noise(3).astype(np.float32)
    path = write(tmp_path / "a.wav", samples, samplerate)
    for channel in (1, 2, 3):
        alone = write(tmp_path / "alone.wav", samples[:, channel - 1], samplerate)
        np.testing.assert_array_equal(read(path, channel=channel), read(alone))
        found = scan(path, RATE, band=BAND, channel=channel)
        assert found.peak == scan(alone, RATE, band=BAND).peak
        assert found.channels == 3


def test_only_what_is_read_must_be_finite(tmp_path):
    samples = noise(2)
    samples[12_000, 1] = np.nan
    path = write(tmp_path / "a.wav", samples)
    assert len(read(path, channel=1)) == 32_000
    for options in ({"channel": 2}, {}):
        with pytest.raises(AudioError, match=r"NaN.*first at 0\.750 s"):
            read(path, **options)
    with pytest.raises(AudioError, match=r"NaN.*first at 0\.750 s"):
        channel_to_read(path, "loudest", BAND)


# -- Channels that cancel --------------------------------------------------------------------------


@pytest.mark.parametrize(("factor", "mean"), [(-1.0, "-inf"), (-0.999, "-75.1")])
def test_channels_that_cancel_are_refused_with_all_levels(tmp_path, factor, mean):
    # A sine of amplitude 0.5 has -9.0 dB; its mean with -0.999 of itself has 0.0005 of that.
    path = write(tmp_path / "a.wav", np.stack([sine(), factor * sine()], axis=1))
    with cancels(path) as caught:
        scan(path, RATE, band=BAND)
    text = str(caught.value)
    assert f"their mean has {mean} dB (RMS), the channels have -9.0, -9.0 dB" in text
    assert "dataset.channels to left, right or loudest" in text
    for channel in (1, 2):
        found = scan(path, RATE, band=BAND, channel=channel)
        assert found.rms == pytest.approx(0.125**0.5, rel=1e-2)


@pytest.mark.parametrize("correlation", [-0.95, -0.85, 0.0, 1.0])
def test_channels_cancel_from_a_correlation_of_minus_nine_tenths(tmp_path, correlation):
    first, other = noise(2).T
    second = correlation * first + (1 - correlation**2) ** 0.5 * other
    path = write(tmp_path / "a.wav", np.stack([first, second], axis=1))
    if correlation < -0.9:
        with cancels(path):
            scan(path, RATE, band=BAND)
    else:
        scan(path, RATE, band=BAND)


@pytest.mark.parametrize("channels", [2, 16])
def test_one_channel_among_silent_ones_does_not_cancel(tmp_path, channels):
    samples = np.zeros((32_000, channels))
    samples[:, -1] = sine()
    found = scan(write(tmp_path / "a.wav", samples), RATE, band=BAND)
    assert found.rms == pytest.approx(0.125**0.5 / channels, rel=1e-2)


def test_opposite_offsets_and_rumble_do_not_count_as_cancelling(tmp_path):
    opposite = (0.5 + sine(5.0))[:, np.newaxis] * [1, -1]
    path = write(tmp_path / "a.wav", 0.001 * noise(1) + opposite)
    assert scan(path, RATE, band=BAND).rms == pytest.approx(1e-4, rel=0.1)


def test_channels_that_cancel_at_another_rate_are_refused_too(tmp_path):
    samples = soxr.resample(sine(), RATE, 44_100)
    path = write(tmp_path / "a.wav", np.stack([samples, -samples], axis=1), 44_100)
    with cancels(path):
        scan(path, RATE, band=BAND)


def test_channels_that_are_all_silent_are_called_silent(tmp_path):
    with pytest.raises(AudioError, match="silent throughout"):
        scan(write(tmp_path / "a.wav", np.zeros((16_000, 2))), RATE, band=BAND)
