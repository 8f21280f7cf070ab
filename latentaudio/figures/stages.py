"""Change by each stage of the flow: its affine part and the rest."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from latentaudio.figures.style import OKABE_ITO, nothing_to_show, styled

_PARTS = {
    "affine": (OKABE_ITO[0], "", "affine (first-order expansion)"),
    "higher_order": (OKABE_ITO[1], "///", "higher order"),
}


@styled
def draw(stages: pd.DataFrame) -> Figure:
    """Draw the shares of the two parts and the norm of each stage's change.

    Parameters
    ----------
    stages
        Columns ``stage`` (from 1), ``change`` (mean Euclidean norm over held-out snippets),
        ``affine_share`` and ``higher_order_share``, missing for a stage that changes nothing.
    """
    if stages.empty:
        return nothing_to_show("The flow has no stages, or there are no held-out sounds.")
    table = stages.sort_values("stage")
    figure = Figure(figsize=(max(6.8, 0.9 * len(table) + 2.5), 3.6), layout="constrained")
    shares, norms = figure.subplots(1, 2)
    _draw_shares(shares, table)
    bars = norms.bar(table["stage"], table["change"], width=0.7, color=OKABE_ITO[2])
    norms.bar_label(bars, fmt="{:.2f}", fontsize=8, padding=1.5)
    norms.set_ylabel("mean change of held-out sounds\n(Euclidean norm, SD of the projections)")
    norms.margins(y=0.1)
    for axes in (shares, norms):
        axes.set_xlabel("stage of the flow")
        axes.set_xticks(table["stage"])
        axes.set_xlim(table["stage"].min() - 0.7, table["stage"].max() + 0.7)
    return figure


def _draw_shares(axes: Axes, table: pd.DataFrame) -> None:
    bottom = np.zeros(len(table))
    for part, (colour, hatch, name) in _PARTS.items():
        share = table[f"{part}_share"].to_numpy(dtype=float)
        bars = axes.bar(
            table["stage"],
            share,
            bottom=bottom,
            width=0.7,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0,
            label=name,
        )
        labels = [f"{value:.2f}" if value >= 0.08 else "" for value in share]
        axes.bar_label(
            bars,
            labels,
            label_type="center",
            fontsize=8,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2},
        )
        bottom = bottom + share
    for stage in table.loc[np.isnan(bottom), "stage"]:
        axes.text(stage, 0.5, "no change", rotation=90, ha="center", va="center", fontsize=8)
    axes.set_ylim(0, 1)
    axes.set_ylabel("share of the stage's change")
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, fontsize=8)
