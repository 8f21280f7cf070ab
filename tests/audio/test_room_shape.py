"""What theory says of rooms, and points that cannot be in them."""

import math

import pyroomacoustics
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentaudio.audio.room_shape import SPEED_OF_SOUND, Room, shortest_rt60_s, surface
from latentaudio.errors import ConfigError

SIDES = st.tuples(*[st.floats(2.0, 20.0)] * 3)


def test_the_speed_of_sound_is_that_of_the_simulation():
    assert pyroomacoustics.constants.get("c") == SPEED_OF_SOUND


@given(SIDES, st.floats(0.01, 0.99))
def test_absorption_and_reverberation_time_follow_from_each_other(size, absorption):
    room = Room("a", size, absorption)
    expected = pyroomacoustics.acoustics.rt60_eyring(
        surface(size), math.prod(size), absorption, 0.0, SPEED_OF_SOUND
    )
    assert room.reverberation_s == pytest.approx(expected, rel=1e-6)
    if room.reverberation_s >= shortest_rt60_s(size):
        again = Room.reverberating("a", size, room.reverberation_s)
        assert again.absorption == pytest.approx(absorption, rel=1e-9)


def test_sabine_is_the_limit_of_small_absorption():
    size = (8.0, 6.0, 3.0)
    sabine = pyroomacoustics.acoustics.rt60_sabine(
        surface(size), math.prod(size), 0.01, 0.0, SPEED_OF_SOUND
    )
    assert Room("a", size, 0.01).reverberation_s == pytest.approx(sabine, rel=0.006)


def test_critical_distance_is_that_of_textbooks():
    # 0.057 sqrt(V / RT60) where walls absorb little (Kuttruff 2009, eq. 5.39).
    room = Room("a", (10.0, 8.0, 4.0), 0.05)
    assert room.critical_distance_m == pytest.approx(
        0.057 * math.sqrt(320 / room.reverberation_s), rel=0.03
    )
    assert Room("a", (10.0, 8.0, 4.0), 1.0).critical_distance_m == math.inf
    assert Room("a", (10.0, 8.0, 4.0), 1.0).reverberation_s == 0


@pytest.mark.parametrize(
    ("size", "time", "message"),
    [
        ((6.0, 5.0, 3.0), 0.1, r"cellar: a reverberation time of 0.1 s cannot be reached in a room "
         r"of 6 x 5 x 3 m, even with fully absorbing walls \(at least 0.12 s\)"),
        ((6.0, 5.0, 3.0), 0.0, "cellar: reverberation time 0.0 found"),
        ((6.0, 5.0, 3.0), math.nan, "cellar: reverberation time nan found"),
        ((6.0, -5.0, 3.0), 0.5, "cellar: size 6 x -5 x 3 m found"),
    ],
)  # fmt: skip
def test_rooms_that_cannot_be_are_refused(size, time, message):
    with pytest.raises(ConfigError, match=message):
        Room.reverberating("cellar", size, time)


@pytest.mark.parametrize(
    ("point", "message"),
    [
        ((0.2, 2.0, 1.5), r"the source at \(0.2, 2, 1.5\) m is 0.20 m from a wall of cellar \(6 x "
         r"5 x 3 m\), expected at least 0.3 m; move it"),
        ((3.0, 4.8, 1.5), "is 0.20 m from a wall of cellar"),
        ((3.0, 2.0, 3.5), r"the source at \(3, 2, 3.5\) m is outside of cellar \(6 x 5 x 3 m\)"),
        ((-1.0, 2.0, 1.5), r"\(-1, 2, 1.5\) m is outside of cellar"),
        ((math.nan, 2.0, 1.5), r"\(nan, 2, 1.5\) m is outside of cellar"),
    ],
)  # fmt: skip
def test_points_outside_or_close_to_walls_are_refused(point, message):
    room = Room("cellar", (6.0, 5.0, 3.0), 0.2)
    room.check_clear("the source", (0.3, 4.7, 2.7))
    with pytest.raises(ConfigError, match=message):
        room.check_clear("the source", point)
