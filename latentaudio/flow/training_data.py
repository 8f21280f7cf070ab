"""The snippets that a flow is trained, validated and evaluated on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from latentaudio.datasets.splits import (
    HELD_OUT,
    SPLITS,
    TRAINING,
    assign_splits,
    without_partial_validation,
)
from latentaudio.errors import DatasetError
from latentaudio.factor_types import Factor
from latentaudio.factors import CLASS_JOIN
from latentaudio.flow.pairs import PairSampler
from latentaudio.tables import labels_of, strings


@dataclass(frozen=True)
class FlowData:
    """Snippets of the classes that a flow is trained on.

    Attributes
    ----------
    rows
        Rows of the snippets in the table of snippets, shape ``[n]``.
    snippet_ids, groups, splits
        Id, group and split of each snippet, shape ``[n]``; splits as assigned by
        `latentaudio.datasets.splits.assign_splits`.
    labels
        Class of each snippet, by factor; each of shape ``[n]``.
    """

    rows: np.ndarray
    snippet_ids: np.ndarray
    groups: np.ndarray
    splits: np.ndarray
    labels: dict[str, np.ndarray]


def flow_data(
    snippets: pa.Table,
    factors: Sequence[Factor],
    classes: Mapping[str, Sequence[str]],
    *,
    held_out_fraction: float,
    validation_fraction: float,
    seed: int,
) -> FlowData:
    """Select snippets by class and assign them, by whole groups, to three splits.

    If there are too few groups for every class to be in the validation split, there is no such
    split: its groups are trained on, and training runs for all epochs.

    Parameters
    ----------
    snippets
        The table of snippets.
    factors
        The factors, whose classes sounds of a pair share.
    classes
        Classes to keep, by factor; a factor that is not listed keeps all its classes.
    held_out_fraction, validation_fraction, seed
        See `latentaudio.datasets.splits.assign_splits`. The held-out groups do not depend on
        `classes`.

    Raises
    ------
    DatasetError
        If the name of a class cannot be joined to others, a class to keep has no snippets, a class
        is missing from a split or has a single snippet there, or a factor is left with one class.
    """
    labels = labels_of(snippets, factors)
    groups = strings(snippets, "group")
    splits = assign_splits(labels, groups, held_out_fraction, validation_fraction, seed)
    for factor, values in labels.items():
        joined = [name for name in np.unique(values).tolist() if CLASS_JOIN in name]
        if joined and len(factors) > 1:
            raise DatasetError(
                f"factor '{factor}': class {joined[0]!r} contains {CLASS_JOIN!r}, which joins the "
                "names of classes in joint moves of several factors; rename it"
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
    splits = without_partial_validation(splits[rows], chosen)
    data = FlowData(rows, strings(snippets, "snippet_id")[rows], groups[rows], splits, chosen)
    _check_groups(data)
    # Created only for its checks, so that errors are raised before anything is computed.
    pair_samplers(data, np.zeros((len(rows), 1)))
    return data


def _check_groups(data: FlowData) -> None:
    """Raise an error that names the class with too few groups to be trained on and held out."""
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
                    f"{' and the '.join(missing)} split: it has {count} group(s), and a group is "
                    "never split; add recordings, make groups smaller (dataset.block_s), exclude "
                    "the class (flow.classes), or run without a flow (flow.layer: none)"
                )


def pair_samplers(
    data: FlowData, projections: np.ndarray, labels: Mapping[str, np.ndarray] | None = None
) -> dict[str, PairSampler]:
    """Create a sampler of pairs for each split that has snippets.

    Parameters
    ----------
    data
        The snippets.
    projections
        Standardised projections of these snippets, shape ``[n, d]``.
    labels
        Labels to use instead of the true ones, for a control.
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
            # Only the true labels must cover all classes.
            classes if labels is None else None,
        )
    return samplers
