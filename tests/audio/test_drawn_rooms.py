import numpy as np
import pytest

from latentaudio.audio.drawn_rooms import (
    DISTANCES_M,
    RT60_S,
    drawn_responses,
    reverberated,
)
from latentaudio.audio.room_shape import SPEED_OF_SOUND

SAMPLERATE = 8_000


@pytest.fixture(scope="module")
def responses():
    return drawn_responses(6, SAMPLERATE, seed=4)


def test_rooms_are_within_their_bounds_and_differ(responses):
    delays = np.array([(one.onset - one.lead) / SAMPLERATE for one in responses])
    distances = delays * SPEED_OF_SOUND
    half_a_sample = SPEED_OF_SOUND / SAMPLERATE
    assert distances.min() >= DISTANCES_M[0] - half_a_sample
    assert distances.max() <= DISTANCES_M[1] + half_a_sample
    assert np.unique(distances.round(3)).size > 3
    times = np.array([one.reverberation_s for one in responses])
    # Times of short responses scatter around those asked for.
    assert times.min() > 0.7 * RT60_S[0]
    assert times.max() < 1.6 * RT60_S[1]


def test_the_same_seed_draws_the_same_rooms_and_fewer_are_the_first_ones(responses):
    again = drawn_responses(2, SAMPLERATE, seed=4)
    for one, other in zip(again, responses, strict=False):
        np.testing.assert_array_equal(one.samples, other.samples)
    (other,) = drawn_responses(1, SAMPLERATE, seed=5)
    assert not np.array_equal(other.samples, responses[0].samples)


def test_a_sound_in_a_room_is_as_long_and_as_loud_and_goes_on_when_the_sound_has_ended(responses):
    draw = np.random.default_rng(1)
    sound = np.zeros(SAMPLERATE, np.float32)
    sound[: SAMPLERATE // 4] = 0.05 * draw.standard_normal(SAMPLERATE // 4)
    for one in reverberated(sound, responses):
        assert one.dtype == np.float32
        assert one.shape == sound.shape
        rms = np.sqrt(np.mean(np.square(one, dtype=np.float64)))
        assert rms == pytest.approx(np.sqrt(np.mean(np.square(sound, dtype=np.float64))), rel=1e-5)
        assert np.abs(one[SAMPLERATE // 4 :]).max() > 1e-3


def test_no_sample_exceeds_full_scale_and_silence_stays_silent(responses):
    click = np.zeros(4_000, np.float32)
    click[100] = 1.0
    for one in reverberated(click, responses):
        assert np.abs(one).max() <= 1.0
    for one in reverberated(np.zeros(100, np.float32), responses[:1]):
        np.testing.assert_array_equal(one, 0.0)
