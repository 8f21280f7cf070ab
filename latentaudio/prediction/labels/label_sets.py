"""Which labels recordings have: the task in which a sound may have several, or none.

Labels are no factor: nothing is stratified by them but what this task itself divides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latentaudio.datasets.messages import listed, quoted
from latentaudio.errors import ConfigError, DatasetError
from latentaudio.prediction.labels.label_table import SECTION


@dataclass(frozen=True)
class LabelSets:
    """Which of several labels each sound has.

    Attributes
    ----------
    labels
        The labels, in alphabetical order.
    members
        Whether each sound has each of them, bool, shape ``[n, labels]``.
    """

    labels: tuple[str, ...]
    members: NDArray[np.bool_]

    def lists(self) -> list[list[str]]:
        """List the labels of each sound."""
        names = np.array(self.labels)
        return [names[row].tolist() for row in self.members]


def label_sets(
    task: str, lists: Sequence[Sequence[str]], groups: np.ndarray, fewest: int
) -> LabelSets:
    """Gather the labels of sounds.

    Parameters
    ----------
    task
        Name of the task, for errors.
    lists
        Labels of each sound.
    groups
        Group of each sound, shape ``[n]``.
    fewest
        Number of groups that a label must have; others are left out of the lists.

    Raises
    ------
    DatasetError
        If there are fewer than two such labels, or all sounds have one.
    """
    named = sorted({label for one in lists for label in one})
    place = {label: index for index, label in enumerate(named)}
    members = np.zeros((len(lists), len(named)), bool)
    for row, one in enumerate(lists):
        members[row, [place[label] for label in one]] = True
    kept = np.array([len(np.unique(groups[has])) >= fewest for has in members.T], bool)
    found = LabelSets(
        tuple(label for label, keep in zip(named, kept, strict=True) if keep), members[:, kept]
    )
    if len(found.labels) < 2:
        raise DatasetError(
            f"{SECTION}.{task}: {len(found.labels)} labels have at least {fewest} groups "
            f"({len(named)} have any), expected at least 2"
        )
    everywhere = [
        label for label, has in zip(found.labels, found.members.T, strict=True) if has.all()
    ]
    if everywhere:
        raise DatasetError(
            f"{SECTION}.{task}: all recordings have {quoted(everywhere)}, so there is nothing to "
            "tell them by; leave the label out of the lists"
        )
    return found


def check_enough_groups(task: str, sets: LabelSets, groups: np.ndarray, folds: int) -> None:
    """Refuse labels of fewer groups than there are folds.

    Raises
    ------
    ConfigError
        Naming all of them with their number of groups.
    """
    few = _with_counts(sets, groups, folds)
    if few:
        raise ConfigError(
            f"{SECTION}.{task}: {folds} folds need at least {folds} groups of every label, but "
            f"{len(few)} of {len(sets.labels)} have fewer; set {SECTION}.{task}.fewest: {folds} to "
            "leave them out, use fewer folds, or add recordings:"
            + listed(f"{label}: {count}" for label, count in few.items())
        )


def _with_counts(sets: LabelSets, groups: np.ndarray, below: int) -> Mapping[str, int]:
    counts = {
        label: len(np.unique(groups[has]))
        for label, has in zip(sets.labels, sets.members.T, strict=True)
    }
    return {label: count for label, count in counts.items() if count < below}


def check_training_labels(task: str, sets: LabelSets, folds: np.ndarray) -> None:
    """Refuse labels that some training set lacks, or that all of its sounds have.

    Parameters
    ----------
    task, sets
        Name of the task, and its labels.
    folds
        Fold in which each sound is held out, shape ``[n]``.

    Raises
    ------
    DatasetError
        Naming all of them with the fold.
    """
    faults = []
    for fold in np.unique(folds).tolist():
        trained = sets.members[folds != fold]
        for label, has in zip(sets.labels, trained.T, strict=True):
            if not has.any() or has.all():
                which = "all" if has.any() else "none"
                faults.append(f"{label}: {which} of the recordings outside fold {fold}")
    if faults:
        raise DatasetError(
            f"{SECTION}.{task}: {len(faults)} labels cannot be learned, because all recordings or "
            f"none of a training set have them; set {SECTION}.{task}.fewest to leave rare labels "
            f"out, or use other folds:{listed(faults)}"
        )
