"""Moves of the chosen sounds: what the network hears along each, and the size of its effect."""

import heapq
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.special import expit

from latentaudio.artifacts import DISTANCES, MOVED, read_table
from latentaudio.errors import ArtifactError
from latentaudio.networks.associations import Associations
from latentaudio.transfer.moved_outputs import MOVES, Pair, mean_probability
from latentaudio.transfer.moves import BEFORE, OTHER, PERMUTED, RANDOM

#: Largest number of moves that are shown.
MOST = 500

PROBABILITY, DISTANCE = "probability", "distance"

#: Conditions that are shown beside each other, by the name that readers see.
CONDITIONS = {
    "before": BEFORE,
    "moved": OTHER,
    "random direction": RANDOM[OTHER],
    "permuted labels": PERMUTED[OTHER],
}

#: Distances to typical sounds of the own and the other class under each condition.
Distances = dict[str, tuple[float, float]]
Key = tuple[Pair, str]


@dataclass(frozen=True)
class MovedSound:
    """One sound that is moved towards another class.

    Attributes
    ----------
    pair
        Factor, own class and class that it is moved towards.
    snippet_id
        Id of the sound.
    positions
        Positions of the steps between the typical values of the two classes, increasing, shape
        ``[p]``.
    logits
        Outputs of the network at these positions, shape ``[p, classes]``.
    before
        Outputs before the move, shape ``[classes]``.
    """

    pair: Pair
    snippet_id: str
    positions: np.ndarray
    logits: np.ndarray
    before: np.ndarray

    @property
    def key(self) -> Key:
        """What identifies the move."""
        return self.pair, self.snippet_id

    @property
    def moved(self) -> np.ndarray:
        """Outputs at the typical value of the other class, shape ``[classes]``."""
        return self.logits[self.positions == MOVES["other"]][0]


@dataclass(frozen=True)
class Effect:
    """Size of the effect of a move.

    Attributes
    ----------
    of
        What changed: `PROBABILITY`, of the output classes associated with the other class minus
        those of the own class; or, where neither has any, `DISTANCE`, by how much the outputs came
        closer to those of typical sounds of the other class.
    value
        The change; positive if it is as intended.
    """

    of: str
    value: float

    @property
    def order(self) -> tuple[bool, float]:
        """Sort key: probabilities are above distances, with which they cannot be compared."""
        return self.of == PROBABILITY, abs(self.value)


def read_moved_sounds(batches: Iterable[pa.RecordBatch], chosen: set[str]) -> Iterator[MovedSound]:
    """Join the rows of each moved sound, which follow each other.

    Parameters
    ----------
    batches
        Rows of the table of outputs, from `latentaudio.transfer.moved_outputs.read_moved`.
    chosen
        Snippet ids of the sounds of interest.

    Raises
    ------
    ArtifactError
        When a sound lacks its outputs before the move or at the typical value of the other class.
    """
    rows = (row for batch in batches for row in _rows(batch, chosen))
    for (pair, snippet_id), of_sound in itertools.groupby(rows, key=lambda row: row[0]):
        by_position = {position: logits for _, position, logits in of_sound}
        before = by_position.get(None)
        if before is None or MOVES["other"] not in by_position:
            raise ArtifactError(
                f"outputs of moved sounds: snippet '{snippet_id}' lacks a position; delete them, "
                f"and rule '{MOVED.made_by}' will make them again when they are next needed"
            )
        positions = sorted(one for one in by_position if one is not None)
        logits = np.stack([by_position[one] for one in positions])
        # A copy, because a view would keep the whole batch in memory.
        yield MovedSound(pair, snippet_id, np.array(positions), logits, before.copy())


def _rows(
    batch: pa.RecordBatch, chosen: set[str]
) -> Iterator[tuple[Key, float | None, np.ndarray]]:
    wanted = pc.is_in(batch["snippet_id"], pa.array(sorted(chosen), pa.string()))
    batch = batch.filter(wanted)
    names = [batch[name].to_pylist() for name in ("factor", "own", "other", "snippet_id")]
    positions = batch["position"].to_numpy(zero_copy_only=False).tolist()
    logits = (
        batch["logits"].flatten().to_numpy().reshape(len(batch), batch["logits"].type.list_size)
    )
    for *pair, snippet_id, position, of_row in zip(*names, positions, logits, strict=True):
        yield (Pair(*pair), snippet_id), None if math.isnan(position) else position, of_row


def read_distances(path: Path, chosen: set[str]) -> dict[Key, Distances]:
    """Read how far the outputs of moved sounds are from those of typical sounds.

    Parameters
    ----------
    path
        Table of distances of the transfer.
    chosen
        Snippet ids of the sounds of interest.

    Returns
    -------
    dict
        For each move, the Jensen-Shannon distance to typical sounds of the own and of the other
        class under each of `CONDITIONS` that was computed.
    """
    names = ["factor", "own", "other", "snippet_id", "condition", "js_to_own", "js_to_other"]
    table = read_table(path, DISTANCES, names)
    shown = {stored: name for name, stored in CONDITIONS.items()}
    table = table.filter(
        pc.and_(
            pc.is_in(table["snippet_id"], pa.array(sorted(chosen), pa.string())),
            pc.is_in(table["condition"], pa.array(sorted(shown))),
        )
    )
    found: dict[Key, Distances] = {}
    for *pair, snippet_id, condition, to_own, to_other in zip(
        *(table[name].to_pylist() for name in names), strict=True
    ):
        found.setdefault((Pair(*pair), snippet_id), {})[shown[condition]] = (to_own, to_other)
    return found


def effect_of(sound: MovedSound, associations: Associations, distances: Distances) -> Effect:
    """Measure the effect of a move to the typical value of the other class.

    Parameters
    ----------
    sound
        The moved sound.
    associations
        Output classes associated with the classes of the factors.
    distances
        Distances of this move, from `read_distances`.
    """
    sides = associations.sides(*sound.pair)
    if not any(sides):
        change = distances["before"][1] - distances["moved"][1]
        return Effect(DISTANCE, float(change))
    outputs = np.stack([sound.before, sound.moved])
    own, other = (
        float(np.diff(mean_probability(outputs, classes))[0]) if classes else 0.0
        for classes in sides
    )
    return Effect(PROBABILITY, other - own)


def largest_effects(
    sounds: Iterable[MovedSound],
    associations: Associations,
    distances: Mapping[Key, Distances],
    most: int = MOST,
) -> list[tuple[MovedSound, Effect]]:
    """Keep the moves with the largest effects, of either sign, largest first.

    Only these are held in memory.

    Raises
    ------
    ArtifactError
        When a move has no distances.
    """
    with_effects = (
        (sound, effect_of(sound, associations, _of_move(distances, sound))) for sound in sounds
    )
    return heapq.nlargest(most, with_effects, key=lambda each: each[1].order)


def _of_move(distances: Mapping[Key, Distances], sound: MovedSound) -> Distances:
    if sound.key not in distances:
        raise ArtifactError(
            f"distances of moved sounds: none of snippet '{sound.snippet_id}'; delete them, and "
            f"rule '{DISTANCES.made_by}' will make them again when they are next needed"
        )
    return distances[sound.key]


def most_changed_classes(sound: MovedSound, count: int) -> np.ndarray:
    """List the output classes whose probability changes most at any step, most first."""
    change = np.abs(expit(sound.logits) - expit(sound.before)).max(axis=0)
    return np.argsort(-change, kind="stable")[:count]
