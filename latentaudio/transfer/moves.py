"""Moving sounds along the axes of a flow, and running the network on from the changed layer."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from latentaudio.factors import RESIDUAL, FactorLayout
from latentaudio.projection.pca import Projection
from latentaudio.transfer.selection import FactorSet, Pair

#: Largest number of moved activations that the network processes at a time.
ROWS = 256
#: Number of corrections of the length of a control's moves; after five, the error is below 1% in
#: the demo run.
SCALINGS = 5

BEFORE, NO_MOVE, OWN, OTHER, STEP = "before", "no_move", "own", "other", "step"
RANDOM = {OWN: "random_own", OTHER: "random_other"}
PERMUTED = {OWN: "permuted_own", OTHER: "permuted_other"}


class Invertible(Protocol):
    """The inverse of a flow, as `latentaudio.flow.invertible.FlowNetwork` provides it."""

    def decode(self, z: np.ndarray) -> np.ndarray:
        """Compute projections ``[n, d]`` from latent coordinates ``[n, d]``."""


@dataclass(frozen=True)
class Flow:
    """A trained flow and the latents of the sounds.

    Attributes
    ----------
    network
        The flow.
    layout
        Which of its coordinates belong to which factor.
    latents
        Latent coordinates of all sounds, shape ``[n, d]``.
    """

    network: Invertible
    layout: FactorLayout
    latents: np.ndarray


@dataclass(frozen=True)
class Plan:
    """All moves of all moved sounds, as changes of their projections.

    Attributes
    ----------
    sounds, pairs
        Row of each moved sound and index of its pair of classes, ordered by sound; shape ``[r]``.
    conditions
        Names of the conditions of every sound, from the constants of this module. Random directions
        occur once per direction. The first condition is `BEFORE`, with no change.
    positions
        Position at which a move ends, between the typical values of the own class (0) and of the
        other (1); NaN where this is undefined. Shape ``[c]``.
    changes
        Changes of the projections, shape ``[r, c, d]``.
    lengths
        Lengths of the moves in the flow's coordinates, shape ``[r, c]``.
    """

    sounds: np.ndarray
    pairs: np.ndarray
    conditions: tuple[str, ...]
    positions: np.ndarray
    changes: np.ndarray
    lengths: np.ndarray

    @property
    def moved_sounds(self) -> np.ndarray:
        """Rows of the moved sounds, each once, increasing; shape ``[m]``."""
        return np.unique(self.sounds)


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
    """Compute all moves; no activations are needed.

    Moves of controls are scaled to shift the projections by the same distance as the moves they
    control for.

    Parameters
    ----------
    sounds, pairs
        What to move: row of each sound and index of its pair, ordered by sound; shape ``[r]``.
    described, sets
        All pairs and factor sets.
    flow
        Flow along whose axes sounds are moved.
    projections
        Standardised projections of all sounds, shape ``[n, d]``.
    permuted
        Flow trained on permuted labels; sounds are moved along its axes in the same direction and
        shifted by the same distance. None without this control.
    steps
        Number of steps from the typical value of the own class to that of the other.
    random_directions
        Number of random directions within the residual, drawn for every sound and pair, along which
        sounds are shifted by the same distance.
    generator
        Random generator of these directions.

    Returns
    -------
    Plan
        The moves.
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
        _with_equal_shifts(
            flow, sounds, start, lengths * directions, np.repeat(shifts, random_directions, axis=0)
        )
    ]
    if permuted is not None:
        names += [PERMUTED[side] for side in sides]
        controls.append(_with_equal_shifts(permuted, sounds, start, moves, shifts))
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
    """Decode displaced sounds, all at once; shape ``[displacements, r, d]``."""
    places = flow.latents[sounds] + displacements
    return flow.network.decode(places.reshape(-1, places.shape[-1])).reshape(places.shape)


def _with_equal_shifts(
    flow: Flow,
    sounds: np.ndarray,
    start: np.ndarray,
    displacements: np.ndarray,
    shifts: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Scale displacements so that they shift projections by given distances.

    Displacements of equal length in the space of a flow differ in length in the layer, because a
    flow stretches some directions and shrinks others. A control that shifted the layer less would
    be no control.

    Parameters
    ----------
    displacements
        Displacements in the flow's space, shape ``[m, r, d]``.
    shifts
        Wanted lengths of the changes of the projections, shape ``[m, r]``.

    Returns
    -------
    displacements, changes : numpy.ndarray
        Scaled displacements and the changes of the projections, shapes ``[m, r, d]``.
    """
    displacements = displacements.copy()
    for _ in range(SCALINGS):
        found = np.linalg.norm(_decoded(flow, sounds, displacements) - start, axis=2)
        # Bounded, because a flow is not linear and a correction may overshoot.
        with np.errstate(over="ignore"):  # where a displacement shifts nothing
            ratio = np.clip(shifts / np.maximum(found, np.finfo(np.float32).tiny), 0.0, 2.0)
        displacements *= ratio[..., np.newaxis].astype(np.float32)
    return displacements, _decoded(flow, sounds, displacements) - start


def _displacement(
    here: np.ndarray, pairs: Sequence[Pair], axes: Sequence[np.ndarray], position: float
) -> np.ndarray:
    """Compute the move of every sound to a position within its pair, shape ``[r, d]``."""
    displacement = np.zeros_like(here)
    for row, (pair, where) in enumerate(zip(pairs, axes, strict=True)):
        target = (1 - position) * pair.typical_own + position * pair.typical_other
        displacement[row, where] = target - here[row, where]
    return displacement


def _residual_directions(
    layout: FactorLayout, shape: tuple[int, ...], generator: np.random.Generator
) -> np.ndarray:
    """Draw unit vectors within the residual coordinates, shape ``[*shape, d]``."""
    directions = np.zeros((*shape, layout.dimensions), np.float32)
    residual = generator.standard_normal((*shape, layout.residual), dtype=np.float32)
    residual /= np.linalg.norm(residual, axis=-1, keepdims=True)
    directions[..., layout.slices[RESIDUAL]] = residual
    return directions


def moved_outputs(
    plan: Plan,
    activations: np.ndarray,
    projection: Projection,
    finish: Callable[[np.ndarray], np.ndarray],
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Move the activations of sounds as planned, and run the network on from there.

    Parameters
    ----------
    plan
        The moves.
    activations
        Activations of `Plan.moved_sounds`, shape ``[m, size]``, float16.
    projection
        Projection of the layer onto its principal components.
    finish
        Computes logits ``[k, classes]`` from activations ``[k, size]`` of the layer.

    Yields
    ------
    rows, logits : numpy.ndarray
        Rows of the plan, shape ``[k]``, and logits under each condition, shape ``[k, c, classes]``.
    """
    places = np.searchsorted(plan.moved_sounds, plan.sounds)
    conditions = len(plan.conditions)
    at_a_time = max(ROWS // conditions, 1)
    for begin in range(0, len(places), at_a_time):
        rows = np.arange(begin, min(begin + at_a_time, len(places)))
        moved = projection.displace(activations[places[rows]], plan.changes[rows])
        logits = finish(moved.reshape(len(rows) * conditions, -1))
        yield rows, logits.reshape(len(rows), conditions, -1)
