"""Changes of the distances of moved sounds to their own and the other class, beside controls."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.path import Path

from latentaudio.figures.style import (
    GREY,
    OKABE_ITO,
    in_order,
    nothing_to_show,
    ordered_factors,
    styled,
    title_of_moves,
)

# Colour, marker and label, by contrast. All contrasts are against the output before the move.
_CONDITIONS = {
    "before": (OKABE_ITO[0], "o", "moved along the axes named above"),
    "random_alone": (OKABE_ITO[1], "s", "control: random residual direction, same distance"),
    "permuted_alone": (OKABE_ITO[3], "^", "control: axes learnt from permuted labels"),
}
# Name and unit of each distance.
_DISTANCES = {
    "logits": ("Euclidean", "(logits)"),
    "js": ("Jensen-Shannon", "(√bits)"),
}
# An arrow up, as a marker.
_ARROW = Path([(0, -1), (0, 1), (-0.4, 0.4), (0, 1), (0.4, 0.4)])
_MOVES = ("own", "other")
_REFERENCES = {
    "relative": "own minus other",
    "own": "to own class",
    "other": "to other class",
}
_SYMBOLS = {
    "as predicted, and beyond both controls": "✔",
    "as predicted, but not beyond a random direction": "(r)",
    "as predicted, but not beyond a flow of permuted labels": "(p)",
    "as predicted, but not beyond a random direction nor a flow of permuted labels": "(r, p)",
    "as predicted, and beyond a random direction": "✔",
    "as predicted, and beyond a flow of permuted labels": "✔",
    "as predicted, but without a control": "(✔)",
    "no significant change": "n.s.",
    "opposite to the prediction": "✘",
    "not tested: too few sounds": "?",
}
_SPARE_SYMBOLS = "abcdefgh"

_PANEL_WIDTH, _PANEL_HEIGHT = 2.35, 1.6  # inches
_LEAST_WIDTH = 6.8  # inches, least width for the legend
_SHADE = "#E4EEE9"


@styled
def draw(tests: pd.DataFrame, order: Sequence[str] = ()) -> Figure:
    """Draw the mean changes: one column per factor, one row per distance and reference.

    The reference is the own class or the other class. The first row of each distance shows the
    distance to the own class minus that to the other.

    Parameters
    ----------
    tests
        Table of tests of moved sounds. Rows of level ``snippet`` and of the contrasts ``before``,
        ``random_alone`` and ``permuted_alone`` are drawn: ``difference`` with its cluster-bootstrap
        interval ``boot_low, boot_high``. The predicted direction is shaded; a symbol shows the
        ``verdict`` of contrast ``before``.
    order
        Order of the factors; see `ordered_factors`.
    """
    table = tests[(tests["level"] == "snippet") & tests["contrast"].isin(list(_CONDITIONS))]
    table = table.dropna(subset="difference")  # controls that are missing in the run
    if table.empty:
        return nothing_to_show(
            "No sound was moved: no pair of classes had enough typical and atypical sounds. "
            "pairs.csv gives the reason for each pair."
        )
    factors = ordered_factors(table["factor"], order)
    distances = [name for name in _DISTANCES if (table["distance"] == name).any()]
    references = [name for name in _REFERENCES if (table["reference"] == name).any()]
    rows = [(distance, reference) for distance in distances for reference in references]
    width = max(_LEAST_WIDTH, _PANEL_WIDTH * len(factors) + 0.6)
    figure = Figure(figsize=(width, _PANEL_HEIGHT * len(rows) + 2.2), layout="constrained")
    grid = figure.subplots(len(rows), len(factors), squeeze=False)
    symbols = verdict_symbols(table)
    for axes_of_row, (distance, reference) in zip(grid, rows, strict=True):
        for axes, factor in zip(axes_of_row, factors, strict=True):
            panel = table[
                (table["factor"] == factor)
                & (table["distance"] == distance)
                & (table["reference"] == reference)
            ]
            _draw_panel(axes, panel, symbols)
        name, unit = _DISTANCES[distance]
        axes_of_row[0].set_ylabel(f"{name}\n{_REFERENCES[reference]}\n{unit}", fontsize=8.5)
    for axes, factor in zip(grid[0], factors, strict=True):
        moved = table[(table["factor"] == factor) & (table["contrast"] == "before")]
        axes.set_title(title_of_moves(factor, moved), fontsize=9)
    for axes in grid[-1]:
        axes.set_xticks(
            range(len(_MOVES)), [f"moved to\n{move} class" for move in _MOVES], fontsize=8
        )
    _add_legend(figure, in_order(table["contrast"]), symbols)
    return figure


def verdict_symbols(tests: pd.DataFrame) -> dict[str, str]:
    """Assign a symbol to each verdict of contrast ``before``, known verdicts first.

    A star marks a verdict that ends with a remark in parentheses. Letters stand for verdicts
    without a symbol of their own.

    Examples
    --------
    >>> verdict_symbols(pd.DataFrame({"contrast": ["before"], "verdict": ["too few groups"]}))
    {'too few groups': 'a'}
    """
    found = set(tests.loc[tests["contrast"] == "before", "verdict"].dropna()) - {""}
    known = {
        verdict: symbol + "*" * (verdict != plain)
        for plain, symbol in _SYMBOLS.items()
        for verdict in sorted(found)
        if verdict.split(" (")[0] == plain
    }
    return known | dict(zip(sorted(found - known.keys()), _SPARE_SYMBOLS, strict=False))


def _draw_panel(axes: Axes, panel: pd.DataFrame, symbols: dict[str, str]) -> None:
    axes.set_xlim(-0.5, len(_MOVES) - 0.5)
    axes.set_xticks(range(len(_MOVES)), [""] * len(_MOVES))
    axes.tick_params(axis="x", length=0)
    if panel.empty:
        axes.text(0.5, 0.5, "nothing moved", transform=axes.transAxes, ha="center", va="center")
        axes.set_yticks([])
        return
    axes.axhline(0, color="black", linewidth=0.8, zorder=1)
    for position, (contrast, (colour, marker, _)) in enumerate(_CONDITIONS.items()):
        rows = panel[panel["contrast"] == contrast]
        if rows.empty:
            continue
        x = rows["move"].map(_MOVES.index) + 0.24 * (position - 1)
        axes.vlines(x, rows["boot_low"], rows["boot_high"], colors=colour, linewidth=1.6, zorder=3)
        axes.scatter(
            x, rows["difference"], color=colour, marker=marker, s=26, zorder=4, label=contrast
        )
    low, high = _limits(panel)
    axes.set_ylim(low, high)
    moved = panel[panel["contrast"] == "before"]
    for row in moved.to_dict("records"):
        place = _MOVES.index(row["move"])
        _shade(axes, place, high if row["expected_sign"] > 0 else low, bool(row["published"]))
        axes.text(
            place,
            0.985,
            symbols.get(row["verdict"], ""),
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="top",
        )
    if not moved.empty:
        axes.text(
            0.5,
            0.015,
            f"before: {moved['mean_before'].iloc[0]:.3g}",
            transform=axes.transAxes,
            ha="center",
            va="bottom",
            fontsize=7.5,
            color=GREY,
        )


def _limits(panel: pd.DataFrame) -> tuple[float, float]:
    """Compute limits that include the intervals and zero, with room for text above and below."""
    values = panel[["difference", "boot_low", "boot_high"]].to_numpy(dtype=float)
    low, high = min(0.0, np.nanmin(values)), max(0.0, np.nanmax(values))
    # At least a quarter of the range on each side of zero, so that both directions are visible.
    span = max(high - low, 1e-9)
    low, high = min(low, -0.25 * span), max(high, 0.25 * span)
    span = high - low
    return low - 0.2 * span, high + 0.22 * span


def _shade(axes: Axes, x: float, end: float, published: bool) -> None:
    axes.fill_between([x - 0.46, x + 0.46], 0, end, color=_SHADE, linewidth=0, zorder=0)
    if published:
        axes.annotate(
            "",
            (x - 0.4, 0.5 * end),
            (x - 0.4, 0),
            arrowprops={"arrowstyle": "-|>", "color": "black", "linewidth": 1.0, "shrinkA": 0},
        )


def _add_legend(figure: Figure, contrasts: Sequence[str], symbols: dict[str, str]) -> None:
    handles: list[Line2D | Patch] = [
        Line2D([], [], color=colour, marker=marker, markersize=5, linewidth=1.6, label=name)
        for contrast, (colour, marker, name) in _CONDITIONS.items()
        if contrast in contrasts
    ]
    handles.append(Patch(color=_SHADE, label="predicted direction"))
    arrow: dict[str, Any] = {
        "color": "black",
        "marker": _ARROW,
        "linestyle": "",
        "markersize": 8,
    }
    handles.append(Line2D([], [], **arrow, label="direction published for other sounds"))
    figure.legend(handles=handles, loc="outside upper center", ncols=2, fontsize=8)
    lines = [f"{symbol}  {verdict}" for verdict, symbol in symbols.items()]
    missing = [
        name.removeprefix("control: ")
        for contrast, (_, _, name) in _CONDITIONS.items()
        if contrast not in contrasts
    ]
    lines += [f"(no control in this run: {name})" for name in missing]
    lines = [
        "Sounds of one class (own) that lie towards another (other) were moved to the typical",
        "value of either. Mean changes of the distance of the network's output to typical",
        "sounds of the own class, of the other class, and of the first minus the second, with",
        "cluster-bootstrap intervals (whole groups resampled).",
        *lines,
    ]
    figure.supxlabel("\n".join(lines), fontsize=8)
