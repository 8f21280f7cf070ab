import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prediction.made_up_frames import made_up_frames

from latentaudio.prediction.frames.crops import (
    PLACES,
    cut_crop,
    drawn_start,
    even_crops,
    even_starts,
    sounding,
)

FRAMES = made_up_frames(0, 1)  # 20 frames, of which 3 to 16 have sound


@given(length=st.integers(1, 40), place=st.sampled_from(PLACES), seed=st.integers(0, 1000))
def test_drawn_crops_lie_inside_or_around_the_recording(length, place, seed):
    start = drawn_start(FRAMES, length, place, np.random.default_rng(seed))
    room = 20 - length
    assert min(room, 0) <= start <= max(room, 0)
    crop = cut_crop(FRAMES, start, length)
    assert crop.shape == (length, 8)
    inside = slice(max(-start, 0), max(-start, 0) + min(length, 20))
    kept = FRAMES.values[max(start, 0) : max(start, 0) + length]
    np.testing.assert_array_equal(crop[inside], kept)
    outside = np.delete(crop, np.arange(length)[inside], axis=0)
    np.testing.assert_array_equal(outside, np.full_like(outside, -80.0))


@given(length=st.integers(1, 19), seed=st.integers(0, 1000))
def test_crops_drawn_at_sound_are_never_silent(length, seed):
    start = drawn_start(FRAMES, length, "sound", np.random.default_rng(seed))
    assert np.isin(np.arange(start, start + length), sounding(FRAMES)).any()


def test_frames_60_db_below_the_loudest_are_silence():
    assert sounding(FRAMES).tolist() == list(range(3, 17))
    silent = FRAMES._replace(levels=np.full(20, -120.0, np.float16))
    assert len(sounding(silent)) == 20


@pytest.mark.parametrize(
    ("length", "count", "starts"),
    [
        (4, 1, [8]),  # the middle of 3 to 13
        (4, 3, [3, 8, 13]),
        (14, 4, [3]),  # as long as the sound
        (18, 2, [2]),  # longer than the sound, which it contains
        (24, 4, [-2]),  # longer than the recording
    ],
)
def test_even_crops_span_the_sound(length, count, starts):
    assert even_starts(FRAMES, length, count) == starts
    crops, members = even_crops([FRAMES, FRAMES], length, count)
    assert crops.shape == (2 * len(starts), length, 8)
    assert members.tolist() == [0] * len(starts) + [1] * len(starts)
