"""The section on what the network hears: the output classes of moved sounds."""

from typing import Any

import pandas as pd

from latentaudio.findings.heard import hits, pooled_shift
from latentaudio.findings.lookup import distinct, is_number, records, select
from latentaudio.findings.run import FlowRun, Run
from latentaudio.networks.base import NetworkDescription
from latentaudio.report.blocks import (
    Block,
    Details,
    Heading,
    Paragraph,
    Table,
    Text,
    in_lines,
    picture,
    rich,
)
from latentaudio.report.flows import by_flow
from latentaudio.report.numbers import count, interval, listing, number, plural
from latentaudio.report.section import Section

#: Number of examples of a factor that are not folded, and of classes listed per pair or cell.
_EXAMPLES = 1
_LARGEST = 3
_SIDES = {
    "target": "named for the class moved to",
    "source": "named for the opposite class",
}


def write(run: Run) -> list[Block]:
    """Report which output classes become more and less probable after moves."""
    title, classes = run.network.title, run.network.classes_title
    blocks: list[Block] = [
        Paragraph(
            f"{title} assigns a probability to each of {len(run.network.classes)} {classes}. Some "
            "of these are named for a material, an action or the like; the configuration lists "
            f"them (transfer.associated). If a move has the intended effect, {classes} named for "
            "the class moved to become more probable, and those named for the opposite class less "
            "probable."
        )
    ]
    blocks += by_flow(
        run,
        "No flow was fitted in this run (flow.layer), so no sound was moved.",
        lambda flow: _of_flow(flow, run.network),
    )
    blocks += _before(run)
    return blocks


def _of_flow(flow: FlowRun, network: NetworkDescription) -> list[Block]:
    classes = network.classes_title
    shifts = flow.class_shifts
    if shifts.empty:
        return [
            Paragraph(
                f"The {classes} of sounds moved at layer {flow.layer} are unknown: "
                f"transfer/{flow.folder}/class_shifts.csv is missing, or no sound was moved.",
                tone="missing",
            )
        ]
    blocks = _pooled(flow, classes)
    blocks += picture(flow.figures, "dose_response")
    blocks += _dose(flow, classes)
    blocks += picture(flow.figures, "class_shifts")
    blocks.append(
        Details("The largest changes for each pair of classes", tuple(_largest(flow, classes)))
    )
    blocks += _examples(flow, network.title)
    return blocks


def _pooled(flow: FlowRun, classes: str) -> list[Block]:
    rows: list[list[Text]] = []
    without = []
    for factor in distinct(flow.class_shifts["factor"]):
        found = False
        for move in ("own", "other"):
            for side, words in _SIDES.items():
                row = pooled_shift(flow, factor, move, side)
                if row is None:
                    continue
                found = True
                right, named = hits(flow, factor, move)
                rows.append(
                    [
                        factor,
                        f"to {move} class",
                        words,
                        number(row["before"], 3),
                        number(row["after"], 3),
                        interval(row["change"], row["ci_low"], row["ci_high"], 4),
                        "rise" if row["expected"] > 0 else "fall",
                        _answer(row),
                        f"{right} of {named}",
                    ]
                )
        if not found:
            without.append(factor)
    blocks: list[Block] = []
    if rows:
        blocks.append(
            Table(
                f"Mean probability of associated {classes} before and after the move, over "
                "all pairs whose two classes both have associations, and its change with the 95% "
                "interval (bootstrap over groups). The last column counts, over all pairs, the "
                f"{classes} that changed in the predicted direction by any amount.",
                [
                    "factor",
                    "move",
                    classes,
                    "before",
                    "after",
                    "change",
                    "predicted",
                    "observed",
                    "single classes",
                ],
                rows,
                words=3,
                source=f"transfer/{flow.folder}/class_shifts.csv",
            )
        )
    if without:
        blocks.append(
            Paragraph(
                f"There is no prediction for {listing(without)}: no moved pair has {classes} "
                "associated with both of its classes (transfer.associated).",
                tone="missing",
            )
        )
    return blocks


def _answer(row: dict[str, Any]) -> str:
    if not (is_number(row["ci_low"]) and is_number(row["ci_high"])):
        return "no interval"
    if row["ci_low"] > 0:
        return "rise"
    return "fall" if row["ci_high"] < 0 else "unclear"


def _dose(flow: FlowRun, classes: str) -> list[Block]:
    table = flow.dose_response
    pooled = select(table, own="", other="")
    if pooled.empty:
        return [
            Paragraph(
                f"There is no dose-response curve: no moved pair has {classes} associated "
                "with both of its classes.",
                tone="missing",
            )
        ]
    rows: list[list[Text]] = []
    for (factor, side), own in pooled.groupby(["factor", "associated_with"], sort=False):
        at = own.set_index("position")
        rows.append(
            [
                str(factor),
                f"named for the {side} class",
                *(
                    interval(row["change"], row["change_low"], row["change_high"], 4)
                    for row in (at.loc[end].to_dict() for end in (at.index.min(), at.index.max()))
                ),
            ]
        )
    return [
        Table(
            "Change of probability at both ends of the path, relative to before the move, with 95% "
            "intervals, pooled over all pairs.",
            ["factor", classes, "at the own class", "at the other class"],
            rows,
            words=2,
            source=f"transfer/{flow.folder}/dose_response.csv",
        )
    ]


def _largest(flow: FlowRun, classes: str) -> list[Block]:
    table = flow.class_shifts
    listed = table[table["kind"].isin(["rose", "fell"]) & (table["rank"] <= _LARGEST)]
    blocks: list[Block] = []
    for factor in distinct(listed["factor"]):
        rows: list[list[Text]] = []
        for (own, other, move), part in select(listed, factor=factor).groupby(
            ["own", "other", "move"], sort=False
        ):
            rows.append(
                [
                    str(own),
                    str(other),
                    f"to {move}",
                    *(_classes(select(part, kind=kind)) for kind in ("rose", "fell")),
                ]
            )
        blocks.append(
            Table(
                f"{factor}: the {_LARGEST} {classes} that rose and fell most (mean change "
                "of probability [95% interval], not corrected for selecting the largest).",
                ["own class", "other class", "move", "rose", "fell"],
                rows,
                words=5,
                source=f"transfer/{flow.folder}/class_shifts.csv",
            )
        )
    return blocks


def _classes(rows: pd.DataFrame) -> Text:
    classes = [
        rich("{} {}", row["class_name"], interval(row["change"], row["ci_low"], row["ci_high"], 3))
        for row in records(rows.sort_values("rank"))
    ]
    return in_lines(*classes) if classes else "none"


def _examples(flow: FlowRun, network: str) -> list[Block]:
    table = flow.examples
    if table.empty:
        return [Paragraph("There are no examples of moved sounds.", tone="missing")]
    keys = ["own", "other", "snippet_id", "move"]
    blocks: list[Block] = [
        Heading("Examples"),
        Paragraph(
            f"These examples were selected for large changes of {network}’s output. They "
            "illustrate the effect and are no evidence for it.",
            tone="note",
        ),
    ]
    rest: list[Block] = []
    for factor in distinct(table["factor"]):
        for index, (key, rows) in enumerate(select(table, factor=factor).groupby(keys, sort=False)):
            own, other, snippet, move = key
            goal = other if move == "other" else own
            example = Table(
                f"{snippet} ({factor}: {own}, moved to {goal}): the five most probable classes "
                "with their probabilities.",
                ["before", "after"],
                [
                    [
                        _heard_class(row["class_before"], row["probability_before"]),
                        _heard_class(row["class_after"], row["probability_after"]),
                    ]
                    for row in records(rows.sort_values("rank"))
                ],
                words=2,
            )
            (blocks if index < _EXAMPLES else rest).append(example)
    if rest:
        blocks.append(Details(f"{plural(len(rest), 'more example')}", tuple(rest)))
    return blocks


def _heard_class(name: str, probability: float) -> Text:
    return rich('{} <span class="interval">{}</span>', name, number(probability))


def _before(run: Run) -> list[Block]:
    """Tabulate the output classes of the sounds before any move, cell by cell."""
    title, classes = run.network.title, run.network.classes_title
    if run.heard.empty:
        return [
            Paragraph(
                f"The {classes} of the sounds before any move are unknown: "
                "stats/classes.csv is missing.",
                tone="missing",
            )
        ]
    first = run.heard[run.heard["rank"] <= _LARGEST]
    rows: list[list[Text]] = []
    for cell, part in first.groupby(run.factors, sort=False):
        names = [
            f"{row['class_name']} ({number(row['mean_score'])})"
            for row in records(part.sort_values("rank"))
        ]
        rows.append([*map(str, cell), "; ".join(names), count(part["n_snippets"].iloc[0])])
    table = Table(
        f"The {_LARGEST} {classes} with the highest mean score in each cell, before any move.",
        [*run.factors, f"{classes} (mean score)", "snippets"],
        rows,
        words=len(run.factors) + 1,
        source="stats/classes.csv",
    )
    return [Details(f"What {title} hears in the sounds before any move", (table,))]


SECTION = Section(
    "heard",
    "What {network} hears",
    order=70,
    write=write,
    needs=("dataset/snippets.parquet",),
)
