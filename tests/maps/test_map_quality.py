"""Trustworthiness and continuity."""

import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from latentaudio.maps import map_quality
from latentaudio.maps.map_quality import Quality, measure_quality


def quality(coordinates, points):
    return measure_quality(coordinates, points, np.random.default_rng(0))


@pytest.fixture
def coordinates():
    return np.random.default_rng(3).standard_normal((60, 8))


def test_a_map_that_is_the_space_loses_nothing(coordinates):
    assert quality(coordinates, 5 * coordinates + 1) == Quality(1.0, 1.0, 15)


def test_the_two_are_those_of_scikit_learn_with_roles_exchanged(coordinates):
    points = coordinates[:, :2]
    found = quality(coordinates, points)
    assert found.trustworthiness == trustworthiness(coordinates, points, n_neighbors=15)
    assert found.continuity == trustworthiness(points, coordinates, n_neighbors=15)
    assert found.trustworthiness != found.continuity


def brute_trustworthiness(coordinates, points, k):
    """By its definition: the ranks in the space of the false neighbors on the map."""
    n = len(points)
    total = 0
    for row in range(n):
        ranks = np.argsort(np.linalg.norm(coordinates - coordinates[row], axis=1)).tolist()
        near = np.argsort(np.linalg.norm(points - points[row], axis=1))[1 : k + 1]
        total += sum(max(ranks.index(other) - k, 0) for other in near)
    return 1 - 2 / (n * k * (2 * n - 3 * k - 1)) * total


def test_both_follow_their_definition(coordinates):
    points = coordinates[:, :3]
    found = quality(coordinates, points)
    assert found.trustworthiness == pytest.approx(brute_trustworthiness(coordinates, points, 15))
    assert found.continuity == pytest.approx(brute_trustworthiness(points, coordinates, 15))


def test_a_map_that_folds_is_not_trusted_and_one_that_tears_is_not_continuous():
    line = np.linspace(0, 1, 40)[:, np.newaxis]
    folded, torn = np.abs(line - 0.5), np.where(line < 0.5, line, line + 10)
    of_folded, of_torn = quality(line, folded), quality(line, torn)
    assert of_folded.trustworthiness < of_folded.continuity
    assert of_torn.continuity < of_torn.trustworthiness


@pytest.mark.parametrize(("sounds", "neighbours"), [(1, 0), (2, 0), (3, 1), (4, 1), (20, 9)])
def test_fewer_sounds_are_compared_by_fewer_neighbors(coordinates, sounds, neighbours):
    found = quality(coordinates[:sounds], coordinates[:sounds, :2])
    assert found.neighbours == neighbours
    assert (found.trustworthiness is None) == (neighbours == 0)
    assert found.note == ""


def test_of_many_sounds_a_sample_is_compared_and_said(coordinates, monkeypatch):
    monkeypatch.setattr(map_quality, "MOST", 50)
    points = coordinates[:, :2]
    found = quality(coordinates, points)
    assert found == quality(coordinates, points)
    assert found.note == "quality of 50 sounds drawn"
    drawn = np.sort(np.random.default_rng(0).choice(60, 50, replace=False))
    assert found.trustworthiness == trustworthiness(
        coordinates[drawn], points[drawn], n_neighbors=15
    )
