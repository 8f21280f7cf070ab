"""Predicted against true values of numeric factors, for each model."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from latentaudio.factor_types import Factor
from latentaudio.figures.panels import panels_in_rows
from latentaudio.figures.predicted_values import draw_values, summary
from latentaudio.figures.style import nothing_to_show, shorten, styled

_PANELS_PER_ROW = 4


@styled
def draw(values: pd.DataFrame, factors: Sequence[Factor]) -> Figure:
    """Draw one panel for each task and model.

    Parameters
    ----------
    values
        ``prediction/predicted_values.csv``.
    factors
        The factors of the run, with unit and scale.
    """
    if values.empty:
        return nothing_to_show("No value was predicted.")
    by_name = {factor.name: factor for factor in factors}
    panels = [rows for _, rows in values.groupby(["task", "model"], sort=False)]
    figure, grid, _, _ = panels_in_rows(len(panels), _PANELS_PER_ROW, (2.8, 3.0), (0.6, 0.3))
    several = values["task"].nunique() > 1
    for axes, own in zip(grid, panels, strict=True):
        task, model = (str(own[name].iloc[0]) for name in ("task", "model"))
        factor = by_name[task]
        table = own.rename(columns={"truth": "true_value", "predicted": "predicted_value"})
        draw_values(axes, table, factor)
        title = f"{shorten(task, 14)}: {shorten(model, 20)}" if several else shorten(model, 30)
        axes.set_title(f"{title}\n{summary(table, factor)}", fontsize=8.5)
    return figure
