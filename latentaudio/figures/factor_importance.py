"""How important each unit of each representation is for each factor."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from latentaudio.figures.style import in_order, nothing_to_show, shorten, styled

_COLUMNS = 2
_CELL, _WIDTH = 0.17, 4.6  # inches
_LARGEST = 1.0
#: Most units of a map that are all numbered.
_NUMBERED = 20
_BAR, _ABOVE_BAR = 0.3, 0.12  # inches


@styled
def draw(maps: Sequence[tuple[str, pd.DataFrame]], titles: dict[str, str]) -> Figure:
    """Draw one heat map for each representation: a row for each factor, a column for each unit.

    Units are sorted by the factor that they are most important for, and then by how important they
    are, so that a representation with a unit for each factor shows a staircase.

    Parameters
    ----------
    maps
        Title of each representation and its ``importances.csv``, with columns
        ``unit, factor, importance``; the importances of a factor sum to 1.
    titles
        What the figure calls each factor, by name.
    """
    if not maps:
        return nothing_to_show("No representation was scored.")
    rows = -(-len(maps) // _COLUMNS)
    factors = in_order(maps[0][1]["factor"])
    height = (0.62 + _CELL * len(factors)) * rows + 1.3
    figure = Figure(figsize=(_WIDTH * _COLUMNS, height), layout="constrained")
    grid = figure.subplots(rows, _COLUMNS, squeeze=False)
    image = None
    for axes, (title, table) in zip(grid.flat, maps, strict=False):
        image = _draw_map(axes, table, factors)
        axes.set_title(title, fontsize=9)
    for axes in grid[:, 0]:
        axes.set_yticks(range(len(factors)), [shorten(titles.get(name, name)) for name in factors])
    for axes in grid.flat[len(maps) :]:
        axes.remove()
    assert image is not None
    figure.colorbar(
        image,
        ax=grid.ravel().tolist()[: len(maps)],
        location="bottom",
        label="importance (share of what predicts the factor)",
        shrink=0.5,
        aspect=40,
        # Shares of the height: by default, the bar of a high figure lies far below its maps.
        fraction=_BAR / height,
        pad=_ABOVE_BAR / height,
    )
    return figure


def _draw_map(axes: Axes, table: pd.DataFrame, factors: Sequence[str]) -> AxesImage:
    wide = table.pivot(index="factor", columns="unit", values="importance").loc[list(factors)]
    values = wide.to_numpy(np.float64)
    order = np.lexsort((-values.max(axis=0), values.argmax(axis=0)))
    units = wide.columns.to_numpy()[order]
    image = axes.imshow(
        values[:, order],
        cmap="cividis",
        vmin=0,
        vmax=_LARGEST,
        aspect="auto",
        interpolation="nearest",
    )
    step = -(-len(units) // _NUMBERED)
    axes.set_xticks(range(0, len(units), step), [str(unit) for unit in units[::step]], fontsize=7)
    axes.set_yticks(range(len(factors)), [""] * len(factors))
    axes.set_xlabel("unit", fontsize=7, labelpad=1)
    axes.tick_params(length=1.5, pad=1.5)
    return image
