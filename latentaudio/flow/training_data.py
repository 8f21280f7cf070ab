"""The sounds that a flow is fitted to, chosen by and judged on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from latentaudio.datasets.splits import HELD_OUT, SPLITS, TRAINING, VALIDATION, assign_splits
from latentaudio.errors import DatasetError
from latentaudio.factors import CLASS_JOIN
from latentaudio.flow.pairs import PairSampler
from latentaudio.tables import labels_of, strings


@dataclass(frozen=True)
class FlowData:
    """Snippets of the classes that a flow is asked about.

    Attributes
    ----------
    rows
        Their rows in the table of snippets, shape ``[n]``.
    snippet_ids, groups, splits
        Of each, shape ``[n]``; the latter as by `latentaudio.datasets.splits.assign_splits`.
    labels
        The class of each, by factor.
    """

    rows: np.ndarray
    snippet_ids: np.ndarray
    groups: np.ndarray
    splits: np.ndarray
    labels: dict[str, np.ndarray]


def flow_data(
    snippets: pa.Table,
    factors: Sequence[str],
    classes: Mapping[str, Sequence[str]],
    *,
    held_out_fraction: float,
    validation_fraction: float,
    seed: int,
) -> FlowData:
    """Choose snippets by class and divide them, by whole groups, into three splits.

    Where groups are too few for every class to be in the validation split, there is none: its
    groups are trained on, and training runs for all its epochs.

    Parameters
    ----------
    snippets
        The table of snippets.
    factors
        Names of the factors.
    classes
        Classes to keep, by factor; factors that are not named keep all.
    held_out_fraction, validation_fraction, seed
        See `latentaudio.datasets.splits.assign_splits`. What is held out does not depend on
        `classes`.

    Raises
    ------
    DatasetError
        When a class has a name that cannot be joined to others, is not among the snippets, or is
        missing from a split or has a single snippet there; and when a factor is left with one
        class.
    """
    labels = labels_of(snippets, factors)
    groups = strings(snippets, "group")
    splits = assign_splits(labels, groups, held_out_fraction, validation_fraction, seed)
    for factor, values in labels.items():
        joined = [name for name in np.unique(values).tolist() if CLASS_JOIN in name]
        if joined and len(factors) > 1:
            raise DatasetError(
                f"factor '{factor}': class {joined[0]!r} contains {CLASS_JOIN!r}, which joins the "
                "classes of several factors that are moved at once; rename it"
            )
    kept = np.ones(len(groups), bool)
    for factor, names in classes.items():
        found = np.unique(labels[factor]).tolist()
        unknown = sorted(set(names) - set(found))
        if unknown:
            raise DatasetError(f"flow.classes.{factor}: no snippet of {unknown}; there are {found}")
        kept &= np.isin(labels[factor], list(names))
    rows = np.flatnonzero(kept)
    chosen = {factor: values[rows] for factor, values in labels.items()}
    splits = _without_partial_validation(splits[rows], chosen)
    data = FlowData(rows, strings(snippets, "snippet_id")[rows], groups[rows], splits, chosen)
    _check_groups(data)
    # Only to be told what is wrong, before anything is computed.
    pair_samplers(data, np.zeros((len(rows), 1)))
    return data


def _without_partial_validation(splits: np.ndarray, labels: Mapping[str, np.ndarray]) -> np.ndarray:
    """Give the groups of validation to training unless validation has pairs of every class."""
    validation = splits == VALIDATION
    complete = all(
        np.count_nonzero(validation & (values == name)) > 1
        for values in labels.values()
        for name in np.unique(values)
    )
    return splits if complete else np.where(validation, TRAINING, splits)


def _check_groups(data: FlowData) -> None:
    """Say which class has too few groups to be trained on and held out."""
    for factor, values in data.labels.items():
        for name in np.unique(values).tolist():
            members = values == name
            missing = [
                split
                for split in (TRAINING, HELD_OUT)
                if not (members & (data.splits == split)).any()
            ]
            if missing:
                count = len(np.unique(data.groups[members]))
                raise DatasetError(
                    f"flow: class '{name}' of factor '{factor}' is missing from the "
                    f"{' and the '.join(missing)} split, because it has {count} group(s) and a "
                    "split takes whole ones; add recordings, make groups smaller "
                    "(dataset.block_s), leave the class out (flow.classes), or run without a flow "
                    "(flow.layer: none)"
                )


def pair_samplers(
    data: FlowData, projections: np.ndarray, labels: Mapping[str, np.ndarray] | None = None
) -> dict[str, PairSampler]:
    """Make a sampler of pairs for each split that has snippets.

    Parameters
    ----------
    data
        The snippets.
    projections
        Of these snippets, shape ``[n, d]``.
    labels
        Other labels than the true ones, for a control.
    """
    given = data.labels if labels is None else labels
    classes = {factor: np.unique(values).tolist() for factor, values in data.labels.items()}
    samplers = {}
    for split in SPLITS:
        members = data.splits == split
        if not members.any():
            continue
        samplers[split] = PairSampler(
            projections[members],
            {factor: values[members] for factor, values in given.items()},
            split.replace("_", "-"),
            # Permuted classes are what they are in a split.
            classes if labels is None else None,
        )
    return samplers
