"""Cross-validation folds: of single snippets, or of whole groups.

Snippets of one group (an object, a source, a block of a recording, a recording and its reverberated
twin) resemble each other more than those of different groups. ``random`` folds, as in the published
study, spread them over training and test; ``grouped`` folds never do, and conclusions rest on them.
"""

import warnings
from collections.abc import Mapping

import numpy as np

from latentaudio.datasets.fold_table import GROUPED, RANDOM
from latentaudio.errors import ConfigError, DatasetError
from latentaudio.factors import cells_of
from latentaudio.imports import hidden
from latentaudio.seeds import integer_seed

with hidden("pandas"):
    from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold


def assign_folds(
    labels: Mapping[str, np.ndarray], groups: np.ndarray, folds: Mapping[str, int], seed: int
) -> dict[str, np.ndarray]:
    """Assign every snippet to a test fold, for each scheme.

    Both schemes are stratified over the cells of the design (all factors crossed), the grouped one
    as well as whole groups allow.

    Parameters
    ----------
    labels
        The class of each snippet, by factor; each of shape ``[n]``.
    groups
        The group of each snippet, shape ``[n]``.
    folds
        How many folds each scheme has, 2 or more.
    seed
        The run's seed.

    Returns
    -------
    dict of str to numpy.ndarray
        Fold numbers from 1, shape ``[n]``, by scheme.

    Raises
    ------
    ConfigError
        When a class has fewer groups (or snippets) than there are folds.
    DatasetError
        When some training set would lack a class altogether.
    """
    units = {GROUPED: groups, RANDOM: np.arange(len(groups))}
    result = {}
    for scheme, count in folds.items():
        check_enough_units(labels, units[scheme], count, scheme)
        strata = _strata(labels, count)
        random_state = integer_seed(seed, "folds", scheme)
        if scheme == GROUPED:
            splitter = StratifiedGroupKFold(count, shuffle=True, random_state=random_state)
            splits = splitter.split(strata, strata, groups)
        else:
            splitter = StratifiedKFold(count, shuffle=True, random_state=random_state)
            splits = splitter.split(strata, strata)
        assigned = np.zeros(len(groups), np.int16)
        with warnings.catch_warnings():
            # A cell smaller than the number of folds is spread as far as it goes; what matters,
            # that every class of every factor is in every training set, is checked below.
            warnings.filterwarnings("ignore", message="The least populated class in y")
            for fold, (_, test) in enumerate(splits, start=1):
                assigned[test] = fold
        _check_training_sets(labels, assigned, scheme)
        result[scheme] = assigned
    return result


def _strata(labels: Mapping[str, np.ndarray], folds: int) -> np.ndarray:
    """Choose what to stratify by: the cells, or a factor where all cells are too small.

    A class of fewer snippets than folds is spread as far as it goes, but scikit-learn wants one
    that goes all the way; every class of a factor does (see `check_enough_units`).
    """
    candidates = [cells_of(labels), *(cells_of({name: one}) for name, one in labels.items())]
    return next(strata for strata in candidates if np.bincount(strata).max() >= folds)


def check_enough_units(
    labels: Mapping[str, np.ndarray], units: np.ndarray, folds: int, scheme: str
) -> None:
    """Check that each class of each factor has as many groups (or snippets) as there are folds.

    Raises
    ------
    ConfigError
        When one has not; the message names all such classes and the largest number that works.
    """
    noun = "groups" if scheme == GROUPED else "snippets"
    counts = {
        (factor, name): len(np.unique(units[values == name]))
        for factor, values in labels.items()
        for name in np.unique(values)
    }
    few = [
        f"{factor} '{name}' has {count}"
        for (factor, name), count in counts.items()
        if count < folds
    ]
    if few:
        raise ConfigError(
            f"folds.{scheme}: {folds} folds need at least {folds} {noun} of every class, but "
            f"{'; '.join(few)}. Set folds.{scheme} to at most {max(min(counts.values()), 1)}, or "
            f"add {noun}"
        )


def _check_training_sets(
    labels: Mapping[str, np.ndarray], assigned: np.ndarray, scheme: str
) -> None:
    for fold in np.unique(assigned):
        for factor, values in labels.items():
            missing = np.setdiff1d(values, values[assigned != fold])
            if len(missing):
                raise DatasetError(
                    f"folds.{scheme}: without fold {fold}, no snippet of {factor} "
                    f"'{missing[0]}' is left to train on; use fewer folds, or add groups"
                )
