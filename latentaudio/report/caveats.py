"""What speaks against the results, found in the results themselves."""

from collections.abc import Callable, Iterator

import pandas as pd

from latentaudio.datasets.splits import HELD_OUT
from latentaudio.decoding.decoders import KNN, KNN_PERMUTED
from latentaudio.report.axes import (
    EXACT,
    LEAST_OWN,
    LEAST_RATIO,
    axis_names,
    has_interval,
    own_values,
    permuted_shares,
    strongest_other,
)
from latentaudio.report.blocks import Block, Heading, Items, Paragraph, Section, Text, rich
from latentaudio.report.claims import move_verdict
from latentaudio.report.data import empty_cells, groups_by_class, snippets_by_split
from latentaudio.report.heard import pooled_shift
from latentaudio.report.layers import (
    fold_values,
    indistinguishable,
    mean_with_interval,
    no_better_than_control,
)
from latentaudio.report.moves import (
    SAME_OUTPUT,
    effect,
    effects,
    is_opposite,
    moved_factors,
    replications,
    skipped_pairs,
    why_left_out,
)
from latentaudio.report.numbers import (
    is_number,
    listing,
    number,
    p_equals,
    plural,
    ranges,
    scientific,
    share,
)
from latentaudio.report.run import FlowRun, Run, distinct, is_true, records, select, setting
from latentaudio.report.verdicts import HOLDS, UNTESTED
from latentaudio.transfer.effects import CONTROLS

#: A class with fewer groups than this, in all or held out, is named.
FEW_GROUPS = 10
FEW_HELD_OUT = 5
#: A test of a move with values from fewer groups than this is named.
FEW_MOVED = 10
#: The largest class may have this many times the snippets of the smallest.
UNEQUAL = 2.0
#: Correlation of two factor axes above which they are called dependent.
CORRELATED = 0.3
#: Largest difference of the shifts by a control and by its moves, as a share of the latter.
UNEQUAL_SHIFT = 0.1
#: Rise of the held-out loss over its minimum, in nats a pair, above which a flow has overfitted.
OVERFITTED = 1.0
#: Pairs, cells and classes named one by one; of more, the rest is counted.
_NAMED = 6
_SNIPPET_S = 0.975

Caveats = Iterator[Text]


def section(run: Run) -> Section:
    """List first what was found in this run, then what holds of any such run."""
    found = found_caveats(run)
    blocks: list[Block] = [
        Paragraph(
            "Generated from the tables: what a critical reader should know before believing the "
            "sections above.",
            tone="note",
        ),
        Heading("Found in this run"),
        Items(tuple(found)) if found else Paragraph("None of the checks found anything."),
        Heading("True of any run like this"),
        Items(tuple(standing_caveats(run))),
    ]
    return Section("caveats", "Caveats", tuple(blocks))


def found_caveats(run: Run) -> list[Text]:
    """Check the tables of a run for everything that limits its claims."""
    checks: list[Callable[[Run], Caveats]] = [
        _few_groups,
        _design,
        _random_folds,
        _layer_choice,
        _control_network,
    ]
    caveats = [caveat for check in checks for caveat in check(run)]
    of_flow: list[Callable[[FlowRun], Caveats]] = [
        _no_intervals,
        _weak_axes,
        _linear_axes,
        _permuted_axes,
        _dependent_axes,
        _training,
        _moves,
        _other_measures,
        _few_moved_groups,
        _skipped_pairs,
        _seeds,
        _unmoved,
        _heard,
    ]
    for flow in run.flows:
        prefix = f"Layer {flow.layer}: " if len(run.flows) > 1 else ""
        caveats += [rich("{}{}", prefix, caveat) for check in of_flow for caveat in check(flow)]
    return caveats


def standing_caveats(run: Run) -> Caveats:
    """List what no result can remove."""
    config = run.config
    if setting(config, "dataset.source") == "synthetic":
        yield _titled(
            "Synthetic sounds are not recordings",
            "they were made by simple models of vibrating bodies and tuned until decoding was "
            "neither trivial nor hopeless. That accuracy is in this range says nothing about "
            "YAMNet; how it changes from layer to layer does.",
        )
    if setting(config, "dataset.block_s") is not None:
        yield _titled(
            "Groups are blocks of recordings",
            "a held-out block is of an object, a room and a microphone that were trained on. How "
            "far results carry over to new objects is not tested.",
        )
    yield _titled(
        "Published numbers are of other sounds",
        "only the sign and shape of effects can be compared with them.",
    )
    yield _titled(
        "One network",
        "all results are of YAMNet with its released weights; nothing is said about others.",
    )
    if run.flows:
        layers = ranges([flow.layer for flow in run.flows])
        where = (
            f"flows were fitted to the single layer {layers}"
            if len(run.flows) == 1
            else f"flows were fitted to layers {layers}"
        )
        yield _titled(
            "Layers without a flow", f"{where}; axes and moves at other layers are unknown."
        )
    if setting(config, "flow.layer") == "best":
        yield _titled(
            "The layer was chosen on the same sounds",
            "the folds that chose the layer of the flow contain the held-out groups too. The flow "
            "never saw them, but the choice of layer did.",
        )
    if setting(config, "pca.fit_on") == "all":
        yield _titled(
            "Projections have seen every sound",
            "principal components were fitted to all groups, held-out ones included (pca.fit_on).",
        )
    yield _kept_variance(run)
    yield _titled(
        "Half precision",
        "activations are stored as 16-bit floats, about three significant digits. A move is added "
        "to the stored activation, and every comparison starts from it.",
    )
    if run.flows:
        yield _titled(
            "Distances of logits weigh quiet sounds heavily",
            "logits of near-silent snippets are very large and negative. The Jensen-Shannon "
            "distance of probabilities, beside it, does not have this weakness.",
        )
        yield _titled(
            "What AudioSet classes are named for is our reading",
            "the list (transfer.associated) is short, and a class may rise for other reasons than "
            "its name.",
        )
    yield _titled(
        "“Not significant” is not “equal”", "the intervals say what sizes remain possible."
    )


def _titled(title: str, text: Text) -> Text:
    return rich("<b>{}</b>: {}", title, text)


def _some(names: list[str]) -> str:
    """Name the first few, and count the rest."""
    if len(names) <= _NAMED:
        return listing(names)
    return f"{', '.join(names[:_NAMED])} and {len(names) - _NAMED} more"


# -- The sounds ------------------------------------------------------------------------------------


def _few_groups(run: Run) -> Caveats:
    for factor in run.factors:
        few = groups_by_class(run.snippets, factor)
        few = few[few < FEW_GROUPS]
        if len(few):
            yield _titled(
                f"Few groups of {factor}",
                f"{_counted(few)}. With fewer than {FEW_GROUPS} groups, folds and intervals hang "
                "on single objects, and the class may be recognised by what these have in common "
                "by chance.",
            )
    splits = snippets_by_split(run)
    if HELD_OUT not in splits:
        return
    given = pd.concat(splits.values()).sort_index()
    for factor in run.factors:
        classes = distinct(given[factor])
        few = groups_by_class(splits[HELD_OUT], factor).reindex(classes, fill_value=0)
        few = few[few < FEW_HELD_OUT]
        if len(few):
            yield _titled(
                f"Few held-out groups of {factor}",
                f"{_counted(few)}. All claims about axes and moves of these classes rest on them.",
            )


def _counted(groups: pd.Series) -> str:
    return _some([f"{label} ({plural(int(size), 'group')})" for label, size in groups.items()])


def _design(run: Run) -> Caveats:
    empty = empty_cells(run)
    if empty:
        yield _titled(
            "Not every combination of classes has sounds",
            f"{_some(empty)}. Factors are then correlated, and what looks like one may be another.",
        )
    for factor in run.factors:
        sizes = run.snippets[factor].value_counts()
        if sizes.max() > UNEQUAL * sizes.min():
            yield _titled(
                f"Classes of {factor} differ in size",
                f"{sizes.index[0]} has {plural(int(sizes.max()), 'snippet')}, {sizes.index[-1]} "
                f"{plural(int(sizes.min()), 'snippet')}. Accuracy can then be had by naming the "
                "large classes; compare it with chance, or use balanced accuracy.",
            )


# -- Layers ----------------------------------------------------------------------------------------


def _random_folds(run: Run) -> Caveats:
    parts = []
    for factor in run.factors:
        layer = int(run.best["factors"][factor]["layer"])
        grouped, random = (
            fold_values(run, factor, scheme, KNN, layer) for scheme in ("grouped", "random")
        )
        if grouped.empty or random.empty:
            continue
        own, flattered = grouped[run.metric].mean(), random[run.metric].mean()
        if flattered > mean_with_interval(grouped, run.metric)[2]:
            parts.append(f"{factor} {number(flattered)} instead of {number(own)}")
    if not parts:
        return
    hop = float(setting(run.config, "dataset.hop_s"))
    overlap = " Snippets overlap here." if hop < _SNIPPET_S else ""
    yield _titled(
        "Random folds flatter",
        f"at the best layer they give {listing(parts)}: the classifier recognises groups it has "
        f"seen.{overlap} The published analysis used such folds.",
    )


def _layer_choice(run: Run) -> Caveats:
    for factor in run.factors:
        own = run.best["factors"][factor]
        equal = indistinguishable(run, factor)
        if equal:
            yield _titled(
                f"The best layer for {factor} is not certain",
                f"layer {own['layer']} is not significantly better than "
                f"{'layer' if len(equal) == 1 else 'layers'} {ranges(equal)}.",
            )
        chosen = own["nested"]["layers_by_fold"]
        if len(set(chosen)) > 1:
            yield _titled(
                f"The choice of the best layer for {factor} depends on the folds",
                f"layers {ranges(sorted(set(chosen)))} were chosen when one fold of {len(chosen)} "
                f"was left out in turn; chosen so, accuracy is {number(own['nested']['mean'], 3)} "
                f"instead of {number(own['mean'], 3)} on the folds that chose.",
            )


def _control_network(run: Run) -> Caveats:
    if KNN_PERMUTED not in set(run.scores["decoder"]):
        yield _titled(
            "No control network",
            "how much architecture and sounds alone would give was not measured.",
        )
        return
    for factor in run.factors:
        layers = no_better_than_control(run, factor)
        if layers:
            yield _titled(
                f"Permuted weights know {factor} as well",
                f"at {'layer' if len(layers) == 1 else 'layers'} {ranges(layers)} the trained "
                "network does not significantly beat the same network with permuted weights: "
                "there, architecture and sounds suffice.",
            )


def _kept_variance(run: Run) -> Text:
    components = int(setting(run.config, "pca.components"))
    read = f"the {components} components are all that classifiers see"
    layers = [int(run.best["overall"]["layer"])]
    if run.flows:
        components = int(setting(run.config, "flow.components"))
        read += f", and flows transform the first {components} of them"
        layers = [flow.layer for flow in run.flows]
    kept = [
        f"{share(own['cumulative'].iloc[0])} of the variance at layer {layer}"
        for layer in layers
        if len(own := select(run.explained_variance, layer=layer, component=components))
    ]
    amount = f"; these hold {listing(kept)}" if kept else ""
    rest = " The rest of the activation stays as it was when a sound is moved." if run.flows else ""
    return _titled("Only the first principal components are used", f"{read}{amount}.{rest}")


# -- Axes ------------------------------------------------------------------------------------------


def _no_intervals(flow: FlowRun) -> Caveats:
    note = (flow.metrics or {}).get("interval_note")
    if note:
        yield _titled(
            "What is said of the axes has no intervals",
            f"{note}. Other groups might give very different values.",
        )


def _weak_axes(flow: FlowRun) -> Caveats:
    for axis in axis_names(flow):
        own, other = own_values(flow, axis), strongest_other(flow, axis)
        if own is None:
            continue
        if own["eta_squared"] < LEAST_OWN:
            yield _titled(
                f"The axis of {axis} is weak",
                f"its own factor explains {number(own['eta_squared'])} of its variance on held-out "
                f"sounds, less than {LEAST_OWN:g}.",
            )
        if other is None:
            continue
        if own["eta_squared_low"] <= other["eta_squared_high"]:
            yield _titled(
                f"The axis of {axis} is not clearly its own",
                f"the intervals of η² for {axis} and for {other['factor']} overlap.",
            )
        elif own["eta_squared"] < LEAST_RATIO * other["eta_squared"]:
            yield _titled(
                f"The axis of {axis} also tells of {other['factor']}",
                f"η² {number(other['eta_squared'])} beside {number(own['eta_squared'])} for its "
                "own factor.",
            )


def _linear_axes(flow: FlowRun) -> Caveats:
    for axis in axis_names(flow):
        own, linear = own_values(flow, axis), own_values(flow, axis, space="lda")
        if own is None or linear is None:
            continue
        if own["eta_squared"] <= linear["eta_squared"]:
            yield _titled(
                f"For {axis}, a linear axis does as well",
                f"LDA reaches η² {number(linear['eta_squared'])}, the flow "
                f"{number(own['eta_squared'])}. What the flow adds is that it can be undone.",
            )
        elif own["eta_squared_low"] <= linear["eta_squared_high"]:
            yield _titled(
                f"For {axis}, the flow is not clearly better than a linear axis",
                f"η² {number(own['eta_squared'])} against {number(linear['eta_squared'])} with "
                "LDA; the intervals overlap.",
            )


def _permuted_axes(flow: FlowRun) -> Caveats:
    if flow.metrics is not None and flow.permuted is None:
        yield _titled(
            "No flow of permuted labels",
            "what the same training gives without truth in the labels was not measured.",
        )
    for axis, value in permuted_shares(flow).items():
        own = own_values(flow, axis)
        if own is None:
            continue
        limit, where = own["eta_squared"], "not below that"
        if has_interval(own):
            limit, where = own["eta_squared_low"], "within or above the interval"
        if value >= limit:
            yield _titled(
                f"Permuted labels give {axis} an axis as good",
                f"η² {number(value)}, {where} of the flow of true labels "
                f"({number(own['eta_squared'])}).",
            )


def _dependent_axes(flow: FlowRun) -> Caveats:
    table = flow.metric("correlations")
    for row in records(select(table, space="flow")):
        if is_number(row["r"]) and abs(row["r"]) >= CORRELATED:
            yield _titled(
                "Factor axes are correlated",
                f"{row['axis_a']} and {row['axis_b']}, r = {number(row['r'])}: a move along one "
                "leads where sounds with the given value on the other are rare.",
            )
    error = (flow.metrics or {}).get("inverse_error")
    if error is not None and error >= EXACT:
        yield _titled(
            "The flow is not exactly undone",
            f"going there and back changes a projection by up to {scientific(error)}.",
        )


def _training(flow: FlowRun) -> Caveats:
    if flow.history.empty:
        return
    best = records(flow.history[flow.history["best"].map(is_true)])[0]
    if not is_number(best["validation_loss"]):
        yield _titled(
            "Nothing decided when to stop training the flow",
            "groups are too few for a validation split, so all epochs were trained; look whether "
            "held-out loss rises in the figure of training.",
        )
    elif best["epoch"] == flow.history["epoch"].max() and len(flow.history) > 1:
        yield _titled(
            "Training may have stopped too early",
            f"the best epoch ({best['epoch']}) is the last; more epochs might do better.",
        )
    # Losses are up to a constant, so only what they do while training falls tells anything.
    before = flow.history[flow.history["epoch"] <= best["epoch"]].dropna(subset=["held_out_loss"])
    if before.empty:
        return
    lowest = records(before.nsmallest(1, "held_out_loss"))[0]
    rise = best["held_out_loss"] - lowest["held_out_loss"]
    if rise > OVERFITTED and best["train_loss"] < lowest["train_loss"]:
        yield _titled(
            "The flow knows its training sounds better than others",
            f"while training loss still fell, held-out loss rose by {number(rise)} nats a pair "
            f"from epoch {lowest['epoch']} to the one kept ({best['epoch']}).",
        )


# -- Moves -----------------------------------------------------------------------------------------


def _moves(flow: FlowRun) -> Caveats:
    """Group effects that do not hold by what speaks against them."""
    found: dict[str, list[str]] = {}
    for row in effects(flow):
        verdict, reason = move_verdict(flow, row["factor"], row["move"], row["reference"])
        if verdict in (HOLDS, UNTESTED):
            continue
        if is_true(row["significant"]):
            group = f"Significant, but {reason}"
        elif is_true(row["as_expected"]):
            group = "As predicted, but not significant"
        elif is_opposite(flow, row):
            group = "Opposite to the prediction"
        else:
            group = "Not in the predicted direction, and not significant"
        found.setdefault(group, []).append(
            f"{row['factor']}, {row['effect']} (change {number(row['difference'])}, "
            f"{p_equals(row['p_bonferroni'])})"
        )
    for group, names in found.items():
        yield _titled(group, f"moving {'; '.join(names)}.")
    alone = select(flow.tests, contrast="random_alone", distance="logits", level="snippet")
    same = [
        f"{row['factor']}, {row['effect']} (change {number(row['difference'])})"
        for row in records(alone)
        if is_true(row["significant"])
    ]
    if same:
        yield _titled(
            "A random direction does the same",
            "a move in a random direction that shifts the layer’s projections as far also changes "
            f"outputs as predicted for {'; '.join(same)}. Only what goes beyond "
            "it is due to the axis.",
        )
    for control, ratio in flow.control_shifts.items():
        if abs(ratio - 1) > UNEQUAL_SHIFT:
            yield _titled(
                f"The moves do not shift sounds as far as {CONTROLS[control]} does"
                if ratio > 1
                else f"The moves shift sounds farther than {CONTROLS[control]} does",
                f"its shift of the layer’s projections is {share(ratio)} of theirs, so that the "
                "comparison is not of direction alone.",
            )


def _other_measures(flow: FlowRun) -> Caveats:
    """Effects that hold for snippets and logits, but not for groups or for probabilities."""
    for words, choice in (
        ("with one value a group", {"level": "group"}),
        ("by Jensen-Shannon distance", {"distance": "js"}),
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
            yield _titled(
                f"Not significant {words}",
                f"{_some(lost)}, though significant with one value a snippet and logits.",
            )


def _few_moved_groups(flow: FlowRun) -> Caveats:
    few = [
        f"{factor} ({plural(int(rows[0]['n_groups']), 'group')})"
        for factor in moved_factors(flow)
        if (rows := effects(flow, factor)) and rows[0]["n_groups"] < FEW_MOVED
    ]
    if few:
        yield _titled(
            "Moved sounds are of few groups",
            f"{listing(few)}. "
            "Snippets of a group are alike, so tests with one value a snippet are too sure.",
        )


def _skipped_pairs(flow: FlowRun) -> Caveats:
    skipped = skipped_pairs(flow)
    for factor in distinct(skipped["factor"]) if len(skipped) else []:
        rows = records(select(skipped, factor=factor))
        total = len(select(flow.pairs, factor=factor))
        names = [f"{row['own']} → {row['other']}" for row in rows]
        if len(rows) <= _NAMED:
            names = [f"{name} ({row['reason']})" for name, row in zip(names, rows, strict=True)]
        yield _titled(
            f"Pairs of {factor} left out",
            f"{len(rows)} of {total} ({why_left_out(flow, factor)}): {_some(names)}.",
        )


def _seeds(flow: FlowRun) -> Caveats:
    axes = flow.replicates
    if flow.metrics is not None and (axes.empty or axes["seed"].nunique() < 2):
        yield _titled("One training", "another seed might give other axes; one is an anecdote.")
        return
    own = axes[axes["own"].map(is_true)] if len(axes) else axes
    for axis in distinct(own["axis"]) if len(own) else []:
        values = select(own, axis=axis)["eta_squared"].dropna()
        if (values >= LEAST_OWN).nunique() > 1:
            yield _titled(
                f"Seeds disagree on the axis of {axis}",
                f"η² between {number(values.min())} and {number(values.max())}, on both sides of "
                f"{LEAST_OWN:g}.",
            )
    mixed = [
        f"{one.factor} ({one.effect}) with {one.predicted} of {one.seeds}"
        + (f", opposite with {one.opposite}" if one.opposite else "")
        for one in replications(flow)
        if not one.agrees
    ]
    if mixed:
        yield _titled(
            "Seeds disagree on the effect of moves",
            f"significant as predicted: {_some(mixed)} seeds.",
        )


def _unmoved(flow: FlowRun) -> Caveats:
    if flow.unmoved_change is not None and flow.unmoved_change > SAME_OUTPUT:
        yield _titled(
            "Unmoved sounds change",
            f"going through the flow and back alone changes logits by up to "
            f"{scientific(flow.unmoved_change)}.",
        )


# -- What is heard ---------------------------------------------------------------------------------


def _heard(flow: FlowRun) -> Caveats:
    wrong, unknown = [], []
    for factor in distinct(flow.class_shifts["factor"]) if len(flow.class_shifts) else []:
        for move in ("own", "other"):
            for side, words in (("target", "moved to"), ("source", "moved from")):
                row = pooled_shift(flow, factor, move, side)
                if row is None:
                    continue
                what = f"{factor}, to the {move} class, names of the class {words}"
                bound = row["ci_low"] if row["expected"] > 0 else row["ci_high"]
                if not is_number(bound):
                    unknown.append(what)
                elif bound * row["expected"] <= 0:
                    wrong.append(what)
    if wrong:
        yield _titled(
            "YAMNet does not clearly hear what it should",
            f"the interval of the change of probability includes zero or lies on the wrong side: "
            f"{_some(wrong)}.",
        )
    if unknown:
        yield _titled(
            "What YAMNet hears has no interval",
            f"all moved sounds are of one group: {_some(unknown)}.",
        )
