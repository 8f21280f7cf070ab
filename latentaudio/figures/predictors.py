"""How well each model predicts held-out recordings, beside those that it was trained on."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from latentaudio.figures.style import (
    GREY,
    OKABE_ITO,
    in_order,
    legend_above,
    nothing_to_show,
    shorten,
    styled,
)

_ROW = 0.42  # inches
#: How far below the mean of a model its folds are drawn, in rows.
_BELOW = 0.24


@styled
def draw(scores: pd.DataFrame, by_fold: pd.DataFrame) -> Figure:
    """Draw one panel for each task, and one row for each model.

    Parameters
    ----------
    scores
        ``prediction/scores.csv``: accuracies of classes, R2 of numbers, mAP of labels, and their
        intervals.
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
        measure = main_measure(own)
        for row in own.to_dict("records"):
            trained = by_fold[(by_fold["task"] == task) & (by_fold["model"] == row["model"])]
            folds = trained.groupby("fold")[measure.name].mean()
            _draw_model(axes, models.index(row["model"]), measure, row, folds)
        chance = own[measure.chance].mean() if measure.chance else 0.0
        axes.axvline(chance, color=GREY, linestyle=":", linewidth=1.2, zorder=0)
        axes.set_title(shorten(task))
        axes.set_xlabel(measure.label)
        axes.set_xlim(measure.lowest - 0.03, 1.03)
        axes.grid(axis="x", color="#E5E5E5", linewidth=0.7)
        axes.set_axisbelow(True)
    panels[0].set_yticks(range(len(models)), [shorten(model, 30) for model in models])
    panels[0].set_ylim(len(models) - 0.5, -0.5)
    legend_above(figure, _handles(), most=3)
    return figure


class Measure(NamedTuple):
    """The main score of a task: columns of tables of scores, and how it is drawn."""

    name: str
    low: str
    high: str
    training: str
    chance: str
    label: str
    lowest: float


_ACCURACY = Measure("accuracy", "low", "high", "training_accuracy", "chance", "accuracy", 0.0)
# Below, a model is worse than the mean; how much so matters little.
_R2 = Measure("r2", "r2_low", "r2_high", "training_r2", "", "R² (on the scale of the factor)", -0.3)
_MAP = Measure(
    "map", "map_low", "map_high", "training_map", "prior_map", "mean average precision", 0.0
)


def main_measure(scores: pd.DataFrame) -> Measure:
    """Find the main score of one task by what its rows of a table of scores have."""
    return next(
        one
        for one in (_ACCURACY, _MAP, _R2)
        if one.name in scores and scores[one.name].notna().any()
    )


def _draw_model(
    axes: Axes, y: int, measure: Measure, scores: Mapping[Any, Any], folds: pd.Series
) -> None:
    colour = OKABE_ITO[0]

    def shown(name: str) -> float:
        return max(float(scores[name]), measure.lowest)

    held_out, training = shown(measure.name), shown(measure.training)
    axes.hlines(y, held_out, training, colors=GREY, linewidth=0.9, zorder=1)
    axes.hlines(y, shown(measure.low), shown(measure.high), colors=colour, linewidth=6, alpha=0.35)
    axes.scatter(held_out, y, color=colour, s=30, zorder=4, label="held out")
    axes.scatter(
        training,
        y,
        marker="D",
        s=24,
        facecolors="white",
        edgecolors=OKABE_ITO[4],
        zorder=3,
        label="training",
    )
    axes.scatter(
        folds.clip(lower=measure.lowest),
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
        Line2D(
            [],
            [],
            color=GREY,
            linestyle=":",
            label="most frequent class, mean, or frequencies of labels",
        ),
    ]
