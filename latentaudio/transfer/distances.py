"""Distances between the network's outputs for sounds."""

import numpy as np
from scipy.special import expit


def mean_logit_distance(logits: np.ndarray, references: np.ndarray) -> np.ndarray:
    """Compute the mean Euclidean distance of each output to several references.

    Parameters
    ----------
    logits, references
        Logits, shapes ``[n, c]`` and ``[m, c]``.

    Returns
    -------
    numpy.ndarray
        Mean distance of each output, shape ``[n]``.

    Examples
    --------
    >>> mean_logit_distance(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0], [0.0, 1.0]]))
    array([3.])
    """
    # Double precision: the squared norms are far larger than the squared distance.
    left, right = logits.astype(np.float64), references.astype(np.float64)
    squares = (left**2).sum(1)[:, None] + (right**2).sum(1) - 2.0 * left @ right.T
    return np.sqrt(np.maximum(squares, 0.0)).mean(axis=1)


def probabilities(logits: np.ndarray) -> np.ndarray:
    """Compute the probability of each class; classes are independent, so sums are not one."""
    return expit(logits)


def mean_jensen_shannon_distance(p: np.ndarray, references: np.ndarray) -> np.ndarray:
    r"""Compute the mean Jensen-Shannon distance of each output to several references.

    Each of the c probabilities belongs to a Bernoulli variable. The distance is
    :math:`\sqrt{\sum_c J(p_c, q_c)}` with the Jensen-Shannon divergence J in bits [1]_. It is a
    metric, because the square root of J is one [2]_, and so is the Euclidean norm of c metrics.

    Parameters
    ----------
    p, references
        Probabilities, shapes ``[n, c]`` and ``[m, c]``.

    Returns
    -------
    numpy.ndarray
        Mean distance of each output, between 0 and the square root of c; shape ``[n]``.

    References
    ----------
    .. [1] Lin, J. (1991). Divergence measures based on the Shannon entropy. IEEE Transactions on
       Information Theory 37(1).
    .. [2] Endres, D. M. and Schindelin, J. E. (2003). A new metric for probability distributions.
       IEEE Transactions on Information Theory 49(7).

    Examples
    --------
    >>> mean_jensen_shannon_distance(np.array([[0.0, 1.0]]), np.array([[1.0, 1.0], [0.0, 0.0]]))
    array([1.])
    """
    own, theirs = _entropy(p).sum(axis=1), _entropy(references).sum(axis=1)
    total = np.zeros(len(p))
    for reference, entropy in zip(references, theirs, strict=True):
        divergence = _entropy((p + reference) / 2).sum(axis=1) - (own + entropy) / 2
        total += np.sqrt(np.maximum(divergence, 0.0))
    return total / len(references)


def _entropy(p: np.ndarray) -> np.ndarray:
    """Compute the entropy of Bernoulli variables in bits; 0 where the outcome is certain."""
    smallest = np.finfo(p.dtype).tiny
    q = 1 - p
    return -(p * np.log2(np.maximum(p, smallest)) + q * np.log2(np.maximum(q, smallest)))
