from itertools import pairwise

import numpy as np
import pytest

from latentaudio.audio.fingerprint import (
    DOUBTFUL,
    HOP_S,
    LONGEST_S,
    Fingerprinter,
    fingerprint,
)

RATE = 16_000


def bursts(seconds, seed=0):
    """Noise whose level changes ten times a second."""
    generator = np.random.default_rng(seed)
    levels = np.repeat(generator.uniform(0.05, 0.3, round(10 * seconds) + 1), RATE // 10)
    n = round(seconds * RATE)
    return (levels[:n] * generator.standard_normal(n)).astype(np.float32)


def test_bits_are_signs_of_changes_between_bands_and_frames():
    samples = bursts(0.5)
    found = fingerprint(samples, RATE)
    taper = np.hanning(4_096)
    edges = np.rint(np.geomspace(200, 7_000, 34) * 4_096 / RATE).astype(int)
    energies = []
    for begin in range(0, len(samples) - 4_096 + 1, 512):
        power = np.abs(np.fft.rfft(samples[begin : begin + 4_096].astype(float) * taper)) ** 2
        energies.append([power[a:b].sum() for a, b in pairwise(edges)])
    expected = []
    for before, now in pairwise(energies):
        bits = [now[band + 1] / now[band] > before[band + 1] / before[band] for band in range(32)]
        expected.append(int("".join(str(int(bit)) for bit in bits), 2))
    assert found.frames.tolist() == list(range(len(expected)))
    differing = np.bitwise_count(found.words ^ np.array(expected, np.uint32))
    assert differing.sum() <= 1  # rounding may decide a bit


def test_a_gain_changes_nothing():
    one, other = fingerprint(bursts(2), RATE), fingerprint(bursts(2) / 8, RATE)
    assert np.array_equal(one.words, other.words)
    assert np.array_equal(one.frames, other.frames)


def test_other_sounds_differ_in_half_of_the_bits():
    one, other = fingerprint(bursts(20), RATE), fingerprint(bursts(20, seed=1), RATE)
    shared = np.bitwise_count(one.words ^ other.words).mean() / 32
    assert shared == pytest.approx(0.5, abs=0.03)


def test_the_size_of_blocks_does_not_matter_and_the_end_is_left_out():
    samples = bursts(LONGEST_S + 5)
    whole = fingerprint(samples[: round(LONGEST_S * RATE)], RATE)
    for size in (1_000, 77_777, len(samples)):
        prints = Fingerprinter(RATE)
        for begin in range(0, len(samples), size):
            prints.add(samples[begin : begin + size])
        assert np.array_equal(prints.fingerprint().words, whole.words)


def test_quiet_parts_are_left_out():
    samples = np.concatenate([bursts(1), 1e-4 * bursts(1), np.zeros(RATE, np.float32), bursts(1)])
    times = fingerprint(samples, RATE).frames * HOP_S
    assert set(np.round(times[(times > 1.1) & (times < 2.6)], 3)) == set()
    assert (times < 0.9).sum() > 20
    assert (times > 2.9).sum() > 15


@pytest.mark.parametrize("samples", [bursts(0.2), np.zeros(RATE, np.float32), bursts(0)])
def test_too_little_sound_has_no_words(samples):
    found = fingerprint(samples, RATE)
    assert found.words.shape == found.frames.shape == (0,)
    assert found.doubtful.shape == (0, DOUBTFUL)
    prints = Fingerprinter(RATE)
    assert prints.fingerprint().words.shape == (0,)


def test_doubtful_bits_are_different_bits_and_the_first_to_change():
    samples = bursts(5)
    found = fingerprint(samples, RATE)
    assert (np.bitwise_count(found.doubtful) == 1).all()
    assert (np.bitwise_count(np.bitwise_or.reduce(found.doubtful, axis=1)) == DOUBTFUL).all()
    hiss = np.random.default_rng(9).standard_normal(len(samples)).astype(np.float32)
    noisy = fingerprint(samples + 1e-3 * hiss, RATE)
    changed = found.words ^ noisy.words
    in_doubt = np.bitwise_count(changed & np.bitwise_or.reduce(found.doubtful, axis=1)).sum()
    assert in_doubt > 0.9 * np.bitwise_count(changed).sum() > 0


@pytest.mark.parametrize("samplerate", [8_000, 22_050, 48_000])
def test_words_do_not_need_a_certain_sample_rate(samplerate):
    found = fingerprint(bursts(1), samplerate)
    assert len(found.words) > 0
    assert len(np.unique(found.words)) > 0.9 * len(found.words)
