"""Judge the claims about the axes of a flow, one factor at a time."""

from latentaudio.report import published
from latentaudio.report.axes_values import (
    EXACT,
    LEAST_OWN,
    LEAST_RATIO,
    eta_squared,
    has_interval,
    own_values,
    strongest_other,
)
from latentaudio.report.blocks import Line, Text, rich
from latentaudio.report.flows import NO_FLOW
from latentaudio.report.numbers import is_number, scientific
from latentaudio.report.run import FlowRun
from latentaudio.report.verdicts import HOLDS, IN_PART, NOT, UNTESTED


def own_axis(flow: FlowRun, factor: str) -> Line:
    """Judge whether a factor has an axis of its own."""
    own = own_values(flow, factor)
    if own is None:
        return Line(factor, published.NO_VALUE, "not measured", UNTESTED)
    other = strongest_other(flow, factor)
    answer: Text = rich("own η² {}", eta_squared(own))
    enough = own["eta_squared"] >= LEAST_OWN
    apart = has_interval(own)
    if other is not None:
        answer = rich("{}; {} {}", answer, other["factor"], eta_squared(other))
        enough &= own["eta_squared"] >= LEAST_RATIO * other["eta_squared"]
        apart = own["eta_squared_low"] > other["eta_squared_high"]
    if not has_interval(own):
        answer = rich("{}; no interval", answer)
        return Line(factor, published.NO_VALUE, answer, IN_PART if enough else NOT)
    return Line(factor, published.NO_VALUE, answer, HOLDS if enough else IN_PART if apart else NOT)


def inverse(flow: FlowRun | None) -> Line:
    """Judge whether the flow can be inverted."""
    reference = "exact by construction"
    if flow is None or flow.metrics is None:
        return Line("", reference, NO_FLOW, UNTESTED)
    error = flow.metrics["inverse_error"]
    if not is_number(error):
        return Line("", reference, "not measured", UNTESTED)
    answer = f"largest error {scientific(error)}"
    return Line("", reference, answer, HOLDS if error < EXACT else NOT)


def beyond_linear(flow: FlowRun, factor: str) -> Line:
    """Judge whether the flow separates a factor better than LDA does."""
    own = own_values(flow, factor)
    linear = own_values(flow, factor, space="lda")
    if own is None or linear is None:
        return Line(factor, published.NOT_IN_PAPER, "no LDA to compare with", UNTESTED)
    answer = rich("flow {}, LDA {}", eta_squared(own), eta_squared(linear))
    if own["eta_squared_low"] > linear["eta_squared_high"]:
        return Line(factor, published.NOT_IN_PAPER, answer, HOLDS)
    if not (has_interval(own) and has_interval(linear)):
        answer = rich("{}; no intervals", answer)
    higher = own["eta_squared"] > linear["eta_squared"]
    return Line(factor, published.NOT_IN_PAPER, answer, IN_PART if higher else NOT)
