"""Parts shared by the sections on axes, moves and output classes: one part for each flow."""

from collections.abc import Callable

from latentaudio.findings.run import FlowRun, Run
from latentaudio.report.blocks import Block, Heading, Paragraph

NO_FLOW = "no flow in this run"


def by_flow(run: Run, without: str, of_flow: Callable[[FlowRun], list[Block]]) -> list[Block]:
    """Return the blocks of all flows, each flow under its own heading if there are several.

    Parameters
    ----------
    run
        The run whose flows are shown.
    without
        Sentence shown if the run has no flows.
    of_flow
        Function that returns the blocks of one flow.
    """
    if not run.flows:
        return [Paragraph(without, tone="missing")]
    blocks: list[Block] = []
    for flow in run.flows:
        if len(run.flows) > 1:
            blocks.append(Heading(flow_title(flow)))
        blocks += of_flow(flow)
    return blocks


def flow_title(flow: FlowRun) -> str:
    """Name a flow by its layer."""
    name = (flow.metrics or {}).get("layer_name")
    return f"Layer {flow.layer} ({name})" if name else f"Layer {flow.layer}"
