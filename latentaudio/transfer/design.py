"""The design of the moves: everything that is decided before the network runs."""

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
    """The sounds (snippets) that a flow has latents of.

    Attributes
    ----------
    snippet_ids, groups, splits
        Id, group and split of each sound, shape ``[n]``.
    labels
        The class of each sound, by factor; each of shape ``[n]``.
    projections
        Standardised projections, shape ``[n, d]``; d is the number of the flow's coordinates.
    """

    snippet_ids: np.ndarray
    groups: np.ndarray
    splits: np.ndarray
    labels: Mapping[str, np.ndarray]
    projections: np.ndarray


@dataclass(frozen=True)
class Design:
    """Which sounds are moved, where to, and what they are compared with.

    Attributes
    ----------
    sounds
        All sounds.
    sets, pairs
        Factor sets and pairs of classes; see `latentaudio.transfer.selection`.
    references
        Typical sounds to compare with; see `latentaudio.transfer.references`.
    plan
        All moves; see `latentaudio.transfer.moves`.
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
        """Collect the snippet ids of all references."""
        return set(self.sounds.snippet_ids[self.references.all_rows()].tolist())

    def named(self, row: int) -> dict[str, str]:
        """Describe a row of the plan: factor, classes, snippet id and group."""
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
        The flow, and the control trained on permuted labels, or None.
    bounds
        Criteria for typical and atypical sounds.
    references
        Largest number of typical sounds of one class that a moved sound is compared with.
    random_directions, steps
        See `latentaudio.transfer.moves.plan_moves`.
    seed
        Seed of all draws.

    Raises
    ------
    ArtifactError
        If the axes of the control differ from those of the flow.
    """
    if permuted is not None and permuted.layout != flow.layout:
        raise ArtifactError(
            f"control flow: found the axes {permuted.layout}, expected those of the flow, "
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
