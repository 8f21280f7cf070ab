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

import numpy as np

from latentaudio.disentanglement.shared_values import SharedValues
from latentaudio.disentanglement.votes import SIZE, Votes, draw_votes
from latentaudio.imports import hidden
from latentaudio.statistics.stratified_bootstrap import Floats

with hidden("pandas"):
    from sklearn.linear_model import LogisticRegression


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
    if len(classes) < 2:
        return None

    def differences(shared: SharedValues, votes: int) -> Floats:
        one = shared.any_sounds([votes, SIZE], generator)
        return mean_differences(codes, one, shared.sharing(one, generator))

    return linear_score(*draw_votes(classes, differences, generator))


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
    """Compute the accuracy of a linear classifier of the factors for votes not learned from.

    What is seen in votes is `mean_differences`, shape ``[votes, d]``.
    """
    classifier = LogisticRegression(max_iter=1000)
    classifier.fit(training.seen, training.factors)
    return float((classifier.predict(scored.seen) == scored.factors).mean())
