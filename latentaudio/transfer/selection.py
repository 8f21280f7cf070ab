"""Selection of sounds that are typical of a class, and of sounds that lie between two classes.

Distances are measured in the coordinates of a factor's axis. *Typical* sounds of a class lie near
the mean of the class; *atypical* sounds of a class P lie near the midpoint between its mean and
that of another class Q, and are typical of neither. Means are over training sounds; only held-out
sounds are moved. Two classes whose typical sounds would overlap are not separated on the axis and
form no pair.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import pandas as pd

from latentaudio.datasets.splits import HELD_OUT, TRAINING
from latentaudio.factor_names import FACTOR_JOIN
from latentaudio.factors import CLASS_JOIN, FactorLayout


@dataclass(frozen=True)
class Bounds:
    """Criteria for typical and atypical sounds, in units of the axis (about unit variance).

    Attributes
    ----------
    typical
        Largest distance of a typical sound from the mean of its class.
    atypical
        Largest distance of an atypical sound from the midpoint between the two means.
    least_sounds
        Smallest number of typical sounds of either class, and of atypical sounds, of a pair; pairs
        with fewer are left out.
    sounds_per_pair
        Largest number of atypical sounds of a pair; if there are more, this many are drawn.
    """

    typical: float = 0.3
    atypical: float = 0.2
    least_sounds: int = 3
    sounds_per_pair: int = 100


@dataclass(frozen=True)
class FactorSet:
    """One factor, or several factors for joint moves.

    Attributes
    ----------
    name
        The names of the factors, joined.
    factors
        The names of the factors.
    axes
        Indices of the flow's coordinates that belong to the factors, shape ``[m]``.
    classes
        The class of each sound; the names of classes of several factors are joined. Shape ``[n]``.
    context
        A number that stands for the classes of each sound in all other factors, shape ``[n]``.
    parts
        The classes, one per factor, that make up each joined class.
    """

    name: str
    factors: tuple[str, ...]
    axes: np.ndarray
    classes: np.ndarray
    context: np.ndarray
    parts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Pair:
    """Sounds of a class `own` that lie towards a class `other`.

    Attributes
    ----------
    set
        Index of the factor set.
    own, other
        The classes P and Q.
    typical_own, typical_other
        Means of their training sounds on the axes of the factor set, shape ``[m]``.
    n_typical_own, n_typical_other
        Number of typical sounds of each class.
    atypical
        Rows of the atypical sounds to move, shape ``[k]``.
    n_atypical, n_groups
        Number of atypical sounds found, and of their groups, before any were drawn.
    reason
        Why the pair is left out; empty if it is not.
    """

    set: int
    own: str
    other: str
    typical_own: np.ndarray
    typical_other: np.ndarray
    n_typical_own: int
    n_typical_other: int
    atypical: np.ndarray
    n_atypical: int
    n_groups: int
    reason: str


def factor_sets(labels: Mapping[str, np.ndarray], layout: FactorLayout) -> list[FactorSet]:
    """List each factor alone and, if there are two or more, all factors together.

    Parameters
    ----------
    labels
        The class of each sound, by factor; each of shape ``[n]``.
    layout
        Which coordinates belong to which factor.
    """
    names = list(labels)
    groups = [(name,) for name in names] + ([tuple(names)] if len(names) > 1 else [])
    return [_factor_set(labels, layout, names_of_set) for names_of_set in groups]


def _factor_set(
    labels: Mapping[str, np.ndarray], layout: FactorLayout, names: tuple[str, ...]
) -> FactorSet:
    axes = np.concatenate([np.arange(layout.dimensions)[layout.slices[name]] for name in names])
    rows = list(zip(*(labels[name].tolist() for name in names), strict=True))
    rest = [values for name, values in labels.items() if name not in names]
    context = np.zeros(len(rows), int)
    for values in rest:
        numbers = np.unique(values, return_inverse=True)[1]
        context = np.unique(np.stack([context, numbers]), axis=1, return_inverse=True)[1].ravel()
    return FactorSet(
        name=FACTOR_JOIN.join(names),
        factors=names,
        axes=axes,
        classes=np.array([CLASS_JOIN.join(row) for row in rows], dtype=str),
        context=context,
        parts={CLASS_JOIN.join(row): row for row in rows},
    )


def typical_sounds(
    z: np.ndarray, factor_set: FactorSet, splits: np.ndarray, within: float
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Compute the mean of each class and find the sounds near it.

    Parameters
    ----------
    z
        Latent coordinates, shape ``[n, d]``.
    factor_set
        The factor set whose classes and axes are used.
    splits
        The split of each sound, shape ``[n]``.
    within
        Largest distance from the mean.

    Returns
    -------
    means : dict of str to numpy.ndarray
        Mean of the training sounds of each class, by class; each of shape ``[m]``.
    typical : numpy.ndarray
        Whether each sound, in any split, is near the mean of its class; shape ``[n]``.
    """
    positions = z[:, factor_set.axes]
    training = splits == TRAINING
    typical = np.zeros(len(z), bool)
    means = {}
    for name in np.unique(factor_set.classes).tolist():
        members = factor_set.classes == name
        if not (members & training).any():
            continue
        means[name] = positions[members & training].mean(axis=0)
        typical[members] = _distance(positions[members], means[name]) <= within
    return means, typical


def select_pairs(
    z: np.ndarray,
    sets: Sequence[FactorSet],
    splits: np.ndarray,
    groups: np.ndarray,
    bounds: Bounds,
    generator: np.random.Generator,
) -> tuple[list[Pair], list[np.ndarray]]:
    """Find the typical and atypical sounds of all ordered pairs of classes.

    Joined classes of several factors form a pair if they differ in every factor.

    Parameters
    ----------
    z
        Latent coordinates, shape ``[n, d]``.
    sets
        The factor sets, from `factor_sets`.
    splits, groups
        Split and group of each sound, shape ``[n]``. Only held-out sounds are moved.
    bounds
        Criteria for typical and atypical sounds.
    generator
        Random generator for drawing from more atypical sounds than allowed.

    Returns
    -------
    pairs : list of Pair
        All pairs, including those that are left out, with the reason.
    typical : list of numpy.ndarray
        Whether each sound is typical of its class, for each set; each of shape ``[n]``.
    """
    pairs, typical_of_sets = [], []
    for index, factor_set in enumerate(sets):
        means, typical = typical_sounds(z, factor_set, splits, bounds.typical)
        typical_of_sets.append(typical)
        counts = {name: int((typical & (factor_set.classes == name)).sum()) for name in means}
        positions = z[:, factor_set.axes]
        movable = {
            name: np.flatnonzero((factor_set.classes == name) & (splits == HELD_OUT))
            for name in means
        }
        for own, other in permutations(means, 2):
            differ = zip(factor_set.parts[own], factor_set.parts[other], strict=True)
            if not all(a != b for a, b in differ):
                continue
            midpoint = (means[own] + means[other]) / 2
            candidates = movable[own]
            places = positions[candidates]
            near = _distance(places, midpoint) <= bounds.atypical
            for name in (own, other):
                near &= _distance(places, means[name]) > bounds.typical
            found = candidates[near]
            separation = float(np.linalg.norm(means[other] - means[own]))
            reason = _overlap(separation, bounds) or _too_few(
                {
                    f"typical sounds of '{own}'": counts[own],
                    f"typical sounds of '{other}'": counts[other],
                    f"atypical held-out sounds of '{own}' towards '{other}'": len(found),
                },
                bounds,
            )
            atypical = found
            if reason:
                atypical = found[:0]
            elif len(found) > bounds.sounds_per_pair:
                atypical = np.sort(generator.choice(found, bounds.sounds_per_pair, replace=False))
            pairs.append(
                Pair(
                    set=index,
                    own=own,
                    other=other,
                    typical_own=means[own],
                    typical_other=means[other],
                    n_typical_own=counts[own],
                    n_typical_other=counts[other],
                    atypical=atypical,
                    n_atypical=len(found),
                    n_groups=len(np.unique(groups[found])),
                    reason=reason,
                )
            )
    return pairs, typical_of_sets


def pairs_table(
    pairs: Sequence[Pair], sets: Sequence[FactorSet], moved: np.ndarray
) -> pd.DataFrame:
    """Tabulate all pairs, used or not, in one row each.

    Parameters
    ----------
    pairs, sets
        Pairs and factor sets, from `select_pairs` and `factor_sets`.
    moved
        Number of moved sounds of each pair: fewer than were found if these were more than allowed,
        or if some had no typical sounds to compare with.

    Returns
    -------
    pandas.DataFrame
        Columns ``factor, own, other, typical_own, typical_other`` (coordinates, separated by
        spaces), ``separation`` (their distance), ``n_typical_own, n_typical_other, n_atypical,
        n_groups, n_moved, used, reason``.
    """
    columns = [
        *("factor", "own", "other", "typical_own", "typical_other", "separation"),
        *("n_typical_own", "n_typical_other", "n_atypical", "n_groups", "n_moved", "used"),
        "reason",
    ]
    rows = [
        (
            sets[pair.set].name,
            pair.own,
            pair.other,
            _text(pair.typical_own),
            _text(pair.typical_other),
            float(np.linalg.norm(pair.typical_other - pair.typical_own)),
            pair.n_typical_own,
            pair.n_typical_other,
            pair.n_atypical,
            pair.n_groups,
            int(count),
            bool(count),
            pair.reason or ("" if count else "no typical sounds to compare with"),
        )
        for pair, count in zip(pairs, moved, strict=True)
    ]
    return pd.DataFrame(rows, columns=columns)


def _text(position: np.ndarray) -> str:
    return " ".join(f"{value:.6g}" for value in position.tolist())


def _distance(positions: np.ndarray, centre: np.ndarray) -> np.ndarray:
    return np.linalg.norm(positions - centre, axis=1)


def _overlap(separation: float, bounds: Bounds) -> str:
    if separation >= 2 * bounds.typical:
        return ""
    return (
        f"their means lie {separation:.2f} apart, less than twice transfer.typical "
        f"({2 * bounds.typical:g}), so that typical sounds of both overlap"
    )


def _too_few(found: Mapping[str, int], bounds: Bounds) -> str:
    least = bounds.least_sounds
    return "; ".join(
        f"{count} {what}, fewer than transfer.least_sounds ({least})"
        for what, count in found.items()
        if count < least
    )
