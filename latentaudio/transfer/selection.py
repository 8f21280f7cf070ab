"""Which sounds are typical of a class, and which lie between two classes.

All in the coordinates of a factor's axis. *Typical* sounds of a class lie near the mean of the
class; *atypical* sounds of a class P lie near the midpoint between its mean and that of another
class Q, and are typical of neither. Means are those of the training sounds; only held-out sounds
are moved. Two classes whose typical sounds would overlap cannot be told apart on the axis, and make
no pair.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import pandas as pd

from latentaudio.datasets.splits import HELD_OUT, TRAINING
from latentaudio.factors import CLASS_JOIN, FACTOR_JOIN, FactorLayout


@dataclass(frozen=True)
class Bounds:
    """Which sounds count, in units of the axis (on which all sounds have about unit variance).

    Attributes
    ----------
    typical
        Largest distance of a typical sound from the mean of its class.
    atypical
        Largest distance of an atypical sound, which is typical of neither class, from the midpoint
        of both means.
    least_sounds
        A pair of classes with fewer typical sounds (of either) or atypical ones is left out.
    sounds_per_pair
        Of more atypical sounds than this, as many are drawn.
    """

    typical: float = 0.3
    atypical: float = 0.2
    least_sounds: int = 3
    sounds_per_pair: int = 100


@dataclass(frozen=True)
class FactorSet:
    """One factor, or several that are moved at once.

    Attributes
    ----------
    name
        The names of the factors, joined.
    factors
        The names.
    axes
        Their coordinates of the flow, shape ``[m]``.
    classes
        The class of each sound, those of several factors joined; shape ``[n]``.
    context
        A number for the classes of each sound in all other factors; shape ``[n]``.
    parts
        The classes of each factor that a joined class is made of.
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
        Typical sounds of each.
    atypical
        Rows of the atypical sounds, shape ``[k]``.
    n_atypical, n_groups
        Atypical sounds found and the groups they are of, before as many as allowed were drawn.
    reason
        Why the pair is left out; empty when it is not.
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
    """List each factor by itself and, of two or more, all at once.

    Parameters
    ----------
    labels
        The class of each sound, by factor; each of shape ``[n]``.
    layout
        Which coordinates are whose.
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
    """Find the mean of each class and the sounds near it.

    Parameters
    ----------
    z
        Latent coordinates, shape ``[n, d]``.
    factor_set
        Whose classes and axes.
    splits
        The split of each sound, shape ``[n]``.
    within
        Largest distance from the mean.

    Returns
    -------
    means : dict of str to numpy.ndarray
        By class, over its training sounds; shape ``[m]``.
    typical : numpy.ndarray
        Whether each sound, of whichever split, is near the mean of its class; shape ``[n]``.
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
    """Find the typical and the atypical sounds of all ordered pairs of classes.

    Classes of several factors at once make a pair when they differ in every one of them.

    Parameters
    ----------
    z
        Latent coordinates, shape ``[n, d]``.
    sets
        From `factor_sets`.
    splits, groups
        Of each sound, shape ``[n]``. Only held-out sounds are moved.
    bounds
        Which sounds count.
    generator
        Draws among more atypical sounds than allowed.

    Returns
    -------
    pairs : list of Pair
        Those that are left out included, with the reason.
    typical : list of numpy.ndarray
        Of each set, whether each sound is typical of its class; shape ``[n]``.
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
    """Tabulate pairs: one row each, used or not.

    Parameters
    ----------
    pairs, sets
        From `select_pairs` and `factor_sets`.
    moved
        Sounds of each pair that were moved. Fewer than were found when these were more than allowed
        or when some had no typical sounds to be compared with.

    Returns
    -------
    pandas.DataFrame
        ``factor, own, other, typical_own, typical_other`` (coordinates, separated by blanks),
        ``separation`` (their distance), ``n_typical_own, n_typical_other, n_atypical, n_groups,
        n_moved, used, reason``.
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
