"""Caveats about the axes of a flow and its training."""

from collections.abc import Iterator

from latentaudio.disentanglement.folding import LEAST_OWN
from latentaudio.findings import reasons
from latentaudio.findings.axes import BEYOND_LINEAR, INVERTIBLE, LINEAR, OWN_AXIS
from latentaudio.findings.axes_values import has_interval, own_values, permuted_shares
from latentaudio.findings.lookup import is_number, is_true, records, select
from latentaudio.findings.record import Finding
from latentaudio.findings.run import FlowRun
from latentaudio.report.blocks import Text, titled
from latentaudio.report.numbers import listing, number, scientific

#: Absolute correlation of two factor axes from which they are named as correlated.
CORRELATED = 0.3
#: Rise of the held-out loss above its minimum, in nats per pair, that counts as overfitting.
OVERFITTED = 1.0


def no_intervals(flow: FlowRun) -> Iterator[Text]:
    """Report that the measures of the axes have no intervals."""
    note = (flow.metrics or {}).get("interval_note")
    if note:
        yield titled(
            "The measures of the axes have no intervals",
            f"{note.removeprefix('no intervals: ')}. Other groups might yield very different "
            "values.",
        )


def sounds_that_repeat(flow: FlowRun) -> Iterator[Text]:
    """Report factors whose linear axis exists only thanks to a ridge."""
    factors = (flow.metrics or {}).get("ridge", {}).get(LINEAR)
    if factors:
        yield titled(
            f"Sounds of the same class of {listing(factors)} hardly differ",
            "in some direction of the layer, training sounds of the same class are all alike, as "
            "repetitions of one sound are. No ratio of variances defines a linear axis (LDA) then; "
            "it was computed with a small ridge. Repetitions are no independent evidence: a high "
            "η², of any axis, says little about other sounds.",
        )


def weak_axes(findings: list[Finding]) -> Iterator[Text]:
    """Name axes that encode their own factor weakly, or another factor as well."""
    for finding in findings:
        if finding.claim != OWN_AXIS or not finding.values:
            continue
        axis, (own, *others) = finding.factor, finding.named("eta_squared")
        if finding.has(reasons.FOLDED_AXIS):
            yield titled(
                f"The axis of {axis} folds",
                "it separates the bins of values, but does not follow their order, so low and high "
                "values may lie side by side.",
            )
        if finding.has(reasons.WEAK_AXIS):
            yield titled(
                f"The axis of {axis} is weak",
                f"its own factor explains {number(own.estimate)} of its variance on held-out "
                f"sounds, less than {LEAST_OWN:g}.",
            )
        for other in others:
            if finding.has(reasons.OVERLAPS_OTHER):
                yield titled(
                    f"The axis of {axis} is not clearly specific to it",
                    f"the intervals of η² for {axis} and for {other.about} overlap.",
                )
            elif finding.has(reasons.ENCODES_OTHER):
                yield titled(
                    f"The axis of {axis} also encodes {other.about}",
                    f"η² is {number(other.estimate)}, against {number(own.estimate)} for its own "
                    "factor.",
                )


def linear_axes(findings: list[Finding]) -> Iterator[Text]:
    """Name factors for which LDA is as good as the flow."""
    for finding in findings:
        if finding.claim != BEYOND_LINEAR or not finding.values:
            continue
        axis, (own, linear) = finding.factor, finding.values
        if finding.has(reasons.LINEAR_AS_GOOD):
            yield titled(
                f"For {axis}, a linear axis is as good as the flow",
                f"η² is {number(linear.estimate)} with LDA and {number(own.estimate)} with the "
                "flow. The remaining advantage of the flow is that it can be inverted.",
            )
        elif finding.has(reasons.OVERLAPS_LINEAR):
            yield titled(
                f"For {axis}, the flow is not clearly better than a linear axis",
                f"η² is {number(own.estimate)}, against {number(linear.estimate)} with LDA, and "
                "the intervals overlap.",
            )


def permuted_axes(flow: FlowRun) -> Iterator[Text]:
    """Report a missing flow of permuted labels, or axes that are no better than its axes."""
    if flow.metrics is not None and flow.permuted is None:
        yield titled(
            "No flow trained on permuted labels",
            "what the same training yields from uninformative labels was not measured.",
        )
    for axis, value in permuted_shares(flow).items():
        own = own_values(flow, axis)
        if own is None:
            continue
        limit, where = own["eta_squared"], "not below that"
        if has_interval(own):
            limit, where = own["eta_squared_low"], "within or above the interval"
        if value >= limit:
            yield titled(
                f"Permuted labels yield an equally good axis of {axis}",
                f"η² is {number(value)}, {where} of the flow trained on true labels "
                f"({number(own['eta_squared'])}).",
            )


def dependent_axes(flow: FlowRun) -> Iterator[Text]:
    """Report correlated factor axes."""
    table = flow.metric("correlations")
    for row in records(select(table, space="flow")):
        if is_number(row["r"]) and abs(row["r"]) >= CORRELATED:
            yield titled(
                "Factor axes are correlated",
                f"{row['axis_a']} and {row['axis_b']}, r = {number(row['r'])}. A move along one "
                "axis leads to combinations of values that are rare among sounds.",
            )


def inexact_inverse(findings: list[Finding]) -> Iterator[Text]:
    """Report a flow whose inverse is not exact."""
    for finding in findings:
        if finding.claim == INVERTIBLE and finding.has(reasons.INEXACT):
            error = finding["largest_error"].estimate
            yield titled(
                "The inverse of the flow is not exact",
                f"mapping forth and back changes projections by up to {scientific(error)} standard "
                "deviations.",
            )


def training(flow: FlowRun) -> Iterator[Text]:
    """Report training without validation, without convergence, or with overfitting."""
    if flow.history.empty:
        return
    best = records(flow.history[flow.history["best"].map(is_true)])[0]
    if not is_number(best["validation_loss"]):
        yield titled(
            "The flow was trained without early stopping",
            "there are too few groups for a validation split, so all epochs were trained. Check "
            "the figure of the training losses for a rise of the held-out loss.",
        )
    elif best["epoch"] == flow.history["epoch"].max() and len(flow.history) > 1:
        yield titled(
            "Training may have stopped too early",
            f"the best epoch ({best['epoch']}) is the last; more epochs might give a lower loss.",
        )
    # Losses are defined up to a constant, so only their changes can be interpreted.
    before = flow.history[flow.history["epoch"] <= best["epoch"]].dropna(subset=["held_out_loss"])
    if before.empty:
        return
    lowest = records(before.nsmallest(1, "held_out_loss"))[0]
    rise = best["held_out_loss"] - lowest["held_out_loss"]
    if rise > OVERFITTED and best["train_loss"] < lowest["train_loss"]:
        yield titled(
            "The flow overfits its training sounds",
            f"while training loss still fell, held-out loss rose by {number(rise)} nats per pair "
            f"from epoch {lowest['epoch']} to the epoch kept ({best['epoch']}).",
        )
