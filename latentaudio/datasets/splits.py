"""Training, validation and held-out splits over whole groups.

Separate from `folds`, because jobs that need only these splits should not import scikit-learn.
"""

from collections.abc import Mapping

import numpy as np

from latentaudio.factors import cells_of
from latentaudio.seeds import generator

TRAINING, VALIDATION, HELD_OUT = SPLITS = ("training", "validation", "held_out")


def held_out_groups(
    labels: Mapping[str, np.ndarray],
    groups: np.ndarray,
    fraction: float,
    seed: int,
    purpose: str = "held out groups",
) -> np.ndarray:
    """Choose groups that models are never fitted to.

    In each cell of the design, the fraction `fraction` of the groups is drawn, rounded to a whole
    number. At least one group is drawn if there are two or more, and at least one is left to train
    on. Fewer are drawn where groups span several cells and one of these already has its share.

    Parameters
    ----------
    labels, groups
        Class of each snippet, by factor, and group of each snippet; arrays of shape ``[n]``.
    fraction
        Fraction of the groups to hold out, between 0 and 1.
    seed
        The run's seed.
    purpose
        Purpose of the choice; choices for different purposes are independent of each other.

    Returns
    -------
    numpy.ndarray
        Whether each snippet is held out; bool, shape ``[n]``.

    Examples
    --------
    >>> groups = np.repeat(["a", "b", "c", "d"], 3)
    >>> held_out = held_out_groups({"x": np.repeat(["u", "v"], 6)}, groups, 0.5, seed=0)
    >>> int(held_out.sum()), len(set(groups[held_out]))
    (6, 2)
    """
    cells = cells_of(labels)
    names, members = np.unique(groups, return_inverse=True)
    # Which groups have snippets in which cells: a group can span several (as one object with many
    # actions does).
    spans = np.zeros((len(names), cells.max() + 1), bool)
    spans[members, cells] = True
    sizes = spans.sum(axis=0)
    wanted = np.minimum(np.maximum(np.round(fraction * sizes).astype(int), 1), sizes - 1)
    held_out = np.zeros(len(names), bool)
    for group in generator(seed, purpose).permutation(len(names)):
        # Hold it out only if none of its cells then loses more than its share.
        held_in_cells = spans[held_out].sum(axis=0)
        held_out[group] = (held_in_cells < wanted)[spans[group]].all()
    return held_out[members]


def eligible_for_fit(
    labels: Mapping[str, np.ndarray],
    groups: np.ndarray,
    fit_on: str,
    held_out_fraction: float,
    seed: int,
) -> np.ndarray:
    """Return which snippets a projection may be fitted on.

    Parameters
    ----------
    labels, groups, held_out_fraction, seed
        See `held_out_groups`.
    fit_on
        ``"all"`` for all snippets, ``"training"`` for those whose groups are not held out.

    Returns
    -------
    numpy.ndarray
        Whether a projection may be fitted on each snippet; bool, shape ``[n]``.
    """
    if fit_on == "all":
        return np.ones(len(groups), bool)
    return ~held_out_groups(labels, groups, held_out_fraction, seed)


def assign_splits(
    labels: Mapping[str, np.ndarray],
    groups: np.ndarray,
    held_out_fraction: float,
    validation_fraction: float,
    seed: int,
) -> np.ndarray:
    """Split snippets, by whole groups, into training, validation and held-out snippets.

    Parameters
    ----------
    labels, groups
        Class of each snippet, by factor, and group of each snippet; arrays of shape ``[n]``.
    held_out_fraction
        Fraction of the groups that are held out; they are those of `held_out_groups`.
    validation_fraction
        Fraction of the other groups that decide when training stops.
    seed
        The run's seed.

    Returns
    -------
    numpy.ndarray
        ``"training"``, ``"validation"`` or ``"held_out"`` for each snippet, shape ``[n]``.
    """
    held_out = held_out_groups(labels, groups, held_out_fraction, seed)
    rest = ~held_out
    validation = held_out_groups(
        {factor: values[rest] for factor, values in labels.items()},
        groups[rest],
        validation_fraction,
        seed,
        purpose="validation groups",
    )
    validated = np.zeros(len(groups), bool)
    validated[np.flatnonzero(rest)[validation]] = True
    return np.select([held_out, validated], [HELD_OUT, VALIDATION], TRAINING)
