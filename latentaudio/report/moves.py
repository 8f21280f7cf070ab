"""Sounds moved along the axes: what that does to YAMNet's output, and what controls do."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from latentaudio.factors import FACTOR_JOIN
from latentaudio.report import published
from latentaudio.report.axes import title
from latentaudio.report.blocks import (
    Block,
    Details,
    Heading,
    Paragraph,
    Section,
    Table,
    Text,
    picture,
    rich,
)
from latentaudio.report.numbers import (
    MISSING,
    count,
    interval,
    is_number,
    listing,
    number,
    p_equals,
    p_value,
    plural,
    scientific,
    share,
)
from latentaudio.report.run import FlowRun, Run, distinct, is_true, only, records, select
from latentaudio.transfer.effects import EFFECTS, RELATIVE

#: Largest change of a logit that counts as none, in a sound that was not moved.
SAME_OUTPUT = 1e-4
_DISTANCES = {"logits": "Euclidean distance of logits", "js": "Jensen-Shannon distance (√bits)"}
_DIGITS = {"logits": 2, "js": 3}


def section(run: Run) -> Section:
    """Tell what moving sounds along the axes does."""
    blocks: list[Block] = [Paragraph(_what_was_done())]
    if not run.flows:
        blocks.append(
            Paragraph(
                "No flow was fitted in this run (flow.layer), so no sound was moved.",
                tone="missing",
            )
        )
    for flow in run.flows:
        if len(run.flows) > 1:
            blocks.append(Heading(title(flow)))
        blocks += _of_flow(flow)
    return Section("moves", "Moving sounds along the axes", tuple(blocks))


def effect(
    flow: FlowRun,
    factor: str,
    move: str,
    reference: str,
    *,
    contrast: str = "before",
    distance: str = "logits",
    level: str = "snippet",
) -> dict[str, Any] | None:
    """Find the test of one effect; None where it was not, or could not be, tested."""
    row = flow.outcomes.get((factor, move, reference, contrast, distance, level))
    return row if row is not None and is_number(row["p"]) else None


def beyond(flow: FlowRun, factor: str, move: str, reference: str, control: str) -> bool | None:
    """Tell whether an effect beats a control (``random`` or ``permuted``); None if not tested."""
    row = effect(flow, factor, move, reference, contrast=control)
    return None if row is None else is_true(row["significant"])


def effects(flow: FlowRun, factor: str | None = None) -> list[dict[str, Any]]:
    """List the tested effects (logits, snippets, moved against before) of one factor or of all."""
    wanted = {"contrast": "before", "distance": "logits", "level": "snippet"}
    return [
        row
        for row in flow.outcomes.values()
        if all(row[key] == value for key, value in wanted.items())
        and (factor is None or row["factor"] == factor)
        and is_number(row["p"])
    ]


def moved_factors(flow: FlowRun) -> list[str]:
    """List the factors, and factors joined, that the tests are about."""
    return [] if flow.tests.empty else distinct(flow.tests["factor"])


def skipped_pairs(flow: FlowRun) -> pd.DataFrame:
    """List the pairs of classes that were left out."""
    return flow.pairs if flow.pairs.empty else flow.pairs[~flow.pairs["used"].map(is_true)]


def why_left_out(flow: FlowRun, factor: str | None = None) -> str:
    """Count the pairs, of one factor or of all, by why they were left out.

    Returns
    -------
    str
        Such as "2 overlap on the axis, 3 have too few sounds"; empty where none was left out.
    """
    table = skipped_pairs(flow)
    table = table if factor is None else select(table, factor=factor)
    overlap = _overlapping(table)
    few = len(table) - overlap
    words = []
    if overlap:
        words.append(f"{overlap} {'overlaps' if overlap == 1 else 'overlap'} on the axis")
    if few:
        words.append(f"{few} {'has' if few == 1 else 'have'} too few sounds")
    return ", ".join(words)


def _overlapping(skipped: pd.DataFrame) -> int:
    """Count pairs whose classes lie too close together, as the end of their reason says."""
    return int(skipped["reason"].str.endswith("overlap").sum()) if len(skipped) else 0


def is_opposite(flow: FlowRun, row: dict[str, Any]) -> bool:
    """Tell whether a change is significant, and in the direction that was not predicted."""
    return row["p_bonferroni"] <= flow.alpha and not is_true(row["as_expected"])


@dataclass(frozen=True)
class Replication:
    """What the flows of all seeds say of one effect of a move (logits, snippets).

    Attributes
    ----------
    factor, effect
        Which effect.
    predicted, opposite, seeds
        Number of seeds that found it significantly as predicted, significantly opposite, and of
        all; the others found nothing significant.
    """

    factor: str
    effect: str
    predicted: int
    opposite: int
    seeds: int

    @property
    def agrees(self) -> bool:
        """Whether all seeds say the same, be it that nothing is significant."""
        return self.seeds in (
            self.predicted,
            self.opposite,
            self.seeds - self.predicted - self.opposite,
        )


def replications(flow: FlowRun, factor: str | None = None) -> list[Replication]:
    """Compare the seeds' tests of the distances to either class, where any could be tested.

    The distance to the own class less that to the other adds nothing to these, and is left out.
    """
    table = select(flow.transfer_replicates, distance="logits", level="snippet", contrast="before")
    table = table if factor is None else select(table, factor=factor)
    if table.empty or table["seed"].nunique() < 2:
        return []
    seeds = table["seed"].nunique()
    names = [one.text for one in EFFECTS if one.reference != RELATIVE]
    found = []
    tested = table[table["effect"].isin(names) & table["p_bonferroni"].notna()]
    for (of, name), rows in tested.groupby(["factor", "effect"], sort=False):
        predicted = rows["significant"].map(is_true)
        opposite = (rows["p_bonferroni"] <= flow.alpha) & ~predicted
        found.append(
            Replication(str(of), str(name), int(predicted.sum()), int(opposite.sum()), seeds)
        )
    return found


def _what_was_done() -> Text:
    return rich(
        "Some sounds of a class <i>P</i> lie between <i>P</i> and another class <i>Q</i> on the "
        "factor’s axis, and are typical of neither. Such a sound’s coordinate is moved to the "
        "typical value of <i>P</i> (its own class) and to that of <i>Q</i> (the other class), the "
        "flow is inverted, and YAMNet continues from the changed activation. If the axis "
        "carries what the network uses, the output comes closer to that of typical sounds of the "
        "class moved to, and goes farther from the opposite class: the paper’s Figure 2."
    )


def _of_flow(flow: FlowRun) -> list[Block]:
    blocks = _pairs(flow)
    tested = [factor for factor in moved_factors(flow) if effects(flow, factor)]
    if not tested:
        none_used = len(flow.pairs) and len(skipped_pairs(flow)) == len(flow.pairs)
        reason = (
            f"of {plural(len(flow.pairs), 'pair')} of classes, {why_left_out(flow)}"
            if none_used
            else f"transfer/{flow.folder}/tests.csv is missing or empty"
        )
        return [
            *blocks,
            Paragraph(
                f"No effect of a move was tested at layer {flow.layer}: {reason}.", tone="missing"
            ),
        ]
    blocks += picture(
        flow.figures,
        "transfer",
        "Distances of moved sounds to typical sounds of their own and of the other class, before "
        "and after, beside the controls (the paper's Figure 2).",
    )
    for factor in moved_factors(flow):
        name = factor.replace(FACTOR_JOIN, " and ")
        axes = "axes" if FACTOR_JOIN in factor else "axis"
        blocks.append(Heading(f"Moved along the {name} {axes}"))
        if factor not in tested:
            blocks.append(Paragraph(f"Not tested: too few moved sounds of {name}.", tone="missing"))
            continue
        blocks += [_effect_table(flow, factor), *_control_table(flow, factor)]
        blocks.append(
            Details(
                "The same with groups instead of snippets, and by Jensen-Shannon distance",
                (_other_table(flow, factor),),
            )
        )
    blocks += [Paragraph(_how_to_read(flow), tone="note"), *_unmoved(flow), *_seeds(flow)]
    return blocks


def _pairs(flow: FlowRun) -> list[Block]:
    if flow.pairs.empty:
        return []
    skipped = skipped_pairs(flow)
    rows: list[list[Text]] = []
    for factor in distinct(flow.pairs["factor"]):
        own = select(flow.pairs, factor=factor)
        used = own[own["used"].map(is_true)]
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
                count(overlapping := _overlapping(select(skipped, factor=factor))),
                count(len(own) - len(used) - overlapping),
            ]
        )
    blocks: list[Block] = [
        Table(
            "Ordered pairs of classes, the sounds moved, how far apart the typical values lie "
            "(mean [least, greatest], standard deviations of the axis), and the pairs left out, "
            "because typical sounds of both classes would overlap or because sounds are too few.",
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
    # Published t are of before less after, those of the tables of after less before.
    return rich(
        '<span class="value">{} <span class="df">({})</span></span>, {}',
        number(-test.t),
        test.df,
        p_equals(test.p),
    )


def _effect_table(flow: FlowRun, factor: str) -> Table:
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
            "<b>{}</b>: {}, {} moves of sounds of {}. Change with its 95% interval (bootstrap by "
            "group).",
            factor.replace(FACTOR_JOIN, " and "),
            _DISTANCES["logits"],
            count(first["n"]),
            plural(int(first["n_groups"]), "group"),
        ),
        ["moved", "verdict", "before", "after", "change", "t", "p", "dz", "published t"],
        rows,
        words=2,
        source=f"transfer/{flow.folder}/tests.csv",
    )


def _control_table(flow: FlowRun, factor: str) -> list[Block]:
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
        header: list[Text] = ["moved"]
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
                "Controls: the change that a move in a random residual direction, or one along the "
                "axis of a flow of permuted labels, brings by itself, and by how much the move "
                f"goes beyond it. {_shifts(flow, names)}",
                header,
                rows,
                source=f"transfer/{flow.folder}/tests.csv",
            )
        )
    absent = [name for key, name in names.items() if key not in present]
    if absent:
        blocks.append(
            Paragraph(f"Controls that are missing here: {listing(absent)}.", tone="missing")
        )
    return blocks


def _shifts(flow: FlowRun, names: dict[str, str]) -> str:
    """Say how far the controls shift sounds."""
    meant = "Controls are scaled to shift the layer’s projections as far as the move does"
    found = [
        f"{share(flow.control_shifts[key])} of that ({words})"
        for key, words in names.items()
        if key in flow.control_shifts
    ]
    return f"{meant}; they do so by {listing(found)}." if found else f"{meant}."


def _other_table(flow: FlowRun, factor: str) -> Table:
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
                        f"{level}s",
                        _name(row),
                        _change(other),
                        _t(other),
                        _p(other),
                        number(other["effect_size"]) if other else MISSING,
                        _p(random),
                    ]
                )
    return Table(
        "Moved against before.",
        ["distance", "values", "moved", "change", "t", "p", "dz", "p beyond random"],
        rows,
        words=3,
        source=f"transfer/{flow.folder}/tests.csv",
    )


def _how_to_read(flow: FlowRun) -> str:
    sizes = {int(row["family_size"]) for row in effects(flow) if is_number(row["family_size"])}
    families = " or ".join(map(str, sorted(sizes)))
    return (
        "A negative change means closer. t is of a paired t-test of the distances after against "
        "before, one value a snippet and pair, as published, with its degrees of freedom; p is "
        f"Bonferroni-corrected over {families} tests, dz is the mean change over its "
        "standard deviation. Published values are printed with the same sign (the study took "
        "before less after), on other sounds; its p were judged at "
        f"{published.TRANSFER_ALPHA}. Snippets of a group are alike, so the interval is "
        "bootstrapped by group, and the folded tables repeat the tests with one value a group. "
        "Typical sounds may be of any split; only those that are moved are all held out."
    )


def _unmoved(flow: FlowRun) -> list[Block]:
    change = flow.unmoved_change
    if change is None:
        return [
            Paragraph(
                "Whether an unmoved sound keeps its output was not recorded "
                f"(transfer/{flow.folder}/distances.parquet).",
                tone="missing",
            )
        ]
    kept = "as it should" if change <= SAME_OUTPUT else "which is more than it should"
    return [
        Paragraph(
            "Sounds that went through the flow and back without a move changed YAMNet's logits by "
            f"{scientific(change)} at most, {kept} (limit {scientific(SAME_OUTPUT, 0)})."
        )
    ]


def _seeds(flow: FlowRun) -> list[Block]:
    table = select(flow.transfer_replicates, distance="logits", level="snippet", contrast="before")
    if table.empty or table["seed"].nunique() < 2:
        return [
            Paragraph(
                "Sounds were moved with the flow of one seed, so it is not known how much another "
                "training would change the effects (flow.seeds).",
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
            "The same effects with flows trained from other seeds: change of the distance [95% "
            "interval, bootstrap by group]; “n.s.”: not significantly as predicted.",
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
