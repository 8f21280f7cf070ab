"""Judge a claim for every flow of a run."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from latentaudio.findings import reasons
from latentaudio.findings.record import Finding
from latentaudio.findings.run import FlowRun, Run
from latentaudio.findings.verdicts import UNTESTED


def for_flows(
    run: Run,
    claim: str,
    judge: Callable[[FlowRun, str], Finding],
    factors: Sequence[str] | None = None,
) -> Iterator[Finding]:
    """Judge a claim for every flow and factor; only the main flow counts for the summary.

    Parameters
    ----------
    run
        The run; without a flow, the claim is not tested.
    claim
        Name of the claim.
    judge
        Function that judges the claim for a flow and a factor.
    factors
        What to judge, by default all factors.
    """
    if not run.flows:
        yield Finding(claim, UNTESTED, reasons=(reasons.NO_FLOW,))
    for flow in run.flows:
        for factor in run.factors if factors is None else factors:
            yield at_flow(run, flow, judge(flow, factor))


def at_flow(run: Run, flow: FlowRun, finding: Finding) -> Finding:
    """Say at which flow a finding was judged; only that at the main flow counts."""
    main = finding.in_summary and flow is run.main_flow
    return replace(finding, space=flow.folder, layer=flow.layer, in_summary=main)
