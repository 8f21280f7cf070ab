import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentaudio.errors import ConfigError
from latentaudio.statistics.half_samples import draw_half_samples, half_sample_interval, rows_of


def rng(seed=0):
    return np.random.default_rng(seed)


def means(values, groups, count, seed=0):
    samples = draw_half_samples(groups, count, rng(seed))
    return samples.totals(values) / samples.totals(np.ones(len(values)))


@settings(max_examples=30)
@given(st.integers(4, 30), st.integers(1, 3), st.integers(2, 9))
def test_each_half_sample_has_half_of_the_groups_with_all_their_rows(count, rows, half_samples):
    groups = np.repeat(np.arange(count), rows)
    inside = rows_of(draw_half_samples(groups, half_samples, rng()))
    assert inside.shape == (1 + half_samples, count * rows)
    assert inside[0].all()
    assert (inside[1:].sum(axis=1) == count // 2 * rows).all()
    by_group = inside.reshape(len(inside), count, rows)
    assert (by_group == by_group[:, :, :1]).all()


def test_every_group_is_drawn_equally_often():
    inside = rows_of(draw_half_samples(np.arange(10), 4000, rng()))[1:]
    np.testing.assert_allclose(inside.mean(axis=0), 0.5, atol=0.04)


@pytest.mark.parametrize("count", [12, 13])
def test_deviations_have_the_textbooks_standard_error_of_a_mean(count):
    """Also where the groups cannot be halved."""
    values = rng(1).normal(size=count)
    found = means(values, np.arange(count), 20_000)
    half = count // 2
    error = found[1:].std(ddof=1) * np.sqrt(half / (count - half))
    assert error == pytest.approx(values.std(ddof=1) / np.sqrt(count), rel=0.03)
    interval = half_sample_interval(found, count, -9, 9)
    # Student's t with 11 and 12 degrees of freedom.
    quantile = {12: 2.201, 13: 2.179}[count]
    assert interval.high - interval.value == pytest.approx(quantile * error, rel=1e-3)
    assert interval.value - interval.low == pytest.approx(quantile * error, rel=1e-3)


@pytest.mark.parametrize("groups", [10, 41])
def test_intervals_of_a_mean_cover_the_truth(groups):
    """Rows of a group are copies, so an interval from single rows would be far too narrow."""
    names = np.repeat(np.arange(groups), 5)
    covered = []
    for seed in range(600):
        values = np.repeat(rng(seed).normal(size=groups), 5)
        interval = half_sample_interval(means(values, names, 100, seed), groups, -9, 9)
        covered.append(interval.low <= 0 <= interval.high)
    assert 0.92 <= np.mean(covered) <= 0.98


def test_the_same_seed_draws_the_same_groups_whatever_the_order_of_rows():
    groups = np.array(["d", "a", "c", "b", "e", "a"])
    weights = draw_half_samples(groups, 8, rng()).weights
    np.testing.assert_array_equal(weights, draw_half_samples(groups[::-1], 8, rng()).weights)
    assert not np.array_equal(weights, draw_half_samples(groups, 8, rng(1)).weights)


def test_too_few_groups_have_no_interval_and_a_note():
    samples = draw_half_samples(np.array(["a", "b", "c", "c"]), 10, rng())
    assert samples.note == "no intervals: found 3 groups, expected at least 4"
    assert half_sample_interval(samples.totals(np.ones(4)), 3, 0, 9) == (4.0, None, None)


def test_a_statistic_that_is_rarely_defined_has_no_interval():
    nan = np.nan
    assert half_sample_interval(np.array([nan, 1.0, 2.0]), 9, 0, 9) == (None, None, None)
    assert half_sample_interval(np.array([1.0, 1.0, 2.0, nan, nan, nan]), 9, 0, 9).low is None
    assert half_sample_interval(np.array([1.0, 1.0, 2.0, nan, nan]), 9, 0, 9).low is not None


def test_intervals_stay_within_the_bounds():
    interval = half_sample_interval(np.array([0.9, 0.5, 1.0, 0.7]), 9, 0, 1)
    assert interval.high == 1
    assert 0 <= interval.low < 0.9


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_half_samples_are_refused(count):
    with pytest.raises(ConfigError, match=f"half samples: found {count}, expected at least 2"):
        draw_half_samples(np.arange(9), count, rng())
