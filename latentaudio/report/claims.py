"""The paper's claims, one by one, with this run's answers and verdicts by stated rules."""

from collections.abc import Callable, Iterable

from latentaudio.decoding.decoders import KNN
from latentaudio.factors import FACTOR_JOIN
from latentaudio.report import published
from latentaudio.report.axes import (
    EXACT,
    LEAST_OWN,
    LEAST_RATIO,
    eta_squared,
    has_interval,
    own_values,
    strongest_other,
)
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
from latentaudio.report.heard import pooled_shift
from latentaudio.report.layers import RELIABLE, comparison
from latentaudio.report.moves import (
    beyond,
    effect,
    is_opposite,
    replications,
    skipped_pairs,
    why_left_out,
)
from latentaudio.report.numbers import (
    interval,
    is_number,
    p_equals,
    plural,
    ranges,
    scientific,
    t_equals,
)
from latentaudio.report.run import FlowRun, Run, is_true, only, select, setting
from latentaudio.report.verdicts import HOLDS, IN_PART, NOT, UNTESTED, overall
from latentaudio.transfer.effects import CONTROLS, EFFECTS, RELATIVE

_NO_FLOW = "no flow in this run"
_NO_VALUE = "shown as a figure, no value"
_NOT_IN_PAPER = ""
_LAYER_RULE = (
    "Holds when significant after correction with grouped folds, the best layer chosen on other "
    "folds than it is judged on (corrected resampled t-test); in part when only with the best "
    "layer chosen on the same folds."
)
_MOVE_RULE = (
    "Holds when the change of the distance of logits is as predicted and significant after "
    "correction (paired t, snippets, as published), the interval bootstrapped by group is "
    "without zero, and the move beats every control there is; in part when it is significant but "
    "one of these fails."
)


def section(run: Run) -> Section:
    """Put the claims and the verdicts before everything else."""
    paper, further = tuple(paper_claims(run)), tuple(further_claims(run))
    blocks: list[Block] = [
        Paragraph(_introduction(run)),
        ClaimTable("The paper’s claims", paper),
        ClaimTable("Asked beyond the paper", further),
        Details("How verdicts are computed", (Items(_rules([*paper, *further])),)),
        Paragraph(
            f"Published values are from {published.SOURCE}; they are of other sounds, so shape and "
            "sign can be compared, sizes cannot. Values in brackets are 95% intervals. A claim "
            "“holds in part” when its lines differ, or when the reason given with a line limits "
            "it. Verdicts are computed from the tables; nobody wrote them.",
            tone="note",
        ),
    ]
    return Section("summary", "Summary", tuple(blocks))


def paper_claims(run: Run) -> list[ClaimRow]:
    """Judge the claims of the published study."""
    folds = int(setting(run.config, "folds.grouped"))
    return [
        _claim(
            "An intermediate layer knows the factors best.",
            f"Holds when the best layer, on all folds and as chosen on any {folds - 1} of the "
            f"{folds}, is neither the first nor the last; in part when some choice is.",
            (_intermediate(run, factor) for factor in run.factors),
        ),
        *(
            _claim(words, _LAYER_RULE, (_compared(run, factor, name) for factor in run.factors))
            for name, words in (
                ("first_vs_best", "The best layer knows the factor better than the first."),
                ("best_vs_last", "The best layer knows the factor better than the last."),
                ("first_vs_last", "The last layer knows the factor better than the first."),
            )
        ),
        _claim(
            "An invertible flow gives each factor an axis of its own.",
            f"Holds when, on held-out sounds, the own factor explains at least {LEAST_OWN:g} of "
            f"the axis’s variance (η²) and at least {LEAST_RATIO:g} times what any other does; in "
            "part when its interval lies above that of the others but these limits are missed, or "
            "when they are reached but there is no interval.",
            _for_flow(run, _own_axis),
        ),
        _claim(
            "The flow can be undone, so that moved sounds return to the layer.",
            f"Holds when going there and back changes no held-out projection by "
            f"{EXACT:g} standard deviations or more.",
            [_inverse(run.main_flow)],
        ),
        _claim(
            "Moved to its own class, a sound comes closer to typical sounds of that class.",
            _MOVE_RULE,
            _for_flow(run, lambda flow, factor: _moved(flow, factor, "own", "own")),
        ),
        _claim(
            "Moved to the other class, a sound goes farther from typical sounds of its own.",
            _MOVE_RULE,
            _for_flow(run, lambda flow, factor: _moved(flow, factor, "other", "own")),
        ),
        _claim(
            "Moved to the other class, it comes closer to typical sounds of that class.",
            _MOVE_RULE,
            _for_flow(run, lambda flow, factor: _moved(flow, factor, "other", "other")),
        ),
        _claim(
            "Moved to its own class, it goes farther from typical sounds of the other.",
            _MOVE_RULE,
            _for_flow(run, lambda flow, factor: _moved(flow, factor, "own", "other")),
        ),
    ]


def further_claims(run: Run) -> list[ClaimRow]:
    """Judge what the published study did not ask."""
    return [
        _claim(
            "Training YAMNet, not its architecture, made the best layer know the factor.",
            "Holds when KNN at the best layer is significantly better than at the same layer with "
            "permuted weights (corrected resampled t-test, Bonferroni over layers).",
            (_trained(run, factor) for factor in run.factors),
        ),
        _claim(
            "The flow separates the factors better than linear axes do.",
            "Holds when the own factor’s η² has an interval above that of LDA’s axis; in part when "
            "it is higher but the intervals overlap or are missing.",
            _for_flow(run, _beyond_linear),
        ),
        _claim(
            "Moved to a class, a sound’s output leans to that class rather than to the other.",
            f"{_MOVE_RULE} The distance here is that to the own class less that to the other.",
            [
                *_for_flow(run, lambda flow, factor: _moved(flow, factor, "own", RELATIVE)),
                *_for_flow(run, lambda flow, factor: _moved(flow, factor, "other", RELATIVE)),
            ],
        ),
        _claim(
            "Moved along the axes of all factors at once, a sound’s output follows all of them.",
            f"{_MOVE_RULE} Moves to the own class should come closer to it and go farther from the "
            "other, moves to the other class the reverse.",
            _joined(run),
        ),
        _claim(
            "Another training of the flow shows the same effects of moves.",
            "Holds when the flows of all seeds agree on every effect: that it is significant, and "
            "in which direction, or that it is not significant; in part when they agree on some.",
            _for_flow(run, _every_seed),
        ),
        _claim(
            "Moved to the other class, a sound makes YAMNet hear what that class is called.",
            "Holds when the probability of AudioSet classes named for the class moved to rises and "
            "that of the opposite class falls, by intervals without zero; in part when one does; "
            "not tested where there are no intervals.",
            _for_flow(run, _heard),
        ),
    ]


def _introduction(run: Run) -> Text:
    flow = run.main_flow
    where = f"flow at layer {flow.layer}" if flow is not None else "no flow"
    text = (
        f"This page tells what the run “{run.name}” found: how well each layer of YAMNet knows "
        "what is known of the sounds, whether a flow gives each factor an axis of its own, and "
        "what YAMNet hears when sounds are moved along it. It carries out the analysis of "
        f"{published.CITATION} Claims about axes and moves are judged by the {where}."
    )
    if len(run.flows) > 1:
        others = [other.layer for other in run.flows if other is not flow]
        text += f" The sections below also have those of layers {ranges(others)}."
    return text


def _rules(claims: list[ClaimRow]) -> tuple[Text, ...]:
    """List each rule once, with the claims it is for."""
    statements: dict[Text, list[Text]] = {}
    for claim in claims:
        statements.setdefault(claim.rule, []).append(claim.statement)
    return tuple(
        rich("<i>{}</i> {}", " ".join(of_rule), rule) for rule, of_rule in statements.items()
    )


def _claim(statement: str, rule: str, lines: Iterable[Line]) -> ClaimRow:
    found = tuple(lines)
    return ClaimRow(statement, rule, found, overall(line.verdict for line in found))


def _for_flow(run: Run, judge: Callable[[FlowRun, str], Line]) -> list[Line]:
    """Judge each factor of the main flow."""
    flow = run.main_flow
    if flow is None:
        return [Line("", _NO_VALUE, _NO_FLOW, UNTESTED)]
    return [judge(flow, factor) for factor in run.factors]


def _joined(run: Run) -> list[Line]:
    """Judge the moves along all axes of the main flow at once."""
    flow = run.main_flow
    if flow is None or len(run.factors) < 2:
        answer = _NO_FLOW if flow is None else "one factor only"
        return [Line("", _NOT_IN_PAPER, answer, UNTESTED)]
    factor = FACTOR_JOIN.join(run.factors)
    return [
        _judged(flow, factor, one.move, one.reference, one.text, _NOT_IN_PAPER)
        for one in EFFECTS
        if one.reference != RELATIVE
    ]


# -- Layers ----------------------------------------------------------------------------------------


def _intermediate(run: Run, factor: str) -> Line:
    reference = f"layer {published.BEST_LAYER} of 14"
    if len(run.layers) < 3:
        return Line(factor, reference, f"{plural(len(run.layers), 'layer')} analysed", UNTESTED)
    best = run.best["factors"][factor]
    chosen = [int(best["layer"]), *map(int, best["nested"]["layers_by_fold"])]
    ends = {run.layers[0], run.layers[-1]}
    inside = [layer not in ends for layer in chosen]
    verdict = HOLDS if all(inside) else IN_PART if any(inside) else NOT
    answer = rich(
        "layer {} of {}–{}, accuracy {}; chosen fold by fold: {}",
        best["layer"],
        run.layers[0],
        run.layers[-1],
        interval(best["mean"], *best["ci"]),
        ranges(sorted(set(chosen[1:]))),
    )
    return Line(factor, reference, answer, verdict)


def _compared(run: Run, factor: str, name: str) -> Line:
    test = published.layer_test(factor, name)
    reference = (
        f"{t_equals(abs(test.t), test.df)}, {p_equals(test.p)}"
        if test
        else "not a factor of the paper"
    )
    row = comparison(run, factor, name)
    if row is None:
        return Line(factor, reference, "no grouped folds", UNTESTED)
    if "same layer" in str(row["note"]):
        return Line(factor, reference, "the best layer is this very layer", NOT)
    # In the tables, differences are a - b; the claim is about how much better b is, but for one.
    sign = 1 if name == "best_vs_last" else -1
    low, high = sorted((sign * row["ci_low"], sign * row["ci_high"]))
    answer = rich(
        "better by {}, {}, {}",
        interval(sign * row["difference"], low, high),
        t_equals(sign * row["statistic"], row["df"]),
        p_equals(row["p_bonferroni"]),
    )
    same_folds = comparison(run, factor, name, selection="same_folds")
    if _significant(row, sign):
        return Line(factor, reference, answer, HOLDS)
    if _significant(same_folds, sign):
        answer = rich("{}; significant only when chosen on the same folds", answer)
        return Line(factor, reference, answer, IN_PART)
    return Line(factor, reference, answer, NOT)


def _significant(row: dict[str, object] | None, sign: int) -> bool:
    return row is not None and is_true(row["reject"]) and sign * float(str(row["difference"])) > 0


def _trained(run: Run, factor: str) -> Line:
    layer = int(run.best["factors"][factor]["layer"])
    row = only(
        run.comparisons,
        factor=factor,
        scheme="grouped",
        decoder=KNN,
        family="control",
        test=RELIABLE,
        layer_a=layer,
    )
    if row is None:
        return Line(factor, _NOT_IN_PAPER, "no control network in this run", UNTESTED)
    answer = rich(
        "better by {} at layer {}, {}",
        interval(row["difference"], row["ci_low"], row["ci_high"]),
        layer,
        p_equals(row["p_bonferroni"]),
    )
    return Line(factor, _NOT_IN_PAPER, answer, HOLDS if _significant(row, 1) else NOT)


# -- Axes ------------------------------------------------------------------------------------------


def _own_axis(flow: FlowRun, factor: str) -> Line:
    own = own_values(flow, factor)
    if own is None:
        return Line(factor, _NO_VALUE, "not measured", UNTESTED)
    other = strongest_other(flow, factor)
    answer: Text = rich("own η² {}", eta_squared(own))
    enough = own["eta_squared"] >= LEAST_OWN
    apart = has_interval(own)
    if other is not None:
        answer = rich("{}; {} {}", answer, other["factor"], eta_squared(other))
        enough &= own["eta_squared"] >= LEAST_RATIO * other["eta_squared"]
        apart = own["eta_squared_low"] > other["eta_squared_high"]
    if not has_interval(own):
        answer = rich("{}; no interval", answer)
        return Line(factor, _NO_VALUE, answer, IN_PART if enough else NOT)
    return Line(factor, _NO_VALUE, answer, HOLDS if enough else IN_PART if apart else NOT)


def _inverse(flow: FlowRun | None) -> Line:
    reference = "exact by construction"
    if flow is None or flow.metrics is None:
        return Line("", reference, _NO_FLOW, UNTESTED)
    error = flow.metrics["inverse_error"]
    if not is_number(error):
        return Line("", reference, "not measured", UNTESTED)
    answer = f"largest error {scientific(error)}"
    return Line("", reference, answer, HOLDS if error < EXACT else NOT)


def _beyond_linear(flow: FlowRun, factor: str) -> Line:
    own = own_values(flow, factor)
    linear = own_values(flow, factor, space="lda")
    if own is None or linear is None:
        return Line(factor, _NOT_IN_PAPER, "no LDA to compare with", UNTESTED)
    answer = rich("flow {}, LDA {}", eta_squared(own), eta_squared(linear))
    if own["eta_squared_low"] > linear["eta_squared_high"]:
        return Line(factor, _NOT_IN_PAPER, answer, HOLDS)
    if not (has_interval(own) and has_interval(linear)):
        answer = rich("{}; no intervals", answer)
    higher = own["eta_squared"] > linear["eta_squared"]
    return Line(factor, _NOT_IN_PAPER, answer, IN_PART if higher else NOT)


# -- Moves -----------------------------------------------------------------------------------------


def move_verdict(flow: FlowRun, factor: str, move: str, reference: str) -> tuple[str, str]:
    """Judge one effect of a move by the rule of the summary.

    Returns
    -------
    verdict, reason : str
        The reason is empty when the claim holds.
    """
    row = effect(flow, factor, move, reference)
    if row is None:
        return UNTESTED, _why_untested(flow, factor)
    if not is_true(row["significant"]):
        if is_opposite(flow, row):
            return NOT, "opposite to the prediction"
        direction = "" if is_true(row["as_expected"]) else "not in the predicted direction, "
        return NOT, f"{direction}not significant"
    limits = []
    if not (is_number(row["boot_low"]) and is_number(row["boot_high"])):
        limits.append("no interval by groups, as all sounds are of one")
    elif row["boot_low"] <= 0 <= row["boot_high"]:
        limits.append("by groups, zero is within the interval")
    for control, words in CONTROLS.items():
        if beyond(flow, factor, move, reference, control) is False:
            limits.append(f"not beyond {words}")
    return (IN_PART, "; ".join(limits)) if limits else (HOLDS, "")


def _why_untested(flow: FlowRun, factor: str) -> str:
    """Tell why no effect of a factor was tested."""
    pairs, skipped = (select(table, factor=factor) for table in (flow.pairs, skipped_pairs(flow)))
    if len(pairs) and len(pairs) == len(skipped):
        return f"of {plural(len(pairs), 'pair')} of classes, {why_left_out(flow, factor)}"
    return "too few moved sounds" if len(pairs) else "no sounds were moved"


def _moved(flow: FlowRun, factor: str, move: str, reference: str) -> Line:
    test = published.transfer_test(factor, move) if reference == "own" else None
    if reference == RELATIVE:
        return _judged(flow, factor, move, reference, f"{factor}, to {move}", _NOT_IN_PAPER)
    # Published t are of before less after, those of the tables of after less before.
    value: Text = f"{t_equals(-test.t, test.df)}, {p_equals(test.p)}" if test else _NO_VALUE
    return _judged(flow, factor, move, reference, factor, value)


def _judged(flow: FlowRun, factor: str, move: str, reference: str, about: str, value: Text) -> Line:
    row = effect(flow, factor, move, reference)
    verdict, reason = move_verdict(flow, factor, move, reference)
    if row is None:
        return Line(about, value, reason, verdict)
    answer = rich(
        "{}, {}, {}",
        interval(row["difference"], row["boot_low"], row["boot_high"]),
        t_equals(row["statistic"], row["df"]),
        p_equals(row["p_bonferroni"]),
    )
    beaten = [
        words
        for control, words in CONTROLS.items()
        if beyond(flow, factor, move, reference, control)
    ]
    if beaten and verdict != NOT:
        answer = rich("{}; beyond {}", answer, " and ".join(beaten))
    if reason:
        answer = rich("{}; {}", answer, reason)
    return Line(about, value, answer, verdict)


def _every_seed(flow: FlowRun, factor: str) -> Line:
    table = flow.transfer_replicates
    if table.empty or table["seed"].nunique() < 2:
        return Line(factor, _NOT_IN_PAPER, "flow of one seed", UNTESTED)
    found = replications(flow, factor)
    if not found:
        return Line(factor, _NOT_IN_PAPER, "no effect was tested", UNTESTED)
    agree = [one.agrees for one in found]
    everywhere = sum(one.predicted == one.seeds for one in found)
    answer = (
        f"{plural(found[0].seeds, 'seed')} agree on {sum(agree)} of {plural(len(found), 'effect')}"
        f"; {everywhere} significant as predicted with every seed"
    )
    verdict = HOLDS if all(agree) else IN_PART if any(agree) else NOT
    return Line(factor, _NOT_IN_PAPER, answer, verdict)


def _heard(flow: FlowRun, factor: str) -> Line:
    target = pooled_shift(flow, factor, "other", "target")
    source = pooled_shift(flow, factor, "other", "source")
    if target is None or source is None:
        return Line(factor, _NOT_IN_PAPER, "no AudioSet classes to listen for", UNTESTED)
    answer = rich(
        "named for it {}; for its own class {}",
        interval(target["change"], target["ci_low"], target["ci_high"], 4),
        interval(source["change"], source["ci_low"], source["ci_high"], 4),
    )
    if not (is_number(target["ci_low"]) and is_number(source["ci_high"])):
        return Line(factor, _NOT_IN_PAPER, rich("{}; no intervals", answer), UNTESTED)
    right = [target["ci_low"] > 0, source["ci_high"] < 0]
    verdict = HOLDS if all(right) else IN_PART if any(right) else NOT
    return Line(factor, _NOT_IN_PAPER, answer, verdict)
