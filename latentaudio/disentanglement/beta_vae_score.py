"""The beta-VAE score: whether it shows in the code which factor two sounds have in common.

A vote draws 64 pairs of sounds that share the class of a random factor. A linear classifier tells
the factor from the mean absolute difference of each unit within the pairs; the score is its
accuracy for further votes [1]_ (logistic regression, as in the common implementation [2]_). Chance
is one divided by the number of factors, and the best score is 1.

Weaknesses. The classifier may combine units: a random rotation of the factors has 1.000, and so has
a code with every factor twice. A code of two of four factors has 0.750: those two are told apart,
and the other two are guessed (``docs/metrics.md``). With all factors but one in the code, 1 can be
reached, since the classifier may conclude that the missing one was fixed.

References
----------
.. [1] Higgins, I., Matthey, L., Pal, A., Burgess, C., Glorot, X., Botvinick, M., Mohamed, S. and
   Lerchner, A. (2017). beta-VAE: learning basic visual concepts with a constrained variational
   framework. ICLR.
.. [2] Locatello, F. et al. (2019). Challenging common assumptions in the unsupervised learning of
   disentangled representations. ICML. arXiv:1811.12359.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from latentaudio.disentanglement.shared_values import SharedValues, fixed_factors
from latentaudio.imports import hidden
from latentaudio.statistics.stratified_bootstrap import Floats

with hidden("pandas"):
    from sklearn.linear_model import LogisticRegression

#: Numbers of votes that the classifier learns from and that are scored, and of pairs in a vote.
TRAINING_VOTES, VOTES, PAIRS = 800, 400, 64


class Votes(NamedTuple):
    """Mean absolute difference of each unit, shape ``[votes, d]``, and the factor, ``[votes]``."""

    differences: Floats
    factors: NDArray[np.intp]


def beta_vae_score(
    codes: np.ndarray,
    classes: Mapping[str, np.ndarray],
    generator: np.random.Generator,
) -> float | None:
    """Compute the beta-VAE score of a code.

    Parameters
    ----------
    codes
        Codes of the sounds, shape ``[n, d]``.
    classes
        Class of each sound, by factor; each of shape ``[n]``.
    generator
        Random generator of the votes.

    Returns
    -------
    float or None
        In [0, 1]; None with fewer than two factors.

    Raises
    ------
    DatasetError
        When no two sounds share a class of some factor.
    """
    shared = [SharedValues(name, of_factor) for name, of_factor in classes.items()]
    if len(shared) < 2:
        return None
    training = _votes(codes, shared, TRAINING_VOTES, generator)
    return linear_score(training, _votes(codes, shared, VOTES, generator))


def mean_differences(codes: np.ndarray, one: np.ndarray, other: np.ndarray) -> Floats:
    """Compute the mean absolute difference of each unit within the pairs of each vote.

    Parameters
    ----------
    codes
        Codes of all sounds, shape ``[n, d]``.
    one, other
        Indices of both sounds of each pair, shape ``[votes, pairs]``.

    Returns
    -------
    numpy.ndarray
        Shape ``[votes, d]``.
    """
    return np.abs(codes[one] - codes[other]).mean(axis=1, dtype=np.float64)


def linear_score(training: Votes, scored: Votes) -> float:
    """Compute the accuracy of a linear classifier of the factors for votes not learned from."""
    classifier = LogisticRegression(max_iter=1000)
    classifier.fit(training.differences, training.factors)
    return float((classifier.predict(scored.differences) == scored.factors).mean())


def _votes(
    codes: np.ndarray, shared: list[SharedValues], votes: int, generator: np.random.Generator
) -> Votes:
    factors = np.sort(fixed_factors(len(shared), votes, generator))
    differences = []
    for factor, number in enumerate(np.bincount(factors, minlength=len(shared))):
        one = shared[factor].any_sounds([number, PAIRS], generator)
        other = shared[factor].sharing(one, generator)
        differences.append(mean_differences(codes, one, other))
    return Votes(np.concatenate(differences), factors)
