"""The figure of direct sound and reverberation by distance."""

import numpy as np
import pandas as pd
import pytest

from latentaudio.figures import rooms

DISTANCES = (0.5, 1.0, 2.0)


def recordings(times=(0.3, 0.6), distances=DISTANCES):
    """Two sounds through each response: the ratio falls by 6 dB for each doubling."""
    rows = [
        {
            "room": f"room_{number}",
            "distance_m": distance,
            "drr_db": -6 * np.log2(distance) - number,
            "rt60_s": time,
            "measured_rt60_s": time + 0.1,
            "critical_distance_m": 10.0**-number,
        }
        for number, time in enumerate(times)
        for distance in distances
        for _ in range(2)
    ]
    return pd.DataFrame(rows)


def test_each_response_is_a_dot_and_lines_are_means_and_theory():
    ratios, decays, bar = rooms.draw(recordings()).axes
    (dots,) = ratios.collections
    assert len(dots.get_offsets()) == 6
    x, y = np.asarray(dots.get_offsets()).T
    assert y == pytest.approx([0 + 6, 0, -6, 5, -1, -7])
    # Those of one distance are drawn beside each other, around it.
    assert x == pytest.approx(np.tile(DISTANCES, 2), rel=0.07)
    assert len(set(x)) == 6
    mean, theory = ratios.get_lines()
    assert mean.get_xdata() == pytest.approx(DISTANCES)
    assert mean.get_ydata() == pytest.approx([5.5, -0.5, -6.5])
    # Critical distances of 1 and 0.1 m: the ratio is 0 and -20 dB at 1 m.
    assert theory.get_ydata() == pytest.approx([-10 + 6.0206, -10, -10 - 6.0206], abs=1e-3)
    (mean,) = decays.get_lines()
    assert mean.get_ydata() == pytest.approx([0.55] * 3)
    assert [tick.get_text() for tick in decays.get_xticklabels()] == ["0.5", "1", "2"]
    assert bar.get_ylabel() == "reverberation time asked for (s)"


def test_one_room_at_one_distance_can_be_drawn():
    ratios, _, _ = rooms.draw(recordings((0.3,), (1.0,))).axes
    assert np.asarray(ratios.collections[0].get_offsets())[0] == pytest.approx([1.12**-0.5, 0])


def test_the_figure_is_written_the_same_twice(assert_same_bytes_twice):
    assert_same_bytes_twice(lambda: rooms.draw(recordings()))
