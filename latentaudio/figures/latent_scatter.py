"""Held-out sounds on the two units that say most about each factor, coloured by the factor."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from latentaudio.factor_types import Factor
from latentaudio.figures.style import (
    class_colours,
    in_order,
    nothing_to_show,
    shorten,
    styled,
    width_of,
)

_WIDTH, _HEIGHT = 1.75, 1.3  # inches
_BAR, _ABOVE_BAR = 0.4, 0.12  # inches
_COLOURS = "viridis"


@styled
def draw(shown: Sequence[tuple[str, pd.DataFrame]], factors: Sequence[Factor]) -> Figure:
    """Draw one row for each representation and one column for each factor.

    Parameters
    ----------
    shown
        Title of each representation and its ``shown.csv``, with columns
        ``factor, unit_x, unit_y, x, y, value, class``.
    factors
        The factors, in the order of the columns.
    """
    if not shown:
        return nothing_to_show("No representation was scored.")
    size = (_WIDTH * len(factors) + 1.1, (_HEIGHT + 0.12) * len(shown) + 1.2)
    figure = Figure(figsize=size, layout="constrained")
    grid = figure.subplots(len(shown), len(factors), squeeze=False)
    for row, (title, table) in zip(grid, shown, strict=True):
        for axes, factor in zip(row, factors, strict=True):
            _draw_units(axes, table[table["factor"] == factor.name], factor)
        row[0].annotate(
            _in_lines(title),
            (-0.34, 0.5),
            xycoords="axes fraction",
            rotation=90,
            fontsize=8,
            ha="center",
            va="center",
            fontweight="bold",
            multialignment="center",
        )
    everything = pd.concat([table for _, table in shown])
    for column, factor in enumerate(factors):
        members = everything[everything["factor"] == factor.name]
        grid[0, column].set_title(shorten(factor.name), fontweight="bold")
        _add_key(figure, grid[:, column].tolist(), members, factor)
    return figure


def _draw_units(axes: Axes, table: pd.DataFrame, factor: Factor) -> None:
    if factor.is_numeric:
        axes.scatter(table["x"], table["y"], c=table["value"], cmap=_COLOURS, s=5, linewidths=0)
    else:
        colours = class_colours(sorted(in_order(table["class"])))
        axes.scatter(
            table["x"],
            table["y"],
            c=[colours[str(name)] for name in table["class"]],
            s=5,
            linewidths=0,
        )
    axes.set_xticks([])
    axes.set_yticks([])
    if len(table):
        second = table["unit_y"].iloc[0]
        axes.set_xlabel(f"unit {table['unit_x'].iloc[0]:g}", fontsize=7, labelpad=2)
        axes.set_ylabel("" if pd.isna(second) else f"unit {second:g}", fontsize=7, labelpad=2)


def _add_key(figure: Figure, column: list[Axes], table: pd.DataFrame, factor: Factor) -> None:
    if not factor.is_numeric:
        colours = class_colours(sorted(in_order(table["class"])))
        handles = [
            Line2D(
                [], [], color=colour, marker="o", linestyle="", markersize=4, label=shorten(name)
            )
            for name, colour in colours.items()
        ]
        column[-1].legend(
            handles=handles, loc="upper center", bbox_to_anchor=(0.5, -0.16), fontsize=7
        )
        return
    low, high = float(table["value"].min()), float(table["value"].max())
    # The scale of the colours is that of the factor; its ends are named in its unit.
    bar = figure.colorbar(
        ScalarMappable(Normalize(low, high), _COLOURS),
        ax=column,
        location="bottom",
        aspect=16,
        # Shares of the height: by default, the bar of a high figure lies far below its panels.
        fraction=_BAR / figure.get_figheight(),
        pad=_ABOVE_BAR / figure.get_figheight(),
    )
    ticks = np.linspace(low, high, 3)
    bar.set_ticks(ticks.tolist(), labels=_rounded(factor, ticks))
    bar.ax.tick_params(labelsize=7)
    bar.set_label(shorten(factor.title), fontsize=8)


def _rounded(factor: Factor, ticks: np.ndarray) -> list[str]:
    """Write values so that neighbouring colour bars have room: two digits of their range."""
    values = factor.unscaled(ticks)
    # On a log scale each value has digits of its own, elsewhere the range gives the digits of all.
    sizes = np.abs(values) if factor.scale == "log" else np.full(len(values), np.ptp(values))
    places = 1 - np.floor(np.log10(np.maximum(sizes, np.finfo(float).tiny))).astype(int)
    # Adding 0 turns a rounded -0 into 0.
    return [
        f"{round(one, place) + 0.0:g}"
        for one, place in zip(values.tolist(), places.tolist(), strict=True)
    ]


def _in_lines(title: str) -> str:
    return title.replace(", ", "\n") if width_of(title) > 16 else title
