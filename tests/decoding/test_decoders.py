"""What every decoder must do."""

import numpy as np
import pytest

from latentaudio.decoding.knn import nearest_neighbors
from latentaudio.decoding.probe import linear_probe


def columns(labels):
    return np.stack(list(labels.values()), axis=1)


@pytest.mark.parametrize("decoder", ["neighbors", "probe"])
def test_separate_clouds_are_decoded_without_error_and_noise_at_chance(clouds, decoder):
    coordinates, labels = clouds
    count = len(coordinates)
    test = np.arange(count) % 3 == 0

    def decode(values):
        if decoder == "probe":
            return linear_probe(values, columns(labels), test)
        return nearest_neighbors(values, columns(labels), test, 5)

    np.testing.assert_array_equal(decode(coordinates), columns(labels)[test])
    noise = np.random.default_rng(1).normal(size=coordinates.shape)
    hits = (decode(noise) == columns(labels)[test]).mean(axis=0)
    assert hits[0] < 0.6
    assert hits[1] < 0.8


@pytest.mark.parametrize("decoder", ["neighbors", "probe"])
def test_the_labels_of_test_snippets_are_never_seen(decoder):
    generator = np.random.default_rng(5)
    coordinates = generator.normal(size=(80, 10))
    labels = generator.choice(["u", "v"], size=(80, 2))
    test = np.arange(80) % 2 == 0

    def decode(labels):
        if decoder == "probe":
            return linear_probe(coordinates, labels, test)
        return nearest_neighbors(coordinates, labels, test, 3)

    others = labels.copy()
    others[test] = np.where(labels[test] == "u", "v", "u")
    np.testing.assert_array_equal(decode(others), decode(labels))
