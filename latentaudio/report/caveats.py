"""The section on caveats: limits of the results, most of them found in the results themselves."""

from collections.abc import Iterator

from latentaudio.findings.run import KNOWN_FACTORS, LAYERS, FlowRun, Run
from latentaudio.report import (
    caveats_axes,
    caveats_figures,
    caveats_known_factors,
    caveats_layers,
    caveats_sounds,
    caveats_transfer,
)
from latentaudio.report.blocks import Block, Heading, Items, Paragraph, Text, rich, titled
from latentaudio.report.section import Section
from latentaudio.report.settings import setting
from latentaudio.report.technical import technical_caveats


def write(run: Run) -> list[Block]:
    """List the caveats found in this run, then those of any such run."""
    found = found_caveats(run)
    blocks: list[Block] = [
        Paragraph(
            "This list is generated from the tables. It names what a critical reader should know "
            "before relying on the sections above.",
            tone="note",
        ),
        Heading("Found in this run"),
        Items(tuple(found)) if found else Paragraph("None of the checks found a problem."),
        Heading("Caveats of any such run"),
        Items(tuple(standing_caveats(run))),
    ]
    return blocks


def found_caveats(run: Run) -> list[Text]:
    """Check the tables of a run for limits of its claims."""
    layers = run.has(LAYERS)
    of_layers = [
        caveats_layers.random_folds,
        caveats_layers.single_groups,
        caveats_layers.layer_choice,
        caveats_layers.control_network,
    ]
    checks = [
        caveats_sounds.few_groups,
        caveats_sounds.design,
        *([technical_caveats] if layers else []),
        caveats_sounds.large_gains,
        caveats_sounds.near_copies,
        *(of_layers if layers else []),
        *(caveats_known_factors.FOUND if run.has(KNOWN_FACTORS) else []),
        caveats_figures.missing_glyphs,
    ]
    caveats = [caveat for check in checks for caveat in check(run)]
    for flow in run.flows:
        prefix = f"Layer {flow.layer}: " if len(run.flows) > 1 else ""
        caveats += [rich("{}{}", prefix, caveat) for caveat in _of_flow(run, flow)]
    return caveats


def _of_flow(run: Run, flow: FlowRun) -> Iterator[Text]:
    findings = run.findings.at(flow.layer)
    yield from caveats_axes.no_intervals(flow)
    yield from caveats_axes.sounds_that_repeat(flow)
    yield from caveats_axes.weak_axes(findings)
    yield from caveats_axes.linear_axes(findings)
    yield from caveats_axes.permuted_axes(flow)
    yield from caveats_axes.dependent_axes(flow)
    yield from caveats_axes.inexact_inverse(findings)
    yield from caveats_axes.training(flow)
    yield from caveats_transfer.moves(findings)
    yield from caveats_transfer.controls(flow)
    yield from caveats_transfer.other_measures(flow)
    yield from caveats_transfer.few_moved_groups(flow)
    yield from caveats_transfer.pairs_left_out(flow)
    yield from caveats_transfer.seeds(flow)
    yield from caveats_transfer.unmoved(flow)
    yield from caveats_transfer.heard(flow, run.network.classes_title)


def standing_caveats(run: Run) -> Iterator[Text]:
    """List the caveats that follow from the configuration, whatever the results."""
    layers = run.has(LAYERS)
    if layers:
        yield from caveats_layers.synthetic_sounds(run)
    yield from caveats_sounds.tones(run)
    yield from caveats_sounds.rooms(run)
    yield from caveats_sounds.blocks(run)
    if layers:
        yield from caveats_layers.comparability(run)
    if setting(run.config, "pca.fit_on") == "all":
        yield titled(
            "Principal components were fitted to all sounds",
            "the held-out groups are included (pca.fit_on).",
        )
    if layers:
        yield caveats_layers.kept_variance(run)
    yield titled(
        "Half precision",
        "activations are stored as 16-bit floats, with about three significant digits."
        + (
            " Moves are added to the stored activation, and all comparisons start from it."
            if layers
            else ""
        ),
    )
    if run.flows:
        yield from caveats_transfer.standing(run)
    if run.has(KNOWN_FACTORS):
        yield from caveats_known_factors.standing(run)
    yield titled(
        "“Not significant” does not mean “equal”",
        "the intervals show which effect sizes remain possible.",
    )


SECTION = Section("caveats", "Caveats", order=90, write=write, study=None)
