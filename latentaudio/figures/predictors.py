"""How well each model predicts held-out recordings, beside those that it was trained on."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from latentaudio.figures.style import GREY, OKABE_ITO, in_order, nothing_to_show, shorten, styled

_ROW = 0.42  # inches
#: How far below the mean of a model its folds are drawn, in rows.
_BELOW = 0.24


@styled
def draw(scores: pd.DataFrame, by_fold: pd.DataFrame) -> Figure:
    """Draw one panel for each task, and one row for each model.

    Parameters
    ----------
    scores
        ``prediction/scores.csv``: accuracies over all folds, and their intervals.
    by_fold
        ``prediction/fold_scores.csv``.
    """
    if scores.empty:
        return nothing_to_show("No model was trained.")
    tasks, models = in_order(scores["task"]), in_order(scores["model"])
    size = 3.0 + 3.6 * len(tasks), 1.5 + _ROW * len(models)
    figure = Figure(figsize=size, layout="constrained")
    panels = figure.subplots(1, len(tasks), squeeze=False, sharey=True)[0]
    for axes, task in zip(panels, tasks, strict=True):
        own = scores[scores["task"] == task]
        for row in own.to_dict("records"):
            trained = by_fold[(by_fold["task"] == task) & (by_fold["model"] == row["model"])]
            folds = trained.groupby("fold")["accuracy"].mean()
            _draw_model(axes, models.index(row["model"]), row, folds)
        axes.axvline(own["chance"].mean(), color=GREY, linestyle=":", linewidth=1.2, zorder=0)
        axes.set_title(shorten(task))
        axes.set_xlabel("accuracy")
        axes.set_xlim(-0.03, 1.03)
        axes.grid(axis="x", color="#E5E5E5", linewidth=0.7)
        axes.set_axisbelow(True)
    panels[0].set_yticks(range(len(models)), [shorten(model, 30) for model in models])
    panels[0].set_ylim(len(models) - 0.5, -0.5)
    figure.legend(handles=_handles(), loc="outside upper center", ncols=3, fontsize=8)
    return figure


def _draw_model(axes: Axes, y: int, scores: Mapping[Any, Any], folds: pd.Series) -> None:
    colour = OKABE_ITO[0]
    axes.hlines(
        y, scores["accuracy"], scores["training_accuracy"], colors=GREY, linewidth=0.9, zorder=1
    )
    axes.hlines(y, scores["low"], scores["high"], colors=colour, linewidth=6, alpha=0.35)
    axes.scatter(scores["accuracy"], y, color=colour, s=30, zorder=4, label="held out")
    axes.scatter(
        scores["training_accuracy"],
        y,
        marker="D",
        s=24,
        facecolors="white",
        edgecolors=OKABE_ITO[4],
        zorder=3,
        label="training",
    )
    axes.scatter(
        folds,
        [y + _BELOW] * len(folds),
        s=9,
        facecolors="white",
        edgecolors="black",
        linewidths=0.6,
        zorder=5,
        label="folds",
    )


def _handles() -> list[Line2D]:
    def marker(shape: str, **style: Any) -> Line2D:  # noqa: ANN401
        return Line2D([], [], marker=shape, linestyle="", **style)

    white = {"markerfacecolor": "white"}
    return [
        marker("o", color=OKABE_ITO[0], label="held-out recordings"),
        Line2D([], [], color=OKABE_ITO[0], linewidth=6, alpha=0.35, label="95% interval (groups)"),
        marker("o", color="black", markersize=3, label="one fold", **white),
        marker("D", color=OKABE_ITO[4], markersize=5, label="training recordings", **white),
        Line2D([], [], color=GREY, linestyle=":", label="most frequent class"),
    ]
