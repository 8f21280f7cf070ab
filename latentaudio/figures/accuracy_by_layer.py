"""Decoding scores by layer: folds, means, chance, control and comparisons of layers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from latentaudio.decoding.decoders import Decoder, decoder
from latentaudio.decoding.layer_scores import R2, layers_in
from latentaudio.decoding.scores import CHANCE_COLUMNS
from latentaudio.factor_types import Factor
from latentaudio.figures.style import (
    GREY,
    SCHEME_COLOURS,
    SCHEME_MARKERS,
    error_text,
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
_BAR_STEP = 0.085  # height of one level of bars, as a share of the range of scores
_LOWEST_R2 = -1.0  # below this, nothing is drawn
_LEGEND_COLUMN = 3.3  # least width of one column of the legend, in inches
_LEGEND_CHARACTER = 0.065  # width of a character of the legend, in inches
#: Features are told from layers by the dots and by the colour, which no scheme has.
_FEATURE_LINE: dict[str, Any] = {"color": "#AA3377", "linestyle": ":", "linewidth": 1.6}
_FEATURE_GAP = 0.045  # least distance of the names of features, as a share of the scale
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
def draw(
    scores: pd.DataFrame,
    comparisons: pd.DataFrame,
    best: dict[str, Any],
    factors: Sequence[Factor],
    network: str,
) -> Figure:
    """Draw one panel per factor: accuracy of categorical factors, R2 of numeric ones.

    Parameters
    ----------
    scores
        Table of scores with columns ``factor, scheme, decoder, space, layer, layer_name, fold``,
        the metrics and their chance. Features are drawn as dotted lines across all layers.
    comparisons
        Result of `latentaudio.decoding.comparisons.compare_layers`. Bars show the family
        ``published``, selected on the same folds, by the corrected resampled t-test, for the scheme
        and the decoder that chose the best layer.
    best
        Result of `latentaudio.decoding.best_layer.best_layers`; the metric of each factor is drawn.
    factors
        The factors, with their units.
    network
        Name of the network, for labels.
    """
    of_features, scores = scores[scores["layer"].isna()], layers_in(scores)
    columns = min(len(factors), _PANELS_PER_ROW)
    rows = -(-len(factors) // columns)
    figure = Figure(figsize=(max(6.8, 5.2 * columns), 4.9 * rows + 1.1), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False)
    levels = 0
    for axes, factor in zip(grid.flat, factors, strict=False):
        chosen = best["factors"][factor.name]
        of_factor = scores[scores["factor"] == factor.name]
        lowest = _draw_scores(axes, of_factor, chosen["metric"], network)
        _mark_best(axes, int(chosen["layer"]))
        shown = {"factor": factor.name, "scheme": best["scheme"], "decoder": chosen["decoder"]}
        _draw_features(axes, _rows(of_features, shown), chosen["metric"], 1 - lowest)
        bars = _bars(comparisons, factor.name, str(best["scheme"]), str(chosen["decoder"]))
        levels = max(levels, _draw_bars(axes, bars, 1 - lowest))
        _label(axes, factor, str(chosen["metric"]))
        if factor.is_numeric:
            _state_errors(axes, of_factor, factor, best)
    for axes in grid.flat[: len(factors)]:
        lowest, highest = axes.spines["left"].get_bounds()
        space = highest - lowest
        axes.set_ylim(lowest - 0.02 * space, highest + (0.05 + levels * _BAR_STEP) * space)
    for axes in grid.flat[len(factors) :]:
        axes.remove()
    _add_legend(figure, scores, comparisons, str(best["scheme"]), bool(len(of_features)))
    return figure


def _draw_scores(axes: Axes, scores: pd.DataFrame, metric: str, network: str) -> float:
    """Draw means, folds and chance, and return the lower end of the scale."""
    schemes = in_order(scores["scheme"])
    drawn = []
    for position, scheme in enumerate(schemes):
        shift = (position - (len(schemes) - 1) / 2) * 0.36
        of_scheme = scores[scores["scheme"] == scheme]
        for name, rows in of_scheme.groupby("decoder", sort=False):
            values = rows.pivot(index="fold", columns="layer", values=metric)
            layers = values.columns.to_numpy(dtype=float)
            axes.plot(layers, values.mean(), **_line(scheme, str(name)))
            drawn.append(values.mean().to_numpy())
            if decoder(str(name)).is_main:
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
                drawn.append(values.to_numpy().ravel())
    _draw_chance(axes, float(scores[CHANCE_COLUMNS[metric]].mean()), metric)
    labels = layer_labels(scores)
    label_layers(axes, labels, network)
    axes.set_xlim(min(labels) - 0.7, max(labels) + 0.7)
    lowest = _scale(axes, np.concatenate(drawn)) if metric == R2 else 0.0
    axes.set_yticks(np.linspace(lowest, 1, round((1 - lowest) * 5) + 1))
    axes.spines["left"].set_bounds(lowest, 1)
    return lowest


def _rows(table: pd.DataFrame, wanted: dict[str, str]) -> pd.DataFrame:
    """Keep the rows that have all the wanted values."""
    return table[np.logical_and.reduce([table[name] == value for name, value in wanted.items()])]


def _draw_features(axes: Axes, scores: pd.DataFrame, metric: str, span: float) -> None:
    """Draw the mean score of each feature, which is a baseline of every layer.

    Names stand beside the axes, where they hide no layer; `span` is the length of the scale.
    """
    means = scores.groupby("space", sort=False)[metric].mean().sort_values()
    places = spread(means.to_numpy(dtype=float), _FEATURE_GAP * span)
    for (name, value), place in zip(means.items(), places, strict=True):
        axes.axhline(value, **_FEATURE_LINE)
        axes.annotate(
            f"{name} {value:.2f}",
            (1, place),
            xycoords=("axes fraction", "data"),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=_FEATURE_LINE["color"],
            annotation_clip=False,
        )


def spread(places: np.ndarray, gap: float) -> np.ndarray:
    """Move ascending places up as far as it takes for each to be `gap` above the one before.

    Examples
    --------
    >>> spread(np.array([0.0, 0.25, 2.0]), 0.5).tolist()
    [0.0, 0.5, 2.0]
    """
    steps = gap * np.arange(len(places))
    return np.maximum.accumulate(places - steps) + steps


def _draw_chance(axes: Axes, chance: float, metric: str) -> None:
    axes.axhline(chance, color="black", linestyle=(0, (5, 4)), linewidth=0.9, label="chance")
    name = "mean of the training snippets" if metric == R2 else "chance"
    axes.annotate(
        f"{name} {round(chance, 2) + 0.0:.2f}",  # + 0.0, because there is a negative zero
        (1, chance),
        xycoords=("axes fraction", "data"),
        xytext=(0, -3),
        textcoords="offset points",
        ha="right",
        va="top",
        fontsize=8,
    )


def _scale(axes: Axes, values: np.ndarray) -> float:
    """Choose the lower end of a scale of R2, and state how many values lie below it."""
    lowest = max(_LOWEST_R2, min(0.0, float(np.floor(5 * (values.min() - 0.05)) / 5)))
    if below := int(np.count_nonzero(values < lowest)):
        axes.annotate(
            f"{below} values below {lowest:g} are not shown",
            (0, 0),
            xycoords="axes fraction",
            xytext=(3, 3),
            textcoords="offset points",
            fontsize=8,
        )
    return lowest


def _label(axes: Axes, factor: Factor, metric: str) -> None:
    # Room for the line of errors between the title and the panel.
    axes.set_title(factor.title, fontweight="bold", pad=18 if factor.is_numeric else None)
    if metric == R2:
        axes.set_ylabel(f"R²{' of the logarithm' if factor.scale == 'log' else ''}")
    else:
        axes.set_ylabel(f"{metric.replace('_', ' ')} (fraction correct)")


def _state_errors(axes: Axes, scores: pd.DataFrame, factor: Factor, best: dict[str, Any]) -> None:
    """State the mean absolute error at the best layer, beside that of the training mean."""
    chosen = best["factors"][factor.name]
    wanted = {"scheme": best["scheme"], **{key: chosen[key] for key in ("decoder", "layer")}}
    mask = np.logical_and.reduce([scores[name] == value for name, value in wanted.items()])
    error, chance = scores.loc[mask, ["mae", "mae_chance"]].mean()
    axes.annotate(
        f"best layer: mean error {error_text(factor, error)} "
        f"(training mean: {error_text(factor, chance)})",
        (0.5, 1),
        xycoords="axes fraction",
        xytext=(0, 5),
        textcoords="offset points",
        ha="center",
        fontsize=8,
    )


def _line(scheme: str, name: str) -> dict[str, Any]:
    """Style of a mean line: the colour shows the scheme, the thickness the decoder."""
    one = decoder(name)
    look: dict[str, Any]
    if one.is_main:
        look = {"color": SCHEME_COLOURS[scheme], "linewidth": 2.0, "markersize": 5.5}
    elif one.control_of:
        look = {"color": GREY, "linewidth": 1.2, "markersize": 3}
    else:
        look = {"color": SCHEME_COLOURS[scheme], "linewidth": 0.9, "markersize": 0}
    return {**look, "marker": SCHEME_MARKERS[scheme], "label": f"{scheme} {name}", "zorder": 3}


def _mark_best(axes: Axes, layer: int) -> None:
    axes.axvspan(layer - 0.45, layer + 0.45, ymax=1, color="#EFEFEF", linewidth=0, zorder=0)


# -- Significance bars -----------------------------------------------------------------------------


def _bars(
    comparisons: pd.DataFrame, factor: str, scheme: str, name: str
) -> list[tuple[float, float, str]]:
    """List left end, right end and stars of the comparisons of first, best and last layer."""
    wanted = {
        "factor": factor,
        "scheme": scheme,
        "decoder": name,
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


def _draw_bars(axes: Axes, bars: Sequence[tuple[float, float, str]], space: float) -> int:
    """Draw the bars above a score of 1 and return the number of levels used.

    `space` is the range of scores that the panel shows.
    """
    # A bar between adjacent layers is narrower than its text, so the text decides about overlap.
    spans = [
        (min(left, (left + right) / 2 - 0.9), max(right, (left + right) / 2 + 0.9))
        for left, right, _ in bars
    ]
    levels = _levels(spans)
    for (left, right, mark), level in zip(bars, levels, strict=True):
        height = 1 + (0.045 + level * _BAR_STEP) * space
        gap = 0.12
        axes.plot(
            [left + gap, left + gap, right - gap, right - gap],
            [height - 0.015 * space, height, height, height - 0.015 * space],
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
    figure: Figure, scores: pd.DataFrame, comparisons: pd.DataFrame, scheme: str, features: bool
) -> None:
    handles: list[Artist] = []
    decoders = [decoder(name) for name in in_order(scores["decoder"])]
    mains = [one for one in decoders if one.is_main]
    for each in in_order(scores["scheme"]):
        folds = scores.loc[scores["scheme"] == each, "fold"].nunique()
        names = " or ".join(one.title for one in mains)
        label = f"{names}, {each} folds: mean and {folds} single folds"
        handles.append(Line2D([], [], **{**_line(each, mains[0].name), "label": label}))
    for one in [one for one in decoders if not one.is_main]:
        handles.append(Line2D([], [], **{**_line(scheme, one.name), "label": _legend_label(one)}))
    if features:
        names = " or ".join(one.title for one in mains)
        label = f"{names} on a baseline, {scheme} folds: mean"
        handles.append(Line2D([], [], **_FEATURE_LINE, label=label))
    handles.append(Patch(color="#EFEFEF", label=f"best layer ({scheme} folds)"))
    longest = max(len(str(handle.get_label())) for handle in handles)
    width = max(_LEGEND_COLUMN, _LEGEND_CHARACTER * longest)
    columns = max(1, int(figure.get_figwidth() / width))
    figure.legend(handles=handles, loc="outside upper center", ncols=columns, fontsize=8)
    if (comparisons["test"] == TEST).any():
        figure.supxlabel(
            f"Bars: {scheme} folds, corrected resampled t-test, Bonferroni-corrected.\n"
            "*** p < 0.001   ** p < 0.01   * p < 0.05   n.s. not significant",
            fontsize=8,
        )


def _legend_label(one: Decoder) -> str:
    return one.title if one.control_of else f"{one.title} (thin, same colours)"
