"""Whether models are as sure as they are right, before and after their temperature was fitted."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from latentaudio.figures.panels import panels_in_rows
from latentaudio.figures.style import (
    GREY,
    OKABE_ITO,
    legend_above,
    nothing_to_show,
    shorten,
    styled,
)

_STYLES = {
    True: (OKABE_ITO[0], "o", "with the temperature"),
    False: (OKABE_ITO[4], "^", "without"),
}
_PANELS_PER_ROW = 4


@styled
def draw(reliability: pd.DataFrame, scores: pd.DataFrame) -> Figure:
    """Draw one panel for each task and model.

    Parameters
    ----------
    reliability
        ``prediction/reliability.csv``.
    scores
        ``prediction/scores.csv``, for the calibration errors in the titles.
    """
    if reliability.empty:
        return nothing_to_show("No model was trained.")
    panels = [rows for _, rows in reliability.groupby(["task", "model"], sort=False)]
    figure, grid, leftmost, lowest = panels_in_rows(
        len(panels), _PANELS_PER_ROW, (2.5, 2.6), (1.0, 0.8), sharex=True, sharey=True
    )
    errors = {(row["task"], row["model"]): row for row in scores.to_dict("records")}
    several = reliability["task"].nunique() > 1
    for axes, table in zip(grid, panels, strict=True):
        _draw_panel(axes, table)
        task, model = (str(table[name].iloc[0]) for name in ("task", "model"))
        after, before = (errors[task, model][name] for name in ("ece", "ece_uncalibrated"))
        name = f"{shorten(task, 12)}: {shorten(model, 18)}" if several else shorten(model, 28)
        axes.set_title(f"{name}\nECE {after:.2f}, without {before:.2f}")
    for axes in lowest:
        axes.set_xlabel("probability of the prediction")
    for axes in leftmost:
        axes.set_ylabel("accuracy")
    handles = [
        Line2D([], [], color=colour, marker=marker, linewidth=1.4, label=label)
        for colour, marker, label in _STYLES.values()
    ]
    handles.append(Line2D([], [], color=GREY, linestyle=":", label="as sure as right"))
    legend_above(figure, handles, most=3)
    return figure


def _draw_panel(axes: Axes, table: pd.DataFrame) -> None:
    axes.plot([0, 1], [0, 1], color=GREY, linestyle=":", zorder=0)
    for calibrated, (colour, marker, label) in _STYLES.items():
        own = table[table["calibrated"] == calibrated]
        axes.plot(own["confidence"], own["accuracy"], color=colour, linewidth=1.2, zorder=2)
        # Areas tell how many predictions a bin has.
        axes.scatter(
            own["confidence"],
            own["accuracy"],
            s=8 + 90 * own["n"] / own["n"].sum(),
            color=colour,
            marker=marker,
            alpha=0.85,
            zorder=3,
            label=label,
        )
    axes.set_xlim(-0.03, 1.03)
    axes.set_ylim(-0.03, 1.03)
    axes.set_aspect("equal")
