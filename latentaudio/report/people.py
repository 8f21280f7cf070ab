"""The section on people: how well listeners name the classes, beside the network."""

from typing import Any

import pandas as pd

from latentaudio.figures.registry import FIGURES
from latentaudio.findings.lookup import records
from latentaudio.findings.run import Run
from latentaudio.listening.people_scores import PEOPLE
from latentaudio.report.blocks import Block, Paragraph, Table, Text, picture
from latentaudio.report.numbers import MISSING, count, interval, number, plural
from latentaudio.report.section import Section


def write(run: Run) -> list[Block]:
    """Report the scores of listeners beside those of the network on the same sounds."""
    rows = records(run.people)
    own = [row for row in rows if row["decoder"] == PEOPLE]
    listeners = max(int(row["listeners"]) for row in own)
    sounds = max(int(row["sounds"]) for row in own)
    notes = sorted({str(row["note"]) for row in rows if _is_text(row["note"])})
    return [
        Paragraph(
            f"{plural(listeners, 'listener')} heard {plural(sounds, 'sound')} of this run and "
            "chose a class of each factor. The network's answers to the same sounds are its "
            "predictions at the best layer of the factor, each in the fold in which the sound was "
            "tested."
        ),
        Table(
            f"Accuracy of listeners and of the network on the same sounds ({run.scheme} folds), "
            "with 95% intervals from resamples of listeners and groups. Agreement is the share of "
            "answers that are the network's, and Cohen’s kappa that agreement beyond chance: 1 "
            "where they always agree, 0 at chance.",
            ["factor", "who", "answers", "accuracy", "chance", "agreement", "kappa"],
            [_row(row, run) for row in rows],
            words=2,
            source="listening/scores.csv",
        ),
        *([Paragraph("; ".join(notes).capitalize() + ".", tone="note")] if notes else []),
        *picture(run.figures, "people"),
    ]


def _row(row: dict[str, Any], run: Run) -> list[Text]:
    people = row["decoder"] == PEOPLE
    layer = "" if people else f", layer {number(row['layer'], 0)} {row['layer_name']}"
    return [
        run.typed_factors[row["factor"]].title if people else "",
        "people" if people else f"{row['decoder']}{layer}",
        count(row["answers"]),
        interval(row["accuracy"], row["low"], row["high"]),
        number(row["chance"]),
        number(row["agreement"]) if people else MISSING,
        interval(row["kappa"], row["kappa_low"], row["kappa_high"]) if people else MISSING,
    ]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and not pd.isna(value) and bool(value)


SECTION = Section(
    "people",
    "What people hear",
    order=45,
    write=write,
    needs=("listening/scores.csv",),
    is_in=FIGURES["people"].is_in,
)
