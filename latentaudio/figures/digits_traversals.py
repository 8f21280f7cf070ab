"""What each active unit does to a decoded digit, for several values of beta side by side."""

from collections.abc import Sequence
from typing import Literal

from matplotlib.figure import Figure

from latentaudio.figures.style import axes_in_inches, nothing_to_show, styled
from latentaudio.known_factors.digit_traversals import UnitTraversal

#: Values of beta that are shown, as far as they were trained.
SHOWN = (1.0, 4.0, 8.0, 12.0)
_PICTURE, _GAP = 0.3, 0.03  # inches
_LABEL, _SPACE, _TITLE, _BAND = 0.42, 0.18, 0.4, 0.26  # inches
_BETWEEN = 0.2  # inches below a band


@styled
def draw(traversals: Sequence[UnitTraversal]) -> Figure:
    """Draw one block for each beta, and one band of blocks for each number of pixels.

    Parameters
    ----------
    traversals
        Traversals of one training for each beta and number of pixels, those of each in descending
        order of divergence. Units that are not active are left out.
    """
    trained = dict.fromkeys(one.beta for one in traversals)
    betas = [beta for beta in trained if beta in SHOWN] or list(trained)[: len(SHOWN)]
    if not betas:
        return nothing_to_show("No autoencoder of digits was trained.")
    steps = len(traversals[0].positions)
    bands = [
        _blocks(traversals, pixels, betas)
        for pixels in sorted({one.pixels for one in traversals}, reverse=True)
    ]
    heights = [
        _BAND + _TITLE + max(1, *map(len, band.values())) * _PICTURE + _BETWEEN for band in bands
    ]
    block = _LABEL + steps * _PICTURE + _SPACE
    top = sum(heights)
    figure = Figure(figsize=(len(betas) * block + _SPACE, top))
    for band, height in zip(bands, heights, strict=True):
        _draw_band(figure, band, block, top)
        top -= height
    return figure


_Blocks = dict[tuple[float, int], list[UnitTraversal]]


def _blocks(traversals: Sequence[UnitTraversal], pixels: int, betas: Sequence[float]) -> _Blocks:
    """Select the active units of each beta; there may be none."""
    return {
        (beta, pixels): [
            one for one in traversals if one.pixels == pixels and one.beta == beta and one.is_active
        ]
        for beta in betas
    }


def _draw_band(figure: Figure, band: _Blocks, block: float, top: float) -> None:
    across, up = figure.get_size_inches()
    pixels = next(iter(band))[1]
    figure.text(
        _SPACE / across,
        (top - 0.06) / up,
        f"β relative to a sum over {pixels} pixels",
        va="top",
        fontweight="bold",
    )
    for number, ((beta, _), units) in enumerate(band.items()):
        left = _SPACE + number * block + _LABEL
        first = top - _BAND - _TITLE
        figure.text(left / across, (first + 0.2) / up, f"β = {beta:g}", va="bottom", fontsize=10)
        if units:
            _label_rows(figure, "nats", left, first + 0.05, "bottom")
        else:
            figure.text(left / across, (first - 0.06) / up, "no active unit", va="top", fontsize=8)
        for row, unit in enumerate(units):
            _draw_unit(figure, unit, left, first - (row + 1) * _PICTURE)


def _draw_unit(figure: Figure, unit: UnitTraversal, left: float, bottom: float) -> None:
    _label_rows(figure, f"{unit.divergence:.2f}", left, bottom + _PICTURE / 2, "center")
    side = _PICTURE - _GAP
    for step, picture in enumerate(unit.pictures):
        axes = axes_in_inches(figure, left + step * _PICTURE, bottom, side, side)
        axes.imshow(picture, cmap="Greys", vmin=0, vmax=1, interpolation="nearest")
        axes.set_axis_off()


def _label_rows(
    figure: Figure, text: str, left: float, height: float, va: Literal["bottom", "center"]
) -> None:
    """Write to the left of a block (inches)."""
    across, up = figure.get_size_inches()
    figure.text((left - 0.05) / across, height / up, text, ha="right", va=va, fontsize=8)
