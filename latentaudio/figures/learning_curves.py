"""Loss and accuracy of networks by step: crops that are trained on, and validation recordings."""

from collections.abc import Sequence
from typing import Literal

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from latentaudio.figures.style import GREY, OKABE_ITO, nothing_to_show, shorten, styled

# Colour, line style and label of each split.
_SPLITS: dict[str, tuple[str, Literal["-", "--"], str]] = {
    "training": (OKABE_ITO[0], "-", "training (with augmentation)"),
    "validation": (OKABE_ITO[1], "--", "validation"),
}
_MEASURES = {"cross_entropy": "cross entropy (nats)", "accuracy": "accuracy"}


@styled
def draw(networks: Sequence[tuple[str, Sequence[pd.DataFrame]]]) -> Figure:
    """Draw one column for each network: cross entropy above, accuracy below.

    Parameters
    ----------
    networks
        Title, and the histories of all trainings (seeds and folds) of each network, with columns
        ``step``, those of `latentaudio.prediction.network_training.HISTORY`, and ``best``.
    """
    if not networks:
        return nothing_to_show("No network was trained; heads have no course of training.")
    size = 1.2 + 2.9 * len(networks), 5.0
    figure = Figure(figsize=size, layout="constrained")
    grid = figure.subplots(len(_MEASURES), len(networks), squeeze=False, sharey="row", sharex="col")
    for column, (title, histories) in enumerate(networks):
        grid[0, column].set_title(shorten(title, 30))
        grid[-1, column].set_xlabel("step")
        for row, measure in enumerate(_MEASURES):
            _draw_curves(grid[row, column], histories, measure)
    for axes, label in zip(grid[:, 0], _MEASURES.values(), strict=True):
        axes.set_ylabel(label)
    grid[0, 0].set_ylim(bottom=0)
    grid[1, 0].set_ylim(-0.03, 1.03)
    handles = [
        Line2D([], [], color=colour, linestyle=dashes, linewidth=2, label=label)
        for colour, dashes, label in _SPLITS.values()
    ]
    handles.append(Line2D([], [], color=GREY, linewidth=0.6, label="one training"))
    figure.legend(handles=handles, loc="outside upper center", ncols=3, fontsize=8)
    return figure


def _draw_curves(axes: Axes, histories: Sequence[pd.DataFrame], measure: str) -> None:
    for split, (colour, dashes, _) in _SPLITS.items():
        name = f"{split}_{measure}"
        for history in histories:
            axes.plot(
                history["step"], history[name], color=colour, linewidth=0.5, alpha=0.35, label=name
            )
        # Trainings that stopped early are left out of the later means.
        mean = pd.concat(histories).groupby("step")[name].mean()
        axes.plot(
            mean.index,
            mean.to_numpy(),
            color=colour,
            linestyle=dashes,
            linewidth=2,
            label=f"mean {name}",
        )
