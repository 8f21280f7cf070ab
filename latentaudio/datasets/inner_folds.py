"""Folds inside a training set, by which a model chooses how strongly it is regularised.

Whole groups are left out, as in the test: of the sounds of a group, others are so much alike that
leaving out one of them hardly asks for more than to remember its group.
"""

import numpy as np

from latentaudio.imports import hidden

with hidden("pandas"):
    from sklearn.model_selection import GroupKFold


def inner_folds(groups: np.ndarray, most: int, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Deal whole groups into folds, each of which is left out once.

    The folds follow from the names of the groups, not from the order of the rows.

    Parameters
    ----------
    groups
        Group of each row of the training set, shape ``[n]``; two groups at least.
    most
        Number of folds, unless there are fewer groups.
    seed
        Seed of the deal; a 32-bit integer.

    Returns
    -------
    list of tuple of numpy.ndarray
        For each fold: numbers of the rows to fit to, and of those that are left out.

    Examples
    --------
    >>> folds = inner_folds(np.array(["a", "a", "b", "c"]), 4, seed=1)
    >>> sorted(rest.tolist() for _, rest in folds)
    [[0, 1], [2], [3]]
    """
    splitter = GroupKFold(min(len(np.unique(groups)), most), shuffle=True, random_state=seed)
    return list(splitter.split(groups, groups=groups))
