"""Loss of each flow by epoch: training, validation and held-out sounds."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from latentaudio.figures.loss_lines import (
    CLIPPED,
    HELD_OUT,
    TRAINING,
    VALIDATION,
    limits_of_losses,
)
from latentaudio.figures.panels import panels_in_rows
from latentaudio.figures.style import GREY, legend_above, nothing_to_show, shorten, styled

# Look and label, by column.
_LOSSES = {
    "train_loss": (TRAINING, "training (fitted)"),
    "validation_loss": (VALIDATION, "validation (stops the training)"),
    "held_out_loss": (HELD_OUT, "held out (only reported)"),
}
_PANELS_PER_ROW = 4
_PANEL = 2.4, 2.3  # inches


@styled
def draw(histories: Sequence[tuple[str, pd.DataFrame]]) -> Figure:
    """Draw one panel per flow, all with the same scale.

    Parameters
    ----------
    histories
        Name and history of each flow, with columns ``epoch, train_loss, validation_loss,
        held_out_loss`` (nats per pair) and ``best``, true for the epoch whose weights were kept.
    """
    shown = [(name, history) for name, history in histories if not history.empty]
    if not shown:
        return nothing_to_show("No flow was trained, not even for a single epoch.")
    figure, panels, leftmost, _ = panels_in_rows(
        len(shown), _PANELS_PER_ROW, _PANEL, (0.5, 0.9), narrowest=6.8, sharey=True
    )
    low, high, clipped = limits_of_losses(
        [history.sort_values("epoch")[list(_LOSSES)].to_numpy(float) for _, history in shown]
    )
    for axes, (name, history) in zip(panels, shown, strict=True):
        _draw_losses(axes, history.sort_values("epoch"), low, high)
        axes.set_title(shorten(name, 28))
        axes.set_xlabel("epoch")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    for axes in leftmost:
        axes.set_ylabel("loss (nats per pair)")
    handles = [look.handle(label) for look, label in _LOSSES.values()]
    handles.append(Line2D([], [], color=GREY, marker="o", linewidth=0.9, label="epoch kept"))
    legend_above(figure, handles, most=4)
    if clipped:
        figure.supxlabel(CLIPPED, fontsize=8)
    return figure


def _draw_losses(axes: Axes, history: pd.DataFrame, low: float, high: float) -> None:
    for column, (look, _) in _LOSSES.items():
        axes.plot(
            history["epoch"],
            history[column],
            linewidth=1.6,
            marker="o" if len(history) == 1 else "",
            markersize=4,
            label=column,
            **look.style,
        )
    axes.set_ylim(low, high)
    for row in history[history["best"].astype(bool)].to_dict("records"):
        axes.axvline(row["epoch"], color=GREY, linewidth=0.9, zorder=0, label="best")
        axes.plot(row["epoch"], row["validation_loss"], marker="o", markersize=5, color=GREY)
        left = row["epoch"] > history["epoch"].mean()
        axes.annotate(
            f"{row['epoch']}",
            (row["epoch"], 1),
            xycoords=("data", "axes fraction"),
            xytext=(-3 if left else 3, -1),
            textcoords="offset points",
            ha="right" if left else "left",
            va="top",
            fontsize=8,
            color=GREY,
        )
