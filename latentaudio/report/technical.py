"""What the technical properties of the files tell, in the section on layers."""

from collections.abc import Iterator

from latentaudio.features.technical import TECHNICAL
from latentaudio.findings.lookup import is_true
from latentaudio.findings.run import Run
from latentaudio.findings.scores import mean_with_interval, scores_in, technical_comparison
from latentaudio.report.blocks import Block, Heading, Paragraph, Table, Text, titled
from latentaudio.report.numbers import MISSING, interval, number, p_value, score_name


def technical_blocks(run: Run) -> list[Block]:
    """Report how well the technical properties tell each factor, beside chance."""
    if run.technical.empty:
        return []
    return [
        Heading("Technical properties of the files"),
        Paragraph(
            "A network may tell classes apart by how they were recorded. Here the decoders know "
            "only the sample rate, number of channels, duration, level, noise floor and format of "
            "the file that a snippet comes from. Nothing should be found."
        ),
        Table(
            f"Decoding from technical properties: mean score over {run.scheme} folds, with 95% "
            "intervals, and its difference from chance (corrected resampled t-test, p not "
            "corrected for the number of factors).",
            ["factor, score", "score", "chance", "difference", "p"],
            [_row(run, factor) for factor in run.factors],
            words=1,
            source="stats/technical.csv",
        ),
    ]


def technical_caveats(run: Run) -> Iterator[Text]:
    """Name the factors that the technical properties tell."""
    for factor in run.factors:
        row = technical_comparison(run, factor)
        if row is not None and is_true(row["reject"]):
            yield titled(
                f"{factor} can be told without hearing the sounds",
                f"technical properties of the files alone (sample rate, channels, duration, level, "
                f"noise floor, format) give a score of {number(row['mean_score'])}, chance "
                f"{number(row['mean_chance'])}. The classes differ in how they were recorded or "
                "in level, and what the layers encode may be that rather than the factor.",
            )


def _row(run: Run, factor: str) -> list[Text]:
    name = f"{run.typed_factors[factor].title}, {score_name(run.metric_of(factor))}"
    row = technical_comparison(run, factor)
    if row is None:
        return [name, MISSING, MISSING, MISSING, MISSING]
    return [
        name,
        interval(*mean_with_interval(scores_in(run, factor, TECHNICAL), run.metric_of(factor))),
        number(row["mean_chance"]),
        interval(row["difference"], row["ci_low"], row["ci_high"]),
        p_value(row["p"]),
    ]
