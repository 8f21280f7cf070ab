"""Descriptors of sounds whose descriptors are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentaudio.features.descriptors import DESCRIPTORS, attack_s, describe_sounds

RATE = 16_000
TIME = np.arange(15_600) / RATE


def sine(hertz, amplitude=0.5):
    return amplitude * np.sin(2 * np.pi * hertz * TIME)


def noise(seed=0, amplitude=0.1):
    return amplitude * np.random.default_rng(seed).normal(size=len(TIME))


def described(*sounds):
    return describe_sounds(np.array(sounds, np.float32), RATE)


def test_every_descriptor_has_a_value_for_each_sound():
    found = described(sine(500), noise(), np.zeros(len(TIME)))
    assert list(found) == list(DESCRIPTORS)
    assert all(values.shape == (3,) and values.dtype == np.float32 for values in found.values())


@pytest.mark.parametrize("hertz", [110.0, 440.0, 1000.0, 1900.0, 3100.0])
def test_a_sine_wave(hertz):
    found = {name: values[0] for name, values in described(sine(hertz)).items()}
    assert found["rms_db"] == pytest.approx(20 * np.log10(0.5 / np.sqrt(2)), abs=0.01)
    assert found["centroid_hz"] == pytest.approx(hertz, rel=0.02)
    # Of high tones, a period is few samples long.
    assert found["pitch_hz"] == pytest.approx(hertz, rel=0.01 if hertz < 2000 else 0.02)
    assert found["zero_crossing_rate"] == pytest.approx(2 * hertz, rel=0.02)
    # To the width of a Hann window's lobe, four bins.
    assert found["rolloff_hz"] == pytest.approx(hertz, abs=2 * RATE / 1024)
    assert found["bandwidth_hz"] < 4 * RATE / 1024
    assert found["flatness"] < 0.001


def test_two_sine_waves_have_their_mean_as_centroid_and_half_their_distance_as_bandwidth():
    found = described(sine(2000, 0.2) + sine(4000, 0.2))
    assert found["centroid_hz"][0] == pytest.approx(3000, rel=0.01)
    assert found["bandwidth_hz"][0] == pytest.approx(1000, rel=0.02)
    assert found["rolloff_hz"][0] == pytest.approx(4000, abs=2 * RATE / 1024)


def test_white_noise_is_flat_and_has_no_pitch():
    found = described(*(noise(seed) for seed in range(4)))
    np.testing.assert_allclose(found["centroid_hz"], RATE / 4, rtol=0.05)
    np.testing.assert_allclose(found["rolloff_hz"], 0.85 * RATE / 2, rtol=0.05)
    assert (found["flatness"] > 0.5).all()
    assert np.isnan(found["pitch_hz"]).all()


def test_harmonics_have_the_pitch_of_their_fundamental_also_where_they_fade():
    tone = sum(sine(220 * k, 0.2 / k) for k in range(1, 8))
    found = described(tone, tone * np.exp(-5 * TIME), tone * 0.01 + noise())
    np.testing.assert_allclose(found["pitch_hz"][:2], 220, rtol=0.01)
    assert np.isnan(found["pitch_hz"][2])


def test_a_quiet_end_counts_little():
    sound = np.where(TIME < 0.5, sine(300), noise(amplitude=1e-3))
    assert described(sound)["centroid_hz"][0] == pytest.approx(300, rel=0.1)
    assert described(sound)["pitch_hz"][0] == pytest.approx(300, rel=0.01)


def test_silence_has_nothing():
    found = described(np.zeros(len(TIME)), sine(500, 1e-6))
    assert all(np.isnan(values).all() for values in found.values())


@pytest.mark.parametrize("rise_s", [0.05, 0.2, 0.5])
def test_a_linear_rise_takes_eight_tenths_of_its_duration(rise_s):
    envelope = np.clip((TIME - 0.2) / rise_s, 0, 1)
    assert attack_s(envelope * sine(1000), RATE) == pytest.approx(0.8 * rise_s, abs=0.008)


def test_an_impact_has_a_short_attack_and_what_sounds_from_the_beginning_has_none():
    impact = np.where(TIME < 0.3, 0, np.exp(-20 * (TIME - 0.3)) * sine(1000))
    assert 0 < attack_s(impact, RATE) <= 0.01
    assert np.isnan(attack_s(sine(1000), RATE))


@settings(max_examples=15, deadline=None)
@given(st.floats(-40, 0), st.integers(0, 50))
def test_a_gain_changes_the_level_only(gain_db, seed):
    sound = sine(300 + 10 * seed, 0.3) * np.clip(TIME / 0.3, 0, 1) + noise(seed, 0.01)
    plain, louder = described(sound), described(sound * 10 ** (gain_db / 20))
    for name in DESCRIPTORS:
        shift = gain_db if name == "rms_db" else 0
        np.testing.assert_allclose(louder[name], plain[name] + shift, rtol=1e-3, atol=1e-3)


def test_sounds_do_not_depend_on_those_measured_with_them():
    together, alone = described(noise(1), sine(700)), described(sine(700))
    for name in DESCRIPTORS:
        np.testing.assert_allclose(together[name][1], alone[name][0], rtol=1e-4)


def test_another_rate_and_length():
    time = np.arange(4000) / 8000
    found = describe_sounds(np.sin(2 * np.pi * 440 * time)[np.newaxis], 8000)
    assert found["pitch_hz"][0] == pytest.approx(440, rel=0.01)
    assert found["centroid_hz"][0] == pytest.approx(440, rel=0.02)
