"""Loss and accuracy of networks by step: crops that are trained on, and validation recordings."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from latentaudio.figures.loss_lines import TRAINING, VALIDATION
from latentaudio.figures.style import GREY, legend_above, nothing_to_show, shorten, styled

# Look and label of each split.
_SPLITS = {
    "training": (TRAINING, "training (with augmentation)"),
    "validation": (VALIDATION, "validation"),
}
_NETWORKS_PER_ROW = 4
# Labels of the two measures of a history by the end of their columns, for each kind of task.
_MEASURES = (
    {"cross_entropy": "cross entropy (nats)", "accuracy": "accuracy"},
    {"cross_entropy": "cross entropy of labels (nats)", "lwlrap": "lwlrap"},
    {"loss": "loss", "error": "mean error (on the scale)"},
)


@styled
def draw(networks: Sequence[tuple[str, Sequence[pd.DataFrame]]]) -> Figure:
    """Draw two panels for each network: its loss above, its accuracy or error below.

    Parameters
    ----------
    networks
        Title, and the histories of all trainings (seeds and folds) of each network, with columns
        ``step``, those of `latentaudio.prediction.crop_networks.network_training.history_columns`,
        and ``best``.
    """
    if not networks:
        return nothing_to_show("No network was trained; heads have no course of training.")
    columns = min(len(networks), _NETWORKS_PER_ROW)
    rows = -(-len(networks) // columns)
    figure = Figure(figsize=(1.2 + 2.9 * columns, 0.4 + 4.6 * rows), layout="constrained")
    grid = figure.subplots(2 * rows, columns, squeeze=False)
    first: dict[str, Axes] = {}
    for number, (title, histories) in enumerate(networks):
        row, column = divmod(number, columns)
        above, below = pair = grid[2 * row : 2 * row + 2, column]
        above.set_title(shorten(title, 30))
        above.sharex(below)
        above.tick_params(labelbottom=False)
        below.set_xlabel("step")
        left = [_labels(other) for _, other in networks[number - column : number]]
        for axes, (measure, label) in zip(pair, _measures_of(histories), strict=True):
            _draw_curves(axes, histories, measure)
            if label in first:
                axes.sharey(first[label])
            if any(label in labels for labels in left):
                axes.tick_params(labelleft=False)
            else:
                axes.set_ylabel(label)
            first.setdefault(label, axes)
    for axes in grid.reshape(rows, 2, columns).swapaxes(1, 2).reshape(-1, 2)[len(networks) :].flat:
        axes.remove()
    for label, axes in first.items():
        axes.set_ylim(*((-0.03, 1.03) if label in ("accuracy", "lwlrap") else (0, None)))
    handles = [look.handle(label, linewidth=2) for look, label in _SPLITS.values()]
    handles.append(Line2D([], [], color=GREY, linewidth=0.6, label="one training"))
    legend_above(figure, handles, most=3)
    return figure


def _measures_of(histories: Sequence[pd.DataFrame]) -> list[tuple[str, str]]:
    """Name the two measures of histories, with their labels."""
    measures = next(
        one for one in _MEASURES if all(f"training_{measure}" in histories[0] for measure in one)
    )
    return list(measures.items())


def _labels(histories: Sequence[pd.DataFrame]) -> list[str]:
    return [label for _, label in _measures_of(histories)]


def _draw_curves(axes: Axes, histories: Sequence[pd.DataFrame], measure: str) -> None:
    for split, (look, _) in _SPLITS.items():
        name = f"{split}_{measure}"
        for history in histories:
            axes.plot(
                history["step"],
                history[name],
                color=look.color,
                linewidth=0.5,
                alpha=0.35,
                label=name,
            )
        steps, mean = _mean_curve(histories, name)
        axes.plot(
            steps,
            mean,
            linewidth=2,
            label=f"mean {name}",
            **look.style,
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
