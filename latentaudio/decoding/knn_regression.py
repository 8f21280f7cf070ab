"""Nearest neighbors for numbers: a test snippet is assigned the mean value of its neighbors."""

import numpy as np

from latentaudio.decoding.knn import check_neighbors
from latentaudio.imports import hidden

with hidden("pandas"):
    from sklearn.neighbors import KNeighborsRegressor


def decode(
    coordinates: np.ndarray, targets: np.ndarray, test: np.ndarray, neighbors: int
) -> np.ndarray:
    """Predict test snippets by the mean of their nearest training snippets (Euclidean distance).

    One search serves all factors. Parameters and result are as in
    `latentaudio.decoding.decoders.Decoder.decode`; `neighbors` is the number of neighbors whose
    mean is taken.

    Raises
    ------
    ConfigError
        When there are fewer training snippets than neighbors.
    """
    check_neighbors(neighbors, int(np.count_nonzero(~test)))
    regressor = KNeighborsRegressor(neighbors, algorithm="brute")
    regressor.fit(coordinates[~test], targets[~test])
    return regressor.predict(coordinates[test])
