import numpy as np
import pytest

from latentaudio.errors import ConfigError
from latentaudio.statistics.intervals import estimate
from latentaudio.statistics.stratified_bootstrap import resample_groups


def design(classes=(2, 3), groups_in_cell=3, snippets=4):
    """Labels of two crossed factors, and groups with equal numbers of snippets."""
    cells = np.repeat(np.arange(classes[0] * classes[1]), groups_in_cell * snippets)
    labels = {"x": (cells // classes[1]).astype(str), "y": (cells % classes[1]).astype(str)}
    return labels, np.repeat(np.arange(len(cells) // snippets), snippets)


def resampled(labels, groups, count=200, seed=0):
    return resample_groups(labels, groups, count, np.random.default_rng(seed))


def test_totals_are_weighted_sums_over_groups():
    labels, groups = design()
    values = np.random.default_rng(1).normal(size=(len(groups), 2, 3))
    resamples = resampled(labels, groups, count=20)
    totals = resamples.totals(values)
    np.testing.assert_allclose(totals[0], values.sum(axis=0))
    for weights, total in zip(resamples.weights, totals, strict=True):
        naive = sum(weights[group] * values[groups == group].sum(axis=0) for group in range(18))
        np.testing.assert_allclose(total, naive)


def test_every_cell_keeps_its_weight_and_one_group_less_than_it_has_is_drawn():
    labels, groups = design(groups_in_cell=3)
    weights = resampled(labels, groups).weights[1:].reshape(200, 6, 3)
    np.testing.assert_allclose(weights.sum(axis=2), 3.0)
    assert set(np.unique(weights)) == {0.0, 1.5, 3.0}


@pytest.mark.parametrize("groups_in_cell", [2, 5])
def test_the_variance_of_a_mean_is_that_of_stratified_sampling(groups_in_cell):
    labels, groups = design(groups_in_cell=groups_in_cell, snippets=1)
    values = np.random.default_rng(2).normal(size=len(groups))
    means = resampled(labels, groups, count=20_000).totals(values)[1:] / len(groups)
    by_cell = values.reshape(6, groups_in_cell)
    textbook = (by_cell.var(axis=1, ddof=1) / groups_in_cell).sum() / 6**2
    assert means.var() == pytest.approx(textbook, rel=0.05)


def test_groups_that_span_the_same_cells_are_one_stratum():
    # Three objects of class a and two of class b, each played in both ways: no class can vanish.
    labels = {"object": np.repeat(["a", "b"], [6, 4]), "way": np.tile(["u", "v"], 5)}
    groups = np.repeat(np.arange(5), 2)
    weights = resampled(labels, groups).weights
    np.testing.assert_allclose(weights[:, :3].sum(axis=1), 3.0)
    np.testing.assert_allclose(weights[:, 3:].sum(axis=1), 2.0)


def test_groups_alone_in_their_cell_are_resampled_together():
    labels, groups = design(groups_in_cell=1)
    weights = resampled(labels, groups).weights[1:]
    np.testing.assert_allclose(weights.sum(axis=1), 6.0)
    assert (weights.std(axis=0) > 0).all()


def test_a_single_group_alone_in_its_stratum_joins_the_most_similar_groups():
    # Four objects are played in three ways, except the last, which is never played in the third.
    labels = {"way": np.tile(["u", "v", "w"], 4)[:-1]}
    groups = np.repeat(np.arange(4), 3)[:-1]
    weights = resampled(labels, groups).weights[1:]
    assert (weights.std(axis=0) > 0).all()
    np.testing.assert_allclose(weights.sum(axis=1), 4.0)


def test_a_class_with_one_group_prevents_intervals_and_is_named():
    labels, groups = design(groups_in_cell=2)
    labels["z"] = np.where(groups == 3, "rare", "common")
    resamples = resampled(labels, groups)
    assert resamples.note == (
        "no intervals: only one held-out group has z 'rare', so its variation between groups is "
        "unknown"
    )
    values = resamples.totals(np.ones(len(groups)))
    assert estimate(values, 0, 100) == (48.0, None, None)


def test_no_resamples_are_refused():
    labels, groups = design()
    with pytest.raises(ConfigError, match="bootstrap: found 0 resamples, expected at least 1"):
        resampled(labels, groups, count=0)


def test_the_same_seed_draws_the_same_groups():
    labels, groups = design()
    one, again, other = (resampled(labels, groups, seed=seed).weights for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, other)
