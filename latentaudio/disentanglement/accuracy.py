"""How well the classes of a factor can be decoded from one axis alone."""

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
    """Compute the held-out accuracy of a k-nearest-neighbors decoder that sees one axis.

    Parameters
    ----------
    axis
        Coordinates of the axis, shape ``[n, d]``.
    labels
        The class of each snippet, by factor; each of shape ``[n]``.
    training, held_out
        Which snippets are the neighbors and which are classified, shape ``[n]``, bool.
    neighbors
        Number of neighbors that vote.
    resamples
        Resamples of the groups of the held-out snippets.

    Returns
    -------
    dict of str to numpy.ndarray
        Fraction of held-out snippets classified correctly, by factor, in the data and in every
        resample; each of shape ``[1 + resamples]``.

    Raises
    ------
    ConfigError
        If there are fewer training snippets than neighbors.
    """
    check_neighbors(neighbors, int(np.count_nonzero(training)), "disentanglement.neighbors")
    # An axis has few coordinates, so a tree finds neighbors without comparing all pairs.
    classifier = KNeighborsClassifier(neighbors, algorithm="kd_tree")
    count = resamples.totals(np.ones(np.count_nonzero(held_out)))
    accuracies = {}
    for factor, truth in labels.items():
        classifier.fit(axis[training], truth[training])
        hits = classifier.predict(axis[held_out]) == truth[held_out]
        accuracies[factor] = resamples.totals(hits) / count
    return accuracies
