"""The map of a flow's axes."""

import numpy as np
import pytest

from latentaudio.factors import factor_layout
from latentaudio.maps.factor_axes_map import factor_axes_map, on_axes, shown_coordinates

ALL = np.ones(4, bool)


def latents(dimensions):
    return np.arange(4.0 * dimensions).reshape(4, dimensions)


@pytest.mark.parametrize(
    ("names", "dimensions", "of_factors", "columns"),
    [
        (["pitch", "decay"], 6, {}, [4, 5]),
        (["pitch", "decay"], 6, {"pitch": 2}, [3, 5]),
        (["a", "b", "c"], 6, {}, [3, 4, 5]),
        (["a", "b", "c", "d"], 6, {}, [2, 3, 4]),
        (["pitch"], 6, {}, [5, 0]),
        (["pitch"], 2, {"pitch": 2}, [0, 1]),
    ],
)
def test_axes_are_the_first_coordinates_of_the_first_factors(
    names, dimensions, of_factors, columns
):
    layout = factor_layout(names, dimensions, of_factors)
    z = latents(dimensions)
    shown = factor_axes_map(z, ALL, layout)
    np.testing.assert_array_equal(shown.points, z[:, columns])
    assert [index for _, index in shown_coordinates(layout)] == columns
    assert shown.axes[0] == f"axis of {names[0]} (SD of the prior)"
    assert shown.exact


def test_a_single_coordinate_is_a_line():
    shown = factor_axes_map(latents(1), ALL, factor_layout(["pitch"], 1))
    np.testing.assert_array_equal(shown.points, [[0, 0], [1, 0], [2, 0], [3, 0]])
    assert len(shown.axes) == 2


def test_moved_points_are_placed_like_sounds():
    layout = factor_layout(["pitch", "decay"], 5)
    steps = np.random.default_rng(0).standard_normal((7, 4, 5))
    np.testing.assert_array_equal(on_axes(steps, layout), steps[..., [3, 4]])


def test_sounds_that_the_flow_was_not_given_stand_in_the_corner_and_are_counted():
    known = np.array([True, False, True, True, True])
    shown = factor_axes_map(latents(3), known, factor_layout(["pitch", "decay"], 3))
    assert shown.points.tolist() == [[1, 2], [1, 2], [4, 5], [7, 8], [10, 11]]
    assert "1 sounds that it was not given stand in the lower corner" in shown.parameters


def test_a_map_without_any_such_sound_is_a_point():
    shown = factor_axes_map(latents(3)[:0], np.zeros(2, bool), factor_layout(["pitch"], 3))
    assert shown.points.tolist() == [[0, 0], [0, 0]]
