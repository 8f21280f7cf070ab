"""How well each model ranks recordings by each label that they may have."""

from collections.abc import Sequence

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

_ROW = 0.16  # inches, of one model
_SCREEN = 50  # rows from which on the numbers of the x axis stand above the panel, too
_MARKERS = "osD^vP*X"
#: Most labels of a panel; of more, the ones with the fewest and the most recordings are drawn.
MOST_LABELS = 40


@styled
def draw(per_label: pd.DataFrame) -> Figure:
    """Draw one panel for each task; its labels are sorted by their number of recordings.

    Parameters
    ----------
    per_label
        ``prediction/per_label.csv``: average precisions with intervals, and those of chance.
    """
    if per_label.empty:
        return nothing_to_show("No task of labels.")
    tasks, models = in_order(per_label["task"]), in_order(per_label["model"])
    shown = {task: _shown(per_label[per_label["task"] == task]) for task in tasks}
    most = max(len(names) for names in shown.values())
    height = 1.5 + most * (0.14 + _ROW * len(models))
    figure = Figure(figsize=(2.6 + 4.2 * len(tasks), height), layout="constrained")
    panels = figure.subplots(1, len(tasks), squeeze=False)[0]
    for axes, task in zip(panels, tasks, strict=True):
        _draw_task(axes, per_label[per_label["task"] == task], shown[task], models)
        axes.set_title(shorten(task))
    legend_above(figure, _handles(models), most=3)
    return figure


def _shown(own: pd.DataFrame) -> list[str]:
    """List labels, the most frequent first."""
    counts = own.drop_duplicates("label").sort_values(["n", "label"], ascending=[False, True])
    names = counts["label"].tolist()
    half = MOST_LABELS // 2
    return names if len(names) <= MOST_LABELS else [*names[:half], *names[-half:]]


def _draw_task(axes: Axes, own: pd.DataFrame, names: Sequence[str], models: Sequence[str]) -> None:
    place = {label: row for row, label in enumerate(names)}
    kept = own[own["label"].isin(names)]
    each = kept.drop_duplicates("label")
    chance = dict(zip(each["label"], each["chance"].to_numpy(float), strict=True))
    counts = dict(zip(each["label"], each["n"].to_numpy(int), strict=True))
    step = 0.8 / len(models)
    for number, model in enumerate(models):
        rows = kept[kept["model"] == model]
        y = [place[label] - 0.4 + step * (number + 0.5) for label in rows["label"]]
        colour, marker = _style(number)
        axes.hlines(y, rows["low"], rows["high"], colors=colour, linewidth=3, alpha=0.35)
        axes.scatter(
            rows["average_precision"], y, color=colour, marker=marker, s=22, zorder=3, label=model
        )
    for label, row in place.items():
        axes.vlines(chance[label], row - 0.45, row + 0.45, colors=GREY, linestyles=":")
    axes.set_yticks(
        range(len(names)),
        [f"{shorten(label, 28)} ({counts[label]})" for label in names],
    )
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlim(-0.03, 1.03)
    axes.set_xlabel("average precision")
    axes.tick_params(labeltop=len(names) * len(models) > _SCREEN)
    axes.grid(axis="x", color="#E5E5E5", linewidth=0.7)
    axes.set_axisbelow(True)


def _style(number: int) -> tuple[str, str]:
    """Give colour and marker; a second round of colours has other markers."""
    marker = (number + number // len(OKABE_ITO)) % len(_MARKERS)
    return OKABE_ITO[number % len(OKABE_ITO)], _MARKERS[marker]


def _handles(models: Sequence[str]) -> list[Line2D]:
    each = [
        Line2D([], [], color=_style(number)[0], marker=_style(number)[1], label=shorten(model, 30))
        for number, model in enumerate(models)
    ]
    return [*each, Line2D([], [], color=GREY, linestyle=":", label="chance")]
