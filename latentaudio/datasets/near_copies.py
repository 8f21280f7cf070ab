"""Recordings that may be copies of each other: at another level, in another codec, or trimmed.

Their fingerprints are compared. Pairs to compare are found by words that both have, so that the
work grows with the number of recordings, not with that of their pairs. A word of one recording is
also looked up with some of its doubtful bits flipped; the more recordings, the fewer flips.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np

from latentaudio.artifacts import write_csv
from latentaudio.audio.fingerprint import DOUBTFUL, HOP_S, Fingerprint

#: Share of equal bits from which recordings count as near copies. Among 209 recordings of everyday
#: sounds, no two that are not copies reach 0.77. Of 568 copies, 93% reach 0.78: at a tenth of the
#: level; as MP3, Vorbis, Opus or mu-law; at half the sample rate; with the start cut off.
LEAST_AGREEMENT = 0.78

# Number of words that must be compared (0.4 s), and their share of those of the shorter recording.
_LEAST_WORDS = 12
_LEAST_SHARE = 0.5
# Bounds of the work: words that are looked up, recordings that are found by a word, and pairs that
# are compared.
_MOST_LOOKUPS = 2**25
_LOOKUPS_AT_A_TIME = 2**20
_MOST_ALIKE = 16
_MOST_COMPARED = 20_000


@dataclass(frozen=True)
class NearCopy:
    """A pair of recordings in different groups with much the same fingerprint.

    Attributes
    ----------
    recording_a, recording_b
        Ids of the recordings.
    offset_s
        Time in the first recording at which the second one begins (s); negative if it begins
        earlier.
    compared_s
        Duration of the sound that was compared (s).
    agreement
        Share of equal bits.
    """

    recording_a: str
    recording_b: str
    offset_s: float
    compared_s: float
    agreement: float


def near_copies(
    ids: Sequence[str], groups: Sequence[str], fingerprints: Sequence[Fingerprint]
) -> list[NearCopy]:
    """Find recordings that may be copies of each other although they are in different groups.

    Parameters
    ----------
    ids, groups, fingerprints
        Id, group and fingerprint of each recording.

    Returns
    -------
    list of NearCopy
        Pairs with an agreement of at least `LEAST_AGREEMENT`, in the order of the recordings.
    """
    found = []
    for a, b in _candidates(np.unique(groups, return_inverse=True)[1], fingerprints):
        agreement, words, offset = compare(fingerprints[a], fingerprints[b])
        if agreement >= LEAST_AGREEMENT:
            found.append(
                NearCopy(
                    recording_a=ids[a],
                    recording_b=ids[b],
                    offset_s=round(offset * HOP_S, 3),
                    compared_s=round(words * HOP_S, 3),
                    agreement=round(agreement, 4),
                )
            )
    return found


def write_near_copies(pairs: Sequence[NearCopy], path: Path) -> None:
    """Write a table with a row for each pair, and the fields of `NearCopy` as columns."""
    import pandas as pd

    columns = [field.name for field in fields(NearCopy)]
    write_csv(path, pd.DataFrame([astuple(pair) for pair in pairs], columns=columns))


def compare(one: Fingerprint, other: Fingerprint) -> tuple[float, int, int]:
    """Compare two fingerprints where they agree best.

    Returns
    -------
    agreement : float
        Share of equal bits; 0 where too few words overlap.
    words : int
        Number of words that were compared.
    offset : int
        Frame of the first recording at which the second begins.
    """
    if not len(one.words) or not len(other.words):
        return 0.0, 0, 0
    offsets = one.frames[:, np.newaxis] - other.frames
    first = int(offsets.min())
    bins = (offsets - first).ravel()
    equal = 32 - np.bitwise_count(one.words[:, np.newaxis] ^ other.words)
    words = np.bincount(bins)
    shares = np.bincount(bins, equal.ravel()) / np.maximum(32 * words, 1)
    needed = max(_LEAST_WORDS, _LEAST_SHARE * min(len(one.words), len(other.words)))
    shares[words < needed] = 0.0
    best = int(shares.argmax())
    return float(shares[best]), int(words[best]), best + first


def _candidates(groups: np.ndarray, fingerprints: Sequence[Fingerprint]) -> list[tuple[int, int]]:
    """Choose pairs of recordings in different groups that share words, at most `_MOST_COMPARED`."""
    owners = np.repeat(np.arange(len(groups)), [len(one.words) for one in fingerprints])
    if not len(owners):
        return []
    words = np.concatenate([one.words for one in fingerprints])
    doubtful = np.concatenate([one.doubtful for one in fingerprints])
    flips = min(DOUBTFUL, max(0, int(np.log2(_MOST_LOOKUPS / len(words)))))
    index = _Index(words, owners)
    step = _LOOKUPS_AT_A_TIME >> flips
    found = []
    for begin in range(0, len(words), step):
        part = slice(begin, begin + step)
        variants = _flipped(words[part], doubtful[part, :flips])
        rows, others = index.owners(variants.ravel())
        seekers = np.tile(owners[part], len(variants))[rows]
        apart = groups[seekers] != groups[others]
        low, high = np.sort([seekers[apart], others[apart]], axis=0)
        found.append(np.unique(low * len(groups) + high, return_counts=True))
    pairs, which = np.unique(np.concatenate([pairs for pairs, _ in found]), return_inverse=True)
    shared = np.bincount(which, np.concatenate([counts for _, counts in found]))
    likeliest = np.sort(np.argsort(-shared, kind="stable")[:_MOST_COMPARED])
    return [divmod(int(pair), len(groups)) for pair in pairs[likeliest]]


def _flipped(words: np.ndarray, bits: np.ndarray) -> np.ndarray:
    """Flip every subset of the given bits of each word; shape ``[subsets, n]``."""
    flips = bits.shape[1]
    subsets = np.arange(2**flips)[:, np.newaxis] >> np.arange(flips) & 1
    return words ^ (subsets.astype(np.uint32) @ bits.T)


class _Index:
    """Finds the recordings that have a word: the first `_MOST_ALIKE`, if it is very common."""

    def __init__(self, words: np.ndarray, owners: np.ndarray) -> None:
        n_owners = int(owners.max()) + 1
        pairs = np.unique(words.astype(np.int64) * n_owners + owners)
        self._owners = pairs % n_owners
        self._known, self._starts, counts = np.unique(
            (pairs // n_owners).astype(np.uint32), return_index=True, return_counts=True
        )
        self._counts = np.minimum(counts, _MOST_ALIKE)

    def owners(self, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return pairs of a position in `wanted` and a recording that has the word there."""
        places = np.minimum(np.searchsorted(self._known, wanted), len(self._known) - 1)
        counts = np.where(self._known[places] == wanted, self._counts[places], 0)
        rows = np.repeat(np.arange(len(wanted)), counts)
        # Counts from 0 within the recordings of each word.
        within = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
        return rows, self._owners[self._starts[places[rows]] + within]
