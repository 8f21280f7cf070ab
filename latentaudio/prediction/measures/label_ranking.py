"""Scores of rankings where a sound may have several labels.

`average_precisions` ranks the sounds for each label, `label_precisions` the labels for each sound.
What is ranked equal has one rank, the last of these, so that no order of rows or columns helps.

References
----------
Manning, C. D., Raghavan, P. and Schuetze, H. (2008). Introduction to Information Retrieval, chapter
8.

Fonseca, E. et al. (2019). Audio tagging with noisy labels and minimal supervision. DCASE (lwlrap).
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def average_precisions(
    scores: np.ndarray, members: np.ndarray, weights: np.ndarray | None = None
) -> Floats:
    """Compute the average precision of each label.

    It is the mean, over the sounds that have the label, of the precision among all sounds that
    score at least as high. Its mean over labels is the mAP.

    Parameters
    ----------
    scores
        How likely each sound is to have each label, shape ``[n, labels]``.
    members
        Whether it has, bool, shape ``[n, labels]``.
    weights
        How often each sound counts, shape ``[n]``, or ``[draws, n]`` for several resamples; once if
        None.

    Returns
    -------
    numpy.ndarray
        Shape ``[labels]`` or ``[draws, labels]``; NaN where no sound that counts has the label.

    Examples
    --------
    >>> average_precisions(np.array([[0.9], [0.8], [0.7]]), np.array([[True], [False], [True]]))
    array([0.83333333])
    """
    counted = np.ones(len(scores)) if weights is None else np.asarray(weights, np.float64)
    columns = [
        _average_precision(scores[:, label], members[:, label], counted)
        for label in range(scores.shape[1])
    ]
    return np.stack(columns, axis=-1)


def _average_precision(scores: np.ndarray, members: np.ndarray, weights: Floats) -> Floats:
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    # Of equal scores, the last one sees all of them.
    last = np.append(ranked[1:] != ranked[:-1], True)
    weights = weights[..., order]
    found = np.cumsum(weights * members[order], axis=-1)[..., last]
    ranks = np.cumsum(weights, axis=-1)[..., last]
    new = np.diff(found, axis=-1, prepend=0.0)
    total = found[..., -1]
    with np.errstate(invalid="ignore"):
        # Nothing is found before anything is counted, so these quotients are of no weight.
        precisions = np.where(ranks > 0, found / np.where(ranks > 0, ranks, 1.0), 0.0)
        return np.asarray((precisions * new).sum(axis=-1) / np.where(total > 0, total, np.nan))


def label_precisions(scores: np.ndarray, members: np.ndarray) -> Floats:
    """Compute the precision at each label that a sound has, in the ranking of its labels.

    It is the fraction of the sound's own labels among all labels that score at least as high. The
    mean over all labels of all sounds is the lwlrap (label-weighted label-ranking average
    precision) of the competition FSDKaggle2019.

    Parameters
    ----------
    scores, members
        As for `average_precisions`.

    Returns
    -------
    numpy.ndarray
        Shape ``[n, labels]``; 0 for labels that a sound does not have.

    Examples
    --------
    >>> label_precisions(np.array([[0.9, 0.8, 0.7]]), np.array([[True, False, True]]))
    array([[1.        , 0.        , 0.66666667]])
    """
    precisions = np.zeros(scores.shape)
    for row, (own, has) in enumerate(zip(scores, members, strict=True)):
        ranks = _ranks_from_top(own, own[has])
        precisions[row, has] = _ranks_from_top(own[has], own[has]) / ranks
    return precisions


def _ranks_from_top(scores: np.ndarray, of: np.ndarray) -> NDArray[np.int64]:
    """Count the scores that are at least as high as each of some."""
    return np.asarray(len(scores) - np.searchsorted(np.sort(scores), of, side="left"))


def lwlrap(scores: np.ndarray, members: np.ndarray) -> float:
    """Compute the label-weighted label-ranking average precision; NaN if no sound has a label."""
    total = members.sum()
    return float(label_precisions(scores, members).sum() / total) if total else float("nan")
