"""The summary: claims of the paper and further ones, with results and verdicts by fixed rules."""

from collections.abc import Callable, Iterable
from functools import partial

from latentaudio.report import published
from latentaudio.report.axes_values import EXACT, LEAST_OWN, LEAST_RATIO
from latentaudio.report.blocks import (
    Block,
    ClaimRow,
    ClaimTable,
    Details,
    Items,
    Line,
    Paragraph,
    Section,
    Text,
    rich,
)
from latentaudio.report.claims_axes import beyond_linear, inverse, own_axis
from latentaudio.report.claims_layers import LAYER_RULE, compared, intermediate, trained
from latentaudio.report.claims_transfer import MOVE_RULE, every_seed, heard, joint, moved
from latentaudio.report.flows import NO_FLOW
from latentaudio.report.numbers import listing, ranges
from latentaudio.report.run import FlowRun, Run, setting
from latentaudio.report.verdicts import UNTESTED, overall
from latentaudio.transfer.effects import RELATIVE

#: Statements by the name of the comparison of layers.
_LAYER_CLAIMS = {
    "first_vs_best": "The best layer encodes the factor better than the first.",
    "best_vs_last": "The best layer encodes the factor better than the last.",
    "first_vs_last": "The last layer encodes the factor better than the first.",
}
#: Statements by the class moved to and the class to which the distance is measured.
_MOVE_CLAIMS = {
    ("own", "own"): (
        "A sound moved to its own class comes closer to typical sounds of that class."
    ),
    ("other", "own"): (
        "A sound moved to the other class goes farther from typical sounds of its own class."
    ),
    ("other", "other"): (
        "A sound moved to the other class comes closer to typical sounds of that class."
    ),
    ("own", "other"): (
        "A sound moved to its own class goes farther from typical sounds of the other class."
    ),
}


def section(run: Run) -> Section:
    """Summarise the run by its claims and verdicts."""
    paper, further = tuple(paper_claims(run)), tuple(further_claims(run))
    blocks: list[Block] = [
        Paragraph(_introduction(run)),
        ClaimTable("The paper’s claims", paper),
        ClaimTable("Claims beyond the paper", further),
        Details("How verdicts are computed", (Items(_rules([*paper, *further])),)),
        Paragraph(
            f"Published values are from {published.SOURCE}. They were obtained with other sounds: "
            "the sign and shape of effects can be compared, but not their size. Values in brackets "
            "are 95% intervals. A claim “holds in part” when the verdicts on its lines differ, or "
            "when a line gives a reason that limits it. Verdicts are computed from the tables by "
            "fixed rules.",
            tone="note",
        ),
    ]
    return Section("summary", "Summary", tuple(blocks))


def _introduction(run: Run) -> Text:
    flow = run.main_flow
    text = (
        f"This page reports the results of the run “{run.name}”: how well each layer of YAMNet "
        f"encodes {listing(run.factors)}, whether a flow gives each factor an axis of its own, and "
        "what YAMNet hears when sounds are moved along these axes. The analysis follows "
        f"{published.CITATION} "
    )
    if flow is None:
        return f"{text}The run has no flow, so claims about axes and moves were not tested."
    text += f"Claims about axes and moves are judged by the flow at layer {flow.layer}."
    if len(run.flows) > 1:
        others = [other.layer for other in run.flows if other is not flow]
        layers = "layer" if len(others) == 1 else "layers"
        text += f" The sections below also show the results of {layers} {ranges(others)}."
    return text


def _rules(claims: list[ClaimRow]) -> tuple[Text, ...]:
    """List each rule once, after the claims to which it applies."""
    statements: dict[Text, list[Text]] = {}
    for claim in claims:
        statements.setdefault(claim.rule, []).append(claim.statement)
    return tuple(
        rich("<i>{}</i> {}", " ".join(of_rule), rule) for rule, of_rule in statements.items()
    )


def paper_claims(run: Run) -> list[ClaimRow]:
    """Judge the claims of the published study."""
    folds = int(setting(run.config, "folds.grouped"))
    return [
        _claim(
            "An intermediate layer encodes the factors best.",
            f"Holds when the best layer is neither the first nor the last, both on all folds and "
            f"when chosen on any {folds - 1} of the {folds} folds; in part when this is true of "
            "only some of these choices.",
            (intermediate(run, factor) for factor in run.factors),
        ),
        *(
            _claim(statement, LAYER_RULE, (compared(run, factor, name) for factor in run.factors))
            for name, statement in _LAYER_CLAIMS.items()
        ),
        _claim(
            "An invertible flow gives each factor an axis of its own.",
            f"Holds when, on held-out sounds, the own factor explains at least {LEAST_OWN:g} of "
            f"the variance of the axis (η²) and at least {LEAST_RATIO:g} times as much as any "
            "other factor; in part when one of these limits is missed but the interval lies above "
            "those of the other factors, or when both are met but there is no interval.",
            _for_flow(run, own_axis, published.NO_VALUE),
        ),
        _claim(
            "The flow can be inverted, so moved sounds can be returned to the layer.",
            "Holds when mapping forth and back changes every held-out projection by less than "
            f"{EXACT:g} standard deviations.",
            [inverse(run.main_flow)],
        ),
        *(
            _claim(
                statement,
                MOVE_RULE,
                _for_flow(run, partial(moved, move=move, reference=reference), published.NO_VALUE),
            )
            for (move, reference), statement in _MOVE_CLAIMS.items()
        ),
    ]


def further_claims(run: Run) -> list[ClaimRow]:
    """Judge claims that the published study did not make."""
    return [
        _claim(
            "The best layer encodes the factor because of YAMNet’s training, not its architecture "
            "alone.",
            "Holds when KNN at the best layer is significantly more accurate than KNN at the same "
            "layer with permuted weights (corrected resampled t-test, Bonferroni-corrected over "
            "layers).",
            (trained(run, factor) for factor in run.factors),
        ),
        _claim(
            "The flow separates the factors better than linear axes do.",
            "Holds when the interval of the own factor’s η² lies above that of the LDA axis; in "
            "part when η² is higher but the intervals overlap or are missing.",
            _for_flow(run, beyond_linear, published.NOT_IN_PAPER),
        ),
        _claim(
            "YAMNet’s output for a moved sound comes closer to the class moved to, relative to the "
            "other class.",
            f"{MOVE_RULE} The distance here is that to the own class minus that to the other.",
            [
                *_for_flow(
                    run, partial(moved, move="own", reference=RELATIVE), published.NOT_IN_PAPER
                ),
                *_for_flow(
                    run, partial(moved, move="other", reference=RELATIVE), published.NOT_IN_PAPER
                ),
            ],
        ),
        _claim(
            "YAMNet’s output for a sound moved along all factor axes at once follows the move.",
            f"{MOVE_RULE} Moves to the own class should come closer to it and go farther from the "
            "other class; moves to the other class should do the reverse.",
            joint(run),
        ),
        _claim(
            "Flows trained from other seeds show the same effects of moves.",
            "Holds when the flows of all seeds agree on every effect, that is, when all find it "
            "significant in the same direction or none finds it significant; in part when they "
            "agree on some effects.",
            _for_flow(run, every_seed, published.NOT_IN_PAPER),
        ),
        _claim(
            "YAMNet hears a sound moved to the other class more as that class and less as its own.",
            "Holds when the probability of AudioSet classes named for the class moved to rises and "
            "that of classes named for the opposite class falls, both with intervals that exclude "
            "zero; in part when only one does; not tested where there are no intervals.",
            _for_flow(run, heard, published.NOT_IN_PAPER),
        ),
    ]


def _claim(statement: str, rule: str, lines: Iterable[Line]) -> ClaimRow:
    found = tuple(lines)
    return ClaimRow(statement, rule, found, overall(line.verdict for line in found))


def _for_flow(run: Run, judge: Callable[[FlowRun, str], Line], without: Text) -> list[Line]:
    """Judge a claim for each factor of the main flow.

    Parameters
    ----------
    run
        The run whose main flow is judged.
    judge
        Function that judges the claim for a flow and a factor.
    without
        Published value that is shown if the run has no flow.
    """
    flow = run.main_flow
    if flow is None:
        return [Line("", without, NO_FLOW, UNTESTED)]
    return [judge(flow, factor) for factor in run.factors]
