"""The summary of the study of known factors: its question, its claims, and what is not claimed."""

from collections.abc import Iterator

from latentaudio.findings.run import KNOWN_FACTORS, Run
from latentaudio.report.blocks import Block, ClaimTable, Details, Heading, Items, Paragraph, Text
from latentaudio.report.claims import claim_rows, rules
from latentaudio.report.known_factor_claims import SIGNIFICANCE, known_factor_claims
from latentaudio.report.known_factor_tables import titles
from latentaudio.report.numbers import listing
from latentaudio.report.section import Section
from latentaudio.report.settings import setting


def write(run: Run) -> list[Block]:
    """Summarise the study by its claims and verdicts."""
    rows = tuple(claim_rows(run, known_factor_claims(titles(run))))
    return [
        Paragraph(
            f"Which representation of the sounds gives each known factor ({listing(run.factors)}) "
            "a unit of its own: principal components as they are, variational autoencoders "
            "(VAEs), which see no labels, an invertible flow, or axes learned with labels? The "
            "factors of every sound are known, so this can be measured, on held-out sounds: the "
            "mutual information gap (MIG) asks whether a factor is in one unit, DCI "
            "disentanglement (DCI-D) whether a unit has one factor. Both are 0 at worst and 1 at "
            "best."
        ),
        ClaimTable("Claims about known factors", rows),
        Details("How verdicts are computed", (Paragraph(SIGNIFICANCE), Items(rules(rows)))),
        Paragraph(
            "Values in brackets are 95% intervals. Intervals are not corrected for the number of "
            "pairs, tests are: an interval may lie above 0 where no difference is significant. A "
            "claim “holds in part” when it holds by one "
            "of the two metrics only, or for some representations. “Not found” also means that "
            "the intervals are too wide to tell. Verdicts are computed from the tables by fixed "
            "rules.",
            tone="note",
        ),
        Heading("What is not claimed"),
        Items(tuple(_not_claimed(run))),
    ]


def _not_claimed(run: Run) -> Iterator[Text]:
    yield (
        "That no autoencoder could do better: only the models, objectives, betas and likelihood of "
        "this run were tried, and none was tuned further than by the settings that the run lists "
        "(known_factors/tuning.csv)."
    )
    yield (
        "That the flow is better than autoencoders with the same knowledge: it is told which "
        "sounds share a class of a factor, and autoencoders are told nothing."
    )
    yield (
        "That only a flow could bring a sound back after a move: linear axes would, if all that is "
        "orthogonal to them were kept beside them. Here they are scored as axes alone."
    )
    yield (
        "That separated units are what a listener hears, or what a network uses: the factors are "
        "those by which the sounds are labelled."
    )
    if setting(run.config, "dataset.source") in ("additive", "synthetic"):
        yield "Anything about recordings: these sounds were made from their factors."


SECTION = Section(
    "verdicts",
    "Known factors in short",
    order=12,
    write=write,
    study=KNOWN_FACTORS,
    needs=("known_factors/comparison.csv", "known_factors/contrasts.csv"),
)
