"""What beta does to the codes of handwritten digits: one panel for each measure."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from latentaudio.figures.beta_axis import show_betas
from latentaudio.figures.style import (
    GREY,
    MARKERS,
    OKABE_ITO,
    legend_above,
    nothing_to_show,
    styled,
)

#: Label, and what is drawn as a dashed line, by column.
_PANELS = {
    "rate": ("rate (nats per digit)", {}),
    "active_units": ("active units", {}),
    "mse": ("reconstruction (MSE)", {"mean_digit_mse": "the mean digit"}),
    "accuracy": (
        "accuracy of the class (means)",
        {"pixel_accuracy": "from pixels", "chance": "chance"},
    ),
    "drawn_accuracy": (
        "accuracy of the class (draws)",
        {"pixel_accuracy": "from pixels", "chance": "chance"},
    ),
    "mig": ("MIG of the class", {}),
}
_PER_ROW = 3


@styled
def draw(table: pd.DataFrame) -> Figure:
    """Draw each measure against beta, with one line for each number of pixels that beta is for.

    Parameters
    ----------
    table
        ``known_factors/digits.csv``, with columns as documented in
        `latentaudio.known_factors.digits_study.study_digits`.
    """
    if table.empty:
        return nothing_to_show("No autoencoder of digits was trained.")
    figure = Figure(figsize=(9.4, 5.6), layout="constrained")
    grid = figure.subplots(len(_PANELS) // _PER_ROW, _PER_ROW, sharex=True)
    kinds = sorted(table["pixels"].unique(), reverse=True)
    betas = sorted(table["beta"].unique())
    for axes, (column, (label, references)) in zip(grid.flat, _PANELS.items(), strict=True):
        for index, pixels in enumerate(kinds):
            _draw_measure(axes, table[table["pixels"] == pixels], column, index)
        for reference, text in references.items():
            _draw_reference(axes, float(table[reference].iloc[0]), text)
        axes.set_ylabel(label)
        axes.set_ylim(0, 1.06 if "accuracy" in column else None)
        show_betas(axes, betas)
    for axes in grid[-1]:
        axes.set_xlabel("β (log scale)")
    legend_above(figure, _handles(kinds), most=3)
    return figure


def _draw_measure(axes: Axes, rows: pd.DataFrame, column: str, index: int) -> None:
    colour, marker = OKABE_ITO[index], MARKERS[index]
    means = rows.groupby("beta")[column].mean()
    axes.plot(means.index, means, color=colour, linewidth=1.4, label=f"mean {index}")
    for collapsed, face in ((False, colour), (True, "white")):
        some = rows[rows["collapsed"].astype(bool) == collapsed]
        axes.scatter(
            some["beta"],
            some[column],
            s=18,
            marker=marker,
            facecolors=face,
            edgecolors=colour,
            linewidths=0.9,
            zorder=3,
            clip_on=False,  # some lie on the axis
            label=f"seeds {index}",
        )


def _draw_reference(axes: Axes, value: float, text: str) -> None:
    axes.axhline(value, color=GREY, linestyle=(0, (4, 2)), linewidth=1, zorder=0, label=text)
    axes.annotate(
        text,
        (0, value),
        xycoords=("axes fraction", "data"),
        xytext=(3, 2),
        textcoords="offset points",
        ha="left",
        va="bottom",
        fontsize=8,
        color=GREY,
    )


def _handles(kinds: list[int]) -> list[Line2D]:
    handles = [
        Line2D(
            [],
            [],
            color=OKABE_ITO[index],
            marker=MARKERS[index],
            markersize=5,
            label=f"β relative to a sum over {pixels} pixels",
        )
        for index, pixels in enumerate(kinds)
    ]
    hollow = Line2D(
        [], [], color="black", marker="o", markerfacecolor="white", linestyle="", label="collapsed"
    )
    return [*handles, hollow]
