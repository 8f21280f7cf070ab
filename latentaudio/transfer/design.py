"""Everything that is decided about moves before the network runs."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from latentaudio.errors import ArtifactError
from latentaudio.seeds import generator
from latentaudio.transfer.moves import Flow, Plan, plan_moves
from latentaudio.transfer.references import References, comparable, draw_references
from latentaudio.transfer.selection import (
    Bounds,
    FactorSet,
    Pair,
    factor_sets,
    pairs_table,
    select_pairs,
)


@dataclass(frozen=True)
class Sounds:
    """The sounds that a flow knows, all of shape ``[n]`` but the projections, ``[n, d]``.

    Attributes
    ----------
    snippet_ids, groups, splits
        Of each.
    labels
        The class of each, by factor.
    projections
        Standardised projections, as many coordinates as the flow has.
    """

    snippet_ids: np.ndarray
    groups: np.ndarray
    splits: np.ndarray
    labels: Mapping[str, np.ndarray]
    projections: np.ndarray


@dataclass(frozen=True)
class Design:
    """What is moved where, and compared with what.

    Attributes
    ----------
    sounds
        All sounds.
    sets, pairs
        Factors and pairs of classes; see `latentaudio.transfer.selection`.
    references
        See `latentaudio.transfer.references`.
    plan
        See `latentaudio.transfer.moves`.
    """

    sounds: Sounds
    sets: list[FactorSet]
    pairs: list[Pair]
    references: References
    plan: Plan

    def table(self) -> pd.DataFrame:
        """Tabulate all pairs of classes; see `latentaudio.transfer.selection.pairs_table`."""
        moved = np.bincount(self.plan.pairs, minlength=len(self.pairs))
        return pairs_table(self.pairs, self.sets, moved)

    def reference_ids(self) -> set[str]:
        """List the snippet ids of all references."""
        return set(self.sounds.snippet_ids[self.references.everywhere()].tolist())

    def named(self, row: int) -> dict[str, str]:
        """Name a row of the plan: factor, classes, sound and group."""
        pair, sound = self.pairs[self.plan.pairs[row]], self.plan.sounds[row]
        return {
            "factor": self.sets[pair.set].name,
            "own": pair.own,
            "other": pair.other,
            "snippet_id": str(self.sounds.snippet_ids[sound]),
            "group": str(self.sounds.groups[sound]),
        }


def design_moves(
    sounds: Sounds,
    flow: Flow,
    permuted: Flow | None,
    bounds: Bounds,
    *,
    references: int,
    random_directions: int,
    steps: int,
    seed: int,
) -> Design:
    """Choose sounds, references and moves.

    Parameters
    ----------
    sounds
        All sounds of the flow.
    flow, permuted
        The flow, and the one trained on permuted labels or None.
    bounds
        Which sounds are typical and atypical.
    references
        Most typical sounds of one class that a moved sound is compared with.
    random_directions, steps
        See `latentaudio.transfer.moves.plan_moves`.
    seed
        Decides all draws.

    Raises
    ------
    ArtifactError
        When the control's axes are not those of the flow.
    """
    if permuted is not None and permuted.layout != flow.layout:
        raise ArtifactError(
            f"control flow: has the axes {permuted.layout}, expected those of the flow, "
            f"{flow.layout}; delete its folder, and rule 'flow' will make it again"
        )
    sets = factor_sets(sounds.labels, flow.layout)
    pairs, typical = select_pairs(
        flow.latents,
        sets,
        sounds.splits,
        sounds.groups,
        bounds,
        generator(seed, "atypical sounds"),
    )
    chosen = draw_references(
        sets, typical, sounds.groups, references, generator(seed, "typical sounds")
    )
    moved, pairs_of_moved = comparable(pairs, chosen)
    plan = plan_moves(
        moved,
        pairs_of_moved,
        pairs,
        sets,
        flow,
        sounds.projections,
        permuted=permuted,
        steps=steps,
        random_directions=random_directions,
        generator=generator(seed, "random directions"),
    )
    return Design(sounds, sets, pairs, chosen, plan)
