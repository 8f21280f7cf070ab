"""Scores of rankings: whether the true class is among the most probable ones."""

import numpy as np


def average_precision_at(probabilities: np.ndarray, targets: np.ndarray, most: int) -> np.ndarray:
    """Compute the average precision of the first few classes of each sound.

    With one true class, it is one over its rank, or 0 if the rank is above `most`. Its mean over
    sounds is the MAP@3 of the competition FSDKaggle2018 with `most` 3.

    Parameters
    ----------
    probabilities
        Shape ``[n, classes]``.
    targets
        Index of the true class, shape ``[n]``.
    most
        Number of classes that count.

    Returns
    -------
    numpy.ndarray
        Shape ``[n]``.

    Examples
    --------
    >>> average_precision_at(np.array([[0.5, 0.3, 0.2]] * 3), np.array([0, 1, 2]), 2).tolist()
    [1.0, 0.5, 0.0]
    """
    ranked = first_classes(probabilities, most)
    places = np.arange(1, ranked.shape[1] + 1)
    return np.asarray(((ranked == targets[:, np.newaxis]) / places).sum(axis=1))


def first_classes(probabilities: np.ndarray, most: int) -> np.ndarray:
    """Rank the most probable classes; of equally probable ones, the first comes first.

    Returns
    -------
    numpy.ndarray
        Indices of classes, shape ``[n, min(most, classes)]``.
    """
    return np.argsort(-probabilities, axis=1, kind="stable")[:, :most]
