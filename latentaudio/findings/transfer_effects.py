"""Look up the effects of moves, and the pairs of classes left out."""

from typing import Any

import pandas as pd

from latentaudio.findings.lookup import distinct, is_number, is_true
from latentaudio.findings.run import FlowRun

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
