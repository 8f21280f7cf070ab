"""Panels of equal size, in rows of at most so many."""

from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure


class Panels(NamedTuple):
    """A figure with its panels.

    Attributes
    ----------
    figure
        The figure.
    every
        All panels, row by row.
    leftmost, lowest
        The first panel of each row, and the last one of each column.
    """

    figure: Figure
    every: list[Axes]
    leftmost: list[Axes]
    lowest: list[Axes]


def panels_in_rows(
    count: int,
    per_row: int,
    panel: tuple[float, float],
    room: tuple[float, float],
    *,
    narrowest: float = 0.0,
    **shared: Any,  # noqa: ANN401
) -> Panels:
    """Create panels; where they share an axis, the lowest ones of all columns have its numbers.

    Parameters
    ----------
    count
        Number of panels.
    per_row
        Most panels of a row.
    panel
        Width and height of a panel with its labels (inches).
    room
        Width and height of what is around all panels (inches).
    narrowest
        Least width of the figure (inches).
    **shared
        Which axes are shared, as for `matplotlib.figure.Figure.subplots`.
    """
    columns = min(count, per_row)
    rows = -(-count // columns)
    size = max(narrowest, panel[0] * columns + room[0]), panel[1] * rows + room[1]
    figure = Figure(figsize=size, layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False, **shared)
    for axes in grid.flat[count:]:
        axes.remove()
    every = grid.flat[:count].tolist()
    lowest = every[-columns:]
    for axes in lowest:
        axes.tick_params(labelbottom=True)
    return Panels(figure, every, grid[:, 0].tolist(), lowest)
