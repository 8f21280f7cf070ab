"""What the network hears along the way from one class to the other."""

from typing import Any

import numpy as np
import pandas as pd

from latentaudio.errors import ArtifactError
from latentaudio.seeds import generator
from latentaudio.statistics.bootstrap import interval_of_mean
from latentaudio.transfer.moved_outputs import (
    BEFORE_MOVE,
    MOVES,
    Heard,
    Pair,
    counts_by_group,
    sums_over_pairs,
)

DOSE_COLUMNS = [
    *("factor", "own", "other", "position", "associated_with"),
    *("probability", "ci_low", "ci_high", "change", "change_low", "change_high", "n", "n_groups"),
]


def dose_response(heard: Heard, *, resamples: int, seed: int) -> pd.DataFrame:
    """Follow the probability of the associated AudioSet classes from one class to the other.

    Parameters
    ----------
    heard
        See `listen`.
    resamples
        Of the cluster bootstrap.
    seed
        The run's seed.

    Returns
    -------
    pandas.DataFrame
        Columns `DOSE_COLUMNS`: one row per pair, position and side (the AudioSet classes named for
        the ``own`` class only, and for the ``other`` only) that has associations, and with empty
        ``own`` and ``other`` the same over the sounds of all pairs of a factor that have both.
        ``probability`` is the mean over sounds of the mean over those AudioSet classes, ``change``
        the difference to the sounds before the move; intervals are bootstrapped by group.
    """
    rows: list[dict[str, Any]] = []
    for pair in heard.sums:
        rows += _doses(heard, pair, [pair], resamples, seed)
    for factor, pairs in heard.contrasted_pairs().items():
        rows += _doses(heard, Pair(factor, "", ""), pairs, resamples, seed)
    return pd.DataFrame(rows, columns=DOSE_COLUMNS)


def _doses(
    heard: Heard, name: Pair, pairs: list[Pair], resamples: int, seed: int
) -> list[dict[str, Any]]:
    positions = _shared_positions(heard, pairs)
    counts = counts_by_group(heard, pairs)
    before = sums_over_pairs(heard, pairs, BEFORE_MOVE, "sides")
    at = np.stack(
        [sums_over_pairs(heard, pairs, position, "sides") for position in positions], axis=1
    )
    change = at - before[:, np.newaxis]
    # Values and changes share their draws: [groups, value or change, positions, sides].
    both = np.stack([at, change], axis=1)
    rng = generator(seed, "dose response", *name)
    means = both.sum(axis=0) / counts.sum()
    low, high = interval_of_mean(both, counts, resamples=resamples, rng=rng)
    return [
        {
            **name._asdict(),
            "position": position,
            "associated_with": side,
            "probability": means[0, row, column],
            "ci_low": low[0, row, column],
            "ci_high": high[0, row, column],
            "change": means[1, row, column],
            "change_low": low[1, row, column],
            "change_high": high[1, row, column],
            "n": int(counts.sum()),
            "n_groups": len(counts),
        }
        for column, side in enumerate(MOVES)
        if np.isfinite(means[0, 0, column])
        for row, position in enumerate(positions)
    ]


def _shared_positions(heard: Heard, pairs: list[Pair]) -> list[float]:
    found = {tuple(sorted(p for p in heard.sums[pair] if p is not None)) for pair in pairs}
    if len(found) > 1:
        raise ArtifactError(
            f"outputs of moved sounds: pairs of factor '{pairs[0].factor}' were moved to different "
            "positions; make the outputs again"
        )
    return list(*found)
