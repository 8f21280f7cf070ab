"""Style shared by all figures: fonts, colours for colour-blind readers, labels, saving."""

import math
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from itertools import accumulate
from pathlib import Path
from typing import Any, ParamSpec

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from latentaudio.artifacts import atomic_path
from latentaudio.factor_names import FACTOR_JOIN
from latentaudio.factor_types import Factor
from latentaudio.figures import fonts
from latentaudio.figures.missing_glyphs import in_words, note
from latentaudio.units import with_unit

#: Palette of Okabe and Ito (2008), Color Universal Design.
OKABE_ITO = (
    "#0072B2",  # blue
    "#E69F00",  # orange
    "#009E73",  # bluish green
    "#CC79A7",  # reddish purple
    "#D55E00",  # vermilion
    "#56B4E9",  # sky blue
    "#000000",  # black
    "#F0E442",  # yellow, last because it is faint on white
)
#: Markers of classes and factors.
MARKERS = ("o", "^", "s", "D", "v", "P")

SCHEME_COLOURS = {"given": OKABE_ITO[2], "grouped": OKABE_ITO[0], "random": OKABE_ITO[4]}
SCHEME_MARKERS = {"given": "s", "grouped": "o", "random": "^"}
GREY = "#767676"

# Width of a legend's entry without its text, and of a character of its text (inches).
_HANDLE, _CHARACTER = 0.55, 0.065

_RC: dict[Any, Any] = {
    "font.family": [fonts.FONT],
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
    "figure.constrained_layout.w_pad": 0.08,
    "figure.constrained_layout.h_pad": 0.08,
    "figure.max_open_warning": 0,
    "text.parse_math": False,  # a class may be named "$x$"
    "svg.hashsalt": "latentaudio",  # otherwise identifiers in an SVG are random
    "svg.fonttype": "path",
}

_Arguments = ParamSpec("_Arguments")


def styled(draw: Callable[_Arguments, Figure]) -> Callable[_Arguments, Figure]:
    """Decorate a function so that it draws with the settings of this package, not the user's."""

    @wraps(draw)
    def with_style(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> Figure:
        with mpl.rc_context():
            mpl.rcdefaults()
            mpl.rcParams.update(_RC)
            return draw(*args, **kwargs)

    return with_style


def save_figure(figure: Figure, svg_path: str | Path, png_path: str | Path) -> None:
    """Write a figure as SVG and as PNG (150 dpi); the same figure gives the same bytes.

    Characters that the font of all figures does not have are drawn in fonts of the machine. Those
    that no font has are reported on the standard error and noted in the PNG file, where
    `latentaudio.figures.missing_glyphs.noted` reads them.
    """
    with mpl.rc_context(_RC), fonts.quietly():
        fallback = fonts.fallback_of(figure)
        if fallback.families:
            fonts.use(figure, [fonts.FONT, *fallback.families])
        if fallback.missing:
            print(
                f"warning: figure {Path(png_path).stem}: no installed font has the "
                f"{in_words(fallback.missing)}, so they are drawn as boxes; install a font with "
                "them, delete the figure, and run again",
                file=sys.stderr,
            )
        with (
            mpl.rc_context({"font.family": [fonts.FONT, *fallback.families]}),
            atomic_path(svg_path) as svg,
            atomic_path(png_path) as png,
        ):
            figure.savefig(svg, format="svg", metadata={"Date": None})
            figure.savefig(png, format="png", dpi=150, metadata=note(fallback.missing))


@styled
def nothing_to_show(reason: str) -> Figure:
    """Draw a figure that states why it is empty."""
    figure = Figure(figsize=(6.0, 1.6))
    text = "\n".join(["Nothing to show", "", *textwrap.wrap(reason, 80)])
    figure.text(0.5, 0.5, text, ha="center", va="center")
    return figure


def legend_above(
    figure: Figure, handles: Sequence[Artist], most: int, title: str | None = None
) -> None:
    """Add a legend above all panels, in as many columns as are not wider than the figure.

    Parameters
    ----------
    figure
        The figure, with a layout that makes room.
    handles
        What it explains, with labels.
    most
        Most columns.
    title
        Title of the legend.
    """
    widths = [_HANDLE + _CHARACTER * width_of(str(one.get_label())) for one in handles]
    columns = most
    # Matplotlib fills column by column, each as wide as its longest entry.
    while columns > 1 and figure.get_figwidth() < sum(
        part.max() for part in np.array_split(widths, columns) if len(part)
    ):
        columns -= 1
    figure.legend(
        handles=handles, loc="outside upper center", ncols=columns, fontsize=8, title=title
    )


def class_colours(labels: Iterable[str]) -> dict[str, str]:
    """Assign each class a colour, in the order given; see `class_markers` for more than eight.

    Examples
    --------
    >>> class_colours(["low", "high"])
    {'low': '#0072B2', 'high': '#E69F00'}
    """
    return {
        label: OKABE_ITO[index % len(OKABE_ITO)]
        for index, label in enumerate(dict.fromkeys(labels))
    }


def class_markers(labels: Iterable[str]) -> dict[str, str]:
    """Assign each class a marker, which changes when the colours repeat.

    Colour and marker together distinguish up to 48 classes.
    """
    return {
        label: MARKERS[index // len(OKABE_ITO) % len(MARKERS)]
        for index, label in enumerate(dict.fromkeys(labels))
    }


def layer_labels(table: pd.DataFrame) -> dict[int, str]:
    """Label each layer of a table by number and name, in ascending order.

    Examples
    --------
    >>> layer_labels(pd.DataFrame({"layer": [2, 1], "layer_name": ["Conv 1 pw", "Conv 1"]}))
    {1: '1 Conv 1', 2: '2 Conv 1 pw'}
    """
    layers = table[["layer", "layer_name"]].drop_duplicates().sort_values("layer")
    return {
        int(layer): f"{layer} {name}"
        for layer, name in zip(layers["layer"], layers["layer_name"], strict=True)
    }


def axes_in_inches(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Add axes at a position in inches from the lower left corner of the figure."""
    across, up = figure.get_size_inches()
    return figure.add_axes((left / across, bottom / up, width / across, height / up))


def label_layers(axes: Axes, labels: dict[int, str], network: str) -> None:
    """Label the x axis with the layers of a network, one tick each."""
    axes.set_xticks(list(labels), list(labels.values()))
    slant(axes)
    axes.set_xlabel(f"{network} layer")


def slant(axes: Axes, degrees: float = 45) -> None:
    """Rotate the tick labels of the x axis so that long ones do not overlap."""
    for label in axes.get_xticklabels():
        label.set(rotation=degrees, ha="right", va="top", rotation_mode="anchor")


def width_of(label: str) -> int:
    """Count the characters of a label by their width: Chinese ones are two wide, accents none.

    Examples
    --------
    >>> width_of("wood"), width_of("木の")
    (4, 4)
    """
    return sum(map(_width, label))


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def shorten(label: str, length: int = 24) -> str:
    """Shorten a long label by cutting out its middle.

    The last characters are kept, because long names often differ only there.

    Examples
    --------
    >>> shorten("corrugated cardboard box 12", 16)
    'corrugate…box 12'
    """
    if width_of(label) <= length:
        return label
    end = (length - 1) * 2 // 5
    last = _beginning(label[::-1], end)[::-1]
    return _beginning(label, length - 1 - end).rstrip() + "…" + last.lstrip()


def _beginning(label: str, width: int) -> str:
    """Take as many characters from the beginning of a label as fit into a width."""
    ends = accumulate(map(_width, label))
    return label[: sum(end <= width for end in ends)]


def in_order(values: Sequence[str] | pd.Series) -> list[str]:
    """List the distinct values in the order in which they appear."""
    return [str(value) for value in dict.fromkeys(values)]


def error_text(factor: Factor, error: float) -> str:
    """Write the mean absolute error of a numeric factor: with its unit, or as a ratio.

    Examples
    --------
    >>> error_text(Factor("distance", "numeric", unit="m"), 0.5)
    '0.5 m'
    >>> error_text(Factor("distance", "numeric", unit="m", scale="log"), 0.5)
    'a factor of 1.65'
    """
    if factor.scale == "log":
        return f"a factor of {math.exp(error):.2f}"
    return with_unit(f"{error:.3g}", factor.unit)


def several_factors(factor: str) -> bool:
    """Check whether a name in the tables stands for several factors moved at once."""
    return FACTOR_JOIN in factor


def factor_name(factor: str) -> str:
    """Format the name of a factor, or of several factors moved at once, joined by ``+`` in tables.

    Examples
    --------
    >>> factor_name("pitch+decay")
    'pitch + decay'
    """
    parts = factor.split(FACTOR_JOIN)
    return " + ".join(shorten(part, 22 if len(parts) == 1 else 12) for part in parts)


def title_of_moves(factor: str, moves: pd.DataFrame) -> str:
    """Write a title with the factor and the largest numbers of its moves and groups."""
    name = factor_name(factor)
    if moves.empty:
        return name
    return f"{name}\n{moves['n'].max()} moves, {moves['n_groups'].max()} groups"


def ordered_factors(values: Sequence[str] | pd.Series, given: Sequence[str] = ()) -> list[str]:
    """List the distinct factors: single factors in the order of `given`, then joint moves.

    Factors that are not in `given` follow in the order in which they appear.

    Examples
    --------
    >>> ordered_factors(["pitch", "pitch+decay", "decay", "pitch"], ["decay", "pitch"])
    ['decay', 'pitch', 'pitch+decay']
    """
    rank = {factor: index for index, factor in enumerate(given)}
    return sorted(
        in_order(values), key=lambda name: (several_factors(name), rank.get(name, len(rank)))
    )
