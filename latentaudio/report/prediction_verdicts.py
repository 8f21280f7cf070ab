"""The summary of the study of prediction: its question, its claims, and what is not claimed."""

from latentaudio.findings.run import PREDICTION, Run
from latentaudio.report.blocks import Block, ClaimTable, Details, Heading, Items, Paragraph
from latentaudio.report.claims import claim_rows, rules
from latentaudio.report.numbers import listing
from latentaudio.report.prediction_claims import SIGNIFICANCE, prediction_claims
from latentaudio.report.section import Section


def write(run: Run) -> list[Block]:
    """Summarise the study by its claims and verdicts."""
    units = {name: factor.unit for name, factor in run.typed_factors.items()}
    rows = tuple(claim_rows(run, prediction_claims(run.network.title, units)))
    tasks = list(dict.fromkeys(line.about for row in rows for line in row.lines))
    return [
        Paragraph(
            f"Can {listing(tasks)} of a recording be predicted from its sound, by networks that "
            f"are trained from scratch or by heads on what {run.network.title} encodes? All "
            "scores are of recordings of groups that were held out."
        ),
        ClaimTable("Claims about prediction", rows),
        Details("How verdicts are computed", (Paragraph(SIGNIFICANCE), Items(rules(rows)))),
        Paragraph(
            "Values in brackets are 95% intervals: of scores over groups, of differences over "
            "folds. Where folds choose different models, the score is of what each fold chooses, "
            "and the models’ own scores over all folds stand beside it. “Not found” also means "
            "that the intervals are too wide to tell. Verdicts are computed from the tables by "
            "fixed rules.",
            tone="note",
        ),
        Heading("What is not claimed"),
        Items(
            (
                "That no network from scratch could do better: only the networks of this run were "
                "tried, on these recordings.",
                "That heads and networks differ in what they start from alone: heads see means "
                "over a recording, and are fitted to recordings that networks keep for validation.",
            )
        ),
    ]


SECTION = Section(
    "prediction_verdicts",
    "Prediction in short",
    order=13,
    write=write,
    study=PREDICTION,
    needs=("prediction/scores.csv", "prediction/fold_scores.csv"),
)
