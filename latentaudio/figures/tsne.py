"""t-SNE maps of the snippets at some layers, coloured by each factor."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from latentaudio.figures.style import class_colours, class_markers, layer_labels, shorten, styled
from latentaudio.seeds import generator

_PANEL = 3.1  # width and height of a map, in inches
_LEGEND_ROWS = 12


@styled
def draw(coordinates: pd.DataFrame, factors: Sequence[str]) -> Figure:
    """Draw one map per factor (row) and layer (column), layers in ascending order.

    Parameters
    ----------
    coordinates
        Columns ``layer, layer_name, snippet_id, x, y`` and one per factor; one row per snippet and
        layer.
    factors
        Names of the columns by which points are coloured.
    """
    labels = layer_labels(coordinates)
    # Drawn in random order; otherwise the last class would hide the others.
    order = generator(0, "tsne_drawing_order").permutation(len(coordinates))
    shuffled = coordinates.iloc[order]
    legend_columns = max(-(-coordinates[factor].nunique() // _LEGEND_ROWS) for factor in factors)
    figure = Figure(
        figsize=(_PANEL * len(labels) + 1.9 * legend_columns, (_PANEL + 0.35) * len(factors)),
        layout="constrained",
    )
    grid = figure.subplots(len(factors), len(labels), squeeze=False)
    for row, factor in zip(grid, factors, strict=True):
        classes = sorted(coordinates[factor].astype(str).unique())
        for axes, (layer, label) in zip(row, labels.items(), strict=True):
            points = shuffled[shuffled["layer"] == layer]
            _draw_points(axes, points["x"], points["y"], points[factor].astype(str), classes)
            axes.set_title(f"layer {label}")
            axes.set_xlabel("t-SNE 1")
        row[0].set_ylabel("t-SNE 2")
        colours, markers = class_colours(classes), class_markers(classes)
        row[-1].legend(
            handles=[
                Line2D(
                    [],
                    [],
                    color=colours[name],
                    marker=markers[name],
                    linestyle="",
                    markersize=5,
                    label=shorten(name),
                )
                for name in classes
            ],
            title=factor,
            loc="center left",
            bbox_to_anchor=(1.02, 0.5),
            ncols=-(-len(classes) // _LEGEND_ROWS),
            alignment="left",
        )
    return figure


def _draw_points(
    axes: Axes, x: pd.Series, y: pd.Series, labels: pd.Series, classes: Sequence[str]
) -> None:
    colours, markers = class_colours(classes), class_markers(classes)
    size, alpha = (14, 0.7) if len(x) <= 1000 else (5, 0.5)
    for marker in dict.fromkeys(markers.values()):
        marked = labels.map(markers) == marker
        axes.scatter(
            x[marked],
            y[marked],
            c=list(labels[marked].map(colours)),
            marker=marker,
            s=size,
            alpha=alpha,
            linewidths=0,
            rasterized=len(x) > 2000,  # SVG viewers are slow with tens of thousands of shapes
        )
    # In t-SNE only neighborhoods can be interpreted; its coordinates have no unit.
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_aspect("equal", adjustable="datalim")
