"""Which sounds are shown: held-out ones, spread over the factors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from latentaudio.errors import DatasetError
from latentaudio.factor_types import Factor
from latentaudio.seeds import generator

#: Pairs that are drawn for each that is chosen; the farthest apart is taken.
_DRAWS = 200


@dataclass(frozen=True)
class SoundPair:
    """Two sounds that are far apart in one factor.

    Attributes
    ----------
    first, second
        Rows of the sounds.
    factor
        Name of the factor.
    """

    first: int
    second: int
    factor: str


def factor_places(
    factors: Sequence[Factor], columns: Mapping[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Place sounds on each factor between 0 and 1.

    Parameters
    ----------
    factors
        The factors.
    columns
        Class (str) or value (float) of each sound by factor; each of shape ``[n]``.

    Returns
    -------
    dict of str to numpy.ndarray
        By factor, shape ``[n]``: the share of a numeric factor's range on its scale, and for
        classes, in alphabetical order, equal steps from 0 to 1.

    Examples
    --------
    >>> f0 = Factor("f0", "numeric", scale="log")
    >>> factor_places([f0], {"f0": np.array([100.0, 200.0, 400.0])})["f0"].round(9).tolist()
    [0.0, 0.5, 1.0]
    """
    places = {}
    for factor in factors:
        values = columns[factor.name]
        if factor.is_numeric:
            scaled = factor.scaled(values.astype(np.float64))
        else:
            scaled = np.unique(values, return_inverse=True)[1].astype(np.float64)
        low, high = scaled.min(), scaled.max()
        places[factor.name] = (scaled - low) / ((high - low) or 1.0)
    return places


def spread_sounds(
    places: Mapping[str, np.ndarray], held_out: np.ndarray, count: int, seed: int
) -> np.ndarray:
    """Choose held-out sounds that are far from each other.

    The first is drawn; each of the others is the one farthest from all that are chosen already
    (Gonzalez, 1985, Theoretical Computer Science 38), in the space of the factors.

    Parameters
    ----------
    places
        Place of each sound by factor, as `factor_places` gives it.
    held_out
        Whether each sound is held out; bool, shape ``[n]``.
    count
        Number of sounds wanted.
    seed
        The run's seed.

    Returns
    -------
    numpy.ndarray
        Their rows, shape ``[count]``, in the order in which they were chosen.

    Raises
    ------
    DatasetError
        When fewer sounds are held out.
    """
    rows = _held_out_rows(held_out, count)
    points = np.stack([one[rows] for one in places.values()], axis=1)
    chosen = [int(generator(seed, "shown sounds").integers(len(rows)))]
    distance = np.full(len(rows), np.inf)
    while len(chosen) < count:
        distance = np.minimum(distance, np.linalg.norm(points - points[chosen[-1]], axis=1))
        distance[chosen] = -1.0
        chosen.append(int(distance.argmax()))
    return rows[chosen]


def far_pairs(
    places: Mapping[str, np.ndarray], held_out: np.ndarray, count: int, seed: int
) -> list[SoundPair]:
    """Choose pairs of held-out sounds that differ in one factor and hardly in the others.

    The factors take turns. Of many pairs that are drawn for a factor, the one is taken that differs
    most in it, less what it differs in the others.

    Parameters
    ----------
    places, held_out, seed
        As for `spread_sounds`.
    count
        Number of pairs.

    Raises
    ------
    DatasetError
        When fewer than two sounds are held out.
    """
    rows = _held_out_rows(held_out, 2)
    names = list(places)
    points = np.stack([one[rows] for one in places.values()], axis=1)
    pairs = []
    for number in range(count):
        own = number % len(names)
        drawn = generator(seed, "morphed pairs", number).integers(len(rows), size=(_DRAWS, 2))
        differences = np.abs(points[drawn[:, 0]] - points[drawn[:, 1]])
        score = 2 * differences[:, own] - differences.sum(axis=1)
        score[drawn[:, 0] == drawn[:, 1]] = -np.inf
        first, second = drawn[score.argmax()]
        # The lower value first, so that morphs of a factor all go upwards.
        first, second = sorted((first, second), key=lambda one: points[one, own])
        pairs.append(SoundPair(int(rows[first]), int(rows[second]), names[own]))
    return pairs


def _held_out_rows(held_out: np.ndarray, count: int) -> np.ndarray:
    rows = np.flatnonzero(held_out)
    if len(rows) < count:
        raise DatasetError(
            f"views: {len(rows)} held-out sounds found, but {count} are to be shown; lower "
            "views.sounds, or raise split.held_out_fraction"
        )
    return rows
