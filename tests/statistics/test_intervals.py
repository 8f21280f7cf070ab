import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentaudio.statistics.intervals import estimate


def test_without_bias_the_interval_is_that_of_percentiles():
    values = np.concatenate([[0.5], np.linspace(0.3, 0.7, 401)])
    assert estimate(values, 0, 1) == pytest.approx((0.5, 0.31, 0.69))


def test_twice_the_bias_of_the_resamples_is_subtracted():
    values = np.concatenate([[0.5], np.linspace(0.3, 0.7, 401) + 0.05])
    assert estimate(values, 0, 1) == pytest.approx((0.5, 0.26, 0.64))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_an_interval_contains_its_value_and_stays_within_the_bounds(values):
    value, low, high = estimate(np.array(values), 0, 1)
    assert value == values[0]
    if len(values) > 1:
        assert 0 <= low <= value <= high <= 1


def test_undefined_statistics_have_no_value_and_no_interval():
    assert estimate(np.array([np.nan, 0.5, 0.6]), 0, 1) == (None, None, None)
    assert estimate(np.array([0.5, np.nan]), 0, 1) == (0.5, None, None)
