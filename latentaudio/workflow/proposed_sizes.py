"""Settings that fit the size of a data set, found with the checks that a run makes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from latentaudio.datasets.fold_table import FOLD, GROUPED, RANDOM
from latentaudio.datasets.folds import assign_folds, given_folds
from latentaudio.datasets.given_folds import fold_numbers
from latentaudio.datasets.splits import TRAINING, eligible_for_fit
from latentaudio.decoding.scores import check_spread
from latentaudio.errors import LatentAudioError
from latentaudio.factor_types import Factor
from latentaudio.flow.training_data import flow_data
from latentaudio.tables import labels_of, strings, values_of

#: Snippets of training below which a flow is not proposed: it would learn them by heart.
FEWEST_FOR_FLOW = 200

#: Groups above which these are only counted: such a data set is large enough for the rest.
_MANY = 3000

# Snippets that are counted at most: no setting depends on how many more there are.
_MOST_SNIPPETS = 20_000

# Silence may leave fewer snippets than lengths promise.
_SHARE_THAT_SOUNDS = 0.8

_FEWEST_FOLDS = 2


# Ratio of the sizes of classes from which accuracy is misleading.
_UNEQUAL = 1.5


class NoFoldsError(LatentAudioError):
    """Some class has too few groups for any number of folds."""


@dataclass(frozen=True)
class Setting:
    """A key with dots between its sections, its value, and why it has this value."""

    key: str
    value: Any
    why: str


@dataclass(frozen=True)
class Known:
    """What is known about each recording, one value for each in every list.

    Attributes
    ----------
    factors
        The factors.
    labels
        Texts of each factor, by its name.
    groups
        Name of the group.
    folds
        Fold that the data set comes with; None if it comes without.
    snippets
        Number of snippets, as far as it is known.
    """

    factors: tuple[Factor, ...]
    labels: Mapping[str, Sequence[str]]
    groups: Sequence[str]
    folds: Sequence[str] | None
    snippets: Sequence[int]


def fitting_settings(known: Known, defaults: Mapping[str, Any]) -> Iterator[Setting]:
    """Yield the settings that must differ from the defaults, and those of folds in any case.

    Parameters
    ----------
    known
        The recordings.
    defaults
        The default configuration.
    """
    yield from _metric(known)
    if len(set(known.groups)) > _MANY:
        yield from _folds_of_many(known, defaults)
        return
    table = _snippets(known)
    seed, held_out = defaults["seed"], defaults["split"]["held_out_fraction"]
    folds: dict[str, np.ndarray] = {}
    if known.folds is None:
        yield _chosen_folds(table, known, GROUPED, defaults, folds)
    else:
        folds |= given_folds(table, known.factors)
        yield Setting("folds.grouped", None, "the data set's own folds keep groups whole")
    yield _chosen_folds(table, known, RANDOM, defaults, folds)
    total = len(table)
    labels = labels_of(table, known.factors)
    training = min(total - int(np.bincount(one).max()) for one in folds.values())
    rarest = min(int(np.unique(one, return_counts=True)[1].min()) for one in labels.values())
    neighbors = min(defaults["knn"]["neighbors"], max(1, min(training, rarest)))
    if neighbors < defaults["knn"]["neighbors"]:
        yield Setting("knn.neighbors", neighbors, f"the rarest class has about {rarest} snippets")
    fit = eligible_for_fit(
        labels, strings(table, "group"), defaults["pca"]["fit_on"], held_out, seed
    )
    sample = int(_SHARE_THAT_SOUNDS * np.count_nonzero(fit)) - 1
    components = max(1, min(defaults["pca"]["components"], sample))
    if components < defaults["pca"]["components"]:
        yield Setting(
            "pca.components",
            components,
            f"projections are fitted on about {np.count_nonzero(fit)} snippets, and need more "
            "snippets than components",
        )
    perplexity = defaults["tsne"]["perplexity"]
    if total * _SHARE_THAT_SOUNDS < 3 * perplexity:
        yield Setting(
            "tsne.perplexity",
            max(1.0, float(int(total * _SHARE_THAT_SOUNDS / 4))),
            f"maps of about {total} snippets",
        )
    yield from _flow(table, known, components, defaults)
    parts = max(1, min(defaults["embeddings"]["parts"], total // 250))
    if parts < defaults["embeddings"]["parts"]:
        yield Setting("embeddings.parts", parts, "each part takes some seconds to start")


def fitting_bins(factor: Factor, known: Known) -> Factor:
    """Return a numeric factor with as many bins as have two groups each, at most those it has."""
    table = _snippets(replace(known, factors=(factor,)))
    groups = strings(table, "group")
    for bins in range(factor.bins, _FEWEST_FOLDS - 1, -1):
        fewer = replace(factor, bins=bins)
        if _fewest(labels_of(table, [fewer]), groups) >= _FEWEST_FOLDS:
            return fewer
    return replace(factor, bins=_FEWEST_FOLDS)


def _snippets(known: Known) -> pa.Table:
    """Make a table of snippets as the stage `dataset` will, as far as is known."""
    total = sum(known.snippets)
    scale = max(1.0, total / _MOST_SNIPPETS)
    counts = np.maximum(1, np.array(known.snippets) / scale).astype(int)
    columns: dict[str, Any] = {
        "snippet_id": [f"{index}" for index in range(int(counts.sum()))],
        "group": np.repeat(np.array(known.groups, dtype=str), counts),
    }
    for factor in known.factors:
        kind = np.float64 if factor.is_numeric else str
        columns[factor.name] = np.repeat(np.array(known.labels[factor.name]).astype(kind), counts)
    if known.folds is not None:
        numbers = fold_numbers(known.folds)
        columns[FOLD] = np.repeat([numbers[name] for name in known.folds], counts)
    return pa.table({name: pa.array(list(values)) for name, values in columns.items()})


def _fewest(labels: Mapping[str, np.ndarray], units: np.ndarray) -> int:
    """Count the units (groups, snippets) of the class that has fewest of them."""
    return min(
        len(np.unique(units[values == name])) for values in labels.values() for name in set(values)
    )


def _chosen_folds(
    table: pa.Table,
    known: Known,
    scheme: str,
    defaults: Mapping[str, Any],
    folds: dict[str, np.ndarray],
) -> Setting:
    """Find the largest number of folds, up to the default, that passes the checks of a run."""
    labels = labels_of(table, known.factors)
    groups = strings(table, "group")
    units, noun = (groups, "groups") if scheme == GROUPED else (np.arange(len(groups)), "snippets")
    fewest = _fewest(labels, units)
    numeric = {factor: values_of(table, factor) for factor in known.factors if factor.is_numeric}
    most = min(defaults["folds"][scheme], fewest)
    for count in range(most, _FEWEST_FOLDS - 1, -1):
        try:
            found = assign_folds(
                labels, groups, {scheme: count}, defaults["seed"], [one.name for one in numeric]
            )
            check_spread(numeric, found)
        except LatentAudioError:
            continue
        folds |= found
        why = f"the rarest class has {fewest} {noun}"
        if count == fewest:
            why += ", and each fold needs one of them"
        elif count < most:
            why += "; with more folds, a fold would lack a class, or values that differ"
        return Setting(f"folds.{scheme}", count, why)
    if scheme == GROUPED:
        raise NoFoldsError(f"the rarest class has {fewest} {noun}, too few for folds")
    why = f"the rarest class has {fewest} {noun}, and no number of folds works"
    return Setting("folds.random", None, why)


def _metric(known: Known) -> Iterator[Setting]:
    """Propose balanced accuracy if classes differ in size."""
    for factor in known.factors:
        if not factor.is_numeric:
            classes = np.unique(known.labels[factor.name], return_inverse=True)[1]
            sizes = np.bincount(classes, known.snippets)
            if sizes.max() >= _UNEQUAL * sizes.min():
                why = f"classes of {factor.name} differ in size, so that accuracy would mislead"
                yield Setting("comparisons.metric", "balanced_accuracy", why)
                return


def _folds_of_many(known: Known, defaults: Mapping[str, Any]) -> Iterator[Setting]:
    if known.folds is not None:
        yield Setting("folds.grouped", None, "the data set's own folds keep groups whole")
        return
    groups = np.unique(np.array(known.groups, dtype=str), return_inverse=True)[1]
    pairs = [
        np.unique(
            np.stack([np.unique(known.labels[f.name], return_inverse=True)[1], groups]), axis=1
        )
        for f in known.factors
        if not f.is_numeric
    ]
    fewest = min((int(np.bincount(one[0]).min()) for one in pairs), default=len(groups))
    count = min(defaults["folds"]["grouped"], fewest)
    yield Setting("folds.grouped", count, f"the rarest class has {fewest} groups")


def _flow(
    table: pa.Table, known: Known, components: int, defaults: Mapping[str, Any]
) -> Iterator[Setting]:
    """Propose a flow only if there is enough to train it on and to test it with."""
    flow = defaults["flow"]
    reason = ""
    try:
        data = flow_data(
            table,
            known.factors,
            flow["classes"],
            held_out_fraction=defaults["split"]["held_out_fraction"],
            validation_fraction=flow["validation_fraction"],
            seed=defaults["seed"],
        )
        training = int(_SHARE_THAT_SOUNDS * np.count_nonzero(data.splits == TRAINING))
        if training < FEWEST_FOR_FLOW:
            reason = (
                f"about {training} snippets to train a flow on are too few to find axes, and moves "
                f"need a flow; with {FEWEST_FOR_FLOW} or more, try best"
            )
    except LatentAudioError as error:
        reason = f"no flow can be trained and tested ({str(error).split('; add')[0]})"
    if reason:
        yield Setting("flow.layer", "none", reason)
    elif components < flow["components"]:
        yield Setting("flow.components", components, "at most pca.components")
