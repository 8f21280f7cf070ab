"""What each axis encodes about each factor, in the flow, in PCA and in a linear baseline."""

import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from latentaudio.figures.style import (
    MARKERS,
    OKABE_ITO,
    class_colours,
    in_order,
    nothing_to_show,
    shorten,
    styled,
)

_SPACES = {"flow": "flow", "pca": "best of\nraw PCA", "lda": "linear\n(LDA)"}
_MEASURES = {
    "eta_squared": "variance explained (η²)",
    "knn_accuracy": "KNN accuracy from this\naxis alone (fraction correct)",
}
_PANEL_HEIGHT = 2.3  # inches
_LEGEND_COLUMN = 1.7  # inches


@styled
def draw(metrics: dict[str, Any]) -> Figure:
    """Draw one column per factor axis; markers are filled for the own factor, hollow for others.

    Parameters
    ----------
    metrics
        Content of ``flow/<L>/metrics.json``: its records ``axes`` with ``space, axis, factor, own``
        and ``eta_squared``, ``knn_accuracy`` (each also ``_low``, ``_high``), ``chance``; and, for
        the caption, ``snippets``, ``groups``, ``confidence``, ``bootstrap``, and ``interval_note``,
        the reason where there are no intervals.
    """
    table = pd.DataFrame(metrics["axes"])
    if table.empty:
        return nothing_to_show("No axis was measured: the flow has no held-out sounds.")
    axes_of, factors = in_order(table["axis"]), in_order(table["factor"])
    spaces = in_order(table["space"])
    panel = 0.55 + 0.28 * len(spaces) * max(2, len(factors))
    width = max(6.8, panel * len(axes_of) + 0.6)
    figure = Figure(figsize=(width, _PANEL_HEIGHT * 2 + 1.1), layout="constrained")
    grid = figure.subplots(len(_MEASURES), len(axes_of), squeeze=False, sharey="row")
    for axes_of_row, (measure, name) in zip(grid, _MEASURES.items(), strict=True):
        for axes, axis in zip(axes_of_row, axes_of, strict=True):
            _draw_measure(axes, table[table["axis"] == axis], measure, spaces, factors)
        axes_of_row[0].set_ylabel(name)
    for axes, axis in zip(grid[0], axes_of, strict=True):
        axes.set_title(f"axis of {shorten(axis)}", fontweight="bold")
    columns = int(width / _LEGEND_COLUMN)
    figure.legend(handles=_handles(factors), loc="outside upper center", ncols=columns)
    figure.supxlabel(_caption(metrics), fontsize=8)
    return figure


def _draw_measure(
    axes: Axes, table: pd.DataFrame, measure: str, spaces: Sequence[str], factors: Sequence[str]
) -> None:
    colours, step = class_colours(factors), 0.8 / max(2, len(factors))
    for index, factor in enumerate(factors):
        rows = table[table["factor"] == factor].dropna(subset=[measure])
        x = rows["space"].map(spaces.index).astype(float) + (index - (len(factors) - 1) / 2) * step
        colour, marker = colours[factor], MARKERS[index % len(MARKERS)]
        low, high = rows[f"{measure}_low"], rows[f"{measure}_high"]
        axes.vlines(x, low, high, colors=colour, linewidth=1.6, zorder=2)
        own = rows["own"].astype(bool)
        for chosen, face, kind in ((own, colour, "own"), (~own, "white", "other")):
            axes.scatter(
                x[chosen],
                rows.loc[chosen, measure],
                facecolors=face,
                edgecolors=colour,
                marker=marker,
                s=34,
                zorder=3,
                label=f"{kind} {factor}",
            )
        if measure == "knn_accuracy":
            half = 0.45 * step
            axes.hlines(
                rows["chance"],
                x - half,
                x + half,
                colors="black",
                linestyles=(0, (3, 1.5)),
                linewidth=1,
                label=f"chance {factor}",
            )
        for position, value, top in zip(x[own], rows.loc[own, measure], high[own], strict=True):
            axes.annotate(
                f"{value:.2f}",
                (position, value if pd.isna(top) else max(value, top)),
                xytext=(0, 6 if pd.isna(top) else 4),  # clear of the marker or of the bar
                textcoords="offset points",
                ha="center",
                fontsize=8,
            )
    axes.set_xticks(range(len(spaces)), [_SPACES.get(space, space) for space in spaces])
    axes.set_xlim(-0.55, len(spaces) - 0.45)
    axes.set_ylim(-0.03, 1.12)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1.0])
    axes.spines["left"].set_bounds(0, 1)
    for boundary in range(1, len(spaces)):
        axes.axvline(boundary - 0.5, color="#DDDDDD", linewidth=0.8, zorder=0)


def _handles(factors: Sequence[str]) -> list[Line2D]:
    colours = class_colours(factors)
    handles = [
        Line2D(
            [],
            [],
            color=colours[factor],
            marker=MARKERS[index % len(MARKERS)],
            markersize=6,
            label=shorten(factor),
        )
        for index, factor in enumerate(factors)
    ]
    hollow: dict[str, Any] = {
        "color": OKABE_ITO[6],
        "markerfacecolor": "white",
        "linestyle": "",
        "marker": "o",
    }
    if len(factors) > 1:
        handles.append(Line2D([], [], **hollow, label="hollow: factor of another axis"))
    handles.append(Line2D([], [], color="black", linestyle=(0, (3, 1.5)), label="chance"))
    return handles


def _caption(metrics: dict[str, Any]) -> str:
    snippets, groups = metrics["snippets"]["held_out"], metrics["groups"]["held_out"]
    intervals = metrics.get("interval_note") or (
        f"{metrics['confidence']:.0%} cluster-bootstrap intervals "
        f"({metrics['bootstrap']} resamples of groups)"
    )
    return "\n".join(
        textwrap.wrap(f"{snippets} held-out sounds from {groups} groups; {intervals}", 100)
    )
