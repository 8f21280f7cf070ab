"""What the weight of the rate (beta) does to VAEs: separation of factors, and reconstruction."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from latentaudio.figures.beta_axis import show_betas
from latentaudio.figures.representations import KINDS, VAE_KEY, way_of
from latentaudio.figures.style import (
    MARKERS,
    OKABE_ITO,
    legend_above,
    nothing_to_show,
    styled,
    width_of,
)
from latentaudio.known_factors.representations import COMPONENTS, FLOW, VAE

_RECONSTRUCTION = "reconstruction_r2"
_PANELS = {
    "mig": "MIG",
    "dci_disentanglement": "DCI disentanglement",
    "rate": "rate (nats per sound)",
    _RECONSTRUCTION: "reconstruction (R²)",
}
_SCORES = ("mig", "dci_disentanglement")
_REFERENCES = {COMPONENTS: ("raw components", (0, (4, 2))), FLOW: ("flow", (0, (1, 1)))}
#: VAEs of the same beta lie within this factor of it.
_BESIDE = 1.06
_WIDTH, _HEIGHT = 8.6, 6.6  # inches, without the names of VAEs of one beta
#: Width of a panel of sweeps, and of one VAE of one beta beside it (inches).
_SWEEP, _ONE, _FEWEST = 2.6, 0.19, 2
_CHARACTER = 0.075  # inches, at 8 points
_SINGLE_COLOUR = "#404040"


@dataclass(frozen=True, eq=False)
class _Vaes:
    """VAEs that differ in beta and seed only.

    Attributes
    ----------
    title
        What they are called.
    seeds, means
        Their rows of the two tables.
    """

    title: str
    seeds: pd.DataFrame
    means: pd.DataFrame

    @property
    def betas(self) -> list[float]:
        """Values of beta, ascending."""
        return [float(one) for one in np.unique(self.seeds["beta"])]

    @property
    def name(self) -> str:
        """Title with the one value of beta."""
        return f"{self.title}, β {self.betas[0]:g}"


@dataclass(frozen=True)
class _Look:
    """Colour and marker, and where on the x axis each value of beta lies."""

    colour: str
    marker: str
    places: Mapping[float, float]


@styled
def draw(comparison: pd.DataFrame, seeds: pd.DataFrame) -> Figure:
    """Draw one panel for each quantity: on the left VAEs against beta, on the right the others.

    VAEs that were trained at several values of beta are lines. Those of one beta do not show what
    beta does; each has a place of its own beside the lines, below which it is named.

    Parameters
    ----------
    comparison
        ``known_factors/comparison.csv``: means over seeds and their intervals.
    seeds
        ``known_factors/comparison_seeds.csv``: the values of each seed.
    """
    vaes = _vaes(comparison, seeds)
    if not vaes:
        return nothing_to_show("No VAE was scored.")
    there = comparison[comparison["space"] == _usual_space(seeds)]
    references = there if there["kind"].isin(_REFERENCES).any() else comparison
    sweeps = [one for one in vaes if len(one.betas) > 1]
    singles = [one for one in vaes if len(one.betas) == 1]
    names = [one.name for one in singles]
    below = _CHARACTER * max(map(width_of, names), default=0)
    figure = Figure(figsize=(_WIDTH, _HEIGHT + below), layout="constrained")
    looks = _looks_of_sweeps(sweeps)
    of_singles = [
        _Look(_SINGLE_COLOUR, "o", {one.betas[0]: place}) for place, one in enumerate(singles)
    ]
    grid = _grid(figure, bool(sweeps), len(singles))
    for number, (quantity, panels) in enumerate(zip(_PANELS, grid, strict=True)):
        at_bottom = number >= len(grid) - 2
        if sweeps:
            _draw_panel(panels[0], quantity, sweeps, looks, references)
            show_betas(panels[0], sorted({beta for one in sweeps for beta in one.betas}))
            panels[0].set_xlabel("β (weight of the rate, log scale)" if at_bottom else "")
        if singles:
            _draw_panel(panels[-1], quantity, singles, of_singles, references)
            _name_places(panels[-1], names)
        for axes in panels:
            axes.tick_params(labelbottom=at_bottom)
        panels[0].set_ylabel(_PANELS[quantity])
        _limit(panels[0], quantity, vaes)
    _add_legend(figure, sweeps, looks)
    figure.supxlabel("\n".join(_explanations(vaes, sweeps, singles)), fontsize=8)
    return figure


def _vaes(comparison: pd.DataFrame, seeds: pd.DataFrame) -> list[_Vaes]:
    """Collect the VAEs by what they have in common, in the order of the table."""
    means = dict(iter(comparison[comparison["kind"] == VAE].groupby(VAE_KEY, sort=False)))
    trained = seeds[seeds["kind"] == VAE]
    usual = _usual_space(seeds)
    return [
        _Vaes(_title(own.iloc[0].to_dict(), usual), own, means[key])
        for key, own in trained.groupby(VAE_KEY, sort=False)
    ]


def _usual_space(seeds: pd.DataFrame) -> str:
    """Return the space of the first VAE, which titles do not name."""
    return str(next(iter(seeds.loc[seeds["kind"] == VAE, "space"]), ""))


def _title(row: Mapping[Hashable, Any], usual: str) -> str:
    return way_of(row) + ("" if row["space"] == usual else f", {row['space']}")


def _looks_of_sweeps(sweeps: Sequence[_Vaes]) -> list[_Look]:
    """Give each a colour and a marker that none other has, beside the others of the same beta."""
    # Vermilion is the flow's.
    colours = [colour for colour in OKABE_ITO[:-1] if colour != KINDS[FLOW][0]]
    looks = []
    for number, one in enumerate(sweeps):
        # Colours and markers both change, for readers who see few colours; a second round of
        # colours has other markers.
        marker = MARKERS[(number + number // len(colours)) % len(MARKERS)]
        places = {}
        for beta in one.betas:
            there = [other for other in sweeps if beta in other.betas]
            shift = 2 * there.index(one) / (len(there) - 1) - 1 if len(there) > 1 else 0.0
            places[beta] = beta * _BESIDE**shift
        looks.append(_Look(colours[number % len(colours)], marker, places))
    return looks


def _grid(figure: Figure, has_sweeps: bool, singles: int) -> list[list[Axes]]:
    """Add the axes of each panel: for VAEs of several betas, for those of one, or both."""
    widths = [_SWEEP] * has_sweeps + [_ONE * max(singles, _FEWEST)] * (singles > 0)
    layout = figure.add_gridspec(2, 2 * len(widths), width_ratios=2 * widths)
    grid = []
    for number in range(len(_PANELS)):
        row, column = divmod(number, 2)
        first = figure.add_subplot(layout[row, column * len(widths)])
        panels = [first]
        if len(widths) > 1:
            beside = figure.add_subplot(layout[row, column * len(widths) + 1], sharey=first)
            beside.tick_params(labelleft=False, left=False)
            beside.spines["left"].set_visible(False)
            panels.append(beside)
        grid.append(panels)
    return grid


def _draw_panel(
    axes: Axes,
    quantity: str,
    vaes: Sequence[_Vaes],
    looks: Sequence[_Look],
    references: pd.DataFrame,
) -> None:
    for one, look in zip(vaes, looks, strict=True):
        _draw_vaes(axes, quantity, one, look)
    if quantity in _SCORES:
        _draw_references(axes, quantity, references)


def _name_places(axes: Axes, names: Sequence[str]) -> None:
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=8)
    axes.set_xlim(-0.7, max(len(names), _FEWEST) - 0.3)
    axes.grid(axis="x", color="#E5E5E5", linewidth=0.7)
    axes.set_axisbelow(True)


def _limit(axes: Axes, quantity: str, vaes: Sequence[_Vaes]) -> None:
    """Begin at 0, or below if a reconstruction is worse than the mean of all sounds."""
    if quantity == _RECONSTRUCTION:
        lowest = min(float(one.seeds[_RECONSTRUCTION].min()) for one in vaes)
        axes.set_ylim(lowest - 0.03 if lowest < 0 else 0.0, 1.02)
    else:
        axes.set_ylim(0, None)


def _explanations(
    vaes: Sequence[_Vaes], sweeps: Sequence[_Vaes], singles: Sequence[_Vaes]
) -> list[str]:
    lines = [
        "Large: means over seeds, with 95% intervals over sounds. Small circles: single seeds."
    ]
    if sweeps and singles:
        lines.append("Coloured: VAEs trained at several β. Grey: VAEs trained at one β.")
    if any(one.seeds["collapsed"].any() for one in vaes):
        lines.append("Large and hollow: the posterior of at least one seed collapsed.")
    spaces = [str(one.seeds["space"].iloc[0]) for one in vaes]
    if len(set(spaces)) > 1:
        lines.append(f"The input is {spaces[0]} where no other is named.")
    return lines


def _quantity(table: pd.DataFrame, quantity: str) -> pd.DataFrame:
    """Select one row for each training or mean, with its ``value``."""
    if quantity in _SCORES:
        return table[(table["metric"] == quantity) & (table["factor"] == "")]
    keys = [name for name in ("representation", "seed") if name in table]
    return table.drop_duplicates(keys).assign(value=lambda rows: rows[quantity])


def _draw_vaes(axes: Axes, quantity: str, vaes: _Vaes, look: _Look) -> None:
    single = _quantity(vaes.seeds, quantity)
    mean = _quantity(vaes.means, quantity).sort_values("beta")
    x = mean["beta"].map(look.places)
    if quantity in _SCORES:
        axes.vlines(x, mean["low"], mean["high"], colors=look.colour, linewidth=1.2, alpha=0.6)
    axes.plot(
        x,
        mean["value"],
        color=look.colour,
        marker=look.marker,
        markersize=7,
        markeredgecolor="white",
        markeredgewidth=0.5,
        linewidth=1.4,
        zorder=3,
        clip_on=False,  # some lie on the axis
        label=f"mean of {vaes.title}",
    )
    hollow = mean["collapsed_seeds"] > 0
    if hollow.any():
        axes.plot(
            x[hollow],
            mean.loc[hollow, "value"],
            color=look.colour,
            marker=look.marker,
            markersize=6.5,
            markerfacecolor="white",
            linestyle="",
            zorder=3,
            clip_on=False,
            label=f"collapsed {vaes.title}",
        )
    several = single.groupby("beta")["seed"].transform("size") > 1
    axes.scatter(
        single.loc[several, "beta"].map(look.places),
        single.loc[several, "value"],
        s=12,
        facecolors="white",
        edgecolors=look.colour,
        linewidths=0.8,
        # Below the mean, which would look hollow, as if its posterior had collapsed.
        zorder=2.5,
        clip_on=False,
        label=f"seeds of {vaes.title}",
    )


def _draw_references(axes: Axes, metric: str, references: pd.DataFrame) -> None:
    for kind, (title, dashes) in _REFERENCES.items():
        rows = _quantity(references[references["kind"] == kind], metric)
        if len(rows):
            axes.axhline(
                rows["value"].max(),
                color=KINDS[kind][0],
                linestyle=dashes,
                linewidth=1.3,
                label=title,
            )


def _add_legend(figure: Figure, sweeps: Sequence[_Vaes], looks: Sequence[_Look]) -> None:
    """Name the lines above the panels; VAEs of one beta are named below."""
    handles = [
        Line2D([], [], color=look.colour, marker=look.marker, markersize=6.5, label=one.title)
        for one, look in zip(sweeps, looks, strict=True)
    ] + [
        Line2D([], [], color=KINDS[kind][0], linestyle=dashes, label=title)
        for kind, (title, dashes) in _REFERENCES.items()
    ]
    legend_above(figure, handles, most=len(handles))
