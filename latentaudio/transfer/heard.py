"""What YAMNet hears in moved sounds: which AudioSet classes rise, which fall, and along the way.

The outputs of the moved sounds are read batch by batch and kept as sums per pair, group and
position, from which every table here is made.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import expit

from latentaudio.artifacts import MOVED, open_parquet, reading
from latentaudio.errors import ArtifactError
from latentaudio.seeds import generator
from latentaudio.transfer.associations import Associations, Sides
from latentaudio.transfer.bootstrap import interval_of_mean
from latentaudio.yamnet.classes import class_names

Floats = NDArray[np.float64]

#: Where along the way from the typical value of the own class to that of the other a move ends.
MOVES = {"own": 0.0, "other": 1.0}

SHIFT_COLUMNS = [
    *("factor", "own", "other", "move", "class_index", "class_name"),
    *("change", "ci_low", "ci_high", "before", "after", "n", "n_groups"),
    *("kind", "rank", "associated_with", "expected", "as_expected"),
]
DOSE_COLUMNS = [
    *("factor", "own", "other", "position", "associated_with"),
    *("probability", "ci_low", "ci_high", "change", "change_low", "change_high", "n", "n_groups"),
]
EXAMPLE_COLUMNS = [
    *("factor", "own", "other", "snippet_id", "move", "rank"),
    *("class_before", "probability_before", "class_after", "probability_after"),
]

_TOP = 5
_READ_COLUMNS = ["factor", "own", "other", "snippet_id", "group", "position", "logits"]
_ROWS_AT_ONCE = 2048


class Pair(NamedTuple):
    """Sounds of class `own` of a factor that lie towards class `other`."""

    factor: str
    own: str
    other: str


#: Position of a sound before it is moved; others are numbers.
_BEFORE = None
_Position = float | None
_ENDS = (_BEFORE, *MOVES.values())


#: Logits of sounds of which only one of the two rows before and after the move was read yet.
_Waiting = dict[tuple[Pair, str], dict[_Position, NDArray[np.float32]]]


@dataclass(frozen=True)
class _Example:
    snippet_id: str
    score: float
    before: NDArray[np.float32]
    after: NDArray[np.float32]

    @property
    def order(self) -> tuple[float, str]:
        return -self.score, self.snippet_id


@dataclass
class _Sums:
    """Sums over the sounds of one pair, position and group.

    Attributes
    ----------
    count
        Sounds.
    sides
        Of the mean probability of the AudioSet classes that are named for the own and for the other
        class only, shape ``[2]``; NaN where there are none.
    probabilities
        Of the probabilities of all classes, shape ``[521]``; only before the move and at the two
        typical values.
    """

    count: int
    sides: Floats
    probabilities: Floats


@dataclass
class Heard:
    """What was heard in moved sounds, see `listen`.

    Attributes
    ----------
    associations
        AudioSet classes named for classes of the factors.
    sums
        By pair, position and group.
    examples
        The best example by pair, see `example_table`.
    """

    associations: Associations
    sums: dict[Pair, dict[_Position, dict[str, _Sums]]] = field(default_factory=dict)
    examples: dict[Pair, _Example] = field(default_factory=dict)

    def sides_of(self, pair: Pair) -> Sides:
        """List the AudioSet classes that tell the two classes of a pair apart."""
        return self.associations.sides(*pair)

    def contrasted_pairs(self) -> dict[str, list[Pair]]:
        """List by factor the pairs whose two classes both have associations of their own."""
        found: dict[str, list[Pair]] = {}
        for pair in self.sums:
            if all(self.sides_of(pair)):
                found.setdefault(pair.factor, []).append(pair)
        return found


def read_moved(path: str | Path) -> Iterator[pa.RecordBatch]:
    """Stream the outputs of moved sounds; errors as `latentaudio.artifacts.open_parquet`."""
    with open_parquet(path, MOVED) as file, reading(path, MOVED):
        for number in range(file.num_row_groups):  # `iter_batches` would keep what it has read
            group = file.read_row_group(number, columns=_READ_COLUMNS)
            yield from group.to_batches(max_chunksize=_ROWS_AT_ONCE)


def listen(batches: Iterable[pa.RecordBatch], associations: Associations) -> Heard:
    """Add up what the network hears.

    Parameters
    ----------
    batches
        Rows with ``factor, own, other, snippet_id, group, position, logits``, read one by one.
        A missing position (or NaN) is before the move, 0 the typical value of the own class, 1 that
        of the other.
        What is held of single sounds lasts only from a sound's first to its last position.
    associations
        AudioSet classes named for classes of the factors.

    Raises
    ------
    ArtifactError
        When logits are not 521 finite numbers, or sounds of a pair lack a position.
    """
    heard = Heard(associations)
    waiting: _Waiting = {}
    for batch in batches:
        _add(heard, waiting, batch)
    _check_positions(heard, waiting)
    return heard


def _add(heard: Heard, waiting: _Waiting, batch: pa.RecordBatch) -> None:
    logits = _logits(batch)
    names = [batch[name].to_pylist() for name in ("factor", "own", "other")]
    pairs = [Pair(*keys) for keys in zip(*names, strict=True)]
    found = batch["position"].to_numpy(zero_copy_only=False).tolist()
    positions = [_BEFORE if math.isnan(value) else value for value in found]
    keys = zip(
        pairs, positions, batch["group"].to_pylist(), batch["snippet_id"].to_pylist(), strict=True
    )
    sides = _side_probabilities(logits, pairs, heard.associations)
    ends = [row for row, position in enumerate(positions) if position in _ENDS]
    probabilities = dict(zip(ends, expit(logits[ends].astype(np.float64)), strict=True))
    nothing = np.empty(0)
    for row, (pair, position, group, snippet) in enumerate(keys):
        cells = heard.sums.setdefault(pair, {}).setdefault(position, {})
        every = probabilities.get(row, nothing)
        if group not in cells:
            cells[group] = _Sums(0, np.zeros(2), np.zeros_like(every))
        cell = cells[group]
        cell.count += 1
        cell.sides += sides[row]
        cell.probabilities += every
        if position in (_BEFORE, MOVES["other"]):
            _match(heard, waiting, pair, snippet, position, logits[row])


def _side_probabilities(
    logits: NDArray[np.float32], pairs: list[Pair], associations: Associations
) -> Floats:
    """Mean probability of what is named for either class of each row's pair, shape ``[n, 2]``."""
    rows_of: dict[Pair, list[int]] = {}
    for row, pair in enumerate(pairs):
        rows_of.setdefault(pair, []).append(row)
    result = np.empty((len(pairs), 2))
    for pair, rows in rows_of.items():
        for column, classes in enumerate(associations.sides(*pair)):
            result[rows, column] = _mean_probability(logits[rows], classes)
    return result


def _logits(batch: pa.RecordBatch) -> NDArray[np.float32]:
    size = len(class_names())
    logits = batch["logits"].flatten().to_numpy(zero_copy_only=False)
    if logits.size != len(batch) * size or not np.isfinite(logits).all():
        raise ArtifactError(
            f"outputs of moved sounds: expected {size} finite logits a row, found others; make the "
            "outputs again"
        )
    return np.asarray(logits, np.float32).reshape(-1, size)


def _mean_probability(logits: NDArray[Any], classes: tuple[int, ...]) -> Floats:
    """Mean over some classes of their probabilities, shape ``[n]``; NaN without a class."""
    if not classes:
        return np.full(len(logits), np.nan)
    return np.asarray(expit(logits[:, classes].astype(np.float64)).mean(axis=1))


def _match(
    heard: Heard,
    waiting: _Waiting,
    pair: Pair,
    snippet: str,
    position: _Position,
    logits: NDArray[np.float32],
) -> None:
    """Bring a sound's rows before and after its move together, and keep the pair's best sound."""
    moved = waiting.setdefault((pair, snippet), {})
    if position in moved:
        raise ArtifactError(
            f"outputs of moved sounds: snippet '{snippet}' occurs more than once in {_text(pair)}; "
            "make the outputs again"
        )
    moved[position] = logits.copy()  # a view would keep its whole batch
    if len(moved) < 2:
        return
    del waiting[pair, snippet]
    before, after = moved[_BEFORE], moved[MOVES["other"]]
    example = _Example(snippet, _score(before, after, heard.sides_of(pair).other), before, after)
    if pair not in heard.examples or example.order < heard.examples[pair].order:
        heard.examples[pair] = example


def _score(
    before: NDArray[np.float32], after: NDArray[np.float32], target: tuple[int, ...]
) -> float:
    """Rise of the other class's AudioSet classes, without any the largest change of a logit."""
    if not target:
        return float(np.abs(after - before).max())
    return float(np.diff(_mean_probability(np.stack([before, after]), target))[0])


def _check_positions(heard: Heard, waiting: _Waiting) -> None:
    for pair, of_positions in heard.sums.items():
        counts = {
            position: {group: cell.count for group, cell in cells.items()}
            for position, cells in of_positions.items()
        }
        first = counts.get(_BEFORE, {})
        for position in (*_ENDS, *counts):
            here = counts.get(position, {})
            if here != first or not here:
                where = "before the move" if position is _BEFORE else f"at position {position:g}"
                raise ArtifactError(
                    f"outputs of moved sounds: {_text(pair)} has {sum(here.values())} sounds "
                    f"{where} and {sum(first.values())} before the move, or they are of other "
                    "groups; make the outputs again"
                )
    for pair, snippet in waiting:
        raise ArtifactError(
            f"outputs of moved sounds: snippet '{snippet}' lacks a position in {_text(pair)}; make "
            "the outputs again"
        )


def _text(pair: Pair) -> str:
    return f"factor '{pair.factor}', pair '{pair.own}' to '{pair.other}'"


# -- Classes that rise and fall --------------------------------------------------------------------


def class_shifts(heard: Heard, *, largest: int, resamples: int, seed: int) -> pd.DataFrame:
    """List the AudioSet classes whose probability changed when sounds were moved.

    Parameters
    ----------
    heard
        See `listen`.
    largest
        How many classes that rose most, and how many that fell most, to list a pair and move.
    resamples
        Of the cluster bootstrap.
    seed
        The run's seed.

    Returns
    -------
    pandas.DataFrame
        Columns `SHIFT_COLUMNS`. Rows of kind ``rose`` and ``fell`` are the largest changes of a
        pair and move, ``associated`` all AudioSet classes named for one of its two classes, by the
        size of their change. ``associated_with`` lists the classes of the factor that an AudioSet
        class is named for; ``expected`` is +1 when it is named for the class moved to, -1 for the
        opposite one, 0 for both or neither, which leaves ``as_expected`` empty. The two rows of
        kind ``associated_pooled`` of a factor and move are about the sounds of all pairs whose two
        classes both have associations: the mean over sounds of the mean probability over what is
        named for the class moved to (``target``) and for the opposite class (``source``) only.
        Intervals are bootstrapped by group, and not corrected for the choice of the largest.
    """
    rows = [
        row
        for pair in heard.sums
        for move in MOVES
        for row in _shifts_of(heard, pair, move, largest, resamples, seed)
    ] + [
        row
        for factor, pairs in heard.contrasted_pairs().items()
        for move in MOVES
        for row in _pooled_shifts(heard, factor, pairs, move, resamples, seed)
    ]
    table = pd.DataFrame(rows, columns=SHIFT_COLUMNS)
    return table.astype({"class_index": "Int64", "as_expected": "boolean"})


def _shifts_of(
    heard: Heard, pair: Pair, move: str, largest: int, resamples: int, seed: int
) -> list[dict[str, Any]]:
    counts = _counts(heard, [pair])
    before = _by_group(heard, [pair], _BEFORE, "probabilities")
    after = _by_group(heard, [pair], MOVES[move], "probabilities")
    sounds = counts.sum()
    change = (after - before).sum(axis=0) / sounds
    sides = heard.sides_of(pair)
    named = {*heard.associations.classes(pair.factor, pair.own)}
    named |= {*heard.associations.classes(pair.factor, pair.other)}
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
                    "class_name": class_names()[index],
                    "change": change[index],
                    "ci_low": low[at],
                    "ci_high": high[at],
                    "before": before[:, index].sum() / sounds,
                    "after": after[:, index].sum() / sounds,
                    "n": int(sounds),
                    "n_groups": len(counts),
                    "kind": kind,
                    "rank": rank,
                    "associated_with": "; ".join(heard.associations.labels(pair.factor, index)),
                    "expected": expected,
                    "as_expected": _as_expected(change[index], expected),
                }
            )
    return rows


def _chosen(change: Floats, named: list[int], largest: int) -> dict[str, list[int]]:
    """List by kind the indices of the classes, the largest change first."""
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
    heard: Heard, factor: str, pairs: list[Pair], move: str, resamples: int, seed: int
) -> list[dict[str, Any]]:
    counts = _counts(heard, pairs)
    # Columns: own, other; the class moved to comes first.
    order = [0, 1] if move == "own" else [1, 0]
    before = _by_group(heard, pairs, _BEFORE, "sides")[:, order]
    after = _by_group(heard, pairs, MOVES[move], "sides")[:, order]
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


def _counts(heard: Heard, pairs: list[Pair]) -> Floats:
    """Count the sounds of each group over some pairs, groups in alphabetical order."""
    return _by_group(heard, pairs, _BEFORE, "count")


def _by_group(heard: Heard, pairs: list[Pair], position: _Position, name: str) -> Floats:
    """Add up some pairs' sums, groups in alphabetical order, shape ``[G, ...]``."""
    total: dict[str, Any] = {}
    for pair in pairs:
        for group, cell in heard.sums[pair][position].items():
            total[group] = total.get(group, 0) + getattr(cell, name)
    return np.array([total[group] for group in sorted(total)], np.float64)


# -- Along the way ---------------------------------------------------------------------------------


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
    counts = _counts(heard, pairs)
    before = _by_group(heard, pairs, _BEFORE, "sides")
    at = np.stack([_by_group(heard, pairs, position, "sides") for position in positions], axis=1)
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


# -- Examples --------------------------------------------------------------------------------------


def example_table(heard: Heard, *, count: int) -> pd.DataFrame:
    """Show what the network hears most in a few sounds, before and after their move.

    These are selected, not typical: of each pair the sound whose move to the other class raised the
    AudioSet classes named for that class most, and of each factor the pairs where that rise is
    largest. Pairs without associations come last, there the largest change of any logit decides.

    Parameters
    ----------
    heard
        See `listen`.
    count
        Examples a factor, each from another pair.

    Returns
    -------
    pandas.DataFrame
        Columns `EXAMPLE_COLUMNS`: the five classes of highest probability before and after.
    """
    rows: list[dict[str, Any]] = []
    for factor in dict.fromkeys(pair.factor for pair in heard.sums):
        pairs = [pair for pair in heard.examples if pair.factor == factor]
        pairs.sort(
            key=lambda pair: (not heard.sides_of(pair).other, heard.examples[pair].order, pair)
        )
        for pair in pairs[:count]:
            rows += _example_rows(pair, heard.examples[pair])
    return pd.DataFrame(rows, columns=EXAMPLE_COLUMNS)


def _example_rows(pair: Pair, example: _Example) -> list[dict[str, Any]]:
    before, after = (expit(x.astype(np.float64)) for x in (example.before, example.after))
    tops = [np.argsort(-values, kind="stable")[:_TOP] for values in (before, after)]
    return [
        {
            **pair._asdict(),
            "snippet_id": example.snippet_id,
            "move": "other",
            "rank": rank,
            "class_before": class_names()[first],
            "probability_before": before[first],
            "class_after": class_names()[second],
            "probability_after": after[second],
        }
        for rank, (first, second) in enumerate(zip(*tops, strict=True), start=1)
    ]
