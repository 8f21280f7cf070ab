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
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import expit

from latentaudio.artifacts import MOVED, open_parquet, reading
from latentaudio.errors import ArtifactError
from latentaudio.networks.associations import Associations, Sides
from latentaudio.networks.yamnet.classes import class_names

Floats = NDArray[np.float64]

#: Where along the way from the typical value of the own class to that of the other a move ends.
MOVES = {"own": 0.0, "other": 1.0}

_READ_COLUMNS = ["factor", "own", "other", "snippet_id", "group", "position", "logits"]

_ROWS_AT_ONCE = 2048


class Pair(NamedTuple):
    """Sounds of class `own` of a factor that lie towards class `other`."""

    factor: str
    own: str
    other: str


#: Position of a sound before it is moved; others are numbers.
BEFORE_MOVE = None

Position = float | None

_ENDS = (BEFORE_MOVE, *MOVES.values())

#: Logits of sounds of which only one of the two rows before and after the move was read yet.
_Waiting = dict[tuple[Pair, str], dict[Position, NDArray[np.float32]]]


@dataclass(frozen=True)
class Example:
    """A moved sound: its score, and the logits before and after the move."""

    snippet_id: str
    score: float
    before: NDArray[np.float32]
    after: NDArray[np.float32]

    @property
    def order(self) -> tuple[float, str]:
        """Sort the highest score first, equal ones by snippet."""
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
    sums: dict[Pair, dict[Position, dict[str, _Sums]]] = field(default_factory=dict)
    examples: dict[Pair, Example] = field(default_factory=dict)

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
    positions = [BEFORE_MOVE if math.isnan(value) else value for value in found]
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
        if position in (BEFORE_MOVE, MOVES["other"]):
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
            result[rows, column] = mean_probability(logits[rows], classes)
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


def mean_probability(logits: NDArray[Any], classes: tuple[int, ...]) -> Floats:
    """Mean over some classes of their probabilities, shape ``[n]``; NaN without a class."""
    if not classes:
        return np.full(len(logits), np.nan)
    return np.asarray(expit(logits[:, classes].astype(np.float64)).mean(axis=1))


def _match(
    heard: Heard,
    waiting: _Waiting,
    pair: Pair,
    snippet: str,
    position: Position,
    logits: NDArray[np.float32],
) -> None:
    """Bring a sound's rows before and after its move together, and keep the pair's best sound."""
    moved = waiting.setdefault((pair, snippet), {})
    if position in moved:
        raise ArtifactError(
            f"outputs of moved sounds: snippet '{snippet}' occurs more than once in "
            f"{pair_text(pair)}; make the outputs again"
        )
    moved[position] = logits.copy()  # a view would keep its whole batch
    if len(moved) < 2:
        return
    del waiting[pair, snippet]
    before, after = moved[BEFORE_MOVE], moved[MOVES["other"]]
    example = Example(snippet, _score(before, after, heard.sides_of(pair).other), before, after)
    if pair not in heard.examples or example.order < heard.examples[pair].order:
        heard.examples[pair] = example


def _score(
    before: NDArray[np.float32], after: NDArray[np.float32], target: tuple[int, ...]
) -> float:
    """Rise of the other class's AudioSet classes, without any the largest change of a logit."""
    if not target:
        return float(np.abs(after - before).max())
    return float(np.diff(mean_probability(np.stack([before, after]), target))[0])


def _check_positions(heard: Heard, waiting: _Waiting) -> None:
    for pair, of_positions in heard.sums.items():
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
                    f"{where} and {sum(first.values())} before the move, or they are of other "
                    "groups; make the outputs again"
                )
    for pair, snippet in waiting:
        raise ArtifactError(
            f"outputs of moved sounds: snippet '{snippet}' lacks a position in {pair_text(pair)}; "
            "make the outputs again"
        )


def pair_text(pair: Pair) -> str:
    """Name a pair in error messages."""
    return f"factor '{pair.factor}', pair '{pair.own}' to '{pair.other}'"


def counts_by_group(heard: Heard, pairs: list[Pair]) -> Floats:
    """Count the sounds of each group over some pairs, groups in alphabetical order."""
    return sums_over_pairs(heard, pairs, BEFORE_MOVE, "count")


def sums_over_pairs(heard: Heard, pairs: list[Pair], position: Position, name: str) -> Floats:
    """Add up some pairs' sums, groups in alphabetical order, shape ``[G, ...]``."""
    total: dict[str, Any] = {}
    for pair in pairs:
        for group, cell in heard.sums[pair][position].items():
            total[group] = total.get(group, 0) + getattr(cell, name)
    return np.array([total[group] for group in sorted(total)], np.float64)
