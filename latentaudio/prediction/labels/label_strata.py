"""Dividing groups of sounds with several labels, so that each part has its share of each label.

References
----------
Sechidis, K., Tsoumakas, G. and Vlahavas, I. (2011). On the stratification of multi-label data. ECML
PKDD.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from latentaudio.seeds import generator


def label_parts(
    members: np.ndarray, groups: np.ndarray, shares: Sequence[float], seed: int
) -> NDArray[np.int64]:
    """Divide whole groups into parts that each have their share of the groups of each label.

    The rarest label comes first: each of its groups goes to the part that lacks most of it, of
    equal ones to the part that lacks most groups, and to a drawn one of those that are still equal.
    Groups without a label come last. The first part gets a group of every label.

    Parameters
    ----------
    members
        Whether each sound has each label, bool, shape ``[n, labels]``.
    groups
        Group of each sound, shape ``[n]``.
    shares
        Share of each part; together 1.
    seed
        Seed of the draws.

    Returns
    -------
    numpy.ndarray
        Part of each sound, from 0, shape ``[n]``.

    Examples
    --------
    >>> has = np.array([[True, False], [True, False], [False, True], [False, True]])
    >>> parts = label_parts(has, np.array(["a", "b", "c", "d"]), (0.5, 0.5), 1)
    >>> sorted(parts[:2].tolist()), sorted(parts[2:].tolist())
    ([0, 1], [0, 1])
    """
    names, place = np.unique(groups, return_inverse=True)
    spans = np.zeros((len(names), members.shape[1]), bool)
    np.logical_or.at(spans, place, members)
    draw = generator(seed, "prediction label parts")
    wanted = np.asarray(shares, np.float64)
    lacking, room = np.outer(wanted, spans.sum(axis=0)), wanted * len(names)
    part_of = np.full(len(names), -1)
    left = draw.permutation(len(names))
    while len(left):
        label = _rarest(spans[left])
        chosen = left if label is None else left[spans[left, label]]
        for group in chosen:
            part = _neediest(room if label is None else lacking[:, label], room, draw)
            part_of[group] = part
            lacking[part] -= spans[group]
            room[part] -= 1
        left = left[part_of[left] < 0]
    for has in spans.T:
        # Rarer labels of the same groups may have sent all of them elsewhere.
        if has.any() and not has[part_of == 0].any():
            part_of[has.argmax()] = 0
    return part_of[place]


def _rarest(spans: np.ndarray) -> int | None:
    """Find the label of the fewest groups; None if none has a label."""
    sizes = spans.sum(axis=0)
    return int(np.where(sizes > 0, sizes, np.inf).argmin()) if sizes.any() else None


def _neediest(wanted: np.ndarray, room: np.ndarray, draw: np.random.Generator) -> int:
    best = np.flatnonzero(wanted >= wanted.max() - 1e-9)
    best = best[room[best] >= room[best].max() - 1e-9]
    return int(draw.choice(best))
