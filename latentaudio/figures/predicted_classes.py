"""What each model takes held-out recordings of a class for."""

import pandas as pd
from matplotlib.figure import Figure

from latentaudio.figures.confusion import draw_shares, matrix_grid
from latentaudio.figures.style import in_order, nothing_to_show, shorten, styled

_PANELS_PER_ROW = 3


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
    classes = [in_order(rows["truth"]) for rows in panels]
    columns = min(len(panels), _PANELS_PER_ROW)
    widest = [max(classes[column::columns], key=len) for column in range(columns)]
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
    if image is not None:
        figure.colorbar(image, cax=bar_axes, label="share of the true class")
    return figure
