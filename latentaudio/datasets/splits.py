"""Training, validation and held-out splits over whole groups.

Separate from `folds`, because jobs that need only these splits should not import scikit-learn.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from latentaudio.artifacts import Kind
from latentaudio.errors import ArtifactError, DatasetError
from latentaudio.factors import cells_of
from latentaudio.seeds import generator

TRAINING, VALIDATION, HELD_OUT = SPLITS = ("training", "validation", "held_out")
#: Number of cells from which on whole cells may be held out where groups are alone in theirs. A
#: choice, not a law: a crossed design then trains on associated factors. With a quarter held out,
#: Cramer's V is 0.33 for 6 x 4 cells, 0.26 for 7 x 7, 0.22 for 6 x 10 and 0.17 for 10 x 10; it is 0
#: if each cell keeps a group. Below the bound nothing is held out instead, and users are asked for
#: more groups in a cell, or smaller ones.
MANY_CELLS = 50


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

    Where most groups are alone in their cells, as with several numeric factors of many bins, there
    would be hardly any to draw. If there are many cells (`MANY_CELLS`), the classes of each factor
    by itself take their place; what is left to train on lacks whole cells, but no class.

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
    names, members = np.unique(groups, return_inverse=True)
    spans = _strata(labels, members)
    sizes = spans.sum(axis=0)
    wanted = np.minimum(np.maximum(np.round(fraction * sizes).astype(int), 1), sizes - 1)
    held_out = np.zeros(len(names), bool)
    for group in generator(seed, purpose).permutation(len(names)):
        # Hold it out only if none of its cells then loses more than its share.
        held_in_cells = spans[held_out].sum(axis=0)
        held_out[group] = (held_in_cells < wanted)[spans[group]].all()
    return held_out[members]


def _strata(labels: Mapping[str, np.ndarray], members: np.ndarray) -> np.ndarray:
    """Return which groups have snippets in which strata; bool, shape ``[groups, strata]``.

    A group can span several cells, as one object with many actions does.
    """
    spans = _spans(cells_of(labels), members)
    alone = (spans <= (spans.sum(axis=0) == 1)).all(axis=1)
    if 2 * np.count_nonzero(alone) <= len(spans) or spans.shape[1] < MANY_CELLS:
        return spans
    return np.hstack([_spans(cells_of({name: one}), members) for name, one in labels.items()])


def _spans(strata: np.ndarray, members: np.ndarray) -> np.ndarray:
    spans = np.zeros((members.max() + 1, strata.max() + 1), bool)
    spans[members, strata] = True
    return spans


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


def without_partial_validation(splits: np.ndarray, labels: Mapping[str, np.ndarray]) -> np.ndarray:
    """Train on the validation groups too, unless they have pairs of snippets of every class.

    Parameters
    ----------
    splits
        Split of each snippet, as `assign_splits` returns it, shape ``[n]``.
    labels
        Class of each snippet, by factor; each of shape ``[n]``.
    """
    validation = splits == VALIDATION
    complete = all(
        np.count_nonzero(validation & (values == name)) > 1
        for values in labels.values()
        for name in np.unique(values)
    )
    return splits if complete else np.where(validation, TRAINING, splits)


def check_validation(splits: np.ndarray, key: str) -> None:
    """Check that there are validation sounds to compare settings on.

    Parameters
    ----------
    splits
        Split of each sound, shape ``[n]``.
    key
        The setting that says how many sounds are in this split.

    Raises
    ------
    DatasetError
        If there are none.
    """
    if VALIDATION not in splits:
        raise DatasetError(
            f"known factors: no sound is in the split '{VALIDATION}', on which settings are "
            f"compared, because some class has too few groups; use more groups, change {key}, or "
            "give every method one setting (known_factors.tuning)"
        )


def check_splits(path: Path, kind: Kind, splits: np.ndarray, groups: np.ndarray) -> None:
    """Check the splits that a table states.

    Parameters
    ----------
    path, kind
        The table, for the error.
    splits, groups
        Split and group of each of its snippets, shape ``[n]``.

    Raises
    ------
    ArtifactError
        If a split is unknown, no snippet is held out or trained on, or a held-out group is also in
        another split.
    """
    remedy = f"delete it, and rule '{kind.made_by}' will make it again when it is next needed"
    unknown = np.setdiff1d(splits, SPLITS)
    if len(unknown):
        raise ArtifactError(
            f"{path}: found split '{unknown[0]}', expected one of {', '.join(SPLITS)}; {remedy}"
        )
    for needed in (TRAINING, HELD_OUT):
        if needed not in splits:
            raise ArtifactError(
                f"{path}: no snippet is in the split '{needed}'; use more groups, or change the "
                "fraction that is held out"
            )
    torn = np.intersect1d(groups[splits == HELD_OUT], groups[splits != HELD_OUT])
    if len(torn):
        raise ArtifactError(
            f"{path}: group '{torn[0]}' has snippets both inside and outside the held-out split; "
            f"{remedy}"
        )
