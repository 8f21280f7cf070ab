"""From how likely labels are to which labels a sound gets: a threshold of each, and F-beta.

References
----------
van Rijsbergen, C. J. (1979). Information Retrieval, second edition, chapter 7.

Lipton, Z. C., Elkan, C. and Narayanaswamy, B. (2014). Optimal thresholding of classifiers to
maximize F1 measure. ECML PKDD.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentaudio.errors import ConfigError

Floats = NDArray[np.float64]


def f_beta(right: ArrayLike, predicted: ArrayLike, true: ArrayLike, beta: float) -> Floats:
    """Compute F-beta of counts: the weighted harmonic mean of precision and recall.

    Parameters
    ----------
    right, predicted, true
        How often a label was predicted rightly, was predicted, and was true; of equal shapes.
    beta
        How many times as important recall is as precision.

    Returns
    -------
    numpy.ndarray
        Of the same shape; NaN where a label was neither predicted nor true.

    Raises
    ------
    ConfigError
        If `beta` is not above 0.

    Examples
    --------
    >>> f_beta([3, 0], [4, 0], [6, 2], beta=1).round(3).tolist()
    [0.6, 0.0]
    """
    if not 0.0 < beta < np.inf:
        raise ConfigError(f"prediction.label_sets: beta: found {beta}, expected a number above 0")
    right, predicted, true = (np.asarray(one, np.float64) for one in (right, predicted, true))
    counted = predicted + beta**2 * true
    return np.asarray((1 + beta**2) * right / np.where(counted > 0, counted, np.nan))


def counts(
    decisions: np.ndarray, members: np.ndarray, axis: int = 0
) -> tuple[Floats, Floats, Floats]:
    """Count what `f_beta` asks for, over the sounds (axis 0) or over the labels (axis 1).

    Parameters
    ----------
    decisions, members
        Whether each sound gets each label, and whether it has it; bool, shape ``[n, labels]``.
    """
    right, predicted, true = (
        one.sum(axis=axis).astype(np.float64) for one in (decisions & members, decisions, members)
    )
    return right, predicted, true


def fit_thresholds(probabilities: np.ndarray, members: np.ndarray, beta: float) -> Floats:
    """Find the threshold of each label with the highest F-beta.

    Where several are equally good, the one is taken that is nearest to the best threshold of all
    labels together. That one is also taken for a label that no sound has.

    Parameters
    ----------
    probabilities, members
        Probability of each label, and whether the sound has it, shape ``[n, labels]``. The sounds
        must be none that the model was fitted to, and none that it is tested on.
    beta
        See `f_beta`.

    Returns
    -------
    numpy.ndarray
        Shape ``[labels]``. A sound gets the labels whose probability is at least the threshold.
        0.5 if no sound has any label.
    """
    probabilities = probabilities.astype(np.float64)
    if not members.any():
        return np.full(members.shape[1], 0.5)
    common = _best_threshold(probabilities.ravel(), members.ravel(), beta, nearest_to=0.5)
    return np.array(
        [
            _best_threshold(own, has, beta, nearest_to=common) if has.any() else common
            for own, has in zip(probabilities.T, members.T, strict=True)
        ]
    )


def _best_threshold(
    probabilities: np.ndarray, members: np.ndarray, beta: float, nearest_to: float
) -> float:
    order = np.argsort(-probabilities, kind="stable")
    ranked = probabilities[order]
    last = np.append(ranked[1:] != ranked[:-1], True)
    right = np.cumsum(members[order])[last]
    predicted = np.arange(1, len(ranked) + 1)[last]
    scores = f_beta(right, predicted, members.sum(), beta)
    # All thresholds between two probabilities decide alike.
    middles = (ranked[last] + np.append(ranked[last][1:], 0.0)) / 2
    best = middles[scores >= scores.max() * (1 - 1e-12)]
    return float(best[np.abs(best - nearest_to).argmin()])


def decide(probabilities: np.ndarray, thresholds: np.ndarray) -> NDArray[np.bool_]:
    """Give each sound the labels that are likely enough, bool, shape ``[n, labels]``."""
    return np.asarray(probabilities >= thresholds)
