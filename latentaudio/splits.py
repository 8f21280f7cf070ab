"""The groups that are held out from fitting, and the cells of the design.

Apart from `folds`, because jobs that only need this should not pay for importing scikit-learn.
"""

from collections.abc import Mapping

import numpy as np

from latentaudio.seeds import generator


def cells_of(labels: Mapping[str, np.ndarray]) -> np.ndarray:
    """Give snippets of the same classes in all factors the same number, shape ``[n]``."""
    table = np.stack([np.unique(values, return_inverse=True)[1] for values in labels.values()])
    return np.unique(table, axis=1, return_inverse=True)[1].reshape(-1)


def held_out_groups(
    labels: Mapping[str, np.ndarray], groups: np.ndarray, fraction: float, seed: int
) -> np.ndarray:
    """Choose the groups that models are validated on and never fitted to.

    Of the groups in each cell of the design the share `fraction` is drawn, rounded, always leaving
    one to train on; fewer where groups span several cells and another of them has its share.

    Parameters
    ----------
    labels, groups
        The class of each snippet, by factor, and its group; each of shape ``[n]``.
    fraction
        Between 0 and 1.
    seed
        The run's seed.

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
    wanted = np.minimum(np.round(fraction * sizes).astype(int), sizes - 1)
    held_out = np.zeros(len(names), bool)
    for group in generator(seed, "held out groups").permutation(len(names)):
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
