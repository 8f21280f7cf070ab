import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from latentaudio.errors import ConfigError
from latentaudio.statistics import bootstrap
from latentaudio.statistics.bootstrap import (
    _times_drawn,
    interval_of_mean,
    resampled_statistic,
    sums_by_group,
)


def rng(seed=0):
    return np.random.default_rng(seed)


def grouped(groups, rows, seed=1):
    """Values of rows in unequal groups whose means differ."""
    generator = rng(seed)
    names = np.array([f"g{index:03d}" for index in range(groups)])
    of_row = np.concatenate([names, generator.choice(names, rows - groups)])
    offset = dict(zip(names, generator.normal(size=groups), strict=True))
    return np.array([offset[name] for name in of_row]) + generator.normal(size=rows), of_row


def test_means_equal_those_of_copied_rows():
    values, groups = grouped(7, 40)
    sums, counts = sums_by_group(values, groups)
    low, high = interval_of_mean(sums, counts, resamples=300, rng=rng())
    names = np.unique(groups)
    means = [
        np.concatenate([values[groups == names[index]] for index in drawn]).mean()
        for drawn in rng().integers(7, size=(300, 6))
    ]
    np.testing.assert_allclose([low, high], np.quantile(means, [0.025, 0.975]), rtol=1e-12)


def test_with_one_row_per_group_it_is_the_ordinary_bootstrap():
    values = rng(3).exponential(size=60)
    low, high = interval_of_mean(values, np.ones(60), resamples=20_000, rng=rng())
    reference = stats.bootstrap(
        (values,), np.mean, n_resamples=20_000, method="percentile", rng=rng(9)
    ).confidence_interval
    np.testing.assert_allclose([low, high], reference, rtol=0.02)


def test_the_interval_covers_the_true_mean_if_rows_of_a_group_are_similar():
    """Rows of a group are copies, so an interval from single rows would be far too narrow."""
    covered = []
    for seed in range(150):
        of_group = rng(seed).normal(size=40)
        low, high = interval_of_mean(
            of_group * 25, np.full(40, 25), resamples=400, rng=rng(1000 + seed)
        )
        covered.append(low <= 0 <= high)
    assert 0.87 <= np.mean(covered) <= 0.99


def test_several_quantities_share_the_draws():
    values, groups = grouped(9, 50)
    sums, counts = sums_by_group(values, groups)
    both = np.stack([sums, 2 * sums + counts], axis=1)
    low, high = interval_of_mean(both, counts, resamples=200, rng=rng())
    alone = interval_of_mean(sums, counts, resamples=200, rng=rng())
    np.testing.assert_allclose([low[0], high[0]], alone, rtol=1e-12)
    np.testing.assert_allclose([low[1], high[1]], [2 * one + 1 for one in alone], rtol=1e-12)


def test_any_shape_of_quantities_is_kept():
    sums = rng().normal(size=(5, 2, 3, 4))
    low, high = interval_of_mean(sums, np.ones(5), resamples=50, rng=rng())
    flat, _ = interval_of_mean(sums.reshape(5, -1), np.ones(5), resamples=50, rng=rng())
    assert low.shape == high.shape == (2, 3, 4)
    np.testing.assert_allclose(low.ravel(), flat, rtol=1e-12)


@pytest.mark.parametrize("groups", [0, 1])
def test_fewer_than_two_groups_give_no_interval(groups):
    low, high = interval_of_mean(np.ones((groups, 3)), np.ones(groups), resamples=10, rng=rng())
    assert low.shape == (3,)
    assert np.isnan(low).all()
    assert np.isnan(high).all()


def test_no_resamples_are_refused():
    with pytest.raises(ConfigError, match="found 0 resamples, expected at least 1"):
        interval_of_mean(np.ones(3), np.ones(3), resamples=0, rng=rng())


def test_memory_is_bounded_and_blocks_change_only_the_draws(monkeypatch):
    values, groups = grouped(11, 60)
    sums, counts = sums_by_group(values, groups)
    sizes = []
    drawn = _times_drawn

    def recorded(groups, resamples, generator):
        sizes.append(resamples)
        weights = drawn(groups, resamples, generator)
        assert (weights.sum(axis=1) == groups - 1).all()
        return weights

    monkeypatch.setattr(bootstrap, "_DRAWS_AT_ONCE", 11 * 40)
    monkeypatch.setattr(bootstrap, "_times_drawn", recorded)
    low, high = interval_of_mean(sums, counts, resamples=4010, rng=rng())
    assert sizes == [40] * 100 + [10]
    monkeypatch.undo()
    np.testing.assert_allclose(
        [low, high], interval_of_mean(sums, counts, resamples=4000, rng=rng(5)), atol=0.05
    )


@settings(max_examples=50)
@given(
    hnp.arrays(np.float64, st.integers(2, 12), elements=st.floats(-100, 100)),
    st.integers(0, 100),
    st.floats(-50, 50),
)
def test_it_lies_within_the_means_of_the_groups_and_follows_a_shift(means, seed, shift):
    counts = rng(seed).integers(1, 9, len(means)).astype(float)
    low, high = interval_of_mean(means * counts, counts, resamples=50, rng=rng(seed))
    assert means.min() - 1e-9 <= low <= high <= means.max() + 1e-9
    moved = interval_of_mean((means + shift) * counts, counts, resamples=50, rng=rng(seed))
    np.testing.assert_allclose(moved, [low + shift, high + shift], atol=1e-9)


def test_sums_are_those_of_each_group_in_alphabetical_order():
    values, groups = grouped(6, 30)
    sums, counts = sums_by_group(values, groups)
    for index, name in enumerate(sorted(set(groups))):
        assert sums[index] == pytest.approx(values[groups == name].sum())
        assert counts[index] == (groups == name).sum()


class TestAnyStatistic:
    def test_a_mean_is_that_of_the_same_resamples(self):
        values, groups = grouped(9, 50)
        sums, counts = sums_by_group(values, groups)
        found = resampled_statistic(
            lambda weights: (weights @ sums) / (weights @ counts),
            len(counts),
            resamples=200,
            rng=rng(),
        )
        expected = interval_of_mean(sums, counts, resamples=200, rng=rng())
        np.testing.assert_allclose(np.quantile(found, [0.025, 0.975]), expected, rtol=1e-12)

    @pytest.mark.parametrize("groups", [0, 1])
    def test_fewer_than_two_groups_give_nothing(self, groups):
        found = resampled_statistic(
            lambda weights: np.stack([weights.sum(axis=1)] * 3, axis=1),
            groups,
            resamples=7,
            rng=rng(),
        )
        assert found.shape == (7, 3)
        assert np.isnan(found).all()

    def test_wide_statistics_are_computed_of_fewer_resamples_at_once(self, monkeypatch):
        monkeypatch.setattr(bootstrap, "_DRAWS_AT_ONCE", 60)
        sizes = []

        def statistic(weights):
            sizes.append(len(weights))
            return weights[:, 0]

        resampled_statistic(statistic, 5, resamples=10, rng=rng(), width=3)
        assert sizes == [4, 4, 2]
