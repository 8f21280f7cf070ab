import warnings
from collections import Counter

import numpy as np
import pytest

from latentaudio.decoding.knn import check_neighbors, decode
from latentaudio.errors import ConfigError


@pytest.mark.parametrize("neighbors", [1, 3, 7])
def test_nearest_neighbors_equal_a_search_by_hand(neighbors):
    generator = np.random.default_rng(neighbors)
    coordinates = generator.normal(size=(90, 4))
    # Two classes and an odd number of votes: no ties.
    labels = generator.choice(["u", "v"], size=(90, 2))
    test = generator.random(90) < 0.3
    found = decode(coordinates, labels, test, neighbors)
    train_points, train_labels = coordinates[~test], labels[~test]
    for row, point in zip(found, coordinates[test], strict=True):
        nearest = np.argsort(((train_points - point) ** 2).sum(axis=1))[:neighbors]
        for factor in range(2):
            votes = Counter(train_labels[nearest, factor].tolist())
            assert row[factor] == votes.most_common(1)[0][0]


def test_one_factor_alone_is_classified_as_among_several_and_without_a_warning():
    generator = np.random.default_rng(4)
    coordinates = generator.normal(size=(60, 3))
    labels = generator.choice(["u", "v", "w"], size=(60, 2))
    test = np.arange(60) % 4 == 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        both = decode(coordinates, labels, test, 5)
        alone = decode(coordinates, labels[:, 1:], test, 5)
    assert (both.shape, alone.shape) == ((15, 2), (15, 1))
    np.testing.assert_array_equal(alone[:, 0], both[:, 1])


def test_a_test_snippet_never_votes():
    # Every snippet has a twin of another class; the twin is tested with it.
    coordinates = np.repeat(np.arange(20.0), 2)[:, np.newaxis]
    labels = np.tile(["u", "v"], 20)[:, np.newaxis]
    labels[20:] = "v"
    test = np.arange(40) < 20
    assert (decode(coordinates, labels, test, 1) == "v").all()


def test_more_neighbors_than_training_snippets_are_refused():
    check_neighbors(10, 10)
    with pytest.raises(ConfigError, match=r"knn\.neighbors: 11 asked for, .*training set has 10"):
        check_neighbors(11, 10)
    with pytest.raises(ConfigError, match=r"knn\.neighbors: 3"):
        decode(np.zeros((4, 1)), np.full((4, 1), "u"), np.arange(4) > 1, 3)
