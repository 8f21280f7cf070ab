"""What the weight of the rate (beta) does to VAEs: separation of factors, and reconstruction."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator

from latentaudio.figures.representations import KINDS, VAE_KEY, way_of
from latentaudio.figures.style import GREY, MARKERS, OKABE_ITO, nothing_to_show, styled, width_of
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
_WIDTH = 8.6  # inches
#: Markers of VAEs at one beta, beside those of all figures.
_MORE_MARKERS = (*MARKERS[1:], "X", "<", ">", "p", "*", "h")

_Key = tuple[Hashable, ...]


@dataclass(frozen=True)
class _Look:
    """How the VAEs that differ in beta only are drawn, and what the legend calls them."""

    title: str
    colour: str
    marker: str
    is_sweep: bool


@styled
def draw(comparison: pd.DataFrame, seeds: pd.DataFrame) -> Figure:
    """Draw one panel for each quantity, and one line for each kind of VAE with several betas.

    Those with one beta are grey markers.

    Parameters
    ----------
    comparison
        ``known_factors/comparison.csv``: means over seeds and their intervals.
    seeds
        ``known_factors/comparison_seeds.csv``: the values of each seed.
    """
    vaes = seeds[seeds["kind"] == VAE]
    if vaes.empty:
        return nothing_to_show("No VAE was scored.")
    looks = _looks(vaes)
    places = _places(vaes, list(looks))
    figure = Figure(figsize=(_WIDTH, 7), layout="constrained")
    grid = figure.subplots(2, 2, sharex=True)
    betas = np.unique(vaes["beta"])
    for axes, (quantity, label) in zip(grid.flat, _PANELS.items(), strict=True):
        for key, look in looks.items():
            own = _of(vaes, key), _of(comparison, key)
            _draw_vae(axes, quantity, *own, look, places[key])
        if quantity in _SCORES:
            _draw_references(axes, quantity, comparison)
        axes.set_ylabel(label)
        axes.set_ylim(0, 1.02 if quantity == _RECONSTRUCTION else None)
        axes.set_xscale("log")
        axes.set_xticks(betas, [f"{beta:g}" for beta in betas])
        axes.xaxis.set_minor_locator(NullLocator())
    for axes in grid[1]:
        axes.set_xlabel("β (weight of the rate, log scale)")
    handles = _handles(list(looks.values()))
    longest = max(width_of(str(one.get_label())) for one in handles)
    columns = max(1, int(_WIDTH / (0.55 + 0.075 * longest)))
    figure.legend(handles=handles, loc="outside upper center", ncols=columns, fontsize=8)
    figure.supxlabel("\n".join(_explanations(vaes)), fontsize=8)
    return figure


def _explanations(vaes: pd.DataFrame) -> list[str]:
    lines = [
        "Colours: several β, means over seeds, with 95% intervals over sounds; small dots: single "
        "seeds. Grey: one β.",
        "VAEs of the same β are drawn side by side.",
    ]
    if vaes["space"].nunique() > 1:
        lines[1] += f" Their input is {vaes['space'].iloc[0]} where no other is named."
    return lines


def _looks(vaes: pd.DataFrame) -> dict[_Key, _Look]:
    """Give the VAEs that differ in beta only a colour and a marker that no others have.

    Those at several values of beta come first: their lines are what the figure is about.
    """
    kinds = dict(iter(vaes.groupby(VAE_KEY, sort=False)))
    order = sorted(kinds, key=lambda key: -kinds[key]["beta"].nunique())
    sweeps = [key for key in order if kinds[key]["beta"].nunique() > 1]
    # Vermilion is the flow's.
    colours = [colour for colour in OKABE_ITO[:-1] if colour != KINDS[FLOW][0]]
    usual = vaes["space"].iloc[0]
    looks: dict[_Key, _Look] = {}
    for key in order:
        row = kinds[key].iloc[0].to_dict()
        title = way_of(row) + ("" if row["space"] == usual else f", {row['space']}")
        if key in sweeps:
            look = _nth(sweeps.index(key), colours, MARKERS)
        else:
            look = _nth(len(looks) - len(sweeps), _MORE_MARKERS, (GREY, "#B0B0B0", "#404040"))[::-1]
        looks[key] = _Look(title, *look, is_sweep=key in sweeps)
    return looks


def _nth(number: int, fast: Sequence[str], slow: Sequence[str]) -> tuple[str, str]:
    """Combine two lists; the second moves on when the first has come to its end."""
    return fast[number % len(fast)], slow[number // len(fast) % len(slow)]


def _places(vaes: pd.DataFrame, order: Sequence[_Key]) -> dict[_Key, dict[float, float]]:
    """Place those of the same beta side by side around it, by kind and beta."""
    places: dict[_Key, dict[float, float]] = {key: {} for key in order}
    for beta in np.unique(vaes["beta"]):
        there = [key for key in order if beta in _of(vaes, key)["beta"].to_numpy()]
        shifts = np.linspace(-1, 1, len(there)) if len(there) > 1 else [0.0]
        for key, shift in zip(there, shifts, strict=True):
            places[key][float(beta)] = float(beta * _BESIDE**shift)
    return places


def _of(table: pd.DataFrame, key: _Key) -> pd.DataFrame:
    return table[(table[VAE_KEY] == list(key)).all(axis=1)]


def _quantity(table: pd.DataFrame, quantity: str) -> pd.DataFrame:
    """Select one row for each training or mean, with its ``value``."""
    if quantity in _SCORES:
        return table[(table["metric"] == quantity) & (table["factor"] == "")]
    keys = [name for name in ("representation", "seed") if name in table]
    return table.drop_duplicates(keys).assign(value=lambda rows: rows[quantity])


def _draw_vae(
    axes: Axes,
    quantity: str,
    seeds: pd.DataFrame,
    means: pd.DataFrame,
    look: _Look,
    places: Mapping[float, float],
) -> None:
    single = _quantity(seeds, quantity)
    mean = _quantity(means, quantity).sort_values("beta")
    x = mean["beta"].map(places)
    if quantity in _SCORES:
        axes.vlines(x, mean["low"], mean["high"], colors=look.colour, linewidth=1.2, alpha=0.6)
    axes.plot(
        x,
        mean["value"],
        color=look.colour,
        marker=look.marker,
        markersize=7 if look.is_sweep else 6,
        markeredgecolor="white",
        markeredgewidth=0.5,
        linewidth=1.4,
        zorder=3 if look.is_sweep else 2,
        label=f"mean of {look.title}",
    )
    several = single.groupby("beta")["seed"].transform("size") > 1
    axes.scatter(
        single.loc[several, "beta"].map(places),
        single.loc[several, "value"],
        s=12,
        facecolors="white",
        edgecolors=look.colour,
        linewidths=0.8,
        zorder=4,
        label=f"seeds of {look.title}",
    )


def _draw_references(axes: Axes, metric: str, comparison: pd.DataFrame) -> None:
    for kind, (title, dashes) in _REFERENCES.items():
        rows = _quantity(comparison[comparison["kind"] == kind], metric)
        if len(rows):
            axes.axhline(
                rows["value"].max(),
                color=KINDS[kind][0],
                linestyle=dashes,
                linewidth=1.3,
                label=title,
            )


def _handles(looks: Sequence[_Look]) -> list[Line2D]:
    return [
        Line2D(
            [],
            [],
            color=one.colour,
            marker=one.marker,
            markersize=6.5,
            linestyle="-" if one.is_sweep else "",
            label=one.title,
        )
        for one in looks
    ] + [
        Line2D([], [], color=KINDS[kind][0], linestyle=dashes, label=title)
        for kind, (title, dashes) in _REFERENCES.items()
    ]
