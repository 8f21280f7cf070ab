import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, label_ranking_average_precision_score

from latentaudio.prediction.measures.label_ranking import (
    average_precisions,
    label_precisions,
    lwlrap,
)


def drawn(seed, n=40, labels=6, levels=None):
    """Scores, with ties if they have few levels, and labels, of which sounds have at least one."""
    draw = np.random.default_rng(seed)
    members = draw.random((n, labels)) < 0.3
    members[np.arange(n), draw.integers(labels, size=n)] = True
    scores = draw.random((n, labels)) + 0.4 * members
    return (np.round(scores * levels) if levels else scores), members


def test_by_hand():
    scores = np.array([[0.9, 0.5], [0.8, 0.6], [0.3, 0.7]])
    members = np.array([[True, True], [False, True], [True, False]])
    # Label 1 is at ranks 1 and 3, label 2 at ranks 2 and 3.
    expected = [(1 + 2 / 3) / 2, (1 / 2 + 2 / 3) / 2]
    np.testing.assert_allclose(average_precisions(scores, members), expected)
    np.testing.assert_allclose(label_precisions(scores, members), [[1, 1], [0, 1 / 2], [1 / 2, 0]])
    assert lwlrap(scores, members) == pytest.approx((1 + 1 + 1 / 2 + 1 / 2) / 4)


@pytest.mark.parametrize("levels", [None, 4])
def test_average_precisions_are_those_of_scikit_learn_with_weights_too(levels):
    for seed in range(5):
        scores, members = drawn(seed, levels=levels)
        weights = np.random.default_rng(seed).integers(0, 4, len(scores))
        for given_weights in (None, weights):
            expected = [
                average_precision_score(has, own, sample_weight=given_weights)
                for own, has in zip(scores.T, members.T, strict=True)
            ]
            found = average_precisions(scores, members, given_weights)
            np.testing.assert_allclose(found, expected)


@pytest.mark.parametrize("levels", [None, 4])
def test_lwlrap_is_that_of_scikit_learn_weighted_by_the_number_of_labels(levels):
    for seed in range(5):
        scores, members = drawn(seed, levels=levels)
        expected = label_ranking_average_precision_score(
            members, scores, sample_weight=members.sum(axis=1)
        )
        assert lwlrap(scores, members) == pytest.approx(expected)


def test_resamples_at_once_are_the_resamples_one_by_one():
    scores, members = drawn(3, levels=5)
    weights = np.random.default_rng(0).integers(0, 3, (7, len(scores)))
    together = average_precisions(scores, members, weights)
    assert together.shape == (7, 6)
    for one, found in zip(weights, together, strict=True):
        rows = np.repeat(np.arange(len(scores)), one)
        np.testing.assert_allclose(found, average_precisions(scores[rows], members[rows]))


def test_a_label_that_no_sound_has_is_not_scored():
    scores = np.array([[0.2, 0.8], [0.6, 0.1]])
    members = np.array([[True, False], [False, False]])
    found = average_precisions(scores, members)
    assert found[0] == 0.5
    assert np.isnan(found[1])
    # Nor is one whose sounds are in no resample.
    assert np.isnan(average_precisions(scores, members, np.array([0, 1]))[0])
    assert lwlrap(scores, members) == 0.5
    assert np.isnan(lwlrap(scores, np.zeros((2, 2), bool)))


def test_the_same_score_for_all_sounds_has_the_precision_of_chance():
    members = drawn(1)[1]
    np.testing.assert_allclose(average_precisions(np.ones(members.shape), members), members.mean(0))


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_order_of_sounds_and_labels_does_not_matter_nor_does_a_rising_map(seed, order):
    scores, members = drawn(seed, n=9, labels=4, levels=3)
    draw = np.random.default_rng(order)
    rows, columns = draw.permutation(9), draw.permutation(4)
    moved, moved_members = scores[rows][:, columns], members[rows][:, columns]
    np.testing.assert_allclose(
        average_precisions(np.exp(3 * moved), moved_members),
        average_precisions(scores, members)[columns],
    )
    assert lwlrap(np.exp(3 * moved), moved_members) == pytest.approx(lwlrap(scores, members))
