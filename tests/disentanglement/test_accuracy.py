import numpy as np
import pytest

from latentaudio.decoding.knn import decode as nearest_neighbors
from latentaudio.disentanglement.accuracy import knn_accuracy
from latentaudio.errors import ConfigError
from latentaudio.statistics.stratified_bootstrap import resample_groups


@pytest.fixture(scope="module")
def sounds():
    generator = np.random.default_rng(17)
    labels = {"tone": np.tile(list("abc"), 60), "size": np.repeat(list("ls"), 90)}
    groups = np.arange(180) // 3
    held_out = groups % 3 == 0
    axis = generator.normal(size=(180, 2)) + 2 * (labels["tone"] == "a")[:, np.newaxis]
    resamples = resample_groups(
        {factor: values[held_out] for factor, values in labels.items()},
        groups[held_out],
        20,
        generator,
    )
    return axis, labels, held_out, resamples


def test_accuracies_are_those_of_the_decoder_used_for_layers(sounds):
    axis, labels, held_out, resamples = sounds
    found = knn_accuracy(axis, labels, ~held_out, held_out, 7, resamples)
    truths = np.stack(list(labels.values()), axis=1)
    hits = nearest_neighbors(axis, truths, held_out, 7) == truths[held_out]
    assert [values[0] for values in found.values()] == pytest.approx(hits.mean(axis=0))
    for index, weights in enumerate(resamples.weights):
        expected = np.average(hits, axis=0, weights=weights[resamples.members])
        assert [values[index] for values in found.values()] == pytest.approx(expected)


def test_validation_snippets_neither_vote_nor_count(sounds):
    axis, labels, held_out, resamples = sounds
    training = ~held_out & (np.arange(180) % 2 == 0)
    moved = np.where((training | held_out)[:, np.newaxis], axis, 0.0)
    one = knn_accuracy(axis, labels, training, held_out, 5, resamples)
    other = knn_accuracy(moved, labels, training, held_out, 5, resamples)
    for factor in labels:
        np.testing.assert_array_equal(one[factor], other[factor])


def test_more_neighbors_than_training_snippets_are_refused(sounds):
    axis, labels, held_out, resamples = sounds
    with pytest.raises(ConfigError, match=r"disentanglement\.neighbors: 500 asked for"):
        knn_accuracy(axis, labels, ~held_out, held_out, 500, resamples)
