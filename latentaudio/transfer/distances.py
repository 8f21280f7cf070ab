"""How far the network's outputs for two sounds lie apart."""

import numpy as np
from scipy.special import expit


def mean_logit_distance(logits: np.ndarray, references: np.ndarray) -> np.ndarray:
    """Compute the mean Euclidean distance of each output to some references.

    Parameters
    ----------
    logits, references
        Shapes ``[n, c]`` and ``[m, c]``.

    Returns
    -------
    numpy.ndarray
        Shape ``[n]``.

    Examples
    --------
    >>> mean_logit_distance(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0], [0.0, 1.0]]))
    array([3.])
    """
    # In double precision: the squares of both are far larger than that of their difference.
    left, right = logits.astype(np.float64), references.astype(np.float64)
    squares = (left**2).sum(1)[:, None] + (right**2).sum(1) - 2.0 * left @ right.T
    return np.sqrt(np.maximum(squares, 0.0)).mean(axis=1)


def probabilities(logits: np.ndarray) -> np.ndarray:
    """Compute the probability of each class: they are independent, and do not sum to one."""
    return expit(logits)


def mean_jensen_shannon_distance(p: np.ndarray, references: np.ndarray) -> np.ndarray:
    r"""Compute the mean Jensen-Shannon distance of each output to some references.

    Each of the c probabilities is that of a Bernoulli variable. The distance is
    :math:`\sqrt{\sum_c J(p_c, q_c)}` with the Jensen-Shannon divergence J in bits (Lin 1991), whose
    square root is a metric (Endres and Schindelin 2003); so is the Euclidean norm of c metrics.

    Parameters
    ----------
    p, references
        Probabilities, shapes ``[n, c]`` and ``[m, c]``.

    Returns
    -------
    numpy.ndarray
        Shape ``[n]``, between 0 and the square root of c.

    References
    ----------
    Lin, J. (1991). Divergence measures based on the Shannon entropy. IEEE Transactions on
    Information Theory 37(1). Endres, D. M. and Schindelin, J. E. (2003). A new metric for
    probability distributions. IEEE Transactions on Information Theory 49(7).

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
    """Entropy of Bernoulli variables in bits, 0 where the outcome is certain."""
    smallest = np.finfo(p.dtype).tiny
    q = 1 - p
    return -(p * np.log2(np.maximum(p, smallest)) + q * np.log2(np.maximum(q, smallest)))
