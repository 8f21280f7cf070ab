import numpy as np
import pytest

from latentaudio.synthesis.recording import background, microphone, record, room_response

SAMPLERATE = 32_000


def test_the_direct_sound_comes_first_and_is_loudest():
    for seed in range(10):
        response = room_response(np.random.default_rng(seed), SAMPLERATE)
        assert response[0] == 1.0
        assert np.abs(response[1:]).max() < 1.0


def test_the_tail_of_a_room_decays():
    for seed in range(10):
        response = room_response(np.random.default_rng(seed), SAMPLERATE)[1:]
        quarter = len(response) // 4
        assert (response[-quarter:] ** 2).sum() < 0.01 * (response**2).sum()


def test_a_microphone_colours_gently_between_its_cuts():
    frequencies = np.geomspace(300, 5000, 50)
    for seed in range(20):
        response = microphone(np.random.default_rng(seed), frequencies)
        level = 20 * np.log10(np.abs(response))
        assert np.ptp(level) < 12


def test_background_noise_falls_with_frequency():
    size = 1 << 16
    frequencies = np.fft.rfftfreq(size, 1 / SAMPLERATE).astype(np.float32)
    for seed in range(5):
        noise = background(np.random.default_rng(seed), frequencies, size)
        assert np.sqrt((noise**2).mean()) == pytest.approx(1, rel=1e-3)
        power = np.abs(np.fft.rfft(noise)) ** 2
        low = power[(frequencies > 100) & (frequencies < 400)].mean()
        high = power[(frequencies > 4000) & (frequencies < 8000)].mean()
        assert 5 < low / high < 3000


def test_a_recording_keeps_its_length_and_its_range_of_levels():
    dry = np.zeros(SAMPLERATE, np.float32)
    dry[1000] = 1.0
    peaks = [
        np.abs(record(np.random.default_rng(seed), dry * 1e-3, SAMPLERATE)).max()
        for seed in range(20)
    ]
    assert max(peaks) <= 0.981
    assert min(peaks) >= 0.98 * 10 ** (-10 / 20) - 1e-6
    assert max(peaks) / min(peaks) > 1.5


def test_a_recording_is_faded_at_both_ends():
    dry = np.ones(SAMPLERATE, np.float32)
    recorded = record(np.random.default_rng(0), dry, SAMPLERATE)
    assert recorded.shape == dry.shape
    assert recorded.dtype == np.float32
    assert recorded[0] == recorded[-1] == 0
