"""Judge whether output classes of the network change as their names predict."""

from collections.abc import Iterator
from typing import Any

from latentaudio.findings import reasons
from latentaudio.findings.flows import for_flows
from latentaudio.findings.lookup import is_true, only, select
from latentaudio.findings.record import Finding, Reason, Value, value
from latentaudio.findings.run import FlowRun, Run
from latentaudio.findings.verdicts import HOLDS, IN_PART, NOT, UNTESTED

HEARD = "moved_to_other_heard_as_other"
SIDES = ("target", "source")


def heard_findings(run: Run) -> Iterator[Finding]:
    """Judge all claims about what the network hears, for every flow."""
    yield from for_flows(run, HEARD, heard)


def heard(flow: FlowRun, factor: str) -> Finding:
    """Judge whether output classes change as predicted when sounds move to the other class."""
    target, source = (pooled_shift(flow, factor, "other", side) for side in SIDES)
    if target is None or source is None:
        return Finding(
            HEARD, UNTESTED, factor=factor, move="other", reasons=(reasons.NO_ASSOCIATIONS,)
        )
    values = (_change(target, "target"), _change(source, "source"))
    verdict, why = _verdict(*values)
    return Finding(HEARD, verdict, factor=factor, move="other", reasons=why, values=values)


def _verdict(target: Value, source: Value) -> tuple[str, tuple[Reason, ...]]:
    if target.low is None or source.high is None:
        return UNTESTED, (reasons.NO_INTERVALS,)
    wrong = []
    if target.low <= 0:
        wrong.append(reasons.TARGET_UNCLEAR)
    if source.high >= 0:
        wrong.append(reasons.SOURCE_UNCLEAR)
    return (HOLDS, IN_PART, NOT)[len(wrong)], tuple(wrong)


def _change(row: dict[str, Any], side: str) -> Value:
    return value(
        "change",
        unit="probability",
        about=side,
        estimate=row["change"],
        low=row["ci_low"],
        high=row["ci_high"],
    )


def pooled_shift(flow: FlowRun, factor: str, move: str, side: str) -> dict[str, Any] | None:
    """Look up the change of the associated output classes, pooled over all pairs of a factor.

    Parameters
    ----------
    flow, factor
        The flow and the factor along whose axis sounds were moved.
    move
        Class moved to: ``own`` or ``other``.
    side
        Which output classes: those named for the class moved to (``target``) or for the opposite
        class (``source``).
    """
    return only(
        flow.class_shifts, factor=factor, kind="associated_pooled", move=move, associated_with=side
    )


def hits(flow: FlowRun, factor: str, move: str) -> tuple[int, int]:
    """Count the associated output classes that changed as predicted, and all predicted ones."""
    table = select(flow.class_shifts, factor=factor, kind="associated", move=move)
    expected = table[table["expected"].astype(float) != 0] if len(table) else table
    return sum(map(is_true, expected.get("as_expected", []))), len(expected)
