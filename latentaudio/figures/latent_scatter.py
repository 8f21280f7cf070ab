"""Held-out sounds on the two units that say most about each factor, coloured by the factor."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import ListedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from latentaudio.factor_types import Factor
from latentaudio.figures.style import (
    class_colours,
    class_markers,
    in_order,
    nothing_to_show,
    shorten,
    styled,
    width_of,
)

_WIDTH, _HEIGHT = 1.75, 1.3  # inches
_BAR, _ABOVE_BAR = 0.4, 0.12  # inches
# Stops before the yellow end of viridis, which is faint on white.
_COLOURS = ListedColormap(colormaps["viridis"](np.linspace(0, 0.88, 256)))
#: Most classes that the key of a factor names.
MOST_NAMED = 16
_NAME = 0.15  # inches, of a class in the key
_AS_HIGH_AS_BAR = 4  # names of classes that take as much room as the bar of a numeric factor


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
    everything = pd.concat([table for _, table in shown])
    looks = {one.name: _looks(everything, one) for one in factors if not one.is_numeric}
    named = min(max(map(len, looks.values()), default=0), MOST_NAMED)
    height = (_HEIGHT + 0.12) * len(shown) + 1.2 + _NAME * max(named - _AS_HIGH_AS_BAR, 0)
    figure = Figure(figsize=(_WIDTH * len(factors) + 1.1, height), layout="constrained")
    grid = figure.subplots(len(shown), len(factors), squeeze=False)
    for row, (title, table) in zip(grid, shown, strict=True):
        for axes, factor in zip(row, factors, strict=True):
            members = table[table["factor"] == factor.name]
            _draw_units(axes, members, looks.get(factor.name))
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
    for column, factor in enumerate(factors):
        members = everything[everything["factor"] == factor.name]
        grid[0, column].set_title(shorten(factor.name), fontweight="bold")
        if factor.name in looks:
            _add_names(grid[-1, column], looks[factor.name])
        else:
            _add_bar(figure, grid[:, column].tolist(), members, factor)
    return figure


_Looks = Mapping[str, Mapping[str, Any]]


def _looks(table: pd.DataFrame, factor: Factor) -> _Looks:
    """Give each class of a factor a colour and a marker, the same in all rows."""
    names = sorted(in_order(table.loc[table["factor"] == factor.name, "class"]))
    colours, markers = class_colours(names), class_markers(names)
    return {name: {"color": colours[name], "marker": markers[name]} for name in names}


def _draw_units(axes: Axes, table: pd.DataFrame, looks: _Looks | None) -> None:
    """Draw the sounds of a panel: with the looks of their classes, or coloured by value."""
    if looks is None:
        axes.scatter(table["x"], table["y"], c=table["value"], cmap=_COLOURS, s=5, linewidths=0)
    else:
        for name, style in looks.items():
            own = table[table["class"] == name]
            axes.scatter(own["x"], own["y"], s=5, linewidths=0, label=name, **style)
    axes.set_xticks([])
    axes.set_yticks([])
    if len(table):
        second = table["unit_y"].iloc[0]
        axes.set_xlabel(f"unit {table['unit_x'].iloc[0]:g}", fontsize=7, labelpad=2)
        axes.set_ylabel("" if pd.isna(second) else f"unit {second:g}", fontsize=7, labelpad=2)


def _add_names(axes: Axes, looks: _Looks) -> None:
    """Name the classes below a column; of many the first, and how many others there are."""
    handles = [
        Line2D([], [], linestyle="", markersize=4, label=shorten(name), **style)
        for name, style in looks.items()
    ]
    if len(handles) > MOST_NAMED:
        handles = handles[: MOST_NAMED - 1]
        more = len(looks) - len(handles)
        handles.append(Line2D([], [], linestyle="", label=f"and {more} more classes"))
    axes.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, -0.16), fontsize=7)


def _add_bar(figure: Figure, column: list[Axes], table: pd.DataFrame, factor: Factor) -> None:
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
