"""Probability of output classes as sounds move in steps from one class to another."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D

from latentaudio.figures.style import (
    GREY,
    OKABE_ITO,
    factor_name,
    nothing_to_show,
    ordered_factors,
    several_factors,
    shorten,
    styled,
    title_of_moves,
)

# Colour, marker and label, by the class with which output classes are associated.
_CURVES = {
    "own": (OKABE_ITO[0], "o", "named for the own class (position 0)"),
    "other": (OKABE_ITO[4], "^", "named for the other class (position 1)"),
}
_TARGETS_PER_ROW = 6
_MOST_TARGETS = 12
_POOLED_WIDTH, _POOLED_HEIGHT = 2.9, 2.6  # inches
_TARGET_WIDTH, _TARGET_HEIGHT = 1.55, 1.5  # inches


@styled
def draw(table: pd.DataFrame, order: Sequence[str] = ()) -> Figure:
    """Draw a panel per factor, pooled over pairs, and a small panel per class moved to.

    Joint moves along several axes have no small panels, because they have many classes and few
    sounds moved to each.

    Parameters
    ----------
    table
        Columns ``factor``; ``own, other`` (both empty if pooled over pairs); ``position`` (0 to
        1); ``associated_with`` (``own`` or ``other``); ``change`` of the probability relative to
        before the move, with ``change_low`` and ``change_high``; ``n`` and ``n_groups``. Thin lines
        in the small panels are single pairs and thick lines their mean, weighted by ``n``; only
        the curve of a single pair has a band.
    order
        Order of the factors; see `ordered_factors`.
    """
    if table.empty:
        return nothing_to_show(
            "No moved pair has output classes associated with both of its classes; see "
            "transfer.associated in the configuration."
        )
    table = table.assign(own=table["own"].fillna(""), other=table["other"].fillna(""))
    factors = ordered_factors(table["factor"], order)
    pooled = table[table["own"] == ""]
    targets = {
        factor: _targets(table[(table["factor"] == factor) & (table["own"] != "")])
        for factor in factors
        if not several_factors(factor)
    }
    detailed = [factor for factor, classes in targets.items() if classes]
    target_rows = [
        -(-min(len(targets[name]), _MOST_TARGETS) // _TARGETS_PER_ROW) for name in detailed
    ]
    heights = [_POOLED_HEIGHT + 0.75, *(_TARGET_HEIGHT * rows + 0.8 for rows in target_rows)]
    across = max([min(len(targets[name]), _TARGETS_PER_ROW) for name in detailed], default=0)
    width = max(6.8, _POOLED_WIDTH * len(factors), _TARGET_WIDTH * across + 0.8)
    figure = Figure(figsize=(width, sum(heights)), layout="constrained")
    parts = figure.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
    _draw_pooled(parts[0], pooled, factors)
    for part, factor in zip(parts[1:], detailed, strict=True):
        pairs = table[
            (table["factor"] == factor)
            & (table["own"] != "")
            & (table["associated_with"] == "other")
        ]
        _draw_targets(part, pairs, factor, targets[factor], across)
    return figure


def _targets(pairs: pd.DataFrame) -> list[str]:
    """List the classes moved to, those with the most moved sounds first."""
    rows = pairs[pairs["associated_with"] == "other"]
    counts = rows.groupby("other")["n"].sum()
    return [str(name) for name in counts.sort_values(ascending=False, kind="stable").index]


# -- Pooled over pairs -----------------------------------------------------------------------------


def _draw_pooled(part: SubFigure, pooled: pd.DataFrame, factors: list[str]) -> None:
    row = part.subplots(1, len(factors), squeeze=False)[0]
    for axes, factor in zip(row, factors, strict=True):
        rows = pooled[pooled["factor"] == factor]
        name = factor_name(factor)
        if rows.empty:
            axes.text(0.5, 0.5, "no pooled moves", transform=axes.transAxes, ha="center")
            axes.set_title(name, fontweight="bold")
            continue
        _decorate(axes)
        for associated, (colour, marker, _) in _CURVES.items():
            curve = rows[rows["associated_with"] == associated].sort_values("position")
            _draw_band(axes, curve, associated)
            axes.plot(
                curve["position"],
                curve["change"],
                color=colour,
                marker=marker,
                markersize=4,
                linewidth=1.8,
                label=associated,
            )
        axes.set_title(title_of_moves(factor, rows))
        axes.set_xlabel(
            "position on the path (0: typical of\nown class, 1: of other class)", fontsize=8
        )
    row[0].set_ylabel("mean change of probability\nof output classes")
    handles = [
        Line2D([], [], color=colour, marker=marker, markersize=4, linewidth=1.8, label=label)
        for colour, marker, label in _CURVES.values()
    ]
    part.legend(handles=handles, loc="outside upper center", ncols=2, fontsize=8)


def _draw_band(axes: Axes, curve: pd.DataFrame, associated: str) -> None:
    axes.fill_between(
        curve["position"],
        curve["change_low"],
        curve["change_high"],
        color=_CURVES[associated][0],
        alpha=0.2,
        linewidth=0,
        label=f"band {associated}",
    )


def _decorate(axes: Axes) -> None:
    axes.axhline(0, color="black", linewidth=0.7, zorder=0)
    axes.set_xlim(-0.04, 1.04)
    axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])


# -- By class moved to -----------------------------------------------------------------------------


def mean_over_sources(pairs: pd.DataFrame) -> pd.Series:
    """Average the change over the pairs of one class moved to, by position, weighted by ``n``.

    Examples
    --------
    >>> pairs = pd.DataFrame({"position": [0, 0], "change": [0.1, 0.4], "n": [2, 1]})
    >>> float(mean_over_sources(pairs).round(3).loc[0])
    0.2
    """
    weighted = (pairs["change"] * pairs["n"]).groupby(pairs["position"]).sum()
    return weighted / pairs["n"].groupby(pairs["position"]).sum()


def _draw_targets(
    part: SubFigure, pairs: pd.DataFrame, factor: str, targets: list[str], columns: int
) -> None:
    shown = sorted(targets[:_MOST_TARGETS])
    rows = -(-len(shown) // columns)
    grid = part.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
    colour, marker, _ = _CURVES["other"]
    for axes, target in zip(grid.flat, shown, strict=False):
        of_target = pairs[pairs["other"] == target]
        _decorate(axes)
        for own, curve in of_target.groupby("own"):
            ordered = curve.sort_values("position")
            axes.plot(
                ordered["position"],
                ordered["change"],
                color=GREY,
                linewidth=0.7,
                alpha=0.8,
                label=f"from {own}",
            )
        mean = mean_over_sources(of_target)
        axes.plot(
            mean.index,
            mean.to_numpy(),
            color=colour,
            marker=marker,
            markersize=3,
            linewidth=1.8,
            label="mean",
        )
        sources = of_target["own"].nunique()
        if sources == 1:  # the table has no interval for the mean over several classes
            _draw_band(axes, of_target.sort_values("position"), "other")
        axes.set_title(
            f"to {shorten(target, 18)}\nfrom {sources} {'class' if sources == 1 else 'classes'}",
            fontsize=8,
        )
    for axes in grid.flat[len(shown) :]:
        axes.remove()
    left_out = len(targets) - len(shown)
    part.suptitle(
        f"{factor_name(factor)}: output classes named for the class moved to"
        + (f" ({len(shown)} classes with the most moves; {left_out} left out)" if left_out else ""),
        fontsize=9,
        fontweight="bold",
    )
    part.supxlabel(
        "position on the path (thin: from one class; thick: mean over moves)", fontsize=8
    )
    part.supylabel("change of probability", fontsize=8)
