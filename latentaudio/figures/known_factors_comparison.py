"""How well each representation separates known factors, and how much of its input it keeps."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from latentaudio.figures.representations import KINDS, in_kind_order
from latentaudio.figures.style import GREY, legend_above, nothing_to_show, styled
from latentaudio.known_factors.representations import COMPONENTS, FLOW, VAE

#: Title of each panel by the metric that it shows.
METRICS: Mapping[str, str] = {
    "mig": "MIG",
    "dci_disentanglement": "DCI disentanglement",
    "sap_r2": "SAP (R²)",
}
_RECONSTRUCTION = "reconstruction_r2"
_ROW = 0.26  # inches
#: Size of what stands below a panel, which is narrow beside long titles.
_LABEL = 8
#: How far below its mean a seed is drawn, in rows.
_BELOW = 0.3


@styled
def draw(comparison: pd.DataFrame, seeds: pd.DataFrame) -> Figure:
    """Draw one row for each representation, and one panel for each metric.

    Parameters
    ----------
    comparison
        ``known_factors/comparison.csv``: means over seeds and their intervals.
    seeds
        ``known_factors/comparison_seeds.csv``: the values of each seed.
    """
    if comparison.empty:
        return nothing_to_show("No representation was scored.")
    rows = in_kind_order(comparison)
    figure = Figure(figsize=(9.6, 1.5 + _ROW * len(rows)), layout="constrained")
    panels = figure.subplots(1, len(METRICS) + 1, sharey=True)
    for axes, (metric, title) in zip(panels, METRICS.items(), strict=False):
        _draw_metric(axes, metric, comparison, seeds, rows)
        axes.set_xlabel(f"{title}\n(0 to 1, higher is better)", fontsize=_LABEL)
    _draw_reconstruction(panels[-1], seeds, rows)
    panels[-1].set_xlabel("reconstruction (R²)\n(share of variance)", fontsize=_LABEL)
    panels[0].set_yticks(range(len(rows)), rows["title"])
    panels[0].set_ylim(len(rows) - 0.5, -0.5)
    kinds = rows["kind"].tolist()
    for axes in panels:
        axes.set_xlim(-0.04, 1.04)
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "", "0.5", "", "1"])
        axes.grid(axis="x", color="#E5E5E5", linewidth=0.7)
        axes.set_axisbelow(True)
        for row in range(1, len(rows)):
            if _family(kinds[row]) != _family(kinds[row - 1]):
                axes.axhline(row - 0.5, color="#BBBBBB", linewidth=0.8, zorder=0)
    # What a code gives back may be worse than the mean of all sounds.
    panels[-1].set_xlim(left=min(0.0, float(seeds[_RECONSTRUCTION].min())) - 0.04)
    handles = _handles(hollow=bool(seeds["collapsed"].any()))
    legend_above(figure, handles, most=4)
    return figure


def _draw_metric(
    axes: Axes, metric: str, comparison: pd.DataFrame, seeds: pd.DataFrame, rows: pd.DataFrame
) -> None:
    means = _whole(comparison, metric).set_index("representation")
    single = _whole(seeds, metric)
    for y, row in enumerate(rows.to_dict("records")):
        if row["representation"] not in means.index:
            continue
        mean = means.loc[row["representation"]]
        colour, _ = KINDS[row["kind"]]
        axes.hlines(y, mean["seed_low"], mean["seed_high"], colors=colour, linewidth=0.9)
        axes.hlines(y, mean["low"], mean["high"], colors=colour, linewidth=5, alpha=0.35)
        _draw_seeds(axes, y, single.loc[single["representation"] == row["representation"], "value"])
        hollow = bool(mean["collapsed_seeds"] > 0)
        _draw_mean(axes, y, mean["value"], row["kind"], hollow=hollow, label=metric)


def _draw_reconstruction(axes: Axes, seeds: pd.DataFrame, rows: pd.DataFrame) -> None:
    trainings = seeds.drop_duplicates(["representation", "seed"])
    for y, row in enumerate(rows.to_dict("records")):
        own = trainings[trainings["representation"] == row["representation"]]
        values, hollow = own[_RECONSTRUCTION].dropna(), bool(own["collapsed"].any())
        _draw_seeds(axes, y, values)
        _draw_mean(axes, y, values.mean(), row["kind"], hollow=hollow, label=_RECONSTRUCTION)


def _draw_mean(axes: Axes, y: int, value: float, kind: str, *, hollow: bool, label: str) -> None:
    colour, marker = KINDS[kind]
    face = "white" if hollow else colour
    axes.scatter(
        value, y, facecolors=face, edgecolors=colour, marker=marker, s=26, zorder=4, label=label
    )


def _draw_seeds(axes: Axes, y: int, values: pd.Series) -> None:
    if len(values) > 1:
        axes.scatter(
            values,
            [y + _BELOW] * len(values),
            s=7,
            facecolors="white",
            edgecolors="black",
            linewidths=0.6,
            zorder=5,
            label="seeds",
        )


def _family(kind: str) -> str:
    return kind if kind in (COMPONENTS, VAE, FLOW) else "supervised axes"


def _whole(table: pd.DataFrame, metric: str) -> pd.DataFrame:
    """Select the rows of a metric that are of all factors together."""
    return table[(table["metric"] == metric) & (table["factor"] == "")]


def _handles(*, hollow: bool) -> list[Line2D]:
    mean: dict[str, Any] = {"color": GREY, "marker": "o", "linestyle": ""}
    some = [Line2D([], [], **mean, markerfacecolor="white", label="the same, some seeds collapsed")]
    return [
        Line2D([], [], **mean, label="mean over seeds"),
        *(some if hollow else []),
        Line2D(
            [],
            [],
            color="black",
            markerfacecolor="white",
            marker="o",
            linestyle="",
            markersize=3,
            label="one seed",
        ),
        Line2D([], [], color=GREY, linewidth=5, alpha=0.5, label="95% interval over sounds"),
        Line2D([], [], color=GREY, linewidth=0.9, label="95% interval over seeds"),
    ]
