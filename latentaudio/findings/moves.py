"""Judge the claims about moves along the axes of flows."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from latentaudio.factor_names import FACTOR_JOIN
from latentaudio.findings import published, reasons
from latentaudio.findings.flows import at_flow, for_flows
from latentaudio.findings.lookup import is_number, is_true, select
from latentaudio.findings.record import Finding, Reason, Value, value
from latentaudio.findings.run import FlowRun, Run
from latentaudio.findings.transfer_effects import (
    effect,
    is_opposite,
    overlapping,
    skipped_pairs,
)
from latentaudio.findings.verdicts import HOLDS, IN_PART, NOT, UNTESTED
from latentaudio.transfer.effects import CONTROLS, EFFECTS, RELATIVE

#: Claims by the class moved to and the class to which the distance is measured.
MOVED = {
    ("own", "own"): "moved_to_own_closer_to_own",
    ("other", "own"): "moved_to_other_farther_from_own",
    ("other", "other"): "moved_to_other_closer_to_other",
    ("own", "other"): "moved_to_own_farther_from_other",
}
MOVED_RELATIVE = "moved_closer_relative_to_other"
JOINT = "moved_along_all_axes"

UNIT = "Euclidean distance of logits"


def move_findings(run: Run) -> Iterator[Finding]:
    """Judge all claims about moves, for every flow."""
    for (move, reference), claim in MOVED.items():
        yield from for_flows(run, claim, partial(_judge, claim, move, reference))
    if not run.flows:
        yield Finding(MOVED_RELATIVE, UNTESTED, reasons=(reasons.NO_FLOW,))
    for flow in run.flows:
        for move in ("own", "other"):
            for factor in run.factors:
                yield at_flow(run, flow, moved(flow, MOVED_RELATIVE, factor, move, RELATIVE))
    yield from joint(run)


def joint(run: Run) -> Iterator[Finding]:
    """Judge the moves along all axes at once; the relative distances do not count."""
    if not run.flows or len(run.factors) < 2:
        why = reasons.ONE_FACTOR if run.flows else reasons.NO_FLOW
        yield Finding(JOINT, UNTESTED, reasons=(why,))
        return
    factor = FACTOR_JOIN.join(run.factors)
    for flow in run.flows:
        for one in EFFECTS:
            counts = one.reference != RELATIVE
            yield at_flow(
                run, flow, moved(flow, JOINT, factor, one.move, one.reference, counts=counts)
            )


def _judge(claim: str, move: str, reference: str, flow: FlowRun, factor: str) -> Finding:
    return moved(flow, claim, factor, move, reference)


def moved(
    flow: FlowRun, claim: str, factor: str, move: str, reference: str, *, counts: bool = True
) -> Finding:
    """Judge one effect of moves along the axis of a factor.

    Parameters
    ----------
    flow
        The flow along whose axes sounds were moved.
    claim
        Name of the claim.
    factor
        The factor, or several joined by ``+``.
    move, reference
        The class moved to, and the class to which the distance is measured.
    counts
        Whether the finding counts for the verdict on the claim.
    """
    row = effect(flow, factor, move, reference)
    verdict: str = UNTESTED
    why: tuple[Reason, ...] = (_why_untested(flow, factor),)
    values = _left_out(flow, factor)
    if row is not None:
        verdict, why = _verdict(flow, row)
        values = (_change(row), *_beyond_controls(flow, row))
    return Finding(
        claim,
        verdict,
        factor=factor,
        move=move,
        reference=reference,
        reasons=why,
        values=values,
        published=_published(factor, move, reference),
        in_summary=counts,
    )


def _verdict(flow: FlowRun, row: dict[str, Any]) -> tuple[str, tuple[Reason, ...]]:
    if not is_true(row["significant"]):
        if is_opposite(flow, row):
            return NOT, (reasons.OPPOSITE,)
        right = is_true(row["as_expected"])
        return NOT, (reasons.NOT_SIGNIFICANT if right else reasons.WRONG_DIRECTION,)
    limits = []
    if not (is_number(row["boot_low"]) and is_number(row["boot_high"])):
        limits.append(reasons.NO_GROUP_INTERVAL)
    elif row["boot_low"] <= 0 <= row["boot_high"]:
        limits.append(reasons.INCLUDES_ZERO)
    for control in CONTROLS:
        beyond = _against(flow, row, control)
        if beyond is not None and not is_true(beyond["significant"]):
            limits.append(reasons.NOT_BEYOND[control])
    return (IN_PART if limits else HOLDS), tuple(limits)


def _against(flow: FlowRun, row: dict[str, Any], control: str) -> dict[str, Any] | None:
    """Look up by how much an effect exceeds that of a control; None where it was not tested."""
    return effect(flow, row["factor"], row["move"], row["reference"], contrast=control)


def _change(row: dict[str, Any], name: str = "change", about: str = "") -> Value:
    return value(
        name,
        unit=UNIT,
        about=about,
        estimate=row["difference"],
        low=row["boot_low"],
        high=row["boot_high"],
        statistic=row["statistic"],
        df=row["df"],
        p=row["p_bonferroni"],
    )


def _beyond_controls(flow: FlowRun, row: dict[str, Any]) -> Iterator[Value]:
    for control in CONTROLS:
        beyond = _against(flow, row, control)
        if beyond is not None:
            yield _change(beyond, "change_beyond_control", about=control)


def _pairs(flow: FlowRun, factor: str) -> tuple[int, int, int]:
    """Count all pairs of a factor, those left out, and those left out for overlapping."""
    skipped = select(skipped_pairs(flow), factor=factor)
    return len(select(flow.pairs, factor=factor)), len(skipped), overlapping(skipped)


def _why_untested(flow: FlowRun, factor: str) -> Reason:
    pairs, skipped, _ = _pairs(flow, factor)
    if pairs and pairs == skipped:
        return reasons.ALL_PAIRS_LEFT_OUT
    return reasons.TOO_FEW_MOVED if pairs else reasons.NO_MOVES


def _left_out(flow: FlowRun, factor: str) -> tuple[Value, ...]:
    pairs, skipped, overlap = _pairs(flow, factor)
    return (
        value("pairs", estimate=pairs),
        value("pairs_overlapping", estimate=overlap),
        value("pairs_with_too_few_sounds", estimate=skipped - overlap),
    )


def _published(factor: str, move: str, reference: str) -> Value | None:
    test = published.transfer_test(factor, move) if reference == "own" else None
    if test is None:
        return None
    # Published t values are for before minus after, those of the tables for after minus before.
    return value("change", statistic=-test.t, df=test.df, p=test.p)
