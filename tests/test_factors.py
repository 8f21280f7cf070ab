import numpy as np
import pytest

from latentaudio.errors import ConfigError
from latentaudio.factors import factor_layout


def test_every_factor_has_one_dimension_by_default_and_the_residual_the_rest():
    layout = factor_layout(["a", "b", "c"], 10, {"b": 3})
    assert layout.slices == {
        "residual": slice(0, 5),
        "a": slice(5, 6),
        "b": slice(6, 9),
        "c": slice(9, 10),
    }
    assert layout.dimensions == 10


def test_masks_mark_the_dimensions_of_each_factor():
    masks = factor_layout(["a", "b"], 4, {"a": 2}).masks()
    np.testing.assert_array_equal(masks, [[0, 1, 1, 0], [0, 0, 0, 1]])


def test_factors_may_take_all_dimensions():
    assert factor_layout(["a", "b"], 4, {"a": 3}).residual == 0


def test_a_residual_that_adds_up_is_accepted():
    assert factor_layout(["a"], 4, {"residual": 3, "a": 1}).residual == 3


@pytest.mark.parametrize(
    ("names", "counts", "message"),
    [
        (["a"], {"a": 0}, r"dimensions_per_factor\.a: found 0, expected at least 1"),
        (["a", "b"], {"a": 4}, "take 5 dimensions .* only 4"),
        (["a"], {"residual": 2}, "sum to 3, expected 4; make residual 3"),
        (["a"], {"z": 1}, r"found \['z'\], expected only \['a', 'residual'\]"),
        ([], {}, "at least one factor"),
        (["a", "a"], {}, "each named once"),
        (["residual"], {}, "none of them 'residual'"),
    ],
)
def test_divisions_that_cannot_work_are_refused(names, counts, message):
    with pytest.raises(ConfigError, match=message):
        factor_layout(names, 4, counts)
