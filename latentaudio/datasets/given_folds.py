"""Folds that a data set comes with, from a column of its manifest or a named group of its paths."""

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from latentaudio.datasets.entries import Entry
from latentaudio.datasets.messages import listed, quoted
from latentaudio.datasets.source import Recording, Source
from latentaudio.errors import ConfigError, DatasetError

#: Largest number of folds, as in the schema of the configuration.
MOST_FOLDS = 99


def fold_numbers(names: Sequence[str]) -> dict[str, int]:
    """Assign numbers from 1 to folds in natural order: ``fold2`` comes before ``fold10``.

    Examples
    --------
    >>> fold_numbers(["10", "9", "9"])
    {'9': 1, '10': 2}
    >>> fold_numbers(["fold10", "fold2"])
    {'fold2': 1, 'fold10': 2}
    """
    distinct = sorted(set(names))
    try:
        ordered = sorted(distinct, key=_value)
    except ValueError:
        ordered = sorted(distinct, key=_natural)
    return {name: number for number, name in enumerate(ordered, start=1)}


def _value(name: str) -> float:
    if not math.isfinite(value := float(name)):
        raise ValueError(name)
    return value


def _natural(name: str) -> list[tuple[int, str]]:
    # Text and digits alternate, so only like is compared with like.
    parts = re.split(r"([0-9]+)", name)
    return [(int(part), "") if index % 2 else (0, part) for index, part in enumerate(parts)]


def check_empty_folds(source: Source, entries: Sequence[Entry]) -> None:
    """Refuse recordings without a fold; a copy has the fold of its original."""
    empty = [
        f"{entry.where} ({entry.relative_path})"
        for entry in entries
        if entry.fold == "" and not entry.augmentation_of
    ]
    if empty:
        raise DatasetError(
            f"{source.place}: {len(empty)} recordings have no fold "
            f"(dataset.fold_column: {source.fold_column!r}); give each one:{listed(empty)}"
        )


def check_folds(source: Source, recordings: Sequence[Recording]) -> None:
    """Refuse folds that split groups, and numbers of folds that cannot be used.

    Raises
    ------
    ConfigError
        When there is a single fold, or more than `MOST_FOLDS`.
    DatasetError
        When recordings of one group are in different folds; the message names them.
    """
    if source.fold_column is None:
        return
    names = sorted({recording.fold for recording in recordings if recording.fold is not None})
    if not 2 <= len(names) <= MOST_FOLDS:
        some = quoted(names[:5]) + (", ..." if len(names) > 5 else "")
        raise ConfigError(
            f"dataset.fold_column: {source.fold_column!r} has {len(names)} different values "
            f"({some}), expected 2 to {MOST_FOLDS}; name another column, or set it to null"
        )
    members: Mapping[str, list[Recording]] = defaultdict(list)
    for recording in recordings:
        members[recording.group].append(recording)
    split = [
        f"group {group!r}: "
        + ", ".join(f"{one.relative_path} in {one.fold!r}" for one in own[:3])
        + (", ..." if len(own) > 3 else "")
        for group, own in sorted(members.items())
        if len({one.fold for one in own}) > 1
    ]
    if split:
        raise DatasetError(
            f"{source.place}: {len(split)} groups have recordings in different "
            f"folds (dataset.fold_column: {source.fold_column!r}), so a model would be tested on "
            "what it was trained on; correct the folds, or the groups (dataset.group_column):"
            + listed(split)
        )
