"""Word findings: the answer of a run to a claim, and the published value beside it."""

from latentaudio.findings import reasons
from latentaudio.findings.axes import LINEAR
from latentaudio.findings.record import Finding, Value
from latentaudio.findings.run import FLOW
from latentaudio.findings.verdicts import NOT, UNTESTED
from latentaudio.report.blocks import Text, rich
from latentaudio.report.numbers import (
    interval,
    p_equals,
    plural,
    ranges,
    scientific,
    score_name,
    t_equals,
)
from latentaudio.report.transfer_tables import why_left_out
from latentaudio.transfer.effects import CONTROLS


def with_interval(value: Value, digits: int = 2) -> Text:
    """Format a value with its interval."""
    return interval(value.estimate, value.low, value.high, digits)


def tested(value: Value) -> Text:
    """Format a test: statistic and p value."""
    return f"{t_equals(value.statistic, value.df)}, {p_equals(value.p)}"


def why(finding: Finding) -> Text:
    """State the reasons of a finding."""
    return "; ".join(reason.words for reason in finding.reasons)


def best_score(finding: Finding) -> Text:
    """State the score of the best layer."""
    score = finding["score"]
    name = "accuracy" if "accuracy" in score.unit else score_name(score.unit)
    return rich("{} {}", name, with_interval(score))


def intermediate(finding: Finding) -> Text:
    """Name the best layer, and those chosen without one of the folds."""
    if finding.verdict == UNTESTED:
        return f"{plural(_whole(finding['layers']), 'layer')} analysed"
    chosen = {_whole(one) for one in finding.named("layer_without_fold")}
    return rich(
        "layer {} of {}–{}, {}; chosen with each fold left out in turn: {}",
        finding["layer"].estimate,
        finding["first_layer"].estimate,
        finding["last_layer"].estimate,
        best_score(finding),
        ranges(sorted(chosen)),
    )


def compared(finding: Finding) -> Text:
    """State by how much one layer is better than another, or than a feature."""
    difference = finding.get("difference")
    if difference is None:
        return why(finding)
    answer = rich("better by {}, {}", with_interval(difference), tested(difference))
    told = not finding.reasons or finding.has(reasons.NOT_SIGNIFICANT)
    return answer if told else rich("{}; {}", answer, why(finding))


def trained(finding: Finding) -> Text:
    """State by how much the best layer is better than with permuted weights."""
    difference = finding.get("difference")
    if difference is None:
        return why(finding)
    return rich(
        "better by {} at layer {}, {}",
        with_interval(difference),
        finding.layer,
        p_equals(difference.p),
    )


def own_axis(finding: Finding) -> Text:
    """State how much of an axis its own factor explains, and the strongest other one."""
    if finding.verdict == UNTESTED:
        return why(finding)
    own, *others = finding.named("eta_squared")
    answer: Text = rich("own η² {}", with_interval(own))
    for other in others:
        answer = rich("{}; {} {}", answer, other.about, with_interval(other))
    for name, sign in (("rho", "|ρ|"), ("r", "|r|")):
        for along in finding.named(name):
            answer = rich("{}; {} with its values {}", answer, sign, with_interval(along))
    if finding.has(reasons.NO_INTERVAL):
        answer = rich("{}; {}", answer, reasons.NO_INTERVAL.words)
    return answer


def inverse(finding: Finding) -> Text:
    """State how exact the inverse of the flow is."""
    error = finding.get("largest_error")
    return why(finding) if error is None else f"largest error {scientific(error.estimate)}"


def beyond_linear(finding: Finding) -> Text:
    """Compare an axis of the flow with the linear one."""
    own, linear = finding.get("eta_squared", FLOW), finding.get("eta_squared", LINEAR)
    if own is None or linear is None:
        return why(finding)
    answer = rich("flow {}, LDA {}", with_interval(own), with_interval(linear))
    if finding.has(reasons.NO_INTERVALS):
        answer = rich("{}; {}", answer, reasons.NO_INTERVALS.words)
    return answer


def moved(finding: Finding) -> Text:
    """State how moves changed a distance, and which controls they exceed."""
    change = finding.get("change")
    if change is None:
        return _not_moved(finding)
    answer = rich("{}, {}", with_interval(change), tested(change))
    beaten = [
        words
        for control, words in CONTROLS.items()
        if finding.get("change_beyond_control", control)
        and not finding.has(reasons.NOT_BEYOND[control])
    ]
    if beaten and finding.verdict != NOT:
        answer = rich("{}; beyond {}", answer, " and ".join(beaten))
    return rich("{}; {}", answer, why(finding)) if finding.reasons else answer


def _not_moved(finding: Finding) -> Text:
    if not finding.has(reasons.ALL_PAIRS_LEFT_OUT):
        return why(finding)
    pairs, overlapping, few = (
        _whole(finding[name])
        for name in ("pairs", "pairs_overlapping", "pairs_with_too_few_sounds")
    )
    return f"of {plural(pairs, 'pair')} of classes, {why_left_out(overlapping, few)}"


def every_seed(finding: Finding) -> Text:
    """Count the effects of moves on which the flows of all seeds agree."""
    if finding.verdict == UNTESTED:
        return why(finding)
    seeds = finding["seeds"].estimate
    everywhere = sum(one.estimate == seeds for one in finding.named("seeds_as_predicted"))
    return (
        f"{plural(_whole(finding['seeds']), 'seed')} agree on "
        f"{_whole(finding['effects_agreed_on'])} of {plural(_whole(finding['effects']), 'effect')}"
        f"; {everywhere} significant as predicted with every seed"
    )


def heard(finding: Finding, classes: str) -> Text:
    """State how the probability of output classes changed; `classes` is what these are called."""
    target, source = (finding.get("change", side) for side in ("target", "source"))
    if target is None or source is None:
        known = not finding.has(reasons.NO_ASSOCIATIONS)
        return why(finding) if known else f"no associated {classes}"
    answer = rich(
        "change of probability for classes named for the other class {}, for its own class {}",
        with_interval(target, 4),
        with_interval(source, 4),
    )
    if finding.has(reasons.NO_INTERVALS):
        answer = rich("{}; {}", answer, reasons.NO_INTERVALS.words)
    return answer


def _whole(value: Value) -> int:
    assert value.estimate is not None
    return int(value.estimate)
