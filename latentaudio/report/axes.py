"""The section on axes: whether each axis of the flow encodes its own factor, and no other."""

from latentaudio.datasets.splits import HELD_OUT
from latentaudio.findings.axes_values import axis_names, permuted_shares
from latentaudio.findings.lookup import distinct, is_number, is_true, only, records
from latentaudio.findings.run import FlowRun, Run
from latentaudio.report.axes_tables import (
    along_values,
    correlations,
    eta_squared,
    eta_table,
    gaps,
    knn_table,
    space_table,
)
from latentaudio.report.blocks import Block, Details, Paragraph, Table, Text, picture
from latentaudio.report.flows import by_flow
from latentaudio.report.numbers import MISSING, count, listing, number, plural, scientific, share
from latentaudio.report.section import Section
from latentaudio.report.settings import setting


def write(run: Run) -> list[Block]:
    """Report how well each flow disentangles the factors."""
    blocks = by_flow(
        run,
        "No flow was fitted in this run (flow.layer), so there are no axes.",
        lambda flow: _of_flow(run, flow),
    )
    return blocks


def _of_flow(run: Run, flow: FlowRun) -> list[Block]:
    if flow.metrics is None:
        return [
            Paragraph(
                f"The flow of layer {flow.layer} has not been evaluated: "
                f"flow/{flow.folder}/metrics.json is missing.",
                tone="missing",
            )
        ]
    blocks: list[Block] = [Paragraph(_introduction(flow))]
    blocks += picture(flow.figures, "latent_axes")
    blocks += [eta_table(flow), knn_table(flow), *along_values(flow)]
    blocks += picture(flow.figures, "disentanglement")
    blocks += [space_table(flow), *gaps(flow), *correlations(flow), *_permuted(flow)]
    blocks += _training(run, flow)
    blocks += _replicates(flow)
    return blocks


def _introduction(flow: FlowRun) -> str:
    metrics = flow.metrics or {}
    dimensions = metrics["dimensions"]
    parts = [f"{amount} for {name}" for name, amount in dimensions.items() if name != "residual"]
    parts.append(f"{dimensions.get('residual', 0)} for everything else")
    held_out, groups = metrics["snippets"][HELD_OUT], metrics["groups"][HELD_OUT]
    confidence = share(metrics["confidence"])
    intervals = (
        f"there are {metrics['interval_note']}"
        if metrics["interval_note"]
        else f"intervals ({confidence}) are from {count(metrics['bootstrap'])} resamples of whole "
        "groups"
    )
    return (
        f"An invertible flow maps the {sum(dimensions.values())} projections of layer "
        f"{flow.layer} to as many coordinates: {listing(parts)}. The results below are from "
        f"{plural(held_out, 'held-out snippet')} of {plural(groups, 'group')}; {intervals}. η² is "
        "the share of the variance of an axis that the classes of a factor explain. It should be "
        "high for the axis’s own factor and near zero for the others. Two other methods are shown "
        "for comparison: PCA (the component that is best for each factor), and LDA, a linear "
        "method that also uses the labels. The flow can be inverted: mapping projections forth and "
        f"back changes them by at most {scientific(metrics['inverse_error'])} standard deviations."
    )


def _permuted(flow: FlowRun) -> list[Block]:
    if flow.permuted is None:
        return [
            Paragraph(
                "No flow was trained on permuted labels, so it is unknown what the same training "
                "yields from uninformative labels.",
                tone="missing",
            )
        ]
    values = [f"{number(value)} ({axis})" for axis, value in permuted_shares(flow).items()]
    return [
        Paragraph(
            "A flow was trained in the same way on permuted labels. On its axes, the own factor "
            f"explains {listing(values)} of the variance (η²); training yields that much from "
            "uninformative labels."
        )
    ]


def _training(run: Run, flow: FlowRun) -> list[Block]:
    blocks: list[Block] = []
    if not flow.history.empty:
        blocks.append(Paragraph(_history(run, flow)))
    blocks += picture(flow.figures, "training")
    if not flow.stages.empty:
        table = Table(
            "Effect of each stage of the flow on held-out snippets: mean length of the whole "
            "change, of its first-order (affine) part and of the rest.",
            ["stage", "change", "affine part", "higher orders", "affine share"],
            [
                [
                    count(row["stage"]),
                    number(row["change"]),
                    number(row["affine"]),
                    number(row["higher_order"]),
                    share(row["affine_share"]),
                ]
                for row in records(flow.stages)
            ],
            source=f"flow/{flow.folder}/stages.csv",
        )
        blocks.append(
            Details(
                "Stage by stage: affine and higher-order change",
                (
                    table,
                    *picture(flow.figures, "stages"),
                ),
            )
        )
    return blocks


def _history(run: Run, flow: FlowRun) -> str:
    best = records(flow.history[flow.history["best"].map(is_true)])[0]
    stages = setting(run.config, "flow.stages")
    what = f"The flow of {plural(stages, 'stage')}" if stages else "The flow"
    text = f"{what} was trained for {plural(int(flow.history['epoch'].max()), 'epoch')}. "
    training = f"{number(best['train_loss'])} nats per pair on training"
    held_out = f"{number(best['held_out_loss'])} on held-out groups."
    if not is_number(best["validation_loss"]):
        return (
            f"{text}The weights of the last epoch ({count(best['epoch'])}) were kept. The loss was "
            f"{training} groups and {held_out}"
        )
    return (
        f"{text}The weights of epoch {count(best['epoch'])} were kept, where validation loss was "
        f"lowest. The loss was {training} groups, {number(best['validation_loss'])} on validation "
        f"groups and {held_out}"
    )


def _replicates(flow: FlowRun) -> list[Block]:
    table = flow.replicates
    if table.empty or table["seed"].nunique() < 2:
        return [
            Paragraph(
                "Only one seed was trained, so the variation between trainings is unknown "
                "(flow.seeds).",
                tone="missing",
            )
        ]
    rows: list[list[Text]] = []
    for seed in distinct(table["seed"]):
        own = table[table["seed"].astype(str) == seed]
        cells: list[Text] = []
        for axis in axis_names(flow):
            other = own[(own["axis"] == axis) & ~own["own"].map(is_true)]
            mine = only(own, axis=axis, factor=axis)
            cells.append(eta_squared(mine))
            if len(axis_names(flow)) > 1:
                largest = other["eta_squared"].max() if len(other) else None
                cells.append(number(largest))
        error = own["inverse_error"].max()
        rows.append([seed, *cells, scientific(error) if is_number(error) else MISSING])
    header: list[Text] = ["seed"]
    for axis in axis_names(flow):
        header.append(f"η² of {axis}, own axis")
        if len(axis_names(flow)) > 1:
            header.append("largest other")
    return [
        Table(
            "The same flow trained from different seeds, held-out snippets.",
            [*header, "inverse error"],
            rows,
            source=f"flow/{flow.folder}/replicates.csv",
        )
    ]


SECTION = Section(
    "axes",
    "An axis for each factor",
    order=50,
    write=write,
    needs=("stats/best_layer.json",),
)
