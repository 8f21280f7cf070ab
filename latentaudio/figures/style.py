"""What all figures share: fonts, colours that colour-blind readers can tell apart, saving."""

import textwrap
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from latentaudio.artifacts import atomic_path
from latentaudio.decoding.decoders import KNN, KNN_PERMUTED, PROBE

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
"""Palette of Okabe and Ito (2008), Color Universal Design."""

SCHEME_COLOURS = {"grouped": OKABE_ITO[0], "random": OKABE_ITO[4]}
SCHEME_MARKERS = {"grouped": "o", "random": "^"}
GREY = "#767676"

DECODER_NAMES = {
    KNN: "KNN",
    PROBE: "linear probe",
    KNN_PERMUTED: "KNN, permuted weights (control)",
}

# As the tables of moves name several factors that were moved at once; a copy, because what draws
# spectrograms shall not run again when the code of the moves is edited.
_FACTOR_JOIN = "+"

_MARKERS = ("o", "^", "s", "D", "v", "P")

_RC: dict[Any, Any] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same everywhere
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
    "figure.constrained_layout.w_pad": 0.08,
    "figure.constrained_layout.h_pad": 0.08,
    "figure.max_open_warning": 0,
    "text.parse_math": False,  # a class may be named "$x$"
    "svg.hashsalt": "latentaudio",  # else the identifiers in an SVG are drawn anew each time
    "svg.fonttype": "path",
}

_Arguments = ParamSpec("_Arguments")


def styled(draw: Callable[_Arguments, Figure]) -> Callable[_Arguments, Figure]:
    """Let a function draw with this package's settings, whatever the user's are."""

    @wraps(draw)
    def with_style(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> Figure:
        with mpl.rc_context():
            mpl.rcdefaults()
            mpl.rcParams.update(_RC)
            return draw(*args, **kwargs)

    return with_style


def save_figure(figure: Figure, svg_path: str | Path, png_path: str | Path) -> None:
    """Write a figure as SVG and as PNG (150 dots per inch), the same bytes for the same figure."""
    with mpl.rc_context(_RC):
        with atomic_path(svg_path) as temporary:
            figure.savefig(temporary, format="svg", metadata={"Date": None})
        with atomic_path(png_path) as temporary:
            figure.savefig(temporary, format="png", dpi=150)


@styled
def nothing_to_show(reason: str) -> Figure:
    """Draw a figure that says why it is empty."""
    figure = Figure(figsize=(6.0, 1.6))
    text = "\n".join(["Nothing to show", "", *textwrap.wrap(reason, 80)])
    figure.text(0.5, 0.5, text, ha="center", va="center")
    return figure


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
    """Assign each class a marker that changes when the colours start again.

    Colour and marker together tell up to 48 classes apart.
    """
    return {
        label: _MARKERS[index // len(OKABE_ITO) % len(_MARKERS)]
        for index, label in enumerate(dict.fromkeys(labels))
    }


def layer_labels(table: pd.DataFrame) -> dict[int, str]:
    """Label every layer of a table by number and name, in ascending order.

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
    """Add axes at a place given in inches from the lower left corner of the figure."""
    across, up = figure.get_size_inches()
    return figure.add_axes((left / across, bottom / up, width / across, height / up))


def label_layers(axes: Axes, labels: dict[int, str]) -> None:
    """Put the layers on the x axis, one tick each."""
    axes.set_xticks(list(labels), list(labels.values()))
    slant(axes)
    axes.set_xlabel("YAMNet layer")


def slant(axes: Axes, degrees: float = 45) -> None:
    """Turn the labels of the x axis so that long ones do not run into each other."""
    for label in axes.get_xticklabels():
        label.set(rotation=degrees, ha="right", va="top", rotation_mode="anchor")


def shorten(label: str, length: int = 24) -> str:
    """Cut the middle out of a label that would take the room of what it labels.

    Long names often differ in their last characters only, so these stay.

    Examples
    --------
    >>> shorten("corrugated cardboard box 12", 16)
    'corrugate…box 12'
    """
    if len(label) <= length:
        return label
    end = (length - 1) * 2 // 5
    return label[: length - 1 - end].rstrip() + "…" + label[-end:].lstrip()


def in_order(values: Sequence[str] | pd.Series) -> list[str]:
    """List the distinct values in the order in which they appear."""
    return [str(value) for value in dict.fromkeys(values)]


def several_factors(factor: str) -> bool:
    """Tell whether the tables mean several factors that were moved at once."""
    return _FACTOR_JOIN in factor


def factor_name(factor: str) -> str:
    """Name what was moved: a factor, or several at once, which the tables join by ``+``.

    Examples
    --------
    >>> factor_name("pitch+decay")
    'pitch + decay'
    """
    parts = factor.split(_FACTOR_JOIN)
    return " + ".join(shorten(part, 22 if len(parts) == 1 else 12) for part in parts)


def ordered_factors(values: Sequence[str] | pd.Series, given: Sequence[str] = ()) -> list[str]:
    """List the distinct factors: single ones as in `given`, then several moved at once.

    Those that `given` does not name follow in the order in which they appear.

    Examples
    --------
    >>> ordered_factors(["pitch", "pitch+decay", "decay", "pitch"], ["decay", "pitch"])
    ['decay', 'pitch', 'pitch+decay']
    """
    rank = {factor: index for index, factor in enumerate(given)}
    return sorted(
        in_order(values), key=lambda name: (several_factors(name), rank.get(name, len(rank)))
    )
