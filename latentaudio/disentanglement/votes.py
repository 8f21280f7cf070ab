"""Votes: what a code shows of sounds that share the class of one factor.

The scores of FactorVAE and beta-VAE differ in what they look at in the sounds of a vote, and in how
they guess the factor from it. Both learn from some votes and are scored on others.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from latentaudio.disentanglement.shared_values import Indices, SharedValues, fixed_factors

#: Numbers of votes that are learned from and that are scored, and of sounds, or of pairs of sounds,
#: in a vote.
TRAINING_VOTES, VOTES, SIZE = 800, 400, 64

#: Draws the sounds of a number of votes, which share classes of a factor, and looks at them.
Look = Callable[[SharedValues, int], np.ndarray]


class Votes(NamedTuple):
    """Votes in the order of their factors.

    Attributes
    ----------
    seen
        What was seen in each vote, shape ``[votes, ...]``.
    factors
        Which factor each vote fixed, shape ``[votes]``.
    """

    seen: np.ndarray
    factors: Indices


def draw_votes(
    classes: Mapping[str, np.ndarray], look: Look, generator: np.random.Generator
) -> tuple[Votes, Votes]:
    """Draw votes to learn from, and votes to score.

    Parameters
    ----------
    classes
        Class of each sound, by factor; each of shape ``[n]``.
    look
        What is seen in the votes that fix a factor; see `Look`.
    generator
        Random generator of the factors.

    Raises
    ------
    DatasetError
        When no two sounds share a class of some factor.
    """
    shared = [SharedValues(name, of_factor) for name, of_factor in classes.items()]
    training = _votes(shared, TRAINING_VOTES, look, generator)
    return training, _votes(shared, VOTES, look, generator)


def _votes(
    shared: Sequence[SharedValues], votes: int, look: Look, generator: np.random.Generator
) -> Votes:
    factors = np.sort(fixed_factors(len(shared), votes, generator))
    numbers = np.bincount(factors, minlength=len(shared))
    seen = [look(one, int(number)) for one, number in zip(shared, numbers, strict=True)]
    return Votes(np.concatenate(seen), factors)
