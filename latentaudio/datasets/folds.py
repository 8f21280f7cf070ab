"""Cross-validation folds over single snippets or over whole groups.

Snippets of one group (an object, a source, a block of a recording, a recording and its reverberated
twin) resemble each other more than snippets of different groups do. ``random`` folds, as in the
published study, spread a group over training and test sets. ``grouped`` folds never split a group;
conclusions rest on them, or on the ``given`` folds of a data set that comes with some.
"""

import warnings
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pyarrow as pa

from latentaudio.datasets.fold_table import FOLD, GIVEN, GROUPED, RANDOM
from latentaudio.errors import ConfigError, DatasetError
from latentaudio.factor_types import Factor
from latentaudio.factors import cells_of
from latentaudio.imports import hidden
from latentaudio.seeds import integer_seed
from latentaudio.tables import labels_of, strings

with hidden("pandas"):
    from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

_FEWEST_FOLDS = 2

# Cells of which scikit-learn counts the members of every group. Of 20,000 groups, it takes minutes
# and gigabytes with some thousand cells.
_MOST_CELLS = 1000


def assign_folds(
    labels: Mapping[str, np.ndarray],
    groups: np.ndarray,
    folds: Mapping[str, int],
    seed: int,
    binned: Collection[str] = (),
) -> dict[str, np.ndarray]:
    """Assign every snippet to a test fold in each scheme.

    Both schemes are stratified by the cells of the design (all factors crossed), the grouped scheme
    as far as whole groups allow. Without factors, folds have about equally many snippets.

    Parameters
    ----------
    labels
        Class of each snippet, by factor; arrays of shape ``[n]``. Empty without factors.
    groups
        Group of each snippet, shape ``[n]``.
    folds
        Number of folds of each scheme, at least 2.
    seed
        The run's seed.
    binned
        Names of the numeric factors, whose classes are bins, for the wording of errors.

    Returns
    -------
    dict of str to numpy.ndarray
        Fold numbers from 1, by scheme; int16, shape ``[n]``.

    Raises
    ------
    ConfigError
        When a class has fewer groups (or snippets) than there are folds.
    DatasetError
        When a training set would lack a class.
    """
    units = {GROUPED: groups, RANDOM: np.arange(len(groups))}
    result = {}
    for scheme, count in folds.items():
        check_enough_units(labels, units[scheme], count, scheme, binned)
        strata = _strata(labels, count) if labels else np.zeros(len(groups), int)
        random_state = integer_seed(seed, "folds", scheme)
        if scheme == GROUPED:
            splitter = StratifiedGroupKFold(count, shuffle=True, random_state=random_state)
            splits = splitter.split(strata, strata, groups)
        else:
            splitter = StratifiedKFold(count, shuffle=True, random_state=random_state)
            splits = splitter.split(strata, strata)
        assigned = np.zeros(len(groups), np.int16)
        with warnings.catch_warnings():
            # A cell with fewer members than folds reaches only some of them. What matters, that
            # every class of every factor is in every training set, is checked below.
            warnings.filterwarnings("ignore", message="The least populated class in y")
            for fold, (_, test) in enumerate(splits, start=1):
                assigned[test] = fold
        check_training_sets(labels, assigned, f"folds.{scheme}", "use fewer folds, or add groups")
        result[scheme] = assigned
    return result


def folds_of_scheme(
    snippets: pa.Table, factors: Sequence[Factor], scheme: str, count: int | None, seed: int
) -> dict[str, np.ndarray]:
    """Assign every snippet to a fold of one scheme, or get the folds that the data set comes with.

    Parameters
    ----------
    snippets
        The table of snippets.
    factors
        The factors.
    scheme
        One of `latentaudio.datasets.fold_table.SCHEMES`.
    count
        Number of folds; not used by scheme ``given``. None for no folds of this scheme.
    seed
        The run's seed.

    Returns
    -------
    dict of str to numpy.ndarray
        As from `assign_folds`; empty without folds.

    Raises
    ------
    ConfigError, DatasetError
        Under the conditions of `assign_folds` and `given_folds`.
    """
    if scheme == GIVEN:
        return given_folds(snippets, factors)
    if count is None:
        return {}
    return assign_folds(
        labels_of(snippets, factors),
        strings(snippets, "group"),
        {scheme: count},
        seed,
        [factor.name for factor in factors if factor.is_numeric],
    )


def given_folds(snippets: pa.Table, factors: Sequence[Factor]) -> dict[str, np.ndarray]:
    """Get the folds that the data set comes with from the table of snippets.

    Raises
    ------
    DatasetError
        When a class would be missing from a training set. Bins of a numeric factor may be: values
        that were not trained on can be predicted.
    """
    assigned = snippets[FOLD].to_numpy()
    labels = labels_of(snippets, [factor for factor in factors if not factor.is_numeric])
    check_training_sets(
        labels,
        assigned,
        "dataset.fold_column",
        "leave out the class (dataset.select), or the folds",
    )
    return {GIVEN: assigned}


def _strata(labels: Mapping[str, np.ndarray], folds: int) -> np.ndarray:
    """Choose what to stratify by: the cells, or one factor if cells are too small or too many.

    Strata may have fewer snippets than there are folds, but scikit-learn requires that at least one
    has as many. The classes of a factor always do (see `check_enough_units`).
    """
    cells = cells_of(labels)
    candidates = [cells] if cells.max() < _MOST_CELLS else []
    candidates += [cells_of({name: one}) for name, one in labels.items()]
    return next(strata for strata in candidates if np.bincount(strata).max() >= folds)


def check_enough_units(
    labels: Mapping[str, np.ndarray],
    units: np.ndarray,
    folds: int,
    scheme: str,
    binned: Collection[str] = (),
) -> None:
    """Check that each class of each factor has at least as many groups (or snippets) as folds.

    Without factors, all of them together must.

    Raises
    ------
    ConfigError
        When a class has fewer; the message names all such classes and, if there is one, the largest
        number of folds that works.
    """
    noun = "groups" if scheme == GROUPED else "snippets"
    if not labels and (every := len(np.unique(units))) < folds:
        raise ConfigError(
            f"folds.{scheme}: {folds} folds need at least {folds} {noun}, but there "
            f"{'is' if every == 1 else 'are'} {every}. {_fewer_or_more(scheme, every, noun)}"
        )
    counts = {
        (factor, name): len(np.unique(units[values == name]))
        for factor, values in labels.items()
        for name in np.unique(values)
    }
    few = {key: count for key, count in counts.items() if count < folds}
    if few:
        in_bins = any(factor in binned for factor, _ in few)
        found = "; ".join(f"{factor} '{name}' has {count}" for (factor, name), count in few.items())
        raise ConfigError(
            f"folds.{scheme}: {folds} folds need at least {folds} {noun} of every class"
            f"{' and every bin of a numeric factor' if in_bins else ''}, but {found}. "
            f"{_remedy(scheme, min(few.values()), noun, in_bins)}"
        )


def _remedy(scheme: str, fewest: int, noun: str, in_bins: bool) -> str:
    fewer_bins = "use fewer bins (dataset.factors)"
    simple = _fewer_or_more(scheme, fewest, noun, f"{fewer_bins}, " if in_bins else "")
    if fewest >= _FEWEST_FOLDS:
        return simple
    ways = (
        "recordings of other groups, blocks of its recordings as groups (dataset.block_s)"
        if scheme == GROUPED
        else "more or longer recordings, a smaller dataset.hop_s"
    )
    instead = fewer_bins if in_bins else "leave the class out (dataset.select)"
    return f"{simple}: {ways}; or {instead}"


def _fewer_or_more(scheme: str, fewest: int, noun: str, between: str = "") -> str:
    if fewest >= _FEWEST_FOLDS:
        return f"Set folds.{scheme} to at most {fewest}, {between}or add {noun}"
    # Fewer folds would not help.
    return f"Add {noun}, because {_FEWEST_FOLDS} folds are the fewest"


def check_training_sets(
    labels: Mapping[str, np.ndarray], assigned: np.ndarray, key: str, remedy: str
) -> None:
    """Check that every class of every factor is trained on, whichever fold is held out.

    Raises
    ------
    DatasetError
        When the training set of a fold lacks a class; the message ends with `remedy`.
    """
    for fold in np.unique(assigned):
        for factor, values in labels.items():
            missing = np.setdiff1d(values, values[assigned != fold])
            if len(missing):
                raise DatasetError(
                    f"{key}: without fold {fold}, no snippet of {factor} '{missing[0]}' is left to "
                    f"train on; {remedy}"
                )
