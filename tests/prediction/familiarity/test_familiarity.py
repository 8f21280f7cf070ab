"""How far sounds are from all that a model was trained on."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.covariance import ledoit_wolf

from latentaudio.prediction.familiarity import familiarity
from latentaudio.prediction.familiarity.familiarity import (
    Familiarity,
    fit_familiarity,
    fit_familiarity_to_all,
)


def clusters(count=60, width=8, seed=0):
    """Three classes around corners of their own, in groups of two."""
    draw = np.random.default_rng(seed)
    classes = np.arange(count) % 3
    values = 4.0 * np.eye(3, width)[classes] + draw.normal(size=(count, width))
    return values, classes, np.array([f"g{number // 6}" for number in range(count)])


def test_distances_are_mahalanobis_distances_with_the_covariance_of_ledoit_and_wolf():
    values, classes, _ = clusters()
    found = fit_familiarity(values, classes, values[:0])
    scaled = (values - found.centre) / found.scale
    offsets = scaled - found.means[classes]
    covariance = ledoit_wolf(offsets, assume_centered=True)[0]
    new = np.random.default_rng(1).normal(2.0, 3.0, (5, 8))
    gaps = ((new - found.centre) / found.scale)[:, np.newaxis] - found.means
    squares = np.einsum("nci,ij,ncj->nc", gaps, np.linalg.inv(covariance), gaps)
    # The last direction has the variance of what is left, which here is its own.
    np.testing.assert_allclose(found.distances(new), np.sqrt(squares.min(axis=1)), rtol=1e-9)


def test_directions_beyond_the_main_ones_share_their_variance(monkeypatch):
    monkeypatch.setattr(familiarity, "_DIRECTIONS", 2)
    values, classes, _ = clusters()
    found = fit_familiarity(values, classes, values[:0])
    offsets = (values - found.centre) / found.scale - found.means[classes]
    covariance = ledoit_wolf(offsets, assume_centered=True)[0]
    assert found.directions.shape == (2, 8)
    total = found.variances[:-1].sum() + 6 * found.variances[-1]
    assert total == pytest.approx(np.trace(covariance))


def test_values_that_hardly_vary_do_not_outweigh_others():
    values, classes, _ = clusters()
    rare = np.zeros((60, 1))
    rare[0] = 1e-3
    found = fit_familiarity(np.concatenate([values, rare], axis=1), classes, np.zeros((0, 9)))
    heard = np.zeros((1, 9))
    also_rare = heard + 0.1 * np.eye(9)[-1]
    np.testing.assert_allclose(found.distances(also_rare), found.distances(heard), rtol=0.02)


def test_the_limit_is_what_nearly_all_left_out_recordings_keep_to():
    values, classes, _ = clusters()
    more, _, _ = clusters(3000, seed=2)
    found = fit_familiarity(values, classes, more)
    assert np.mean(found.unlikeness(more) > 1) == pytest.approx(0.01, abs=0.002)
    assert (found.unlikeness(values + 100.0) > 1).all()


def test_recordings_of_a_group_are_left_out_together():
    values, classes, groups = clusters(600)
    found = fit_familiarity_to_all(values, classes, groups, seed=1)
    more, _, _ = clusters(3000, seed=3)
    assert 0.001 < np.mean(found.unlikeness(more) > 1) < 0.03
    again = fit_familiarity_to_all(values, classes, groups, seed=1)
    assert again.limit == found.limit
    # Copies would not be left out if groups were torn, and the limit would be theirs.
    twins = np.repeat(np.random.default_rng(4).normal(size=(20, 30)), 2, axis=0)
    apart = fit_familiarity_to_all(twins, np.zeros(40, int), np.arange(40).astype(str), seed=1)
    whole = fit_familiarity_to_all(
        twins, np.zeros(40, int), np.repeat(np.arange(20), 2).astype(str), seed=1
    )
    assert whole.limit > apart.limit


def test_each_part_leaves_some_groups_of_every_class():
    classes = np.repeat(np.arange(5), 8)
    groups = np.array([f"g{number // 2}" for number in range(40)])
    parts = familiarity._parts(classes, groups, seed=3)
    for part in np.unique(parts):
        assert set(classes[parts != part]) == set(range(5))


def test_nothing_left_out_gives_no_limit():
    values, classes, _ = clusters()
    found = fit_familiarity(values, classes, values[:0])
    assert np.isnan(found.limit)
    assert np.isnan(found.unlikeness(values)).all()
    alone = fit_familiarity_to_all(values, np.zeros(60, int), np.full(60, "one"), seed=1)
    assert np.isnan(alone.limit)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_or_equal_recordings_give_numbers(count):
    found = fit_familiarity(np.ones((count, 4)), np.arange(count), np.zeros((0, 4)))
    distances = found.distances(np.stack([np.ones(4), np.zeros(4)]))
    assert np.isfinite(distances).all()
    assert distances[0] == 0.0
    assert distances[1] > 0.0


@given(st.integers(0, 1000), st.floats(0.1, 10.0))
def test_units_and_offsets_of_all_values_do_not_matter(seed, factor):
    values, classes, _ = clusters(seed=seed)
    new = np.random.default_rng(seed).normal(size=(4, 8))
    found = fit_familiarity(values, classes, values[:0]).distances(new)
    changed = fit_familiarity(factor * values + 3.0, classes, values[:0])
    np.testing.assert_allclose(changed.distances(factor * new + 3.0), found, rtol=1e-6)


def test_saved_arrays_give_the_same_distances():
    values, classes, groups = clusters()
    found = fit_familiarity_to_all(values, classes, groups, seed=1)
    again = Familiarity.of_arrays(found.arrays())
    np.testing.assert_allclose(again.unlikeness(values), found.unlikeness(values), rtol=1e-4)
    with pytest.raises(KeyError):
        Familiarity.of_arrays({})
