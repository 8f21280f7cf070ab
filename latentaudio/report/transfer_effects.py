"""Look up the effects of moves, the pairs of classes left out, and the results of other seeds."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from latentaudio.report.numbers import is_number
from latentaudio.report.run import FlowRun, distinct, is_true, select
from latentaudio.transfer.effects import EFFECTS, RELATIVE

#: Largest change of a logit that counts as no change, in a sound that was not moved.
SAME_OUTPUT = 1e-4


def effect(
    flow: FlowRun,
    factor: str,
    move: str,
    reference: str,
    *,
    contrast: str = "before",
    distance: str = "logits",
    level: str = "snippet",
) -> dict[str, Any] | None:
    """Look up the test of one effect; return None where it was not or could not be tested."""
    row = flow.outcomes.get((factor, move, reference, contrast, distance, level))
    return row if row is not None and is_number(row["p"]) else None


def beyond(flow: FlowRun, factor: str, move: str, reference: str, control: str) -> bool | None:
    """Check whether an effect exceeds that of a control (``random`` or ``permuted``).

    Returns None where the control was not tested.
    """
    row = effect(flow, factor, move, reference, contrast=control)
    return None if row is None else is_true(row["significant"])


def effects(flow: FlowRun, factor: str | None = None) -> list[dict[str, Any]]:
    """List the tested effects (logits, snippets, after against before) of one factor or of all."""
    wanted = {"contrast": "before", "distance": "logits", "level": "snippet"}
    return [
        row
        for row in flow.outcomes.values()
        if all(row[key] == value for key, value in wanted.items())
        and (factor is None or row["factor"] == factor)
        and is_number(row["p"])
    ]


def moved_factors(flow: FlowRun) -> list[str]:
    """List the factors and joint factors in the tests."""
    return [] if flow.tests.empty else distinct(flow.tests["factor"])


def is_opposite(flow: FlowRun, row: dict[str, Any]) -> bool:
    """Check whether a change is significant in the direction opposite to the prediction."""
    return row["p_bonferroni"] <= flow.alpha and not is_true(row["as_expected"])


def skipped_pairs(flow: FlowRun) -> pd.DataFrame:
    """Select the pairs of classes that were left out."""
    return flow.pairs if flow.pairs.empty else flow.pairs[~flow.pairs["used"].map(is_true)]


def overlapping(skipped: pd.DataFrame) -> int:
    """Count the pairs left out because their classes overlap on the axis, by their reason."""
    return int(skipped["reason"].str.endswith("overlap").sum()) if len(skipped) else 0


def why_left_out(flow: FlowRun, factor: str | None = None) -> str:
    """Count the pairs left out, for one factor or for all, by reason.

    Returns
    -------
    str
        Text such as "2 overlap on the axis, 3 have too few sounds"; empty where none was left out.
    """
    table = skipped_pairs(flow)
    table = table if factor is None else select(table, factor=factor)
    overlap = overlapping(table)
    few = len(table) - overlap
    words = []
    if overlap:
        words.append(f"{overlap} {'overlaps' if overlap == 1 else 'overlap'} on the axis")
    if few:
        words.append(f"{few} {'has' if few == 1 else 'have'} too few sounds")
    return ", ".join(words)


@dataclass(frozen=True)
class Replication:
    """Results of the flows of all seeds for one effect of a move (logits, snippets).

    Attributes
    ----------
    factor, effect
        The factor and the name of the effect.
    predicted, opposite
        Number of seeds with a significant effect as predicted, and opposite to the prediction.
    seeds
        Number of all seeds; the remaining ones found no significant effect.
    """

    factor: str
    effect: str
    predicted: int
    opposite: int
    seeds: int

    @property
    def agrees(self) -> bool:
        """Whether all seeds have the same result, which may be that nothing is significant."""
        return self.seeds in (
            self.predicted,
            self.opposite,
            self.seeds - self.predicted - self.opposite,
        )


def replications(flow: FlowRun, factor: str | None = None) -> list[Replication]:
    """Compare the seeds' tests of the distances to both classes, where any could be tested.

    The distance to the own class minus that to the other follows from these and is left out.
    """
    table = select(flow.transfer_replicates, distance="logits", level="snippet", contrast="before")
    table = table if factor is None else select(table, factor=factor)
    if table.empty or table["seed"].nunique() < 2:
        return []
    seeds = table["seed"].nunique()
    names = [one.text for one in EFFECTS if one.reference != RELATIVE]
    found = []
    tested = table[table["effect"].isin(names) & table["p_bonferroni"].notna()]
    for (of, name), rows in tested.groupby(["factor", "effect"], sort=False):
        predicted = rows["significant"].map(is_true)
        opposite = (rows["p_bonferroni"] <= flow.alpha) & ~predicted
        found.append(
            Replication(str(of), str(name), int(predicted.sum()), int(opposite.sum()), seeds)
        )
    return found
