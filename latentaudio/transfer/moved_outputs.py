"""Reading the network's outputs for moved sounds and summing them.

Outputs are read batch by batch and kept as sums per pair, position and group. The tables of
`class_shifts`, `dose_response` and `examples` are made from these sums.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import expit

from latentaudio.artifacts import MOVED, open_parquet, reading
from latentaudio.errors import ArtifactError
from latentaudio.networks.associations import Associations, Sides

Floats = NDArray[np.float64]

#: Position at which the move to each class ends: 0 is the typical value of the own class, 1 that of
#: the other.
MOVES = {"own": 0.0, "other": 1.0}

_READ_COLUMNS = ["factor", "own", "other", "snippet_id", "group", "position", "logits"]

_ROWS_AT_ONCE = 2048


class Pair(NamedTuple):
    """Sounds of class `own` of a factor that lie towards class `other`."""

    factor: str
    own: str
    other: str


#: Position of a sound before it is moved; all other positions are numbers.
BEFORE_MOVE = None

Position = float | None

_ENDS = (BEFORE_MOVE, *MOVES.values())

#: Logits of sounds with only one of the two rows, before and after the move, read so far.
_Waiting = dict[tuple[Pair, str], dict[Position, NDArray[np.float32]]]


@dataclass(frozen=True)
class Example:
    """A moved sound: its score, and its logits before and after the move."""

    snippet_id: str
    score: float
    before: NDArray[np.float32]
    after: NDArray[np.float32]

    @property
    def order(self) -> tuple[float, str]:
        """Sort key: highest score first, equal scores by snippet id."""
        return -self.score, self.snippet_id


@dataclass
class _Sums:
    """Sums over the sounds of one pair, position and group.

    Attributes
    ----------
    count
        Number of sounds.
    sides
        Summed mean probability of the output classes associated only with the own and only with
        the other class, shape ``[2]``; NaN if there are none.
    probabilities
        Summed probabilities of all output classes, shape ``[classes]``; empty except before the
        move and at the two typical values.
    """

    count: int
    sides: Floats
    probabilities: Floats


@dataclass
class OutputSummary:
    """Outputs of the network for moved sounds, summed by `summarise_outputs`.

    Attributes
    ----------
    associations
        output classes associated with the classes of the factors.
    sums
        Sums by pair, position and group.
    examples
        The best example of each pair; see `latentaudio.transfer.examples.example_table`.
    """

    associations: Associations
    sums: dict[Pair, dict[Position, dict[str, _Sums]]] = field(default_factory=dict)
    examples: dict[Pair, Example] = field(default_factory=dict)

    def sides_of(self, pair: Pair) -> Sides:
        """List the output classes associated with only one of the two classes of a pair."""
        return self.associations.sides(*pair)

    def contrasted_pairs(self) -> dict[str, list[Pair]]:
        """List, by factor, the pairs in which each class has associations the other has not."""
        found: dict[str, list[Pair]] = {}
        for pair in self.sums:
            if all(self.sides_of(pair)):
                found.setdefault(pair.factor, []).append(pair)
        return found


def read_moved(path: str | Path) -> Iterator[pa.RecordBatch]:
    """Stream the outputs of moved sounds; raises as `latentaudio.artifacts.open_parquet` does."""
    with open_parquet(path, MOVED) as file, reading(path, MOVED):
        for number in range(file.num_row_groups):  # `iter_batches` would keep all it has read
            group = file.read_row_group(number, columns=_READ_COLUMNS)
            yield from group.to_batches(max_chunksize=_ROWS_AT_ONCE)


def summarise_outputs(
    batches: Iterable[pa.RecordBatch], associations: Associations
) -> OutputSummary:
    """Sum the network's outputs for moved sounds.

    Single sounds are kept in memory only from their first to their last position.

    Parameters
    ----------
    batches
        Rows with ``factor, own, other, snippet_id, group, position, logits``, read one batch at a
        time. A missing position (or NaN) means before the move, 0 the typical value of the own
        class, and 1 that of the other.
    associations
        output classes associated with the classes of the factors.

    Raises
    ------
    ArtifactError
        If logits are not one finite number for each output class, or sounds of a pair lack a
        position.
    """
    summary = OutputSummary(associations)
    waiting: _Waiting = {}
    for batch in batches:
        _add(summary, waiting, batch)
    _check_positions(summary, waiting)
    return summary


def _add(summary: OutputSummary, waiting: _Waiting, batch: pa.RecordBatch) -> None:
    logits = _logits(batch, len(summary.associations.names))
    names = [batch[name].to_pylist() for name in ("factor", "own", "other")]
    pairs = [Pair(*keys) for keys in zip(*names, strict=True)]
    found = batch["position"].to_numpy(zero_copy_only=False).tolist()
    positions = [BEFORE_MOVE if math.isnan(value) else value for value in found]
    keys = zip(
        pairs, positions, batch["group"].to_pylist(), batch["snippet_id"].to_pylist(), strict=True
    )
    sides = _side_probabilities(logits, pairs, summary.associations)
    ends = [row for row, position in enumerate(positions) if position in _ENDS]
    probabilities = dict(zip(ends, expit(logits[ends].astype(np.float64)), strict=True))
    nothing = np.empty(0)
    for row, (pair, position, group, snippet) in enumerate(keys):
        cells = summary.sums.setdefault(pair, {}).setdefault(position, {})
        every = probabilities.get(row, nothing)
        if group not in cells:
            cells[group] = _Sums(0, np.zeros(2), np.zeros_like(every))
        cell = cells[group]
        cell.count += 1
        cell.sides += sides[row]
        cell.probabilities += every
        if position in (BEFORE_MOVE, MOVES["other"]):
            _match(summary, waiting, pair, snippet, position, logits[row])


def _side_probabilities(
    logits: NDArray[np.float32], pairs: list[Pair], associations: Associations
) -> Floats:
    """Compute the mean probability of either side of each row's pair, shape ``[n, 2]``."""
    rows_of: dict[Pair, list[int]] = {}
    for row, pair in enumerate(pairs):
        rows_of.setdefault(pair, []).append(row)
    result = np.empty((len(pairs), 2))
    for pair, rows in rows_of.items():
        for column, classes in enumerate(associations.sides(*pair)):
            result[rows, column] = mean_probability(logits[rows], classes)
    return result


def _logits(batch: pa.RecordBatch, size: int) -> NDArray[np.float32]:
    logits = batch["logits"].flatten().to_numpy(zero_copy_only=False)
    if logits.size != len(batch) * size or not np.isfinite(logits).all():
        raise ArtifactError(
            f"outputs of moved sounds: found missing or non-finite logits, expected {size} finite "
            "logits per row; make the outputs again"
        )
    return np.asarray(logits, np.float32).reshape(-1, size)


def mean_probability(logits: NDArray[Any], classes: tuple[int, ...]) -> Floats:
    """Average the probabilities of several classes, shape ``[n]``; NaN without a class."""
    if not classes:
        return np.full(len(logits), np.nan)
    return np.asarray(expit(logits[:, classes].astype(np.float64)).mean(axis=1))


def _match(
    summary: OutputSummary,
    waiting: _Waiting,
    pair: Pair,
    snippet: str,
    position: Position,
    logits: NDArray[np.float32],
) -> None:
    """Match a sound's rows before and after its move, and keep the best example of the pair."""
    moved = waiting.setdefault((pair, snippet), {})
    if position in moved:
        raise ArtifactError(
            f"outputs of moved sounds: snippet '{snippet}' occurs more than once in "
            f"{pair_text(pair)}; make the outputs again"
        )
    moved[position] = logits.copy()  # a view would keep the whole batch in memory
    if len(moved) < 2:
        return
    del waiting[pair, snippet]
    before, after = moved[BEFORE_MOVE], moved[MOVES["other"]]
    example = Example(snippet, _score(before, after, summary.sides_of(pair).other), before, after)
    if pair not in summary.examples or example.order < summary.examples[pair].order:
        summary.examples[pair] = example


def _score(
    before: NDArray[np.float32], after: NDArray[np.float32], target: tuple[int, ...]
) -> float:
    """Score an example: rise of the target classes, or without any the largest logit change."""
    if not target:
        return float(np.abs(after - before).max())
    return float(np.diff(mean_probability(np.stack([before, after]), target))[0])


def _check_positions(summary: OutputSummary, waiting: _Waiting) -> None:
    for pair, of_positions in summary.sums.items():
        counts = {
            position: {group: cell.count for group, cell in cells.items()}
            for position, cells in of_positions.items()
        }
        first = counts.get(BEFORE_MOVE, {})
        for position in (*_ENDS, *counts):
            here = counts.get(position, {})
            if here != first or not here:
                where = (
                    "before the move" if position is BEFORE_MOVE else f"at position {position:g}"
                )
                raise ArtifactError(
                    f"outputs of moved sounds: {pair_text(pair)} has {sum(here.values())} sounds "
                    f"{where} and {sum(first.values())} before the move, or their groups differ; "
                    "make the outputs again"
                )
    for pair, snippet in waiting:
        raise ArtifactError(
            f"outputs of moved sounds: snippet '{snippet}' lacks a position in {pair_text(pair)}; "
            "make the outputs again"
        )


def pair_text(pair: Pair) -> str:
    """Describe a pair in error messages."""
    return f"factor '{pair.factor}', pair '{pair.own}' to '{pair.other}'"


def counts_by_group(summary: OutputSummary, pairs: list[Pair]) -> Floats:
    """Count the sounds of each group over several pairs, groups in alphabetical order."""
    return sums_over_pairs(summary, pairs, BEFORE_MOVE, "count")


def sums_over_pairs(
    summary: OutputSummary, pairs: list[Pair], position: Position, name: str
) -> Floats:
    """Add the sums of several pairs, groups in alphabetical order, shape ``[G, ...]``."""
    total: dict[str, Any] = {}
    for pair in pairs:
        for group, cell in summary.sums[pair][position].items():
            total[group] = total.get(group, 0) + getattr(cell, name)
    return np.array([total[group] for group in sorted(total)], np.float64)
