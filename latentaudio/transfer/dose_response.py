"""Dose and response: what the network hears along the way from one class to the other."""

from typing import Any

import numpy as np
import pandas as pd

from latentaudio.errors import ArtifactError
from latentaudio.seeds import generator
from latentaudio.statistics.bootstrap import interval_of_mean
from latentaudio.transfer.moved_outputs import (
    BEFORE_MOVE,
    MOVES,
    OutputSummary,
    Pair,
    counts_by_group,
    sums_over_pairs,
)

DOSE_COLUMNS = [
    *("factor", "own", "other", "position", "associated_with"),
    *("probability", "ci_low", "ci_high", "change", "change_low", "change_high", "n", "n_groups"),
]


def dose_response(summary: OutputSummary, *, resamples: int, seed: int) -> pd.DataFrame:
    """Tabulate the probability of associated output classes from one class to the other.

    Parameters
    ----------
    summary
        Outputs of moved sounds; see `latentaudio.transfer.moved_outputs.summarise_outputs`.
    resamples
        Number of resamples of groups.
    seed
        The run's seed.

    Returns
    -------
    pandas.DataFrame
        Columns `DOSE_COLUMNS`. There is one row per pair, position and side that has associations;
        the sides are the output classes associated only with the ``own`` or only with the
        ``other`` class. Rows with empty ``own`` and ``other`` are the same over the sounds of all
        pairs of a factor with associations on both sides. ``probability`` is the mean over sounds
        of the mean over these output classes, ``change`` its difference from before the move.
        Intervals are bootstrapped by group.
    """
    rows: list[dict[str, Any]] = []
    for pair in summary.sums:
        rows += _doses(summary, pair, [pair], resamples, seed)
    for factor, pairs in summary.contrasted_pairs().items():
        rows += _doses(summary, Pair(factor, "", ""), pairs, resamples, seed)
    return pd.DataFrame(rows, columns=DOSE_COLUMNS)


def _doses(
    summary: OutputSummary, name: Pair, pairs: list[Pair], resamples: int, seed: int
) -> list[dict[str, Any]]:
    positions = _shared_positions(summary, pairs)
    counts = counts_by_group(summary, pairs)
    before = sums_over_pairs(summary, pairs, BEFORE_MOVE, "sides")
    at = np.stack(
        [sums_over_pairs(summary, pairs, position, "sides") for position in positions], axis=1
    )
    change = at - before[:, np.newaxis]
    # Values and changes share their resamples: shape [groups, value or change, positions, sides].
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


def _shared_positions(summary: OutputSummary, pairs: list[Pair]) -> list[float]:
    found = {tuple(sorted(p for p in summary.sums[pair] if p is not None)) for pair in pairs}
    if len(found) > 1:
        raise ArtifactError(
            f"outputs of moved sounds: pairs of factor '{pairs[0].factor}' were moved to different "
            "positions; make the outputs again"
        )
    return list(*found)
