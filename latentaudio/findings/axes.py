"""Judge the claims about the axes of flows, one factor at a time."""

from collections.abc import Iterator

from latentaudio.disentanglement.folding import LEAST_OWN, is_weak
from latentaudio.findings import reasons
from latentaudio.findings.axes_values import (
    EXACT,
    LEAST_RATIO,
    follows_order,
    has_interval,
    own_values,
    strongest_other,
    value_correlation,
)
from latentaudio.findings.flows import for_flows
from latentaudio.findings.lookup import is_number
from latentaudio.findings.record import Finding, Reason, Value, value
from latentaudio.findings.run import FLOW, FlowRun, Run
from latentaudio.findings.verdicts import HOLDS, IN_PART, NOT, UNTESTED

OWN_AXIS = "factor_has_own_axis"
INVERTIBLE = "flow_is_invertible"
BEYOND_LINEAR = "flow_beats_linear_axes"
#: Name of the linear axes in the tables of disentanglement.
LINEAR = "lda"


def axis_findings(run: Run) -> Iterator[Finding]:
    """Judge all claims about axes, for every flow."""
    yield from for_flows(run, OWN_AXIS, own_axis)
    yield from for_flows(run, INVERTIBLE, lambda flow, _: inverse(flow), factors=[""])
    yield from for_flows(run, BEYOND_LINEAR, beyond_linear)


def own_axis(flow: FlowRun, factor: str) -> Finding:
    """Judge whether a factor has an axis of its own."""
    own, other = own_values(flow, factor), strongest_other(flow, factor)
    if own is None:
        return Finding(OWN_AXIS, UNTESTED, factor=factor, reasons=(reasons.NOT_MEASURED,))
    values_along = value_correlation(flow, factor)
    in_order = values_along is None or follows_order(values_along)
    enough = own["eta_squared"] >= LEAST_OWN and in_order
    apart = has_interval(own)
    values = [_eta_squared(own)]
    if other is not None:
        values.append(_eta_squared(other, about=str(other["factor"])))
        enough &= own["eta_squared"] >= LEAST_RATIO * other["eta_squared"]
        apart = own["eta_squared_low"] > other["eta_squared_high"]
    if values_along is not None:
        values.append(_correlation(values_along))
    partly = enough if not has_interval(own) else apart
    return Finding(
        OWN_AXIS,
        HOLDS if enough and has_interval(own) else IN_PART if partly else NOT,
        factor=factor,
        reasons=tuple(_limits_of_axis(own, other, in_order=in_order)),
        values=tuple(values),
    )


def _limits_of_axis(
    own: dict[str, float], other: dict[str, float] | None, *, in_order: bool
) -> Iterator[Reason]:
    # An axis that encodes little has no order to speak of: it is weak, and not folded.
    if is_weak(own["eta_squared"]):
        yield reasons.WEAK_AXIS
    elif not in_order:
        yield reasons.FOLDED_AXIS
    if other is not None:
        if own["eta_squared_low"] <= other["eta_squared_high"]:
            yield reasons.OVERLAPS_OTHER
        elif own["eta_squared"] < LEAST_RATIO * other["eta_squared"]:
            yield reasons.ENCODES_OTHER
    if not has_interval(own):
        yield reasons.NO_INTERVAL


def inverse(flow: FlowRun) -> Finding:
    """Judge whether the flow can be inverted."""
    if flow.metrics is None:
        return Finding(INVERTIBLE, UNTESTED, reasons=(reasons.NO_FLOW,))
    error = flow.metrics["inverse_error"]
    if not is_number(error):
        return Finding(INVERTIBLE, UNTESTED, reasons=(reasons.NOT_MEASURED,))
    exact = error < EXACT
    return Finding(
        INVERTIBLE,
        HOLDS if exact else NOT,
        reasons=() if exact else (reasons.INEXACT,),
        values=(value("largest_error", unit="standard deviations", estimate=error),),
    )


def beyond_linear(flow: FlowRun, factor: str) -> Finding:
    """Judge whether the flow separates a factor better than LDA does."""
    own = own_values(flow, factor)
    linear = own_values(flow, factor, space=LINEAR)
    if own is None or linear is None:
        return Finding(BEYOND_LINEAR, UNTESTED, factor=factor, reasons=(reasons.NO_LDA,))
    apart = own["eta_squared_low"] > linear["eta_squared_high"]
    higher = own["eta_squared"] > linear["eta_squared"]
    return Finding(
        BEYOND_LINEAR,
        HOLDS if apart else IN_PART if higher else NOT,
        factor=factor,
        reasons=tuple(_limits_beside_linear(own, linear)),
        values=(_eta_squared(own, about=FLOW), _eta_squared(linear, about=LINEAR)),
    )


def _limits_beside_linear(own: dict[str, float], linear: dict[str, float]) -> Iterator[Reason]:
    if own["eta_squared"] <= linear["eta_squared"]:
        yield reasons.LINEAR_AS_GOOD
    elif own["eta_squared_low"] <= linear["eta_squared_high"]:
        yield reasons.OVERLAPS_LINEAR
    if not (has_interval(own) and has_interval(linear)):
        yield reasons.NO_INTERVALS


def _correlation(row: dict[str, float]) -> Value:
    name = "rho" if is_number(row["rho"]) else "r"
    return value(name, estimate=row[name], low=row[f"{name}_low"], high=row[f"{name}_high"])


def _eta_squared(row: dict[str, float], about: str = "") -> Value:
    return value(
        "eta_squared",
        about=about,
        estimate=row["eta_squared"],
        low=row["eta_squared_low"],
        high=row["eta_squared_high"],
    )
