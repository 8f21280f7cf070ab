"""The FactorVAE score: whether fixing a factor makes one unit, always the same, vary least.

A vote draws 64 sounds that share the class of a random factor and takes the unit whose variance
among them is the smallest share of its variance among all sounds. Each unit stands for the factor
that most of its training votes had; the score is the share of further votes that it tells right
[1]_. Chance is one divided by the number of factors, and the best score is 1.

Weaknesses. It does not ask whether other units know the factor as well, nor how well: a code with
every factor twice has 1.000, and so has a random rotation whose units explain 79% of the variance
of their factors. A code of two of four factors still has 0.662 (``docs/metrics.md``).

References
----------
.. [1] Kim, H. and Mnih, A. (2018). Disentangling by factorising. ICML. arXiv:1802.05983.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from latentaudio.disentanglement.shared_values import SharedValues
from latentaudio.disentanglement.votes import SIZE, Votes, draw_votes


def factor_vae_score(
    codes: np.ndarray,
    classes: Mapping[str, np.ndarray],
    generator: np.random.Generator,
    active: np.ndarray | None = None,
) -> float | None:
    """Compute the FactorVAE score of a code.

    Parameters
    ----------
    codes
        Codes of the sounds, shape ``[n, d]``.
    classes
        Class of each sound, by factor; each of shape ``[n]``.
    generator
        Random generator of the votes.
    active
        Units that may be chosen, shape ``[d]``, bool
        (`latentaudio.disentanglement.active_units`); by default all. They have to vary.

    Returns
    -------
    float or None
        In [0, 1]; None without active units.

    Raises
    ------
    DatasetError
        When no two sounds share a class of some factor.
    """
    chosen = codes if active is None else codes[:, active]
    shape = len(classes), chosen.shape[1]
    if not chosen.shape[1]:
        return None

    def least_varying(shared: SharedValues, votes: int) -> NDArray[np.intp]:
        first = shared.any_sounds([votes, 1], generator)
        sounds = shared.sharing(np.repeat(first, SIZE, axis=1), generator)
        return least_varying_unit(chosen, sounds)

    training, scored = draw_votes(classes, least_varying, generator)
    return majority_score(_counted(training, shape), _counted(scored, shape))


def majority_score(training: np.ndarray, scored: np.ndarray) -> float:
    """Compute the share of votes whose factor is the most frequent of their unit in training.

    Parameters
    ----------
    training, scored
        Number of votes by factor and unit, shape ``[factors, d]``. Of equally frequent factors, the
        first counts.

    Examples
    --------
    >>> majority_score(np.array([[3, 0], [1, 2]]), np.array([[2, 0], [1, 1]]))
    0.75
    """
    factor_of_unit = training.argmax(axis=0)
    return float(scored[factor_of_unit, np.arange(scored.shape[1])].sum() / scored.sum())


def least_varying_unit(codes: np.ndarray, sounds: np.ndarray) -> NDArray[np.intp]:
    """Find the unit whose variance in a vote is the smallest share of its variance in all sounds.

    Parameters
    ----------
    codes
        Codes of all sounds, shape ``[n, d]``; every unit varies.
    sounds
        Indices of the sounds of each vote, shape ``[votes, sounds]``.

    Returns
    -------
    numpy.ndarray
        Shape ``[votes]``.
    """
    variances = codes[sounds].var(axis=1, ddof=1)
    return np.asarray((variances / codes.var(axis=0, ddof=1)).argmin(axis=1))


def _counted(votes: Votes, shape: tuple[int, int]) -> NDArray[np.intp]:
    """Count votes by factor and unit."""
    counts = np.zeros(shape, np.intp)
    np.add.at(counts, (votes.factors, votes.seen), 1)
    return counts
