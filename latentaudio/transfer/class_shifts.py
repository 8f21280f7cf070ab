"""Output classes whose probability rose or fell when sounds were moved."""

from typing import Any

import numpy as np
import pandas as pd

from latentaudio.seeds import generator
from latentaudio.statistics.bootstrap import interval_of_mean
from latentaudio.transfer.moved_outputs import (
    BEFORE_MOVE,
    MOVES,
    Floats,
    OutputSummary,
    Pair,
    counts_by_group,
    sums_over_pairs,
)

SHIFT_COLUMNS = [
    *("factor", "own", "other", "move", "class_index", "class_name"),
    *("change", "ci_low", "ci_high", "before", "after", "n", "n_groups"),
    *("kind", "rank", "associated_with", "expected", "as_expected"),
]


def class_shifts(
    summary: OutputSummary, *, largest: int, resamples: int, seed: int
) -> pd.DataFrame:
    """List the output classes whose probability changed when sounds were moved.

    Parameters
    ----------
    summary
        Outputs of moved sounds; see `latentaudio.transfer.moved_outputs.summarise_outputs`.
    largest
        Number of classes that rose most, and of classes that fell most, to list per pair and move.
    resamples
        Number of resamples of groups.
    seed
        The run's seed.

    Returns
    -------
    pandas.DataFrame
        Columns `SHIFT_COLUMNS`. For each pair and move, rows of kind ``rose`` and ``fell`` are the
        largest changes, and rows of kind ``associated`` are all output classes associated with
        one of the two classes, largest change first. ``associated_with`` lists the classes of the
        factor that an output class is associated with. ``expected`` is +1 if that is the class
        moved to, -1 if it is the opposite one, and 0 for both or neither, which leaves
        ``as_expected`` empty. For each factor and move, the two rows of kind
        ``associated_pooled`` cover the sounds of all pairs in which each class has associations
        that the other has not: the mean over sounds of the mean probability of the AudioSet
        classes associated only with the class moved to (``target``) or only with the opposite
        class (``source``). Intervals are bootstrapped by group, and not corrected for the
        selection of the largest changes.
    """
    rows = [
        row
        for pair in summary.sums
        for move in MOVES
        for row in _shifts_of(summary, pair, move, largest, resamples, seed)
    ] + [
        row
        for factor, pairs in summary.contrasted_pairs().items()
        for move in MOVES
        for row in _pooled_shifts(summary, factor, pairs, move, resamples, seed)
    ]
    table = pd.DataFrame(rows, columns=SHIFT_COLUMNS)
    return table.astype({"class_index": "Int64", "as_expected": "boolean"})


def _shifts_of(
    summary: OutputSummary, pair: Pair, move: str, largest: int, resamples: int, seed: int
) -> list[dict[str, Any]]:
    counts = counts_by_group(summary, [pair])
    before = sums_over_pairs(summary, [pair], BEFORE_MOVE, "probabilities")
    after = sums_over_pairs(summary, [pair], MOVES[move], "probabilities")
    sounds = counts.sum()
    change = (after - before).sum(axis=0) / sounds
    sides = summary.sides_of(pair)
    named = {*summary.associations.classes(pair.factor, pair.own)}
    named |= {*summary.associations.classes(pair.factor, pair.other)}
    chosen = _chosen(change, sorted(named), largest)
    listed = sorted({index for indices in chosen.values() for index in indices})
    rng = generator(seed, "class shifts", *pair, move)
    low, high = interval_of_mean((after - before)[:, listed], counts, resamples=resamples, rng=rng)
    target, source = (sides.own, sides.other) if move == "own" else (sides.other, sides.own)
    rows = []
    for kind, indices in chosen.items():
        for rank, index in enumerate(indices, start=1):
            expected = int(index in target) - int(index in source)
            at = listed.index(index)
            rows.append(
                {
                    **pair._asdict(),
                    "move": move,
                    "class_index": index,
                    "class_name": summary.associations.names[index],
                    "change": change[index],
                    "ci_low": low[at],
                    "ci_high": high[at],
                    "before": before[:, index].sum() / sounds,
                    "after": after[:, index].sum() / sounds,
                    "n": int(sounds),
                    "n_groups": len(counts),
                    "kind": kind,
                    "rank": rank,
                    "associated_with": "; ".join(summary.associations.labels(pair.factor, index)),
                    "expected": expected,
                    "as_expected": _as_expected(change[index], expected),
                }
            )
    return rows


def _chosen(change: Floats, named: list[int], largest: int) -> dict[str, list[int]]:
    """List the indices of the output classes by kind, largest change first."""
    falling = np.argsort(change, kind="stable")
    rising = np.argsort(-change, kind="stable")
    return {
        "rose": [int(index) for index in rising[:largest] if change[index] > 0],
        "fell": [int(index) for index in falling[:largest] if change[index] < 0],
        "associated": sorted(named, key=lambda index: -abs(change[index])),
    }


def _as_expected(change: float, expected: int) -> bool | None:
    return bool(np.sign(change) == expected) if expected else None


def _pooled_shifts(
    summary: OutputSummary, factor: str, pairs: list[Pair], move: str, resamples: int, seed: int
) -> list[dict[str, Any]]:
    counts = counts_by_group(summary, pairs)
    # Columns are own and other; reordered so that the class moved to comes first.
    order = [0, 1] if move == "own" else [1, 0]
    before = sums_over_pairs(summary, pairs, BEFORE_MOVE, "sides")[:, order]
    after = sums_over_pairs(summary, pairs, MOVES[move], "sides")[:, order]
    rng = generator(seed, "class shifts", factor, "pooled", move)
    low, high = interval_of_mean(after - before, counts, resamples=resamples, rng=rng)
    change = (after - before).sum(axis=0) / counts.sum()
    return [
        {
            **Pair(factor, "", "")._asdict(),
            "move": move,
            "class_name": "",
            "change": change[side],
            "ci_low": low[side],
            "ci_high": high[side],
            "before": before[:, side].sum() / counts.sum(),
            "after": after[:, side].sum() / counts.sum(),
            "n": int(counts.sum()),
            "n_groups": len(counts),
            "kind": "associated_pooled",
            "rank": side + 1,
            "associated_with": name,
            "expected": expected,
            "as_expected": _as_expected(change[side], expected),
        }
        for side, (name, expected) in enumerate((("target", 1), ("source", -1)))
    ]
