"""Loss of each autoencoder and flow by epoch: training and validation sounds, all seeds."""

import textwrap
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
from latentaudio.figures.style import legend_above, nothing_to_show, styled
from latentaudio.known_factors.loss_curves import LOSSES

# Look and label, by column.
_LOOKS = {
    "training": (TRAINING, "training"),
    "validation": (VALIDATION, "validation (chooses the epoch)"),
    "held_out": (HELD_OUT, "held out (of flows)"),
}
_PANELS_PER_ROW = 4
_PANEL = 2.5, 2.0  # inches
_KEPT = "#404040"


@styled
def draw(representations: Sequence[tuple[str, Sequence[pd.DataFrame]]]) -> Figure:
    """Draw a panel for each representation, with lines for each seed and a scale of its own.

    Parameters
    ----------
    representations
        Title, and the tables of `latentaudio.known_factors.loss_curves.loss_curves` of all seeds.
    """
    shown = [
        (title, [curves for curves in seeds if len(curves)])
        for title, seeds in representations
        if any(len(curves) for curves in seeds)
    ]
    if not shown:
        return nothing_to_show("No autoencoder and no flow was trained.")
    figure, panels, _, lowest = panels_in_rows(
        len(shown), _PANELS_PER_ROW, _PANEL, (0.5, 0.9), narrowest=6.8
    )
    clipped = [
        _draw_panel(axes, title, seeds) for axes, (title, seeds) in zip(panels, shown, strict=True)
    ]
    for axes in lowest:
        axes.set_xlabel("epoch")
    figure.supylabel("loss (nats per sound; of flows, per pair)", fontsize=9)
    if any(clipped):
        figure.supxlabel(CLIPPED, fontsize=8)
    _add_legend(figure, [curves for _, seeds in shown for curves in seeds])
    return figure


def _draw_panel(axes: Axes, title: str, seeds: Sequence[pd.DataFrame]) -> bool:
    """Draw the trainings of one representation; return whether losses lie outside the frame."""
    for curves in seeds:
        for loss in _computed(curves):
            axes.plot(
                curves["epoch"],
                curves[loss],
                linewidth=1.1,
                marker="." if len(curves) == 1 else "",
                label=loss,
                **_LOOKS[loss][0].style,
            )
        kept = curves[curves["best"]]
        # Without validation sounds, the last epoch is kept.
        height = kept["validation"].fillna(kept["training"])
        axes.plot(kept["epoch"], height, "o", color=_KEPT, markersize=4, zorder=4, label="kept")
    low, high, clipped = limits_of_losses(
        [curves[_computed(curves)].to_numpy() for curves in seeds]
    )
    axes.set_ylim(low, high)
    axes.set_title("\n".join(textwrap.wrap(title, 30)), fontsize=8)
    axes.tick_params(labelsize=8)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True, min_n_ticks=1))
    axes.yaxis.set_major_locator(MaxNLocator(4))
    return clipped


def _computed(curves: pd.DataFrame) -> list[str]:
    """List the losses that a training has."""
    return [loss for loss in LOSSES if curves[loss].notna().any()]


def _add_legend(figure: Figure, trainings: Sequence[pd.DataFrame]) -> None:
    found = {loss for curves in trainings for loss in _computed(curves)}
    handles = [look.handle(label) for loss, (look, label) in _LOOKS.items() if loss in found]
    handles.append(
        Line2D([], [], color=_KEPT, marker="o", markersize=4, linestyle="", label="epoch kept")
    )
    legend_above(figure, handles, most=4)
