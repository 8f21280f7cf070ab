"""Caveats about the effects of moves on distances and on the probabilities of output classes."""

from collections.abc import Iterator

from latentaudio.disentanglement.folding import LEAST_OWN
from latentaudio.findings import reasons
from latentaudio.findings.heard import pooled_shift
from latentaudio.findings.lookup import distinct, is_number, is_true, records, select
from latentaudio.findings.record import Finding
from latentaudio.findings.run import FlowRun, Run
from latentaudio.findings.seeds import replications
from latentaudio.findings.transfer_effects import (
    SAME_OUTPUT,
    effect,
    effects,
    moved_factors,
    skipped_pairs,
)
from latentaudio.findings.verdicts import HOLDS, UNTESTED
from latentaudio.report.answers import why
from latentaudio.report.blocks import Text, titled
from latentaudio.report.numbers import (
    MOST_NAMED,
    first_few,
    listing,
    number,
    p_equals,
    plural,
    scientific,
    share,
)
from latentaudio.report.transfer_tables import left_out
from latentaudio.transfer.effects import CONTROLS, EFFECTS, Effect

#: Titles of the effects that were not found, by reason.
_NOT_FOUND = {
    reasons.NOT_SIGNIFICANT: "As predicted, but not significant",
    reasons.OPPOSITE: "Opposite to the prediction",
    reasons.WRONG_DIRECTION: "Not in the predicted direction, and not significant",
}
#: Factors whose moved sounds are from fewer groups than this are named.
FEW_MOVED = 10
#: Largest accepted difference between the shifts by a control and by its moves, as a share of the
#: latter.
UNEQUAL_SHIFT = 0.1


def moves(findings: list[Finding]) -> Iterator[Text]:
    """List effects that do not hold entirely, grouped by reason."""
    found: dict[str, list[str]] = {}
    for finding in _by_factor(findings):
        if finding.verdict in (HOLDS, UNTESTED):
            continue
        group = f"Significant, but {why(finding)}"
        for reason, words in _NOT_FOUND.items():
            group = words if finding.has(reason) else group
        change = finding["change"]
        found.setdefault(group, []).append(
            f"{finding.factor}, {_effect(finding)} (change {number(change.estimate)}, "
            f"{p_equals(change.p)})"
        )
    for group, names in found.items():
        yield titled(group, f"{'; '.join(names)}.")


def _by_factor(findings: list[Finding]) -> list[Finding]:
    """Sort the findings about moves by factor, as the tables are, and then by effect."""
    about_moves = [one for one in findings if one.reference is not None]
    factors = list(dict.fromkeys(one.factor for one in about_moves))
    effects_in_order = [effect.text for effect in EFFECTS]
    return sorted(
        about_moves,
        key=lambda one: (factors.index(one.factor), effects_in_order.index(_effect(one))),
    )


def _effect(finding: Finding) -> str:
    return Effect(str(finding.move), str(finding.reference)).text


def controls(flow: FlowRun) -> Iterator[Text]:
    """Report controls that have the effects of moves, or that shift sounds less far than these."""
    alone = select(flow.tests, contrast="random_alone", distance="logits", level="snippet")
    same = [
        f"{row['factor']}, {row['effect']} (change {number(row['difference'])})"
        for row in records(alone)
        if is_true(row["significant"])
    ]
    if same:
        yield titled(
            "Moves in a random direction have the same effect",
            "moves in a random direction that shift the layer’s projections by the same distance "
            f"also change outputs as predicted for {'; '.join(same)}. Only the effect beyond that "
            "is due to the axis.",
        )
    for control, ratio in flow.control_shifts.items():
        if abs(ratio - 1) > UNEQUAL_SHIFT:
            yield titled(
                f"The moves shift sounds less far than {CONTROLS[control]} does"
                if ratio > 1
                else f"The moves shift sounds farther than {CONTROLS[control]} does",
                f"the control shifts the layer’s projections by {share(ratio)} of the distance of "
                "the moves, so the comparison is not one of direction alone.",
            )


def other_measures(flow: FlowRun) -> Iterator[Text]:
    """List effects that are significant for snippets and logits only."""
    for words, choice in (
        ("with one value per group", {"level": "group"}),
        ("with Jensen-Shannon distance", {"distance": "js"}),
    ):
        lost = [
            f"{row['factor']} ({row['effect']})"
            for row in effects(flow)
            if is_true(row["significant"])
            and (other := effect(flow, row["factor"], row["move"], row["reference"], **choice))
            is not None
            and not is_true(other["significant"])
        ]
        if lost:
            yield titled(
                f"Not significant {words}",
                f"{first_few(lost)}, although significant with one value per snippet and logits.",
            )


def few_moved_groups(flow: FlowRun) -> Iterator[Text]:
    """Name factors whose moved sounds are from few groups."""
    few = [
        f"{factor} ({plural(int(rows[0]['n_groups']), 'group')})"
        for factor in moved_factors(flow)
        if (rows := effects(flow, factor)) and rows[0]["n_groups"] < FEW_MOVED
    ]
    if few:
        yield titled(
            "Moved sounds are from few groups",
            f"{listing(few)}. Snippets of a group are alike, so tests with one value per snippet "
            "overstate the evidence.",
        )


def pairs_left_out(flow: FlowRun) -> Iterator[Text]:
    """Name the pairs of classes that were left out, with the reasons."""
    skipped = skipped_pairs(flow)
    for factor in distinct(skipped["factor"]) if len(skipped) else []:
        rows = records(select(skipped, factor=factor))
        total = len(select(flow.pairs, factor=factor))
        names = [f"{row['own']} → {row['other']}" for row in rows]
        if len(rows) <= MOST_NAMED:
            names = [f"{name} ({row['reason']})" for name, row in zip(names, rows, strict=True)]
        yield titled(
            f"Pairs of {factor} left out",
            f"{len(rows)} of {total} ({left_out(flow, factor)}): {first_few(names)}.",
        )


def seeds(flow: FlowRun) -> Iterator[Text]:
    """Report a missing second seed, or disagreement between seeds."""
    axes = flow.replicates
    if flow.metrics is not None and (axes.empty or axes["seed"].nunique() < 2):
        yield titled("Only one seed was trained", "another seed might yield other axes.")
        return
    own = axes[axes["own"].map(is_true)] if len(axes) else axes
    for axis in distinct(own["axis"]) if len(own) else []:
        values = select(own, axis=axis)["eta_squared"].dropna()
        if (values >= LEAST_OWN).nunique() > 1:
            yield titled(
                f"Seeds disagree on the axis of {axis}",
                f"η² is between {number(values.min())} and {number(values.max())}, on both sides "
                f"of {LEAST_OWN:g}.",
            )
    mixed = [
        f"{one.factor} ({one.effect}) with {one.predicted} of {one.seeds} seeds"
        + (f", opposite with {one.opposite}" if one.opposite else "")
        for one in replications(flow)
        if not one.agrees
    ]
    if mixed:
        yield titled(
            "Seeds disagree on the effect of moves",
            f"significant as predicted: {first_few(mixed)}.",
        )


def unmoved(flow: FlowRun) -> Iterator[Text]:
    """Report that sounds change without a move."""
    if flow.unmoved_change is not None and flow.unmoved_change > SAME_OUTPUT:
        yield titled(
            "Unmoved sounds change",
            "mapping sounds through the flow and back changes logits by up to "
            f"{scientific(flow.unmoved_change)}.",
        )


def heard(flow: FlowRun, classes: str) -> Iterator[Text]:
    """Name moves after which output classes do not clearly change as their names predict."""
    wrong, unknown = [], []
    for factor in distinct(flow.class_shifts["factor"]) if len(flow.class_shifts) else []:
        for move in ("own", "other"):
            for side, words in (
                ("target", "named for it"),
                ("source", "named for the opposite class"),
            ):
                row = pooled_shift(flow, factor, move, side)
                if row is None:
                    continue
                what = f"{factor} (moved to {move} class, {words})"
                bound = row["ci_low"] if row["expected"] > 0 else row["ci_high"]
                if not is_number(bound):
                    unknown.append(what)
                elif bound * row["expected"] <= 0:
                    wrong.append(what)
    if wrong:
        yield titled(
            f"{classes} do not clearly change as predicted",
            "the interval of the change of probability includes zero or lies on the wrong side for "
            f"{first_few(wrong)}.",
        )
    if unknown:
        yield titled(
            f"Changes of {classes} have no interval",
            f"all moved sounds are from one group for {first_few(unknown)}.",
        )


def standing(run: Run) -> Iterator[Text]:
    """List the limits that all measures of moves have."""
    yield titled(
        "Distances of logits give much weight to quiet sounds",
        "the logits of near-silent snippets are large negative numbers. The Jensen-Shannon "
        "distance of probabilities, reported beside it, does not have this weakness.",
    )
    yield titled(
        f"The association of {run.network.classes_title} with factors is a judgement",
        "the list (transfer.associated) is short, and the probability of a class may rise for "
        "reasons other than its name.",
    )
