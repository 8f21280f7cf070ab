"""Moving sounds along the axes of a flow, back into a layer, and on to the network's output."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from latentaudio.factors import RESIDUAL, FactorLayout
from latentaudio.projection.pca import Projection
from latentaudio.transfer.selection import FactorSet, Pair

#: Rows of activations that are moved and passed on at a time.
ROWS = 256
#: Corrections of the length of a control's moves; five leave less than 1% in the embedded run.
SCALINGS = 5

BEFORE, NO_MOVE, OWN, OTHER, STEP = "before", "no_move", "own", "other", "step"
RANDOM = {OWN: "random_own", OTHER: "random_other"}
PERMUTED = {OWN: "permuted_own", OTHER: "permuted_other"}


class Invertible(Protocol):
    """The way back of a flow, as `latentaudio.flow.invertible.FlowNetwork` has it."""

    def decode(self, z: np.ndarray) -> np.ndarray:
        """Compute projections ``[n, d]`` of latent coordinates ``[n, d]``."""


@dataclass(frozen=True)
class Flow:
    """A trained flow and where it puts the sounds.

    Attributes
    ----------
    network
        The flow.
    layout
        Which of its coordinates are whose.
    latents
        Coordinates of all sounds, shape ``[n, d]``.
    """

    network: Invertible
    layout: FactorLayout
    latents: np.ndarray


@dataclass(frozen=True)
class Plan:
    """All moves of all sounds that are moved, as changes of their projections.

    Attributes
    ----------
    sounds, pairs
        Row of the sound and index of its pair of classes; shape ``[r]``, ordered by sound.
    conditions
        What the moves of every sound are: names as in the module's constants, that of a random
        direction once for each direction; the first one is `BEFORE`, with no change.
    positions
        Where a move ends between the typical values of the own class (0) and of the other (1); NaN
        where the question makes no sense. Shape ``[c]``.
    changes
        Changes of the projections, shape ``[r, c, d]``.
    lengths
        Of the moves in the flow's coordinates, shape ``[r, c]``.
    """

    sounds: np.ndarray
    pairs: np.ndarray
    conditions: tuple[str, ...]
    positions: np.ndarray
    changes: np.ndarray
    lengths: np.ndarray


def plan_moves(
    sounds: np.ndarray,
    pairs: np.ndarray,
    described: Sequence[Pair],
    sets: Sequence[FactorSet],
    flow: Flow,
    projections: np.ndarray,
    *,
    permuted: Flow | None,
    steps: int,
    random_directions: int,
    generator: np.random.Generator,
) -> Plan:
    """Work out all moves, without any activation.

    Moves of controls are as long as those that they control where it counts: in the projections.

    Parameters
    ----------
    sounds, pairs
        What to move: the row of each sound and the index of its pair, shape ``[r]``, by sound.
    described, sets
        All pairs and factor sets.
    flow
        Along whose axes sounds are moved.
    projections
        Standardised projections of all sounds, shape ``[n, d]``.
    permuted
        A flow trained on permuted labels, along whose axes sounds are moved in the same sense and
        shifted as far; None where there is none.
    steps
        Steps from the typical value of the own class to that of the other.
    random_directions
        Directions among the residual coordinates, drawn anew for every sound and pair, along which
        sounds are shifted as far.
    generator
        Draws these directions.
    """
    axes = [sets[described[pair].set].axes for pair in pairs.tolist()]
    inner = np.arange(1, steps) / steps
    names = [BEFORE, NO_MOVE, OWN, OTHER, *[STEP] * len(inner)]
    positions = [np.nan, np.nan, 0.0, 1.0, *inner.tolist()]
    here = flow.latents[sounds]
    start = projections[sounds]
    displacements = [np.zeros_like(here)]
    displacements += [
        _displacement(here, [described[pair] for pair in pairs.tolist()], axes, position)
        for position in positions[2:]
    ]
    displaced = np.stack(displacements)
    changed = _decoded(flow, sounds, displaced) - start
    moves, shifts = displaced[1:3], np.linalg.norm(changed[1:3], axis=2)
    sides = [OWN, OTHER]
    names += [RANDOM[side] for side in sides for _ in range(random_directions)]
    repeated = np.repeat(moves, random_directions, axis=0)
    lengths = np.linalg.norm(repeated, axis=2, keepdims=True)
    directions = _residual_directions(flow.layout, repeated.shape[:2], generator)
    controls = [
        _as_far(
            flow, sounds, start, lengths * directions, np.repeat(shifts, random_directions, axis=0)
        )
    ]
    if permuted is not None:
        names += [PERMUTED[side] for side in sides]
        controls.append(_as_far(permuted, sounds, start, moves, shifts))
    nowhere = np.zeros((1, *start.shape), np.float32)
    displaced = np.concatenate([nowhere, displaced, *(one for one, _ in controls)])
    changed = np.concatenate([nowhere, changed, *(one for _, one in controls)])
    return Plan(
        sounds=sounds,
        pairs=pairs,
        conditions=tuple(names),
        positions=np.array(positions + [np.nan] * (len(names) - len(positions))),
        changes=np.ascontiguousarray(changed.swapaxes(0, 1)),
        lengths=np.linalg.norm(displaced, axis=2).T,
    )


def _decoded(flow: Flow, sounds: np.ndarray, displacements: np.ndarray) -> np.ndarray:
    """Decode displaced sounds, all at once: shape ``[displacements, r, d]``."""
    places = flow.latents[sounds] + displacements
    return flow.network.decode(places.reshape(-1, places.shape[-1])).reshape(places.shape)


def _as_far(
    flow: Flow,
    sounds: np.ndarray,
    start: np.ndarray,
    displacements: np.ndarray,
    shifts: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Scale displacements until they shift projections as far as asked for.

    Steps of one length in the space of a flow are not so in the layer: along some directions a flow
    stretches, along others it shrinks. A control that shifted the layer less would be no control.

    Parameters
    ----------
    displacements
        Shape ``[m, r, d]``.
    shifts
        Lengths wanted of the changes of the projections, shape ``[m, r]``.

    Returns
    -------
    displacements, changes : numpy.ndarray
        Shape ``[m, r, d]``.
    """
    displacements = displacements.copy()
    for _ in range(SCALINGS):
        found = np.linalg.norm(_decoded(flow, sounds, displacements) - start, axis=2)
        # Bounded, because a flow is not linear.
        ratio = np.clip(shifts / np.maximum(found, np.finfo(np.float32).tiny), 0.0, 2.0)
        displacements *= ratio[..., np.newaxis].astype(np.float32)
    return displacements, _decoded(flow, sounds, displacements) - start


def _displacement(
    here: np.ndarray, pairs: Sequence[Pair], axes: Sequence[np.ndarray], position: float
) -> np.ndarray:
    """Lead every sound to a place between the typical values of its pair, shape ``[r, d]``."""
    displacement = np.zeros_like(here)
    for row, (pair, where) in enumerate(zip(pairs, axes, strict=True)):
        target = (1 - position) * pair.typical_own + position * pair.typical_other
        displacement[row, where] = target - here[row, where]
    return displacement


def _residual_directions(
    layout: FactorLayout, shape: tuple[int, ...], generator: np.random.Generator
) -> np.ndarray:
    """Draw unit vectors that leave all factors' coordinates alone, shape ``[*shape, d]``."""
    directions = np.zeros((*shape, layout.dimensions), np.float32)
    residual = generator.standard_normal((*shape, layout.residual), dtype=np.float32)
    residual /= np.linalg.norm(residual, axis=-1, keepdims=True)
    directions[..., layout.slices[RESIDUAL]] = residual
    return directions


def moved_outputs(
    plan: Plan,
    snippet_ids: np.ndarray,
    batches: Iterable[tuple[np.ndarray, np.ndarray]],
    projection: Projection,
    finish: Callable[[np.ndarray], np.ndarray],
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Move the activations of sounds as planned and let the network finish.

    Parameters
    ----------
    plan
        The moves.
    snippet_ids
        Of the sounds that the plan counts, shape ``[n]``.
    batches
        Snippet ids and activations of these and possibly other snippets, as
        `latentaudio.embeddings.reading.iterate_activations` yields them. One pass is enough.
    projection
        Of the layer.
    finish
        Computes logits ``[k, 521]`` of activations ``[k, size]``.

    Yields
    ------
    rows, logits : numpy.ndarray
        Rows of the plan, shape ``[k]``, and what is heard under each condition, ``[k, c, 521]``.
    """
    rows_of: dict[str, list[int]] = {}
    for row, name in enumerate(snippet_ids[plan.sounds].tolist()):
        rows_of.setdefault(name, []).append(row)
    conditions = len(plan.conditions)
    at_a_time = max(ROWS // conditions, 1)
    for ids, activations in batches:
        wanted = [(row, source) for source, name in enumerate(ids) for row in rows_of.get(name, ())]
        for begin in range(0, len(wanted), at_a_time):
            rows, sources = np.array(wanted[begin : begin + at_a_time]).T
            moved = projection.displace(activations[sources], plan.changes[rows])
            logits = finish(moved.reshape(len(rows) * conditions, -1))
            yield rows, logits.reshape(len(rows), conditions, -1)
