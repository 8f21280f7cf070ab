"""Nearest neighbours: a test snippet gets the label that most of its neighbours have."""

import numpy as np

from latentaudio.errors import ConfigError
from latentaudio.imports import hidden

with hidden("pandas"):
    from sklearn.neighbors import KNeighborsClassifier


def nearest_neighbours(
    coordinates: np.ndarray, labels: np.ndarray, test: np.ndarray, neighbors: int
) -> np.ndarray:
    """Classify test snippets by a vote of their nearest training snippets (Euclidean distance).

    Parameters
    ----------
    coordinates
        Shape ``[n, k]``.
    labels
        Class names, shape ``[n, f]``, one column a factor: one search serves all of them.
    test
        Whether a snippet is tested (else trained on), shape ``[n]``, bool.
    neighbors
        How many vote.

    Returns
    -------
    numpy.ndarray
        Shape ``[test.sum(), f]``.
    """
    check_neighbors(neighbors, int(np.count_nonzero(~test)))
    classifier = KNeighborsClassifier(neighbors, algorithm="brute")
    # A single column is passed flat, because scikit-learn warns of a column vector.
    classifier.fit(coordinates[~test], _flat(labels[~test]))
    return classifier.predict(coordinates[test]).reshape(-1, labels.shape[1])


def check_neighbors(neighbors: int, training: int, key: str = "knn.neighbors") -> None:
    """Check that there are as many training snippets as neighbours, which `key` configures.

    Raises
    ------
    ConfigError
        When there are not.
    """
    if neighbors > training:
        raise ConfigError(
            f"{key}: {neighbors} asked for, but the smallest training set has {training} "
            "snippets; lower it, or use more snippets"
        )


def _flat(labels: np.ndarray) -> np.ndarray:
    return labels.ravel() if labels.shape[1] == 1 else labels
