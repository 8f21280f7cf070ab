"""Decoding accuracy by layer: folds, means, chance, control and comparisons of layers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from latentaudio.decoding.decoders import KNN, PROBE
from latentaudio.decoding.scores import CHANCE_COLUMNS
from latentaudio.figures.style import (
    DECODER_NAMES,
    GREY,
    SCHEME_COLOURS,
    SCHEME_MARKERS,
    in_order,
    label_layers,
    layer_labels,
    styled,
)

#: Test whose results are drawn as bars.
TEST = "corrected_resampled_t"

_STARS = ((0.001, "***"), (0.01, "**"), (0.05, "*"))
_PUBLISHED = ("first_vs_best", "best_vs_last", "first_vs_last")
_PANELS_PER_ROW = 3
_BAR_STEP = 0.085  # height of one level of bars, in units of accuracy
_LEGEND_COLUMN = 3.3  # width of one column of the legend, in inches
_JITTER = 0.13  # half the width over which the folds of a layer are spread, in layers


def stars(p: float) -> str:
    """Mark a corrected p value with the usual stars.

    Examples
    --------
    >>> stars(0.004), stars(0.2)
    ('**', 'n.s.')
    """
    return next((mark for threshold, mark in _STARS if p < threshold), "n.s.")


@styled
def draw(scores: pd.DataFrame, comparisons: pd.DataFrame, best: dict[str, Any]) -> Figure:
    """Draw one panel per factor.

    Parameters
    ----------
    scores
        Table of scores with columns ``factor, scheme, decoder, layer, layer_name, fold``, the
        metric and its chance.
    comparisons
        Result of `latentaudio.decoding.comparisons.compare_layers`. Bars show the family
        ``published``, selected on the same folds, by the corrected resampled t-test, for the scheme
        that chose the best layer.
    best
        Result of `latentaudio.decoding.best_layer.best_layers`; its metric is drawn.
    """
    metric, scheme = str(best["metric"]), str(best["scheme"])
    factors = in_order(scores["factor"])
    columns = min(len(factors), _PANELS_PER_ROW)
    rows = -(-len(factors) // columns)
    figure = Figure(figsize=(max(6.8, 5.2 * columns), 4.9 * rows + 1.1), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False)
    levels = 0
    for axes, factor in zip(grid.flat, factors, strict=False):
        of_factor = scores[scores["factor"] == factor]
        _draw_scores(axes, of_factor, metric)
        if factor in best["factors"]:
            _mark_best(axes, int(best["factors"][factor]["layer"]))
        levels = max(levels, _draw_bars(axes, _bars(comparisons, factor, scheme)))
        axes.set_yticks(np.linspace(0, 1, 6))
        axes.spines["left"].set_bounds(0, 1)
        axes.set_title(factor, fontweight="bold")
        axes.set_ylabel(f"{metric.replace('_', ' ')} (fraction correct)")
    for axes in grid.flat[: len(factors)]:
        axes.set_ylim(-0.02, 1.05 + levels * _BAR_STEP)
    for axes in grid.flat[len(factors) :]:
        axes.remove()
    _add_legend(figure, scores, comparisons, scheme)
    return figure


def _draw_scores(axes: Axes, scores: pd.DataFrame, metric: str) -> None:
    schemes = in_order(scores["scheme"])
    for position, scheme in enumerate(schemes):
        shift = (position - (len(schemes) - 1) / 2) * 0.36
        of_scheme = scores[scores["scheme"] == scheme]
        for decoder, rows in of_scheme.groupby("decoder", sort=False):
            values = rows.pivot(index="fold", columns="layer", values=metric)
            layers = values.columns.to_numpy(dtype=float)
            axes.plot(layers, values.mean(), **_line(scheme, str(decoder)))
            if decoder == KNN:
                folds = np.linspace(-_JITTER, _JITTER, len(values))
                axes.scatter(
                    (layers + shift + folds[:, None]).ravel(),
                    values.to_numpy().ravel(),
                    s=9,
                    marker=SCHEME_MARKERS[scheme],
                    color=SCHEME_COLOURS[scheme],
                    alpha=0.4,
                    linewidths=0,
                    label=f"{scheme} folds",
                )
    chance = float(scores[CHANCE_COLUMNS[metric]].mean())
    axes.axhline(chance, color="black", linestyle=(0, (5, 4)), linewidth=0.9, label="chance")
    axes.annotate(
        f"chance {chance:.2f}",
        (1, chance),
        xycoords=("axes fraction", "data"),
        xytext=(0, -3),
        textcoords="offset points",
        ha="right",
        va="top",
        fontsize=8,
    )
    labels = layer_labels(scores)
    label_layers(axes, labels)
    axes.set_xlim(min(labels) - 0.7, max(labels) + 0.7)


def _line(scheme: str, decoder: str) -> dict[str, Any]:
    """Style of a mean line: the colour shows the scheme, the thickness the decoder."""
    if decoder == KNN:
        look = {"color": SCHEME_COLOURS[scheme], "linewidth": 2.0, "markersize": 5.5}
    elif decoder == PROBE:
        look = {"color": SCHEME_COLOURS[scheme], "linewidth": 0.9, "markersize": 0}
    else:
        look = {"color": GREY, "linewidth": 1.2, "markersize": 3}
    return {**look, "marker": SCHEME_MARKERS[scheme], "label": f"{scheme} {decoder}", "zorder": 3}


def _mark_best(axes: Axes, layer: int) -> None:
    axes.axvspan(layer - 0.45, layer + 0.45, ymax=1, color="#EFEFEF", linewidth=0, zorder=0)


# -- Significance bars -----------------------------------------------------------------------------


def _bars(comparisons: pd.DataFrame, factor: str, scheme: str) -> list[tuple[float, float, str]]:
    """List left end, right end and stars of the comparisons of first, best and last layer."""
    wanted = {
        "factor": factor,
        "scheme": scheme,
        "decoder": KNN,
        "family": "published",
        "selection": "same_folds",
        "test": TEST,
    }
    mask = np.logical_and.reduce([comparisons[name] == value for name, value in wanted.items()])
    rows = {row["comparison"]: row for row in comparisons[mask].to_dict("records")}
    chosen = [rows[name] for name in _PUBLISHED if name in rows]
    bars = [
        (float(row["layer_a"]), float(row["layer_b"]), stars(float(row["p_bonferroni"])))
        for row in chosen
        if row["layer_a"] != row["layer_b"]
    ]
    return list(dict.fromkeys(bars))  # two are the same pair if the best layer is first or last


def _levels(spans: Sequence[tuple[float, float]]) -> list[int]:
    """Assign each span the lowest level at which it overlaps no earlier span."""
    levels: list[int] = []
    for left, right in spans:
        taken = {
            level
            for level, (start, end) in zip(levels, spans, strict=False)
            if left < end and start < right
        }
        levels.append(next(level for level in range(len(spans)) if level not in taken))
    return levels


def _draw_bars(axes: Axes, bars: Sequence[tuple[float, float, str]]) -> int:
    """Draw the bars above accuracy 1 and return the number of levels used."""
    # A bar between adjacent layers is narrower than its text, so the text decides about overlap.
    spans = [
        (min(left, (left + right) / 2 - 0.9), max(right, (left + right) / 2 + 0.9))
        for left, right, _ in bars
    ]
    levels = _levels(spans)
    for (left, right, mark), level in zip(bars, levels, strict=True):
        height = 1.045 + level * _BAR_STEP
        gap = 0.12
        axes.plot(
            [left + gap, left + gap, right - gap, right - gap],
            [height - 0.015, height, height, height - 0.015],
            color="black",
            linewidth=0.9,
            label="comparison",
        )
        axes.annotate(
            mark,
            ((left + right) / 2, height),
            xytext=(0, 1 if mark == "n.s." else -2),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=8 if mark == "n.s." else 10,
        )
    return max(levels, default=-1) + 1


# -- Legend ----------------------------------------------------------------------------------------


def _add_legend(
    figure: Figure, scores: pd.DataFrame, comparisons: pd.DataFrame, scheme: str
) -> None:
    handles: list[Artist] = []
    columns = max(1, int(figure.get_figwidth() / _LEGEND_COLUMN))
    decoders = in_order(scores["decoder"])
    for each in in_order(scores["scheme"]):
        folds = scores.loc[scores["scheme"] == each, "fold"].nunique()
        handles.append(
            Line2D(
                [],
                [],
                **{
                    **_line(each, KNN),
                    "label": f"KNN, {each} folds: mean and {folds} single folds",
                },
            )
        )
    for decoder in [name for name in decoders if name != KNN]:
        look = {**_line(scheme, decoder), "label": DECODER_NAMES[decoder]}
        if decoder == PROBE:
            look["label"] += " (thin, same colours)"
        handles.append(Line2D([], [], **look))
    handles.append(Patch(color="#EFEFEF", label=f"best layer ({scheme} folds)"))
    figure.legend(handles=handles, loc="outside upper center", ncols=columns, fontsize=8)
    if (comparisons["test"] == TEST).any():
        figure.supxlabel(
            f"Bars: {scheme} folds, corrected resampled t-test, Bonferroni-corrected.\n"
            "*** p < 0.001   ** p < 0.01   * p < 0.05   n.s. not significant",
            fontsize=8,
        )
