"""Which groups models are fitted on, chosen by and judged on, and the cells of the design.

Apart from `folds`, because jobs that only need this should not pay for importing scikit-learn.
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

    Of the groups in each cell of the design the share `fraction` is drawn, rounded, but at least
    one of two or more, and always leaving one to train on; fewer where groups span several cells
    and another of them has its share.

    Parameters
    ----------
    labels, groups
        The class of each snippet, by factor, and its group; each of shape ``[n]``.
    fraction
        Between 0 and 1.
    seed
        The run's seed.
    purpose
        Choices for different purposes are independent of each other.

    Returns
    -------
    numpy.ndarray
        Whether each snippet is held out, shape ``[n]``, bool.

    Examples
    --------
    >>> groups = np.repeat(["a", "b", "c", "d"], 3)
    >>> held_out = held_out_groups({"x": np.repeat(["u", "v"], 6)}, groups, 0.5, seed=0)
    >>> int(held_out.sum()), len(set(groups[held_out]))
    (6, 2)
    """
    cells = cells_of(labels)
    names, members = np.unique(groups, return_inverse=True)
    # Which group has snippets in which cell: a group may span several (one object, many actions).
    spans = np.zeros((len(names), cells.max() + 1), bool)
    spans[members, cells] = True
    sizes = spans.sum(axis=0)
    wanted = np.minimum(np.maximum(np.round(fraction * sizes).astype(int), 1), sizes - 1)
    held_out = np.zeros(len(names), bool)
    for group in generator(seed, purpose).permutation(len(names)):
        # Only if no cell that it is part of would then lose more than its share.
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
    """Tell which snippets a projection may be fitted on.

    Parameters
    ----------
    labels, groups
        The class of each snippet, by factor, and its group; each of shape ``[n]``.
    fit_on
        ``"all"``, or ``"training"`` for those whose groups are not held out.
    held_out_fraction, seed
        See `held_out_groups`.

    Returns
    -------
    numpy.ndarray
        Shape ``[n]``, bool.
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
    """Divide snippets, by whole groups, into those to fit to, to choose by, and to judge on.

    Parameters
    ----------
    labels, groups
        The class of each snippet, by factor, and its group; each of shape ``[n]``.
    held_out_fraction
        Share of the groups that are held out; the same as by `held_out_groups`.
    validation_fraction
        Share of the other groups on which is decided when to stop training.
    seed
        The run's seed.

    Returns
    -------
    numpy.ndarray
        ``"training"``, ``"validation"`` or ``"held_out"``, shape ``[n]``.
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
