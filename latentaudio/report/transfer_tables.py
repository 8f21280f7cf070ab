"""The tables of the section on moves."""

from typing import Any

from latentaudio.factor_names import FACTOR_JOIN
from latentaudio.findings import published
from latentaudio.findings.lookup import distinct, is_true, only, records, select
from latentaudio.findings.run import FlowRun
from latentaudio.findings.transfer_effects import effect, effects, overlapping, skipped_pairs
from latentaudio.report.blocks import Block, Details, Paragraph, Table, Text, rich
from latentaudio.report.numbers import (
    MISSING,
    count,
    interval,
    listing,
    number,
    p_equals,
    p_value,
    plural,
    share,
)

_DISTANCES = {"logits": "Euclidean distance of logits", "js": "Jensen-Shannon distance (√bits)"}
_DIGITS = {"logits": 2, "js": 3}


def pair_tables(flow: FlowRun) -> list[Block]:
    """Tabulate how many pairs of classes were used for each factor, and which were left out."""
    if flow.pairs.empty:
        return []
    skipped = skipped_pairs(flow)
    rows: list[list[Text]] = []
    for factor in distinct(flow.pairs["factor"]):
        own = select(flow.pairs, factor=factor)
        used = own[own["used"].map(is_true)]
        overlap = overlapping(select(skipped, factor=factor))
        moved = used["n_moved" if "n_moved" in used else "n_atypical"]
        rows.append(
            [
                factor,
                f"{len(used)} of {len(own)}",
                count(moved.sum()),
                interval(
                    used["separation"].mean(), used["separation"].min(), used["separation"].max()
                )
                if len(used)
                else MISSING,
                count(overlap),
                count(len(own) - len(used) - overlap),
            ]
        )
    blocks: list[Block] = [
        Table(
            "Ordered pairs of classes: pairs used, moves, separation of the typical values (mean "
            "[least, greatest], in standard deviations of the axis), and pairs left out because "
            "the typical sounds of both classes would overlap or because there are too few sounds.",
            ["factor", "pairs used", "moves", "separation", "overlapping", "too few sounds"],
            rows,
            source=f"transfer/{flow.folder}/pairs.csv",
        )
    ]
    if len(skipped):
        table = Table(
            "Pairs of classes left out.",
            ["factor", "own class", "other class", "why"],
            [[row["factor"], row["own"], row["other"], row["reason"]] for row in records(skipped)],
            words=4,
        )
        blocks.append(Details(f"{plural(len(skipped), 'pair')} left out, and why", (table,)))
    return blocks


def why_left_out(overlap: int, few: int) -> str:
    """State how many pairs were left out for which reason.

    Examples
    --------
    >>> why_left_out(2, 1)
    '2 overlap on the axis, 1 has too few sounds'
    """
    words = []
    if overlap:
        words.append(f"{overlap} {'overlaps' if overlap == 1 else 'overlap'} on the axis")
    if few:
        words.append(f"{few} {'has' if few == 1 else 'have'} too few sounds")
    return ", ".join(words)


def left_out(flow: FlowRun, factor: str | None = None) -> str:
    """State why pairs were left out, of one factor or of all; empty where none was left out."""
    skipped = skipped_pairs(flow)
    skipped = skipped if factor is None else select(skipped, factor=factor)
    overlap = overlapping(skipped)
    return why_left_out(overlap, len(skipped) - overlap)


def effect_table(flow: FlowRun, factor: str) -> Table:
    """Tabulate the effects of the moves of a factor, beside the published values."""
    rows: list[list[Text]] = []
    for row in effects(flow, factor):
        rows.append(
            [
                _name(row),
                rich('<span class="verdict-text">{}</span>', row["verdict"]),
                number(row["mean_before"]),
                number(row["mean_after"]),
                _change(row),
                _t(row),
                _p(row),
                number(row["effect_size"]),
                _published(factor, row),
            ]
        )
    first = effects(flow, factor)[0]
    return Table(
        rich(
            "<b>{}</b>: {}, {} moves of sounds from {}. Change with its 95% interval (bootstrap "
            "over groups).",
            factor.replace(FACTOR_JOIN, " and "),
            _DISTANCES["logits"],
            count(first["n"]),
            plural(int(first["n_groups"]), "group"),
        ),
        ["move", "verdict", "before", "after", "change", "t", "p", "dz", "published t"],
        rows,
        words=2,
        source=f"transfer/{flow.folder}/tests.csv",
    )


def control_table(flow: FlowRun, factor: str) -> list[Block]:
    """Tabulate the effects of the controls, and by how much the moves of a factor exceed them."""
    names = {"random": "random direction", "permuted": "permuted labels"}
    present = [
        key
        for key in names
        if any(
            effect(flow, factor, row["move"], row["reference"], contrast=key) is not None
            for row in effects(flow, factor)
        )
    ]
    blocks: list[Block] = []
    if present:
        header: list[Text] = ["move"]
        for key in present:
            header += [f"{names[key]} alone", f"move beyond {names[key]}", "p"]
        rows: list[list[Text]] = []
        for row in effects(flow, factor):
            cells: list[Text] = [_name(row)]
            for key in present:
                alone = effect(flow, factor, row["move"], row["reference"], contrast=f"{key}_alone")
                margin = effect(flow, factor, row["move"], row["reference"], contrast=key)
                cells += [_change(alone), _change(margin), _p(margin)]
            rows.append(cells)
        blocks.append(
            Table(
                "Controls: the change caused by moving in a random residual direction, or along "
                "the axis of a flow trained on permuted labels, and by how much the change caused "
                f"by the move exceeds it. {_shifts(flow, names)}",
                header,
                rows,
                source=f"transfer/{flow.folder}/tests.csv",
            )
        )
    absent = [name for key, name in names.items() if key not in present]
    if absent:
        blocks.append(
            Paragraph(f"Controls missing in this run: {listing(absent)}.", tone="missing")
        )
    return blocks


def _shifts(flow: FlowRun, names: dict[str, str]) -> str:
    """State how far the controls shift the projections."""
    meant = "Controls are scaled to shift the layer’s projections by the same distance as the moves"
    found = [
        f"{share(flow.control_shifts[key])} of it ({words})"
        for key, words in names.items()
        if key in flow.control_shifts
    ]
    return f"{meant}; they reach {listing(found)}." if found else f"{meant}."


def other_table(flow: FlowRun, factor: str) -> Table:
    """Tabulate the effects with one value per group, and with Jensen-Shannon distance."""
    rows: list[list[Text]] = []
    for distance, words in _DISTANCES.items():
        for level in ("snippet", "group"):
            if (distance, level) == ("logits", "snippet"):
                continue
            for row in effects(flow, factor):
                other = effect(
                    flow, factor, row["move"], row["reference"], distance=distance, level=level
                )
                random = effect(
                    flow,
                    factor,
                    row["move"],
                    row["reference"],
                    distance=distance,
                    level=level,
                    contrast="random",
                )
                rows.append(
                    [
                        words,
                        level,
                        _name(row),
                        _change(other),
                        _t(other),
                        _p(other),
                        number(other["effect_size"]) if other else MISSING,
                        _p(random),
                    ]
                )
    return Table(
        "Change from before to after the move.",
        ["distance", "one value per", "move", "change", "t", "p", "dz", "p (beyond random)"],
        rows,
        words=3,
        source=f"transfer/{flow.folder}/tests.csv",
    )


def seed_table(flow: FlowRun) -> list[Block]:
    """Tabulate the effects of the moves for the flows of all seeds."""
    table = select(flow.transfer_replicates, distance="logits", level="snippet", contrast="before")
    if table.empty or table["seed"].nunique() < 2:
        return [
            Paragraph(
                "Sounds were moved with the flow of only one seed, so the variation of the effects "
                "between trainings is unknown (flow.seeds).",
                tone="missing",
            )
        ]
    seeds = distinct(table["seed"])
    rows: list[list[Text]] = []
    for (factor, name), own in table.groupby(["factor", "effect"], sort=False):
        cells: list[Text] = []
        for seed in seeds:
            row = only(own[own["seed"].astype(str) == seed])
            mark = "" if row is None or is_true(row["significant"]) else " n.s."
            cells.append(_seed_change(row) + mark)
        rows.append([str(factor), str(name), *cells])
    return [
        Table(
            "The same effects with flows trained from different seeds: change of the distance [95% "
            "interval, bootstrap over groups]. “n.s.” marks effects that are not significant in "
            "the predicted direction.",
            ["factor", "effect", *(f"seed {seed}" for seed in seeds)],
            rows,
            words=2,
            source=f"transfer/{flow.folder}/replicates.csv",
        )
    ]


def _seed_change(row: dict[str, Any] | None) -> Text:
    if row is None:
        return MISSING
    return interval(row["difference"], row["boot_low"], row["boot_high"])


def _name(row: dict[str, Any]) -> Text:
    return rich(
        '<span class="effect">{} <span class="expected">(should {})</span></span>',
        row["effect"],
        "fall" if row["expected_sign"] < 0 else "rise",
    )


def _change(row: dict[str, Any] | None) -> Text:
    if row is None:
        return MISSING
    return interval(
        row["difference"], row["boot_low"], row["boot_high"], _DIGITS[str(row["distance"])]
    )


def _t(row: dict[str, Any] | None) -> Text:
    if row is None:
        return MISSING
    return rich(
        '<span class="value">{} <span class="df">({})</span></span>',
        number(row["statistic"]),
        number(row["df"], 0),
    )


def _p(row: dict[str, Any] | None) -> Text:
    return MISSING if row is None else p_value(row["p_bonferroni"])


def _published(factor: str, row: dict[str, Any]) -> Text:
    test = published.transfer_test(factor, row["move"]) if row["reference"] == "own" else None
    if test is None:
        return MISSING
    # Published t values are for before minus after, those of the tables for after minus before.
    return rich(
        '<span class="value">{} <span class="df">({})</span></span>, {}',
        number(-test.t),
        test.df,
        p_equals(test.p),
    )
