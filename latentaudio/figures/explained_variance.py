"""Variance of each layer that its principal components explain."""

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure

from latentaudio.decoding.layer_scores import layers_in
from latentaudio.figures.style import OKABE_ITO, layer_labels, slant, styled


@styled
def draw(table: pd.DataFrame, network: str) -> Figure:
    """Draw one cumulative curve per layer, and bars of the variance explained by all components.

    Parameters
    ----------
    table
        Columns ``layer, layer_name, component`` (from 1), ``explained_variance_ratio`` and
        ``cumulative``; one row per layer and component. Rows of features are not drawn.
    network
        Name of the network, for labels.
    """
    table = layers_in(table)
    labels = layer_labels(table)
    # Stops before the yellow end of viridis, which is faint on white.
    colours = colormaps["viridis"](np.linspace(0, 0.88, len(labels)))
    figure = Figure(figsize=(10.5, 4.4), layout="constrained")
    curves, bars = figure.subplots(1, 2, width_ratios=[1.15, 1])
    _draw_curves(curves, table, labels, colours)
    _draw_totals(bars, table, labels, network)

    colour_bar = figure.colorbar(
        ScalarMappable(
            BoundaryNorm(np.arange(len(labels) + 1) - 0.5, len(labels)), ListedColormap(colours)
        ),
        ax=curves,
        label=f"{network} layer",
        ticks=range(len(labels)),
    )
    colour_bar.ax.set_yticklabels([str(layer) for layer in labels])
    colour_bar.ax.minorticks_off()
    return figure


def _draw_curves(
    axes: Axes, table: pd.DataFrame, labels: dict[int, str], colours: np.ndarray
) -> None:
    for layer, colour in zip(labels, colours, strict=True):
        rows = table[table["layer"] == layer].sort_values("component")
        axes.plot(
            rows["component"],
            rows["cumulative"],
            color=colour,
            linewidth=1.4,
            marker="o" if len(rows) == 1 else "",
            label=labels[layer],
        )
    axes.set_xlim(1 if table["component"].max() > 1 else 0, table["component"].max())
    axes.set_ylim(0, 1)
    axes.set_xlabel("number of principal components")
    axes.set_ylabel("cumulative explained variance (fraction)")


def _draw_totals(axes: Axes, table: pd.DataFrame, labels: dict[int, str], network: str) -> None:
    totals = table.groupby("layer")["cumulative"].max()
    counts = table.groupby("layer")["component"].max()
    positions = range(len(labels))
    drawn = axes.bar(positions, [totals[layer] for layer in labels], color=OKABE_ITO[0])
    axes.bar_label(drawn, fmt="{:.2f}", fontsize=7.5, padding=1.5)
    axes.set_xticks(positions, list(labels.values()))
    slant(axes)
    axes.set_xlabel(f"{network} layer")
    axes.set_ylim(0, 1.05)
    axes.set_yticks(np.linspace(0, 1, 6))
    kept = f"{counts.min()}" if counts.min() == counts.max() else "all"
    axes.set_ylabel(f"variance explained by {kept} components (fraction)")
