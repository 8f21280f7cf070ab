"""The rules on axes, with numbers on either side of each limit."""

import pytest

from latentaudio.errors import ConfigError
from latentaudio.findings.axes import axis_findings, beyond_linear, inverse, own_axis
from latentaudio.findings.judge import judge
from latentaudio.findings.run import FlowRun, Run
from latentaudio.findings.verdicts import HOLDS, IN_PART, NOT, UNTESTED


def axis(space, factor, eta, half):
    low, high = (None, None) if half is None else (eta - half, eta + half)
    return {
        "space": space,
        "axis": "pitch",
        "factor": factor,
        "own": factor == "pitch",
        "eta_squared": eta,
        "eta_squared_low": low,
        "eta_squared_high": high,
    }


def flow(own, other, linear=0.4, half=0.05, error=1e-6, layer=9):
    axes = [axis("flow", "pitch", own, half), axis("flow", "decay", other, half)]
    axes.append(axis("lda", "pitch", linear, half))
    metrics = {"axes": axes, "inverse_error": error}
    return FlowRun(layer, f"layer_{layer:02d}", 0.05, metrics=metrics)


@pytest.mark.parametrize(
    ("own", "other", "half", "verdict", "reasons"),
    [
        (0.5, 0.1, 0.05, HOLDS, []),
        (0.49, 0.05, 0.05, IN_PART, ["weak_axis"]),
        (0.6, 0.2, 0.05, IN_PART, ["encodes_other"]),
        (0.6, 0.2, 0.3, NOT, ["overlaps_other"]),
        (0.5, 0.1, None, IN_PART, ["no_interval"]),
        (0.3, 0.1, None, NOT, ["weak_axis", "encodes_other", "no_interval"]),
    ],
)
def test_an_axis_belongs_to_its_factor_by_the_stated_limits(own, other, half, verdict, reasons):
    finding = own_axis(flow(own, other, half=half), "pitch")
    assert finding.verdict == verdict
    assert [one.code for one in finding.reasons] == reasons
    assert [(one.about, one.estimate) for one in finding.values] == [("", own), ("decay", other)]


@pytest.mark.parametrize(
    ("own", "linear", "verdict", "reasons"),
    [
        (0.8, 0.6, HOLDS, []),
        (0.65, 0.6, IN_PART, ["overlaps_linear"]),
        (0.6, 0.6, NOT, ["linear_as_good"]),
    ],
)
def test_a_flow_is_compared_with_linear_axes(own, linear, verdict, reasons):
    finding = beyond_linear(flow(own, 0.0, linear), "pitch")
    assert finding.verdict == verdict
    assert [one.code for one in finding.reasons] == reasons


@pytest.mark.parametrize(
    ("error", "verdict"),
    [(0.99e-3, HOLDS), (1e-3, NOT), (None, UNTESTED), (float("nan"), UNTESTED)],
)
def test_an_inverse_is_exact_below_a_thousandth_of_a_standard_deviation(error, verdict):
    assert inverse(flow(0.8, 0.0, error=error)).verdict == verdict


def test_only_the_flow_at_the_best_layer_counts():
    flows = (flow(0.8, 0.0, layer=8), flow(0.3, 0.0, layer=9))
    run = Run("small", ["pitch"], best={"overall": {"layer": 9}}, flows=flows)
    found = [one for one in axis_findings(run) if one.claim == "factor_has_own_axis"]
    assert [(one.layer, one.in_summary) for one in found] == [(8, False), (9, True)]
    assert [one.verdict for one in found] == [HOLDS, IN_PART]


def test_an_unknown_study_is_refused():
    with pytest.raises(ConfigError, match="'rooms' found, expected one of layers"):
        judge(Run("small", ["pitch"]), ["rooms"])
