"""The section on transfer: how moving sounds along the axes changes the network's output."""

from latentaudio.factor_names import FACTOR_JOIN
from latentaudio.findings import published
from latentaudio.findings.lookup import is_number
from latentaudio.findings.run import FlowRun, Run
from latentaudio.findings.transfer_effects import (
    SAME_OUTPUT,
    effects,
    moved_factors,
    skipped_pairs,
)
from latentaudio.report.blocks import Block, Details, Heading, Paragraph, Text, picture, rich
from latentaudio.report.flows import by_flow
from latentaudio.report.numbers import plural, scientific
from latentaudio.report.section import Section
from latentaudio.report.transfer_tables import (
    control_table,
    effect_table,
    left_out,
    other_table,
    pair_tables,
    seed_table,
)


def write(run: Run) -> list[Block]:
    """Report the effects of moving sounds along the axes, and those of the controls."""
    blocks: list[Block] = [Paragraph(_what_was_done(run.network.title))]
    blocks += by_flow(
        run,
        "No flow was fitted in this run (flow.layer), so no sound was moved.",
        lambda flow: _of_flow(flow, run.network.title),
    )
    return blocks


def _what_was_done(network: str) -> Text:
    return rich(
        "Some sounds of a class <i>P</i> lie between <i>P</i> and another class <i>Q</i> on the "
        "factor’s axis and are typical of neither. The coordinate of such a sound is set to the "
        "typical value of <i>P</i> (its own class) and to that of <i>Q</i> (the other class), the "
        "flow is inverted, and {} continues from the changed activation. If the network uses "
        "what the axis encodes, the output comes closer to that of typical sounds of the class "
        "moved to and goes farther from that of the opposite class (Figure 2 of the paper).",
        network,
    )


def _of_flow(flow: FlowRun, network: str) -> list[Block]:
    blocks = pair_tables(flow)
    tested = [factor for factor in moved_factors(flow) if effects(flow, factor)]
    if not tested:
        none_used = len(flow.pairs) and len(skipped_pairs(flow)) == len(flow.pairs)
        reason = (
            f"of {plural(len(flow.pairs), 'pair')} of classes, {left_out(flow)}"
            if none_used
            else f"transfer/{flow.folder}/tests.csv is missing or empty"
        )
        return [
            *blocks,
            Paragraph(
                f"No effect of a move was tested at layer {flow.layer}: {reason}.", tone="missing"
            ),
        ]
    blocks += picture(flow.figures, "transfer")
    for factor in moved_factors(flow):
        name = factor.replace(FACTOR_JOIN, " and ")
        axes = "axes" if FACTOR_JOIN in factor else "axis"
        blocks.append(Heading(f"Moves along the {name} {axes}"))
        if factor not in tested:
            blocks.append(Paragraph(f"Not tested: too few moved sounds of {name}.", tone="missing"))
            continue
        blocks += [effect_table(flow, factor), *control_table(flow, factor)]
        blocks.append(
            Details(
                "The same tests with one value per group, and with Jensen-Shannon distance",
                (other_table(flow, factor),),
            )
        )
    blocks += [
        Paragraph(_how_to_read(flow), tone="note"),
        *_unmoved(flow, network),
        *seed_table(flow),
    ]
    return blocks


def _how_to_read(flow: FlowRun) -> str:
    sizes = {int(row["family_size"]) for row in effects(flow) if is_number(row["family_size"])}
    families = " or ".join(map(str, sorted(sizes)))
    return (
        "A negative change means closer. t is from a paired t-test of the distances after the move "
        "against those before it, with one value per snippet and pair of classes, as published; "
        "its degrees of freedom are in parentheses. p is Bonferroni-corrected over "
        f"{families} tests, and dz is the mean change divided by its standard deviation. Published "
        "t values are shown with the same sign (the study subtracted the distance after the move "
        "from that before it); they are for other sounds, and their p values were compared with "
        f"{published.TRANSFER_ALPHA}. Snippets of a group are alike, so intervals are bootstrapped "
        "over groups, and the folded tables repeat the tests with one value per group. All moved "
        "sounds are held out; the typical sounds may be from any split."
    )


def _unmoved(flow: FlowRun, network: str) -> list[Block]:
    change = flow.unmoved_change
    if change is None:
        return [
            Paragraph(
                "It was not recorded whether unmoved sounds keep their output "
                f"(transfer/{flow.folder}/distances.parquet).",
                tone="missing",
            )
        ]
    limit = f"{'within' if change <= SAME_OUTPUT else 'above'} the limit of "
    return [
        Paragraph(
            f"Mapping sounds through the flow and back without a move changed {network}’s logits "
            f"by at most {scientific(change)}, {limit}{scientific(SAME_OUTPUT, 0)}."
        )
    ]


SECTION = Section(
    "moves",
    "Moving sounds along the axes",
    order=60,
    write=write,
    needs=("stats/best_layer.json",),
)
