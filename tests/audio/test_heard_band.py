import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentaudio.audio.heard_band import HeardBand

BAND = HeardBand(125.0, 7500.0)
RATE = 16_000
FITTED = 256  # 2 periods of 125 Hz


def sine(frequency, seconds=2.0, phase=0.0):
    time = np.arange(round(seconds * RATE)) / RATE
    return np.sin(2 * np.pi * frequency * time + phase)


def noise(n, seed=0):
    return np.random.default_rng(seed).standard_normal(n)


def amplitude(samples):
    """Amplitude of a sine, from the RMS of its second half."""
    return np.sqrt(2 * np.mean(samples[len(samples) // 2 :] ** 2))


@pytest.mark.parametrize("frequency", [5.0, 50.0, 125.0, 200.0, 1_000.0])
def test_tones_pass_as_through_a_butterworth_filter_of_order_four(frequency):
    # The bilinear transform maps a frequency f to tan(pi f / rate).
    edge, tone = (np.tan(np.pi * f / RATE) for f in (125.0, frequency))
    expected = (1 + (edge / tone) ** 8) ** -0.5
    found = amplitude(BAND.filter(RATE)(sine(frequency)))
    assert found == pytest.approx(expected, rel=1e-3, abs=1e-6)


def test_a_band_that_ends_below_the_highest_frequency_has_an_upper_edge():
    band = HeardBand(100.0, 2_000.0).filter
    for edge in (100.0, 2_000.0):
        assert amplitude(band(RATE)(sine(edge))) == pytest.approx(0.5**0.5, rel=1e-2)
    assert amplitude(band(RATE)(sine(500.0))) == pytest.approx(1, rel=1e-3)
    assert amplitude(band(RATE)(sine(6_000.0))) < 0.01


@pytest.mark.parametrize("samplerate", [1_000, 8_000, 44_100, 768_000])
def test_any_sample_rate_has_a_stable_filter(samplerate):
    for band in (BAND, HeardBand(), HeardBand(600.0, 700.0)):
        samples = noise(4_000) + 0.5
        found = band.filter(samplerate)(samples)
        assert np.abs(found).max() < 3 * np.abs(samples).max()


@given(st.floats(-1e4, 1e4), st.integers(1, 3_000))
def test_an_offset_changes_nothing(offset, n):
    samples = noise(n)
    found = BAND.filter(RATE)(samples + offset)
    np.testing.assert_allclose(found, BAND.filter(RATE)(samples), atol=1e-9 * (1 + abs(offset)))


@pytest.mark.parametrize("phase", np.linspace(0, np.pi, 7))
@pytest.mark.parametrize("frequency", [200.0, 440.0, 3_000.0])
def test_a_sound_cut_anywhere_starts_hardly_louder_than_it_goes_on(frequency, phase):
    found = BAND.filter(RATE)(sine(frequency, phase=phase))
    assert np.abs(found).max() < 10 ** (1.2 / 20) * np.abs(found[RATE:]).max()  # 1.2 dB


@pytest.mark.parametrize("phase", np.linspace(0, np.pi, 7))
def test_rumble_cut_anywhere_starts_without_a_step(phase):
    assert np.abs(BAND.filter(RATE)(sine(5.0, phase=phase))).max() < 0.0015


@settings(max_examples=30)
@given(st.lists(st.integers(1, 700), max_size=8), st.sampled_from([(), (2,)]))
def test_the_lengths_of_later_blocks_do_not_matter(lengths, channels):
    samples = noise((FITTED + sum(lengths), *channels)) + 0.3
    whole = BAND.filter(RATE)(samples)
    band = BAND.filter(RATE)
    blocks = np.split(samples, np.cumsum([FITTED, *lengths])[:-1])
    np.testing.assert_allclose(np.concatenate([band(one) for one in blocks]), whole, atol=1e-12)


def test_samples_filtered_alone_depend_on_nothing_before_them():
    band, samples = BAND.filter(RATE), noise(3_000) - 0.7
    band(noise(5_000))
    np.testing.assert_array_equal(band.alone(samples), BAND.filter(RATE)(samples))


def test_channels_are_filtered_one_by_one():
    samples = noise((3_000, 3)) + np.array([0.0, 0.5, -2.0])
    found = BAND.filter(RATE)(samples)
    for index in range(3):
        alone = BAND.filter(RATE)(samples[:, index])
        np.testing.assert_allclose(found[:, index], alone, atol=1e-12)


def test_digital_silence_after_a_sound_becomes_exactly_zero():
    band = BAND.filter(RATE)
    band(noise(RATE))
    band(np.zeros(2 * RATE, np.float32))
    assert not band(np.zeros(RATE, np.float32)).any()
