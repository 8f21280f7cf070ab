"""How well a factor's classes can be read from an axis alone."""

from collections.abc import Mapping

import numpy as np

from latentaudio.decoding.knn import check_neighbors
from latentaudio.imports import hidden
from latentaudio.statistics.stratified_bootstrap import Floats, GroupResamples

with hidden("pandas"):
    from sklearn.neighbors import KNeighborsClassifier


def knn_accuracy(
    axis: np.ndarray,
    labels: Mapping[str, np.ndarray],
    training: np.ndarray,
    held_out: np.ndarray,
    neighbors: int,
    resamples: GroupResamples,
) -> dict[str, Floats]:
    """Score a vote of the nearest training snippets on held-out ones.

    Parameters
    ----------
    axis
        Coordinates of the axis, shape ``[n, d]``.
    labels
        The class of each snippet, by factor; each of shape ``[n]``.
    training, held_out
        Which snippets vote and which are classified, shape ``[n]``, bool.
    neighbors
        How many vote.
    resamples
        Of the held-out snippets.

    Returns
    -------
    dict of str to numpy.ndarray
        By factor, the share of held-out snippets classified correctly, in the data and in every
        resample: shape ``[1 + resamples]``.

    Raises
    ------
    ConfigError
        When there are fewer training snippets than neighbours.
    """
    check_neighbors(neighbors, int(np.count_nonzero(training)), "disentanglement.neighbors")
    # An axis has few coordinates: a tree finds neighbours without comparing all pairs of snippets.
    classifier = KNeighborsClassifier(neighbors, algorithm="kd_tree")
    count = resamples.totals(np.ones(np.count_nonzero(held_out)))
    accuracies = {}
    for factor, truth in labels.items():
        classifier.fit(axis[training], truth[training])
        hits = classifier.predict(axis[held_out]) == truth[held_out]
        accuracies[factor] = resamples.totals(hits) / count
    return accuracies
