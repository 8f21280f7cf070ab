"""Which layer knows what: scores of heads on single layers, one line for each task."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from latentaudio.figures.predictors import Measure, main_measure
from latentaudio.figures.style import (
    GREY,
    OKABE_ITO,
    in_order,
    legend_above,
    nothing_to_show,
    styled,
)

#: Lines of one task differ by how heads see a layer.
_DASHES = ("-", "--", ":", "-.")
_MARKERS = ("o", "s", "^", "D")
#: How far apart the intervals of lines are drawn (layers).
_ASIDE = 0.08


@styled
def draw(scores: pd.DataFrame, heads: Mapping[str, Sequence[int | str]]) -> Figure:
    """Draw scores by layer.

    Parameters
    ----------
    scores
        ``prediction/scores.csv``.
    heads
        Number of the layer, and how it is seen, of each head that sees one; by its name.
    """
    shown = scores[scores["model"].isin(list(heads))]
    if shown.empty:
        return nothing_to_show("No head sees a single layer.")
    shown = shown.assign(
        layer=[int(heads[model][0]) for model in shown["model"]],
        seen=[str(heads[model][1]) for model in shown["model"]],
    )
    tasks, ways = in_order(shown["task"]), in_order(shown["seen"])
    figure = Figure(figsize=(6.4, 4.2), layout="constrained")
    axes = figure.subplots()
    lowest = 0.0
    for place, (task, way) in enumerate((task, way) for task in tasks for way in ways):
        own = shown[(shown["task"] == task) & (shown["seen"] == way)].sort_values("layer")
        if own.empty:
            continue
        measure = main_measure(own)
        lowest = min(lowest, float(own[measure.low].fillna(own[measure.name]).min()))
        style = tasks.index(task) % len(OKABE_ITO), ways.index(way) % len(_DASHES)
        label = f"{task} ({measure.label.partition(' ')[0]})"
        _draw_line(axes, own, measure, style, f"{label}, {way}" if len(ways) > 1 else label, place)
    axes.axhline(0.0, color=GREY, linewidth=0.6, zorder=0)
    axes.set_ylim(max(lowest, -0.3) - 0.03, 1.03)
    axes.set_xlabel("layer")
    axes.set_ylabel("score on held-out recordings")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    handles, _ = axes.get_legend_handles_labels()
    if any(main_measure(shown[shown["task"] == task]).chance for task in tasks):
        handles.append(Line2D([], [], color=GREY, linestyle=":", label="chance"))
    legend_above(figure, handles, most=3)
    return figure


def _draw_line(
    axes: Axes,
    rows: pd.DataFrame,
    measure: Measure,
    style: tuple[int, int],
    label: str,
    place: int,
) -> None:
    colour = OKABE_ITO[style[0]]
    aside = rows["layer"] + _ASIDE * place
    values = rows[measure.name]
    axes.vlines(aside, rows[measure.low], rows[measure.high], colors=colour, linewidth=1, alpha=0.6)
    axes.plot(
        aside,
        values,
        color=colour,
        linestyle=_DASHES[style[1]],
        marker=_MARKERS[style[1]],
        markersize=4,
        label=label,
    )
    if measure.chance:
        axes.axhline(rows[measure.chance].mean(), color=colour, linestyle=":", linewidth=1)
