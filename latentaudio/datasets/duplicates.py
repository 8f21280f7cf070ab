"""Recordings that are one sound under several names.

A model would be trained on a sound and tested on its copy if they were in different groups. Sounds
are compared by the digest of their samples. It is also equal for equal files, and for one file that
is listed twice or has several links.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Literal

from latentaudio.datasets.messages import listed
from latentaudio.datasets.source import Recording
from latentaudio.errors import DatasetError

#: What to do about copies in different groups.
Duplicates = Literal["error", "join"]

_MOST_NAMED = 5


def duplicates(recordings: Sequence[Recording], digests: Sequence[str]) -> list[list[Recording]]:
    """Collect recordings with equal digests.

    Parameters
    ----------
    recordings
        Recordings.
    digests
        Digest of the samples of each recording.

    Returns
    -------
    list of list of Recording
        The recordings of each sound that has several.
    """
    by_digest = defaultdict(list)
    for recording, digest in zip(recordings, digests, strict=True):
        by_digest[digest].append(recording)
    return [same for same in by_digest.values() if len(same) > 1]


def settle_duplicates(
    recordings: Sequence[Recording],
    digests: Sequence[str],
    how: Duplicates,
    *,
    rendered: bool = False,
) -> list[Recording]:
    """Refuse copies that contradict each other, or join their groups.

    Copies in one group are as they should be.

    Parameters
    ----------
    recordings, digests
        See `duplicates`.
    how
        ``"error"`` refuses copies in different groups. ``"join"`` makes one group of all groups
        that share a sound, named by the first of their names in alphabetical order.
    rendered
        Whether sounds were rendered from their labels. Equal ones are then no mistake: a parameter
        has no effect on them, as a spectral slope on a single partial. They are joined.

    Returns
    -------
    list of Recording
        The recordings in the same order, with the groups that they belong to.

    Raises
    ------
    DatasetError
        When copies have different labels or values, or are in different folds, or, unless `how`
        is ``"join"``, in different groups. All sets of such copies are named.
    """
    found = duplicates(recordings, digests)
    if rendered:
        return _in_one_group(recordings, found)
    if relabelled := [
        same for same in found if any(one.factors != same[0].factors for one in same)
    ]:
        raise DatasetError(
            f"{len(relabelled)} sounds are listed several times (equal samples) with different "
            "labels; correct the labels, or remove the copies:"
            + _listed(relabelled, lambda one: ", ".join(map(str, one.factors.values())))
        )
    if torn := [same for same in found if len({one.fold for one in same}) > 1]:
        raise DatasetError(
            f"{len(torn)} sounds are listed several times (equal samples) in different folds "
            "(dataset.fold_column), so a model would be tested on what it was trained on; correct "
            f"the folds, or remove the copies:{_listed(torn, lambda one: f'fold {one.fold}')}"
        )
    apart = [same for same in found if len({one.group for one in same}) > 1]
    if apart and how == "error":
        raise DatasetError(
            f"{len(apart)} sounds are listed several times (equal samples) in different groups, so "
            "a model would be tested on what it was trained on; remove the copies, correct the "
            "groups, or set dataset.duplicates: join to make one group of all that share a sound:"
            + _listed(apart, lambda one: f"group {one.group}")
        )
    return _in_one_group(recordings, apart)


def _in_one_group(
    recordings: Sequence[Recording], copies: Iterable[Sequence[Recording]]
) -> list[Recording]:
    """Join the groups that share a sound."""
    names = _joined({one.group for one in same} for same in copies)
    return [replace(one, group=names.get(one.group, one.group)) for one in recordings]


def _joined(shared: Iterable[set[str]]) -> dict[str, str]:
    """Name every group after the first of all groups that it is connected with."""
    above: dict[str, str] = {}  # leads from a group to a connected one with an earlier name

    def first(group: str) -> str:
        while (up := above.get(group, group)) != group:
            above[group] = group = above.get(up, up)
        return group

    for groups in shared:
        one, *others = sorted({first(group) for group in groups})
        above |= dict.fromkeys(others, one)
    return {group: first(group) for group in above}


def _listed(sets: Iterable[Sequence[Recording]], known: Callable[[Recording], str]) -> str:
    """List sets of copies, one set a line, each recording with what is known of it."""
    lines = []
    for same in sets:
        names = [f"{one.relative_path} ({known(one)})" for one in same[:_MOST_NAMED]]
        more = len(same) - len(names)
        lines.append(" = ".join(names) + (f" = ... and {more} more" if more else ""))
    return listed(lines)
