"""What each model takes held-out recordings of a class for."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from latentaudio.figures.confusion import draw_shares, matrix_grid
from latentaudio.figures.style import in_order, nothing_to_show, shorten, styled, width_of

_PANELS_PER_ROW = 3
#: Most classes of a panel; of more, those that models predict right most rarely are drawn.
MOST_CLASSES = 50


@styled
def draw(confusion: pd.DataFrame, scores: pd.DataFrame) -> Figure:
    """Draw one panel for each task and model.

    Parameters
    ----------
    confusion
        ``prediction/confusion.csv``.
    scores
        ``prediction/scores.csv``, for the accuracies in the titles.
    """
    if confusion.empty:
        return nothing_to_show("No model was trained.")
    panels = [rows for _, rows in confusion.groupby(["task", "model"], sort=False)]
    shown = {task: classes_shown(rows) for task, rows in confusion.groupby("task", sort=False)}
    classes = [shown[rows["task"].iloc[0]] for rows in panels]
    columns = min(len(panels), _PANELS_PER_ROW)
    widest = [_room(classes[column::columns]) for column in range(columns)]
    rows_of_panels = [""] * -(-len(panels) // columns)
    figure, grid, bar_axes = matrix_grid(rows_of_panels, widest)
    places = [axes for row in grid for axes in row]
    for axes in places[len(panels) :]:
        axes.remove()
    accuracies = {(row["task"], row["model"]): row["accuracy"] for row in scores.to_dict("records")}
    several = confusion["task"].nunique() > 1
    image = None
    for axes, names, rows in zip(places, classes, panels, strict=False):
        task, model = (str(rows[name].iloc[0]) for name in ("task", "model"))
        shares = rows.pivot(index="truth", columns="predicted", values="share")
        image = draw_shares(axes, shares.loc[names, names].to_numpy(float), names)
        title = f"{shorten(task, 14)}: {shorten(model, 20)}" if several else shorten(model, 30)
        axes.set_title(f"{title}\naccuracy {accuracies[task, model]:.2f}")
        if len(names) < len(shares):
            axes.set_xlabel(f"predicted ({len(names)} of {len(shares)} classes)")
    if image is not None:
        figure.colorbar(image, cax=bar_axes, label="share of the true class")
    return figure


def classes_shown(confusion: pd.DataFrame) -> list[str]:
    """List the classes of a task that are drawn, in their order.

    Of more than `MOST_CLASSES`, these are the ones that are predicted right most rarely, on
    average over the models, so that all models have the same.
    """
    names = in_order(confusion["truth"])
    right = confusion[confusion["truth"] == confusion["predicted"]]
    shares = right.groupby("truth")["share"].mean().reindex(names)
    hardest = set(shares.sort_values(kind="stable").index[:MOST_CLASSES])
    return [name for name in names if name in hardest]


def _room(classes: Sequence[list[str]]) -> list[str]:
    """Give as many names as the largest of some matrices has, as long as the longest of all."""
    longest = max((shorten(name) for names in classes for name in names), key=width_of)
    return [longest] * max(map(len, classes))
