"""Bootstrap of answers that several people gave to the same sounds.

Answers of one person resemble each other, and so do answers to sounds of one group. Both are
resampled, independently of each other, and an answer has the product of the two weights [1]_. This
interval is for other people and other sounds of the same kind; it is on the safe side, because
chance within single answers is counted in both.

References
----------
.. [1] Owen, A. B. (2007). The pigeonhole bootstrap. Annals of Applied Statistics 1(2), 386-411.
"""

import numpy as np
from numpy.typing import NDArray

from latentaudio.errors import ConfigError
from latentaudio.statistics.stratified_bootstrap import GroupResamples

Floats = NDArray[np.float64]


def resample_people(
    people: np.ndarray, resamples: int, generator: np.random.Generator
) -> GroupResamples:
    """Resample people: G - 1 of the G people are drawn with replacement, as groups are.

    Parameters
    ----------
    people
        Who gave each answer, shape ``[n]``.
    resamples
        Number of resamples, at least 1.
    generator
        Random generator of the draws.

    Returns
    -------
    GroupResamples
        With one person, all weights are 1, and a note says that intervals are for other sounds
        only.

    Raises
    ------
    ConfigError
        If `resamples` is below 1.
    """
    if resamples < 1:
        raise ConfigError(f"bootstrap: found {resamples} resamples, expected at least 1")
    names, members = np.unique(people, return_inverse=True)
    size = len(names)
    weights = np.ones([1 + resamples, size])
    if size == 1:
        return GroupResamples(members, weights, "one listener: the interval is for other sounds")
    drawn = generator.multinomial(size - 1, np.full(size, 1 / size), size=resamples)
    weights[1:] = drawn * (size / (size - 1))
    return GroupResamples(members, weights)


def crossed_totals(values: np.ndarray, groups: GroupResamples, people: GroupResamples) -> Floats:
    """Sum values over answers, in the data and in every resample of groups and people.

    Parameters
    ----------
    values
        Values of the answers, shape ``[n, ...]``.
    groups, people
        Resamples of both, of the same answers. If `groups` has none, only the data are summed.

    Returns
    -------
    numpy.ndarray
        Weighted sums, shape ``[1 + resamples, ...]``.
    """
    sums = np.zeros([len(groups.weights), *values.shape[1:]])
    trailing = [1] * (values.ndim - 1)
    for person in range(people.weights.shape[1]):
        own = people.members == person
        of_person = GroupResamples(groups.members[own], groups.weights).totals(values[own])
        weights = people.weights[: len(sums), person].reshape(-1, *trailing)
        sums += weights * of_person
    return sums
