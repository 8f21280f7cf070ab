"""Loss and accuracy of networks by step: crops that are trained on, and validation recordings."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from latentaudio.figures.style import GREY, OKABE_ITO, nothing_to_show, shorten, styled

# Colour, line style and label of each split.
_SPLITS: dict[str, tuple[str, Literal["-", "--"], str]] = {
    "training": (OKABE_ITO[0], "-", "training (with augmentation)"),
    "validation": (OKABE_ITO[1], "--", "validation"),
}
# Labels of the two measures of a history by the end of their columns, for each kind of task.
_MEASURES = (
    {"cross_entropy": "cross entropy (nats)", "accuracy": "accuracy"},
    {"cross_entropy": "cross entropy of labels (nats)", "lwlrap": "lwlrap"},
    {"loss": "loss", "error": "mean error (on the scale)"},
)


@styled
def draw(networks: Sequence[tuple[str, Sequence[pd.DataFrame]]]) -> Figure:
    """Draw one column for each network: its loss above, its accuracy or error below.

    Parameters
    ----------
    networks
        Title, and the histories of all trainings (seeds and folds) of each network, with columns
        ``step``, those of `latentaudio.prediction.crop_networks.network_training.history_columns`,
        and ``best``.
    """
    if not networks:
        return nothing_to_show("No network was trained; heads have no course of training.")
    size = 1.2 + 2.9 * len(networks), 5.0
    figure = Figure(figsize=size, layout="constrained")
    grid = figure.subplots(2, len(networks), squeeze=False, sharex="col")
    first: dict[str, Axes] = {}
    for column, (title, histories) in enumerate(networks):
        grid[0, column].set_title(shorten(title, 30))
        grid[-1, column].set_xlabel("step")
        for axes, (measure, label) in zip(grid[:, column], _measures_of(histories), strict=True):
            _draw_curves(axes, histories, measure)
            if label in first:
                axes.sharey(first[label])
                axes.tick_params(labelleft=False)
            else:
                axes.set_ylabel(label)
            first.setdefault(label, axes)
    for label, axes in first.items():
        axes.set_ylim(*((-0.03, 1.03) if label in ("accuracy", "lwlrap") else (0, None)))
    handles = [
        Line2D([], [], color=colour, linestyle=dashes, linewidth=2, label=label)
        for colour, dashes, label in _SPLITS.values()
    ]
    handles.append(Line2D([], [], color=GREY, linewidth=0.6, label="one training"))
    figure.legend(handles=handles, loc="outside upper center", ncols=3, fontsize=8)
    return figure


def _measures_of(histories: Sequence[pd.DataFrame]) -> list[tuple[str, str]]:
    """Name the two measures of histories, with their labels."""
    measures = next(
        one for one in _MEASURES if all(f"training_{measure}" in histories[0] for measure in one)
    )
    return list(measures.items())


def _draw_curves(axes: Axes, histories: Sequence[pd.DataFrame], measure: str) -> None:
    for split, (colour, dashes, _) in _SPLITS.items():
        name = f"{split}_{measure}"
        for history in histories:
            axes.plot(
                history["step"], history[name], color=colour, linewidth=0.5, alpha=0.35, label=name
            )
        steps, mean = _mean_curve(histories, name)
        axes.plot(
            steps,
            mean,
            color=colour,
            linestyle=dashes,
            linewidth=2,
            label=f"mean {name}",
        )


def _mean_curve(
    histories: Sequence[pd.DataFrame], name: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Average trainings, whose epochs may end at different steps, as long as all of them last."""
    steps = np.unique(np.concatenate([one["step"] for one in histories])).astype(np.float64)
    first = max(one["step"].iloc[0] for one in histories)
    last = min(one["step"].iloc[-1] for one in histories)
    steps = steps[(steps >= first) & (steps <= last)]
    return steps, np.mean([np.interp(steps, one["step"], one[name]) for one in histories], axis=0)
