import warnings
from collections import Counter

import numpy as np
import pytest

from latentaudio.decoding.decoders import KNN, KNN_PERMUTED, PROBE
from latentaudio.decoding.knn import check_neighbors, nearest_neighbours
from latentaudio.decoding.predictions import PREDICTIONS_SCHEMA, predict
from latentaudio.decoding.probe import linear_probe
from latentaudio.errors import ConfigError

COUNT = 120


@pytest.fixture
def clouds():
    """Well separated Gaussian clouds: two factors on different axes, with names unequally long."""
    generator = np.random.default_rng(0)
    first, second = generator.integers(0, 3, COUNT), generator.integers(0, 2, COUNT)
    coordinates = generator.normal(size=(COUNT, 6)) * 0.5
    coordinates[:, 0] += 8 * first
    coordinates[:, 1] += 8 * second
    labels = {
        "size": np.array(["s", "m", "l"])[first],
        "shape": np.array(["round", "a very long name of a class"])[second],
    }
    return coordinates.astype(np.float32), labels


def columns(labels):
    return np.stack(list(labels.values()), axis=1)


@pytest.mark.parametrize("neighbors", [1, 3, 7])
def test_nearest_neighbours_equal_a_search_by_hand(neighbors):
    generator = np.random.default_rng(neighbors)
    coordinates = generator.normal(size=(90, 4))
    # Two classes and an odd number of votes: no ties.
    labels = generator.choice(["u", "v"], size=(90, 2))
    test = generator.random(90) < 0.3
    found = nearest_neighbours(coordinates, labels, test, neighbors)
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
        both = nearest_neighbours(coordinates, labels, test, 5)
        alone = nearest_neighbours(coordinates, labels[:, 1:], test, 5)
    assert (both.shape, alone.shape) == ((15, 2), (15, 1))
    np.testing.assert_array_equal(alone[:, 0], both[:, 1])


@pytest.mark.parametrize("decoder", ["neighbours", "probe"])
def test_separate_clouds_are_decoded_without_error_and_noise_at_chance(clouds, decoder):
    coordinates, labels = clouds
    test = np.arange(COUNT) % 3 == 0

    def decode(values):
        if decoder == "probe":
            return linear_probe(values, columns(labels), test)
        return nearest_neighbours(values, columns(labels), test, 5)

    np.testing.assert_array_equal(decode(coordinates), columns(labels)[test])
    noise = np.random.default_rng(1).normal(size=coordinates.shape)
    hits = (decode(noise) == columns(labels)[test]).mean(axis=0)
    assert hits[0] < 0.6
    assert hits[1] < 0.8


def test_the_probe_reads_what_is_linear_where_neighbours_are_drowned_in_noise():
    generator = np.random.default_rng(2)
    truth = generator.integers(0, 2, 400)
    coordinates = generator.normal(size=(400, 60))
    coordinates[:, 0] *= 0.1
    coordinates[:, 0] += truth
    labels = np.array(["u", "v"])[truth][:, np.newaxis]
    test = np.arange(400) % 2 == 0
    assert (linear_probe(coordinates, labels, test) == labels[test]).mean() > 0.97
    assert (nearest_neighbours(coordinates, labels, test, 5) == labels[test]).mean() < 0.85


@pytest.mark.parametrize("decoder", ["neighbours", "probe"])
def test_the_labels_of_test_snippets_are_never_seen(decoder):
    generator = np.random.default_rng(5)
    coordinates = generator.normal(size=(80, 10))
    labels = generator.choice(["u", "v"], size=(80, 2))
    test = np.arange(80) % 2 == 0

    def decode(labels):
        if decoder == "probe":
            return linear_probe(coordinates, labels, test)
        return nearest_neighbours(coordinates, labels, test, 3)

    others = labels.copy()
    others[test] = np.where(labels[test] == "u", "v", "u")
    np.testing.assert_array_equal(decode(others), decode(labels))


def test_a_test_snippet_never_votes():
    # Every snippet has a twin of another class; the twin is tested with it.
    coordinates = np.repeat(np.arange(20.0), 2)[:, np.newaxis]
    labels = np.tile(["u", "v"], 20)[:, np.newaxis]
    labels[20:] = "v"
    test = np.arange(40) < 20
    assert (nearest_neighbours(coordinates, labels, test, 1) == "v").all()


def test_more_neighbours_than_training_snippets_are_refused():
    check_neighbors(10, 10)
    with pytest.raises(ConfigError, match=r"knn\.neighbors: 11 asked for, .*training set has 10"):
        check_neighbors(11, 10)
    with pytest.raises(ConfigError, match=r"knn\.neighbors: 3"):
        nearest_neighbours(np.zeros((4, 1)), np.full((4, 1), "u"), np.arange(4) > 1, 3)


def test_predictions_hold_each_test_snippet_once_a_factor_decoder_and_scheme(clouds):
    coordinates, labels = clouds
    ids = np.array([f"s{index}" for index in range(COUNT)])
    folds = {"grouped": np.arange(COUNT) % 3 + 1, "random": np.arange(COUNT) % 5 + 1}
    noise = np.random.default_rng(0).normal(size=coordinates.shape)
    table = predict(
        {KNN: coordinates, PROBE: coordinates, KNN_PERMUTED: noise},
        labels,
        ids,
        folds,
        layer=9,
        fold=2,
        neighbors=3,
    )
    assert table.schema == PREDICTIONS_SCHEMA
    assert len(table) == (40 + 24) * 3 * 2
    frame = table.to_pandas()
    assert set(frame["layer"]) == {9}
    assert set(frame["fold"]) == {2}
    truth = {factor: dict(zip(ids, values, strict=True)) for factor, values in labels.items()}
    for (scheme, decoder, factor), rows in frame.groupby(["scheme", "decoder", "factor"]):
        assert rows["snippet_id"].tolist() == ids[folds[scheme] == 2].tolist()
        assert rows["truth"].tolist() == [truth[factor][name] for name in rows["snippet_id"]]
        assert set(rows["n_train"]) == {COUNT - len(rows)}
        right = (rows["truth"] == rows["predicted"]).mean()
        assert right == 1.0 if decoder in (KNN, PROBE) else right < 0.8


def test_a_scheme_with_fewer_folds_is_left_out(clouds):
    coordinates, labels = clouds
    folds = {"grouped": np.arange(COUNT) % 3 + 1, "random": np.arange(COUNT) % 5 + 1}
    arguments = ({KNN: coordinates}, labels, np.arange(COUNT).astype(str), folds)
    table = predict(*arguments, layer=1, fold=4, neighbors=3)
    assert set(table["scheme"].to_pylist()) == {"random"}
    nothing = predict(*arguments, layer=1, fold=6, neighbors=3)
    assert (len(nothing), nothing.schema) == (0, PREDICTIONS_SCHEMA)
