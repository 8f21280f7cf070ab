import numpy as np
import pytest

from latentaudio.audio.heard_band import HeardBand
from latentaudio.audio.level_meter import SILENCE_DB, LevelMeter

RATE = 16_000


def meter(samples, size=1_000):
    """Measure samples that come in blocks of a size."""
    found = LevelMeter(HeardBand(100.0).filter(RATE), RATE)
    blocks = [samples[at : at + size] for at in range(0, len(samples), size)]
    for block in blocks:
        found.add(block)
    assert found.n_samples == len(samples)
    return found


def tone(seconds, amplitude):
    return amplitude * np.sin(2 * np.pi * 1_000 * np.arange(int(seconds * RATE)) / RATE)


def test_the_noise_floor_is_the_level_of_the_quiet_parts():
    # A sine of amplitude a has the RMS a / sqrt(2); a quarter of the sound is quiet.
    samples = np.concatenate([tone(3, 0.5), tone(1, 0.001)])
    found = meter(samples)
    assert found.noise_floor_db == pytest.approx(20 * np.log10(0.001 / np.sqrt(2)), abs=1.5)
    assert 0.5 < found.peak < 0.6  # the step at the end rings
    assert found.rms == pytest.approx(0.5 / np.sqrt(2) * np.sqrt(3 / 4), rel=0.02)


@pytest.mark.parametrize("size", [100, 799, 50_000])
def test_levels_do_not_depend_on_the_blocks(size):
    # The first block must hold two periods of the lowest frequency.
    samples = np.random.default_rng(0).normal(0, 0.1, 40_000)
    one, other = meter(samples, size=400), meter(samples, size=max(size, 400))
    assert other.noise_floor_db == pytest.approx(one.noise_floor_db, abs=1e-6)
    assert other.rms == pytest.approx(one.rms)


def test_digital_silence_has_the_lowest_floor():
    samples = np.concatenate([tone(1, 0.5), np.zeros(RATE)])
    assert meter(samples).noise_floor_db == SILENCE_DB


def test_a_sound_shorter_than_a_frame_has_its_own_level():
    found = meter(tone(0.02, 0.5))
    assert found.noise_floor_db == pytest.approx(20 * np.log10(found.rms))
