"""Loss of each flow by epoch: training, validation and held-out sounds."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from latentaudio.figures.style import GREY, OKABE_ITO, nothing_to_show, shorten, styled

# Colour, line style and label, by column.
_LOSSES: dict[str, tuple[str, Literal["-", "--", ":"], str]] = {
    "train_loss": (OKABE_ITO[0], "-", "training (fitted)"),
    "validation_loss": (OKABE_ITO[1], "--", "validation (stops the training)"),
    "held_out_loss": (OKABE_ITO[2], ":", "held out (only reported)"),
}
_PANELS_PER_ROW = 4
_PANEL_WIDTH, _PANEL_HEIGHT = 2.4, 2.3  # inches
#: What a figure says of losses above its frame.
CLIPPED = "Losses of the first epochs lie above the frame, to show the later ones in detail."
_WARM_UP = 0.05  # share of the epochs, from the first, whose losses may lie above the frame


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
    columns = min(len(shown), _PANELS_PER_ROW)
    rows = -(-len(shown) // columns)
    size = max(6.8, _PANEL_WIDTH * columns + 0.5), _PANEL_HEIGHT * rows + 0.9
    figure = Figure(figsize=size, layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False, sharey=True)
    low, high, clipped = limits_of_losses(
        [history.sort_values("epoch")[list(_LOSSES)].to_numpy(float) for _, history in shown]
    )
    for axes, (name, history) in zip(grid.flat, shown, strict=False):
        _draw_losses(axes, history.sort_values("epoch"), low, high)
        axes.set_title(shorten(name, 28))
        axes.set_xlabel("epoch")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    for axes in grid[:, 0]:
        axes.set_ylabel("loss (nats per pair)")
    for axes in grid.flat[len(shown) :]:
        axes.remove()
    handles = [
        Line2D([], [], color=colour, linestyle=dashes, linewidth=1.6, label=label)
        for colour, dashes, label in _LOSSES.values()
    ]
    handles.append(Line2D([], [], color=GREY, marker="o", linewidth=0.9, label="epoch kept"))
    figure.legend(handles=handles, loc="outside upper center", ncols=4, fontsize=8)
    if clipped:
        figure.supxlabel(CLIPPED, fontsize=8)
    return figure


def limits_of_losses(trainings: Sequence[np.ndarray]) -> tuple[float, float, bool]:
    """Compute the lowest and highest loss to show, and whether some losses lie outside.

    The loss falls steeply at first; a scale that included all of it would hide later changes.

    Parameters
    ----------
    trainings
        Losses of each training, one row for each epoch in turn, shape ``[epochs, losses]``.
    """
    values, settled = [], []
    for losses in trainings:
        values.append(losses.ravel())
        settled.append(losses[int(np.ceil(_WARM_UP * len(losses))) - len(losses) :].ravel())
    finite = np.concatenate(values)
    finite = finite[np.isfinite(finite)]
    late = np.concatenate(settled)
    late = late[np.isfinite(late)]
    if not len(late):
        late = finite
    if not len(late):
        return 0.0, 1.0, False
    low, high = float(finite.min()), float(late.max())
    margin = 0.06 * (high - low) or 0.5
    return low - margin, high + margin, bool(finite.max() > high + margin)


def _draw_losses(axes: Axes, history: pd.DataFrame, low: float, high: float) -> None:
    for column, (colour, dashes, _) in _LOSSES.items():
        axes.plot(
            history["epoch"],
            history[column],
            color=colour,
            linestyle=dashes,
            linewidth=1.6,
            marker="o" if len(history) == 1 else "",
            markersize=4,
            label=column,
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
