"""Nearest neighbors: a test snippet is assigned the class that most of its neighbors have."""

import numpy as np

from latentaudio.errors import ConfigError
from latentaudio.imports import hidden

with hidden("pandas"):
    from sklearn.neighbors import KNeighborsClassifier


def decode(
    coordinates: np.ndarray, targets: np.ndarray, test: np.ndarray, neighbors: int
) -> np.ndarray:
    """Classify test snippets by a vote of their nearest training snippets (Euclidean distance).

    One search serves all factors. Parameters and result are as in
    `latentaudio.decoding.decoders.Decoder.decode`; `neighbors` is the number of neighbors that
    vote.

    Raises
    ------
    ConfigError
        When there are fewer training snippets than neighbors.
    """
    check_neighbors(neighbors, int(np.count_nonzero(~test)))
    classifier = KNeighborsClassifier(neighbors, algorithm="brute")
    # A single column is passed flat, because scikit-learn warns about column vectors.
    classifier.fit(coordinates[~test], _flat(targets[~test]))
    return classifier.predict(coordinates[test]).reshape(-1, targets.shape[1])


def check_neighbors(neighbors: int, training: int, key: str = "knn.neighbors") -> None:
    """Check that there are at least as many training snippets as neighbors.

    `key` is the configuration key of the number of neighbors, for the error message.

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
