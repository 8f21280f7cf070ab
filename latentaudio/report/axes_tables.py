"""The tables of the section on axes."""

from latentaudio.disentanglement.folding import LEAST_ORDER, LEAST_OWN
from latentaudio.findings.axes_values import axis_values, spaces
from latentaudio.findings.lookup import distinct, is_true, only, records, select
from latentaudio.findings.run import FLOW, FlowRun
from latentaudio.report.blocks import Block, Paragraph, Table, Text
from latentaudio.report.numbers import MISSING, interval, number, share

SPACE_NAMES = {FLOW: "flow", "pca": "PCA", "lda": "LDA"}


def space_name(space: str) -> str:
    """Return the name of a space as shown on the page."""
    return SPACE_NAMES.get(space, space)


def eta_table(flow: FlowRun) -> Table:
    """Tabulate the variance of each axis that each factor explains."""
    return _axis_table(
        flow,
        "Variance of each axis explained by each factor (η²), held-out snippets. The axis’s own "
        "factor is highlighted.",
        "eta_squared",
    )


def knn_table(flow: FlowRun) -> Table:
    """Tabulate the accuracy of predicting each factor from each axis alone."""
    return _axis_table(
        flow, "Accuracy of nearest-neighbor classification from one axis alone.", "knn_accuracy"
    )


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
        ["axis", "factor", *map(space_name, spaces(flow)), *extra],
        rows,
        words=2,
        marked=frozenset(own),
        source=f"flow/{flow.folder}/metrics.json",
    )


def _pairs(flow: FlowRun) -> list[tuple[str, str]]:
    rows = select(flow.metric("axes"), space=FLOW)
    return list(zip(rows["axis"].tolist(), rows["factor"].tolist(), strict=True))


def _quantity(row: dict[str, float] | None, quantity: str) -> Text:
    if row is None:
        return MISSING
    return interval(row[quantity], row.get(f"{quantity}_low"), row.get(f"{quantity}_high"))


def space_table(flow: FlowRun) -> Table:
    """Tabulate the measures of each space as a whole."""
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
        "Each space as a whole. The residual of a well-fitted flow is normally distributed and "
        "uncorrelated with the axes; fewer bits per dimension mean that the model gives the "
        "sounds a higher density.",
        [
            "space",
            "bits per dimension",
            "residual: mean |skewness|",
            "residual: mean |excess kurtosis|",
            "residual: non-normal dimensions",
            "largest |r| between an axis and the residual",
        ],
        rows,
        source=f"flow/{flow.folder}/metrics.json",
    )


def gaps(flow: FlowRun) -> list[Block]:
    """Tabulate the mutual information gap of each factor."""
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
            "Mutual information gap: by how much the information about a factor in the most "
            "informative coordinate exceeds that in the next, as a share of the factor’s entropy. "
            "Computed without an interval.",
            ["factor", *map(space_name, names)],
            rows,
            source=f"flow/{flow.folder}/metrics.json",
        )
    ]


def along_values(flow: FlowRun) -> list[Block]:
    """Tabulate the correlations of each axis with the values of numeric factors."""
    table = flow.metric("values")
    if table.empty:
        return []
    rows = [
        [
            space_name(str(row["space"])),
            str(row["axis"]),
            f"{row['factor']}{' (own)' if is_true(row['own']) else ''}",
            *(interval(row[of], row[f"{of}_low"], row[f"{of}_high"]) for of in ("rho", "r")),
        ]
        for row in records(table)
    ]
    return [
        Table(
            "Correlation of each axis with the values of numeric factors, held-out snippets: rank "
            "correlation (|ρ|) and linear correlation (|r|). An axis folds if its η² is at least "
            f"{LEAST_OWN:g} and its |ρ| below {LEAST_ORDER:g}: it separates the bins, but not in "
            "their order. If both are low, it encodes the factor weakly.",
            ["space", "axis", "factor", "|ρ|", "|r|"],
            rows,
            words=3,
            source=f"flow/{flow.folder}/metrics.json",
        )
    ]


def correlations(flow: FlowRun) -> list[Block]:
    """Tabulate the correlations between the factor axes."""
    table = flow.metric("correlations")
    if table.empty:
        return [
            Paragraph(
                "There is only one factor axis, so there is no correlation between axes.",
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
            "Correlation between the factor axes; zero means no linear dependence.",
            ["space", "axes", "r"],
            rows,
            words=2,
            source=f"flow/{flow.folder}/metrics.json",
        )
    ]


def eta_squared(row: dict[str, float] | None) -> Text:
    """Format eta squared with its interval."""
    if row is None:
        return MISSING
    return interval(row["eta_squared"], row["eta_squared_low"], row["eta_squared_high"])
