"""Output classes whose probability rose or fell when sounds were moved towards another class."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

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

#: Largest number of rows of a panel; its heading counts all.
ROWS = 12

_NAMED = "output classes named for either class"
_LARGEST = "largest changes of any output class"
_POOLED_ROWS = [("own", "target"), ("own", "source"), ("other", "target"), ("other", "source")]
_AS_EXPECTED, _OPPOSITE = OKABE_ITO[0], OKABE_ITO[4]
_WIDTH = 9.6  # inches; wider figures are unreadable once a page has shrunk them
_POOLED_PER_ROW = 4
_ROW_HEIGHT = 0.22  # inches
_HEADINGS = 1.25  # inches above and below the rows of a panel
_LABEL_LENGTH = 22
_CLASS_LENGTH = 12


@styled
def draw(table: pd.DataFrame, order: Sequence[str] = ()) -> Figure:
    """Draw changes pooled over pairs, then associated classes and largest changes by factor.

    Joint moves along several axes are only in the upper part, because they have many classes and
    few sounds moved to each.

    Parameters
    ----------
    table
        Table of class shifts. The upper part shows the kind ``associated_pooled`` for both moves.
        The other parts show moves to the other class: the `ROWS` largest changes of kind
        ``associated``, and of the kinds ``rose`` and ``fell``.
    order
        Order of the factors; see `ordered_factors`.
    """
    if table.empty:
        return nothing_to_show("No sound was moved, so no probability could change.")
    table = table.assign(
        **{name: table[name].fillna("") for name in ("own", "other", "associated_with")},
        expected=pd.to_numeric(table["expected"], errors="coerce").fillna(0),
    )
    pooled = table[table["kind"] == "associated_pooled"]
    by_pair = table[(table["move"] == "other") & ~table["factor"].map(several_factors)]
    panels = {
        _NAMED: by_pair[by_pair["kind"] == "associated"],
        _LARGEST: by_pair[by_pair["kind"].isin(["rose", "fell"])],
    }
    panels = {heading: rows for heading, rows in panels.items() if not rows.empty}
    if pooled.empty and not panels:
        return nothing_to_show(
            "Only joint moves along several axes were made, and no output class is named for "
            "their classes. class_shifts.csv has the changes by pair."
        )
    return _draw_parts(
        pooled,
        ordered_factors(pooled["factor"], order),
        panels,
        ordered_factors(by_pair["factor"], order) if panels else [],
    )


def _draw_parts(
    pooled: pd.DataFrame,
    pooled_factors: Sequence[str],
    panels: Mapping[str, pd.DataFrame],
    factors: Sequence[str],
) -> Figure:
    strips = -(-len(pooled_factors) // _POOLED_PER_ROW)
    counts = {
        factor: max(2, *(min(ROWS, (rows["factor"] == factor).sum()) for rows in panels.values()))
        for factor in factors
    }
    heights = [strips * (_ROW_HEIGHT * len(_POOLED_ROWS) + _HEADINGS)] * bool(strips)
    heights += [_ROW_HEIGHT * count + _HEADINGS for count in counts.values()]
    figure = Figure(figsize=(_WIDTH, sum(heights) + 1.0), layout="constrained")
    parts = list(figure.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0])
    if strips:
        _draw_pooled(parts.pop(0), pooled, pooled_factors, strips)
    for part, (factor, count) in zip(parts, counts.items(), strict=True):
        part.suptitle(f"{factor_name(factor)}, by pair", fontsize=10, fontweight="bold")
        grid = part.subplots(1, len(panels), squeeze=False)[0]
        for axes, (heading, rows) in zip(grid, panels.items(), strict=True):
            every = rows[rows["factor"] == factor]
            shown = _largest(every)
            _draw_rows(axes, shown, count)
            axes.set_yticks(
                range(len(shown)), [row_label(row) for row in shown.to_dict("records")], fontsize=8
            )
            # Aligned right, because the row labels beside the plot leave room for long titles.
            axes.set_title(_heading(heading, len(shown), every), fontsize=9, loc="right")
            axes.set_xlabel("change of probability")
    _add_legend(figure)
    return figure


def _draw_pooled(
    part: SubFigure, pooled: pd.DataFrame, factors: Sequence[str], strips: int
) -> None:
    grid = part.subplots(strips, min(len(factors), _POOLED_PER_ROW), squeeze=False, sharey=True)
    for axes, factor in zip(grid.flat, factors, strict=False):
        rows = pooled[pooled["factor"] == factor].set_index(["move", "associated_with"])
        _draw_rows(axes, rows.reindex(_POOLED_ROWS), len(_POOLED_ROWS))
        axes.set_title(title_of_moves(factor, rows), fontsize=9)
        axes.set_xlabel("change of probability")
    grid[0, 0].set_yticks(
        range(len(_POOLED_ROWS)), [_pooled_label(*row) for row in _POOLED_ROWS], fontsize=8.5
    )
    for axes in grid.flat[len(factors) :]:
        axes.remove()
    part.suptitle(
        "mean over the output classes named for either class, pooled over pairs",
        fontsize=10,
        fontweight="bold",
    )


def _largest(rows: pd.DataFrame) -> pd.DataFrame:
    """Select the rows with the largest changes, sorted from the largest rise to largest fall."""
    order = rows["change"].abs().sort_values(ascending=False, kind="stable").index[:ROWS]
    return rows.loc[order].sort_values("change", ascending=False, kind="stable")


def _heading(heading: str, shown: int, every: pd.DataFrame) -> str:
    remarks = []
    if shown < len(every):
        remarks.append(f"the {shown} largest of {len(every)} changes")
    predicted = every[every["expected"] != 0]
    if heading == _NAMED and len(predicted):
        right = (predicted["expected"] * predicted["change"] > 0).sum()
        remarks.append(f"{right} of {len(predicted)} as the names predict")
    return f"{heading}\n{'; '.join(remarks)}".rstrip()


def _pooled_label(move: str, side: str) -> str:
    """Label a pooled row.

    Examples
    --------
    >>> _pooled_label("own", "source")
    'moved to own: named for other'
    """
    opposite = {"own": "other", "other": "own"}[move]
    return f"moved to {move}: named for {move if side == 'target' else opposite}"


def row_label(row: Mapping[Hashable, Any]) -> str:
    """Label a row by the pair and the output class."""
    pair = f"{shorten(row['own'], _CLASS_LENGTH)} → {shorten(row['other'], _CLASS_LENGTH)}"
    return f"{pair}:  {shorten(row['class_name'], _LABEL_LENGTH)}"


def _draw_rows(axes: Axes, rows: pd.DataFrame, height: int) -> None:
    axes.axvline(0, color="black", linewidth=0.8, zorder=0)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    # Rows have the same spacing in a short panel as in the longer one beside it.
    axes.set_ylim(height - 0.4, -0.6)
    if rows.empty:
        axes.text(0.5, 0.5, "none", transform=axes.transAxes, ha="center", color=GREY)
        axes.set_xticks([])
        return
    for position, row in enumerate(rows.to_dict("records")):
        colour, marker = _look(row)
        axes.hlines(position, row["ci_low"], row["ci_high"], colors=colour, linewidth=1.6)
        axes.plot(row["change"], position, color=colour, marker=marker, markersize=5)
    axes.margins(x=0.08)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.grid(axis="y", color="#EEEEEE", linewidth=0.6)
    axes.set_axisbelow(True)


def _look(row: Mapping[Hashable, Any]) -> tuple[str, str]:
    if row["expected"] == 0:
        return GREY, "s"
    return (_AS_EXPECTED, "o") if row["expected"] * row["change"] > 0 else (_OPPOSITE, "X")


def _add_legend(figure: Figure) -> None:
    looks: Sequence[tuple[str, str, str]] = (
        (_AS_EXPECTED, "o", "changed as its name predicts"),
        (_OPPOSITE, "X", "changed opposite to its name"),
        (GREY, "s", "no prediction"),
    )
    handles = [
        Line2D([], [], color=colour, marker=marker, markersize=5, linewidth=1.6, label=label)
        for colour, marker, label in looks
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=3, fontsize=9)
    figure.supxlabel(
        "By pair: moves from the own class (left of the arrow) to the other class.\n"
        "Bars: cluster-bootstrap intervals (whole groups resampled), not corrected for selecting "
        "the largest.",
        fontsize=8.5,
    )
