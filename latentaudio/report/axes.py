"""The axes of the flow: whether each knows its own factor, and no other."""

from latentaudio.datasets.splits import HELD_OUT
from latentaudio.report.blocks import (
    Block,
    Details,
    Heading,
    Paragraph,
    Section,
    Table,
    Text,
    picture,
)
from latentaudio.report.numbers import (
    MISSING,
    count,
    interval,
    is_number,
    listing,
    number,
    plural,
    scientific,
    share,
)
from latentaudio.report.run import (
    FLOW,
    FlowRun,
    Run,
    distinct,
    is_true,
    only,
    records,
    select,
    setting,
)

#: What an axis must reach to count as its factor's own: the least eta squared, and how many times
#: that of any other factor it must be.
LEAST_OWN = 0.5
LEAST_RATIO = 5.0
#: Largest difference that counts as exact inversion, in standard deviations of the projections.
EXACT = 1e-3
SPACE_NAMES = {FLOW: "flow", "pca": "PCA", "lda": "LDA"}


def section(run: Run) -> Section:
    """Tell how well each flow disentangled the factors."""
    blocks: list[Block] = []
    if not run.flows:
        blocks.append(
            Paragraph(
                "No flow was fitted in this run (flow.layer), so there are no axes.", tone="missing"
            )
        )
    for flow in run.flows:
        if len(run.flows) > 1:
            blocks.append(Heading(title(flow)))
        blocks += _of_flow(run, flow)
    return Section("axes", "An axis for each factor", tuple(blocks))


def title(flow: FlowRun) -> str:
    """Name a flow by its layer."""
    name = (flow.metrics or {}).get("layer_name")
    return f"Layer {flow.layer} ({name})" if name else f"Layer {flow.layer}"


def spaces(flow: FlowRun) -> list[str]:
    """List the spaces that were measured, the flow's first."""
    axes = flow.metric("axes")
    return [] if axes.empty else distinct(axes["space"])


def space_name(space: str) -> str:
    """Write the name of a space."""
    return SPACE_NAMES.get(space, space)


def axis_names(flow: FlowRun) -> list[str]:
    """List the factors that have an axis in the flow."""
    axes = select(flow.metric("axes"), space=FLOW)
    return [] if axes.empty else distinct(axes["axis"])


def axis_values(
    flow: FlowRun, axis: str, factor: str, *, space: str = FLOW, permuted: bool = False
) -> dict[str, float] | None:
    """Find how much an axis says of a factor."""
    return only(flow.metric("axes", permuted), space=space, axis=axis, factor=factor)


def own_values(
    flow: FlowRun, axis: str, *, space: str = FLOW, permuted: bool = False
) -> dict[str, float] | None:
    """Find how much an axis says of its own factor; None where that was not or cannot be told."""
    row = axis_values(flow, axis, axis, space=space, permuted=permuted)
    return row if row is not None and is_number(row["eta_squared"]) else None


def strongest_other(flow: FlowRun, axis: str, space: str = FLOW) -> dict[str, float] | None:
    """Find the other factor that an axis says most of; None where there is one factor only."""
    rows = select(flow.metric("axes"), space=space, axis=axis)
    others = rows[~rows["own"].map(is_true) & rows["eta_squared"].notna()] if len(rows) else rows
    if others.empty:
        return None
    return records(others.sort_values("eta_squared", ascending=False))[0]


def has_interval(row: dict[str, float]) -> bool:
    """Tell whether a share of explained variance has an interval, for which groups may be few."""
    return is_number(row["eta_squared_low"]) and is_number(row["eta_squared_high"])


def eta_squared(row: dict[str, float] | None) -> Text:
    """Write a share of explained variance with its interval."""
    if row is None:
        return MISSING
    return interval(row["eta_squared"], row["eta_squared_low"], row["eta_squared_high"])


def _of_flow(run: Run, flow: FlowRun) -> list[Block]:
    if flow.metrics is None:
        return [
            Paragraph(
                f"The flow of layer {flow.layer} has not been measured: "
                f"flow/{flow.folder}/metrics.json is missing.",
                tone="missing",
            )
        ]
    blocks: list[Block] = [Paragraph(_introduction(flow))]
    blocks += picture(
        flow.figures,
        "latent_axes",
        "Held-out snippets on the factor axes of the flow, coloured by each factor in turn, with "
        "the marginal distributions of the classes.",
    )
    blocks += [_eta_table(flow), _knn_table(flow)]
    blocks += picture(
        flow.figures,
        "disentanglement",
        "Variance explained and accuracy of nearest neighbours, axis by axis: the flow, the best "
        "principal components and linear discriminant axes.",
    )
    blocks += [_space_table(flow), *_gaps(flow), *_correlations(flow), *_permuted(flow)]
    blocks += _training(run, flow)
    blocks += _replicates(flow)
    return blocks


def _introduction(flow: FlowRun) -> str:
    metrics = flow.metrics or {}
    dimensions = metrics["dimensions"]
    parts = [f"{amount} for {name}" for name, amount in dimensions.items() if name != "residual"]
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
        f"{flow.layer} to as many coordinates: {listing(parts)}, and "
        f"{dimensions.get('residual', 0)} for everything else. What follows is of "
        f"{plural(held_out, 'held-out snippet')} of {plural(groups, 'group')}; {intervals}. η² is "
        "the share of an axis's variance that a factor's classes explain. An axis should have it "
        "high for its own factor and near zero for the others. PCA (the component that is best "
        "for each factor) and LDA, a linear method that is also told the classes, stand beside "
        f"the flow. The flow can be undone: the largest difference after going there and back is "
        f"{scientific(metrics['inverse_error'])} standard deviations."
    )


def _pairs(flow: FlowRun) -> list[tuple[str, str]]:
    rows = select(flow.metric("axes"), space=FLOW)
    return list(zip(rows["axis"].tolist(), rows["factor"].tolist(), strict=True))


def _axis_table(flow: FlowRun, caption: str, quantity: str) -> Table:
    rows: list[list[Text]] = []
    own = []
    for index, (axis, factor) in enumerate(_pairs(flow)):
        cells = [
            _quantity(axis_values(flow, axis, factor, space=space), quantity)
            for space in spaces(flow)
        ]
        first = axis_values(flow, axis, factor)
        chance = [number(first["chance"])] if quantity == "knn_accuracy" and first else []
        rows.append([axis, factor + (" (own)" if axis == factor else ""), *cells, *chance])
        if axis == factor:
            own.append(index)
    extra = ["chance"] if quantity == "knn_accuracy" else []
    return Table(
        caption,
        ["axis of", "factor asked", *map(space_name, spaces(flow)), *extra],
        rows,
        words=2,
        marked=frozenset(own),
        source=f"flow/{flow.folder}/metrics.json",
    )


def _quantity(row: dict[str, float] | None, quantity: str) -> Text:
    if row is None:
        return MISSING
    return interval(row[quantity], row.get(f"{quantity}_low"), row.get(f"{quantity}_high"))


def _eta_table(flow: FlowRun) -> Table:
    return _axis_table(
        flow,
        "Variance of each axis explained by each factor (η²), held-out snippets. An axis's own "
        "factor is set off.",
        "eta_squared",
    )


def _knn_table(flow: FlowRun) -> Table:
    return _axis_table(
        flow, "Accuracy of nearest neighbours that see this axis alone.", "knn_accuracy"
    )


def _space_table(flow: FlowRun) -> Table:
    table = flow.metric("spaces")
    rows: list[list[Text]] = [
        [
            space_name(str(row["space"])),
            number(row.get("bits_per_dimension"), 3),
            number(row.get("residual_mean_abs_skew")),
            number(row.get("residual_mean_abs_excess_kurtosis")),
            share(row.get("residual_normality_rejected_share")),
            number(row.get("largest_axis_residual_r")),
        ]
        for row in records(table)
    ]
    return Table(
        "The spaces as a whole. The residual of a well-fitted flow is normal and uncorrelated with "
        "the axes; fewer bits per dimension mean that the sounds were less surprising.",
        [
            "space",
            "bits per dimension",
            "residual: mean |skew|",
            "mean |excess kurtosis|",
            "dimensions not normal",
            "largest |r| of an axis and the residual",
        ],
        rows,
        source=f"flow/{flow.folder}/metrics.json",
    )


def _gaps(flow: FlowRun) -> list[Block]:
    table = flow.metric("gaps")
    if table.empty:
        return []
    names = distinct(table["space"])
    rows: list[list[Text]] = []
    for factor in distinct(table["factor"]):
        cells: list[Text] = []
        for space in names:
            row = only(table, space=space, factor=factor)
            cells.append(number(row["mutual_information_gap"]) if row else MISSING)
        rows.append([factor, *cells])
    return [
        Table(
            "Mutual information gap: how much more the most informative coordinate says of a "
            "factor than the next, as a share of the factor's entropy. Computed without an "
            "interval.",
            ["factor", *map(space_name, names)],
            rows,
            source=f"flow/{flow.folder}/metrics.json",
        )
    ]


def _correlations(flow: FlowRun) -> list[Block]:
    table = flow.metric("correlations")
    if table.empty:
        return [
            Paragraph(
                "There is one factor axis only, so there is no correlation between axes.",
                tone="missing",
            )
        ]
    rows = [
        [
            space_name(str(row["space"])),
            f"{row['axis_a']} – {row['axis_b']}",
            interval(row["r"], row.get("r_low"), row.get("r_high")),
        ]
        for row in records(table)
    ]
    return [
        Table(
            "Correlation between the factor axes; zero means that they vary independently.",
            ["space", "axes", "r"],
            rows,
            words=2,
            source=f"flow/{flow.folder}/metrics.json",
        )
    ]


def _permuted(flow: FlowRun) -> list[Block]:
    if flow.permuted is None:
        return [
            Paragraph(
                "No flow was trained on permuted labels, so it is not known what the same training "
                "gives without any truth in the labels.",
                tone="missing",
            )
        ]
    values = [f"{number(value)} ({axis})" for axis, value in permuted_shares(flow).items()]
    return [
        Paragraph(
            "A flow trained in the same way on permuted labels has axes whose own factor explains "
            f"{listing(values)} of the variance (η²): that much comes without any truth in the "
            "labels."
        )
    ]


def _training(run: Run, flow: FlowRun) -> list[Block]:
    blocks: list[Block] = []
    if not flow.history.empty:
        blocks.append(Paragraph(_history(run, flow)))
    blocks += picture(
        flow.figures,
        "training",
        "Loss during training: training, validation and (never used) held-out pairs, all seeds and "
        "the control.",
    )
    if not flow.stages.empty:
        table = Table(
            "What each stage of the flow does to held-out snippets: mean length of the whole "
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
                    *picture(
                        flow.figures, "stages", "Affine and higher-order change of each stage."
                    ),
                ),
            )
        )
    return blocks


def _history(run: Run, flow: FlowRun) -> str:
    best = records(flow.history[flow.history["best"].map(is_true)])[0]
    stages = setting(run.config, "flow.stages")
    kept = (
        f"Training {f'of its {stages} stages ' if stages else ''}ran for "
        f"{plural(int(flow.history['epoch'].max()), 'epoch')}; the weights kept are of epoch "
        f"{count(best['epoch'])}, "
    )
    training = f"{number(best['train_loss'])} nats a pair in training"
    held_out = f"{number(best['held_out_loss'])} on held-out groups."
    if not is_number(best["validation_loss"]):
        return f"{kept}the last: {training} and {held_out}"
    return (
        f"{kept}where validation loss was lowest: {training}, "
        f"{number(best['validation_loss'])} on validation groups and {held_out}"
    )


def _replicates(flow: FlowRun) -> list[Block]:
    table = flow.replicates
    if table.empty or table["seed"].nunique() < 2:
        return [
            Paragraph(
                "One seed was trained, so it is not known how much another training would differ "
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
            "The same flow trained from other seeds, held-out snippets.",
            [*header, "inverse error"],
            rows,
            source=f"flow/{flow.folder}/replicates.csv",
        )
    ]


def permuted_shares(flow: FlowRun) -> dict[str, float]:
    """Share of variance that permuted labels leave to each axis's own factor, by axis."""
    return {
        axis: row["eta_squared"]
        for axis in axis_names(flow)
        if (row := own_values(flow, axis, permuted=True)) is not None
    }
