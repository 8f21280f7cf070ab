"""The summary: claims of the paper and further ones, with results and verdicts by fixed rules."""

from collections.abc import Iterable, Sequence

from latentaudio.findings import published
from latentaudio.findings.record import Finding
from latentaudio.findings.run import Run
from latentaudio.findings.verdicts import overall
from latentaudio.report.answers import tested
from latentaudio.report.blocks import (
    Block,
    ClaimRow,
    ClaimTable,
    Details,
    Items,
    Line,
    Paragraph,
    Text,
    rich,
)
from latentaudio.report.claim_texts import ClaimText, further_claims, paper_claims
from latentaudio.report.numbers import listing, ranges
from latentaudio.report.section import Section


def write(run: Run) -> list[Block]:
    """Summarise the run by its claims and verdicts."""
    paper, further = (
        tuple(claim_rows(run, texts)) for texts in (paper_claims(run), further_claims(run))
    )
    blocks: list[Block] = [
        Paragraph(_introduction(run)),
        ClaimTable("The paper’s claims", paper),
        ClaimTable("Claims beyond the paper", further),
        Details("How verdicts are computed", (Items(rules([*paper, *further])),)),
        Paragraph(
            f"Published values are from {published.SOURCE}. They were obtained with other sounds: "
            "the sign and shape of effects can be compared, but not their size. Values in brackets "
            "are 95% intervals. A claim “holds in part” when the verdicts on its lines differ, or "
            "when a line gives a reason that limits it. Verdicts are computed from the tables by "
            "fixed rules.",
            tone="note",
        ),
    ]
    return blocks


def _introduction(run: Run) -> Text:
    flow, title = run.main_flow, run.network.title
    text = (
        f"This page reports the results of the run “{run.name}”: how well each layer of "
        f"{title} encodes {listing(run.factors)}, whether a flow gives each factor an axis of its "
        f"own, and what {title} hears when sounds are moved along these axes. The analysis follows "
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


def rules(claims: Sequence[ClaimRow]) -> tuple[Text, ...]:
    """List each rule once, after the claims to which it applies."""
    statements: dict[Text, list[Text]] = {}
    for claim in claims:
        statements.setdefault(claim.rule, []).append(claim.statement)
    return tuple(
        rich("<i>{}</i> {}", " ".join(of_rule), rule) for rule, of_rule in statements.items()
    )


def claim_rows(run: Run, texts: Iterable[ClaimText]) -> list[ClaimRow]:
    """Put the findings of a run beside the claims; claims without findings are left out."""
    rows = []
    for text in texts:
        lines = tuple(_line(text, finding) for finding in run.findings.summary(text.claim))
        if lines:
            verdict = overall(line.verdict for line in lines)
            rows.append(ClaimRow(text.statement, text.rule, lines, verdict))
    return rows


def _line(text: ClaimText, finding: Finding) -> Line:
    return Line(
        text.about(finding), _published(text, finding), text.answer(finding), finding.verdict
    )


def _published(text: ClaimText, finding: Finding) -> Text:
    value = finding.published
    if value is None:
        return text.unpublished
    return (
        f"layer {value.estimate} of {published.LAYERS}" if value.name == "layer" else tested(value)
    )


SECTION = Section(
    "summary",
    "Summary",
    order=10,
    write=write,
    needs=("stats/best_layer.json",),
)
