"""Judge the claims about moves along the axes, one factor at a time."""

from latentaudio.factor_names import FACTOR_JOIN
from latentaudio.report import published
from latentaudio.report.blocks import Line, Text, rich
from latentaudio.report.flows import NO_FLOW
from latentaudio.report.heard import pooled_shift
from latentaudio.report.numbers import interval, is_number, p_equals, plural, t_equals
from latentaudio.report.run import FlowRun, Run, is_true, select
from latentaudio.report.transfer_effects import (
    beyond,
    effect,
    is_opposite,
    replications,
    skipped_pairs,
    why_left_out,
)
from latentaudio.report.verdicts import HOLDS, IN_PART, NOT, UNTESTED
from latentaudio.transfer.effects import CONTROLS, EFFECTS, RELATIVE

MOVE_RULE = (
    "Holds when the distance of logits changes as predicted, the change is significant after "
    "correction (paired t-test over snippets, as published), its interval bootstrapped over groups "
    "excludes zero, and the move has a larger effect than every control in the run; in part when "
    "the change is significant but one of the other conditions fails."
)


def move_verdict(flow: FlowRun, factor: str, move: str, reference: str) -> tuple[str, str]:
    """Judge one effect of a move by the rule of the summary.

    Returns
    -------
    verdict, reason : str
        The reason is empty when the claim holds.
    """
    row = effect(flow, factor, move, reference)
    if row is None:
        return UNTESTED, _why_untested(flow, factor)
    if not is_true(row["significant"]):
        if is_opposite(flow, row):
            return NOT, "opposite to the prediction"
        direction = "" if is_true(row["as_expected"]) else "not in the predicted direction, "
        return NOT, f"{direction}not significant"
    limits = []
    if not (is_number(row["boot_low"]) and is_number(row["boot_high"])):
        limits.append("no interval over groups, because all moved sounds are from one group")
    elif row["boot_low"] <= 0 <= row["boot_high"]:
        limits.append("the interval over groups includes zero")
    for control, words in CONTROLS.items():
        if beyond(flow, factor, move, reference, control) is False:
            limits.append(f"not beyond {words}")
    return (IN_PART, "; ".join(limits)) if limits else (HOLDS, "")


def _why_untested(flow: FlowRun, factor: str) -> str:
    """State why no effect of a factor was tested."""
    pairs, skipped = (select(table, factor=factor) for table in (flow.pairs, skipped_pairs(flow)))
    if len(pairs) and len(pairs) == len(skipped):
        return f"of {plural(len(pairs), 'pair')} of classes, {why_left_out(flow, factor)}"
    return "too few moved sounds" if len(pairs) else "no sounds were moved"


def moved(flow: FlowRun, factor: str, move: str, reference: str) -> Line:
    """Judge one effect of moves along the axis of a factor."""
    test = published.transfer_test(factor, move) if reference == "own" else None
    if reference == RELATIVE:
        return _judged(
            flow, factor, move, reference, f"{factor}, to {move}", published.NOT_IN_PAPER
        )
    # Published t values are for before minus after, those of the tables for after minus before.
    value: Text = (
        f"{t_equals(-test.t, test.df)}, {p_equals(test.p)}" if test else published.NO_VALUE
    )
    return _judged(flow, factor, move, reference, factor, value)


def joint(run: Run) -> list[Line]:
    """Judge the moves along all axes of the main flow at once."""
    flow = run.main_flow
    if flow is None or len(run.factors) < 2:
        answer = NO_FLOW if flow is None else "only one factor"
        return [Line("", published.NOT_IN_PAPER, answer, UNTESTED)]
    factor = FACTOR_JOIN.join(run.factors)
    return [
        _judged(flow, factor, one.move, one.reference, one.text, published.NOT_IN_PAPER)
        for one in EFFECTS
        if one.reference != RELATIVE
    ]


def _judged(flow: FlowRun, factor: str, move: str, reference: str, about: str, value: Text) -> Line:
    row = effect(flow, factor, move, reference)
    verdict, reason = move_verdict(flow, factor, move, reference)
    if row is None:
        return Line(about, value, reason, verdict)
    answer = rich(
        "{}, {}, {}",
        interval(row["difference"], row["boot_low"], row["boot_high"]),
        t_equals(row["statistic"], row["df"]),
        p_equals(row["p_bonferroni"]),
    )
    beaten = [
        words
        for control, words in CONTROLS.items()
        if beyond(flow, factor, move, reference, control)
    ]
    if beaten and verdict != NOT:
        answer = rich("{}; beyond {}", answer, " and ".join(beaten))
    if reason:
        answer = rich("{}; {}", answer, reason)
    return Line(about, value, answer, verdict)


def every_seed(flow: FlowRun, factor: str) -> Line:
    """Judge whether the flows of all seeds show the same effects."""
    table = flow.transfer_replicates
    if table.empty or table["seed"].nunique() < 2:
        return Line(factor, published.NOT_IN_PAPER, "only one seed was trained", UNTESTED)
    found = replications(flow, factor)
    if not found:
        return Line(factor, published.NOT_IN_PAPER, "no effect was tested", UNTESTED)
    agree = [one.agrees for one in found]
    everywhere = sum(one.predicted == one.seeds for one in found)
    answer = (
        f"{plural(found[0].seeds, 'seed')} agree on {sum(agree)} of {plural(len(found), 'effect')}"
        f"; {everywhere} significant as predicted with every seed"
    )
    verdict = HOLDS if all(agree) else IN_PART if any(agree) else NOT
    return Line(factor, published.NOT_IN_PAPER, answer, verdict)


def heard(flow: FlowRun, factor: str) -> Line:
    """Judge whether AudioSet classes change as their names predict."""
    target = pooled_shift(flow, factor, "other", "target")
    source = pooled_shift(flow, factor, "other", "source")
    if target is None or source is None:
        return Line(factor, published.NOT_IN_PAPER, "no associated AudioSet classes", UNTESTED)
    answer = rich(
        "change of probability for classes named for the other class {}, for its own class {}",
        interval(target["change"], target["ci_low"], target["ci_high"], 4),
        interval(source["change"], source["ci_low"], source["ci_high"], 4),
    )
    if not (is_number(target["ci_low"]) and is_number(source["ci_high"])):
        return Line(factor, published.NOT_IN_PAPER, rich("{}; no intervals", answer), UNTESTED)
    right = [target["ci_low"] > 0, source["ci_high"] < 0]
    verdict = HOLDS if all(right) else IN_PART if any(right) else NOT
    return Line(factor, published.NOT_IN_PAPER, answer, verdict)
