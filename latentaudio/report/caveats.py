"""The section on caveats: limits of the results, most of them found in the results themselves."""

from collections.abc import Iterator

from latentaudio.findings.run import FlowRun, Run
from latentaudio.report import (
    caveats_axes,
    caveats_figures,
    caveats_layers,
    caveats_sounds,
    caveats_transfer,
)
from latentaudio.report.blocks import Block, Heading, Items, Paragraph, Text, rich, titled
from latentaudio.report.numbers import ranges
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
    checks = [
        caveats_sounds.few_groups,
        caveats_sounds.design,
        technical_caveats,
        caveats_sounds.large_gains,
        caveats_sounds.near_copies,
        caveats_layers.random_folds,
        caveats_layers.layer_choice,
        caveats_layers.control_network,
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
    config = run.config
    if setting(config, "dataset.source") == "synthetic":
        yield titled(
            "Synthetic sounds are not recordings",
            "they were made with simple models of vibrating bodies, tuned so that decoding is "
            "neither trivial nor impossible. The overall level of accuracy therefore says nothing "
            f"about {run.network.title}; its change from layer to layer does.",
        )
    if setting(config, "dataset.block_s") is not None:
        yield titled(
            "Groups are blocks of recordings",
            "a held-out block shares its object, room and microphone with blocks used in "
            "training. Generalisation to new objects is not tested.",
        )
    yield titled(
        "Published values are for other sounds",
        "only the sign and shape of effects can be compared with them.",
    )
    yield titled(
        "One network",
        f"all results are for {run.network.title} with its released weights, not for other "
        "networks.",
    )
    if run.flows:
        layers = ranges([flow.layer for flow in run.flows])
        where = (
            f"a flow was fitted to layer {layers} only"
            if len(run.flows) == 1
            else f"flows were fitted to layers {layers} only"
        )
        yield titled(
            "Layers without a flow", f"{where}; axes and moves at other layers were not studied."
        )
    if setting(config, "flow.layer") == "best":
        yield titled(
            "The layer was chosen on the same sounds",
            "the folds used to choose the layer of the flow include the held-out groups. These "
            "groups were not used to fit the flow, but they influenced the choice of its layer.",
        )
    if setting(config, "pca.fit_on") == "all":
        yield titled(
            "Principal components were fitted to all sounds",
            "the held-out groups are included (pca.fit_on).",
        )
    yield caveats_layers.kept_variance(run)
    yield titled(
        "Half precision",
        "activations are stored as 16-bit floats, with about three significant digits. Moves are "
        "added to the stored activation, and all comparisons start from it.",
    )
    if run.flows:
        yield titled(
            "Distances of logits give much weight to quiet sounds",
            "the logits of near-silent snippets are large negative numbers. The Jensen-Shannon "
            "distance of probabilities, reported beside it, does not have this weakness.",
        )
        yield titled(
            f"The association of {run.network.classes_title} with factors is a judgement",
            "the list (transfer.associated) is short, and the probability of a class may rise for "
            "reasons other than its name.",
        )
    yield titled(
        "“Not significant” does not mean “equal”",
        "the intervals show which effect sizes remain possible.",
    )


SECTION = Section(
    "caveats",
    "Caveats",
    order=90,
    write=write,
    needs=(
        "dataset/recordings.parquet",
        "dataset/snippets.parquet",
        "knn/scores.parquet",
        "stats/layers.csv",
        "stats/best_layer.json",
    ),
)
