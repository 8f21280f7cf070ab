"""A gallery of sounds of the set: their pictures in some spaces, and their factors."""

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from latentaudio.errors import DatasetError
from latentaudio.figures.space_pictures import (
    Grid,
    PictureScale,
    band_label,
    colour_scale,
    draw_picture,
)
from latentaudio.figures.style import shorten, styled

#: Sounds beside each other.
COLUMNS = 6

#: Characters on a line above a sound.
_LINE = 26
#: Characters beside a picture, as many as it is high.
_BESIDE = 15


@styled
def draw(
    pictures: Mapping[str, tuple[PictureScale, Sequence[np.ndarray]]],
    texts: Sequence[Sequence[str]],
) -> Figure:
    """Draw sounds in rows of `COLUMNS`, one picture below the other for each space.

    Parameters
    ----------
    pictures
        By title of the space: what its pictures show, and the values of each sound, shape
        ``[size]``.
    texts
        Values of the factors of each sound, one line each.

    Raises
    ------
    DatasetError
        When there are no sounds, no spaces, or the numbers of pictures and texts differ.
    """
    counts = {len(texts), *(len(values) for _, values in pictures.values())}
    if not pictures or counts == {0} or len(counts) > 1:
        raise DatasetError(
            f"gallery: {len(texts)} texts and pictures of {sorted(counts)} sounds in "
            f"{len(pictures)} spaces found; expected as many of each, at least one"
        )
    lines = max(map(len, texts))
    grid = Grid(
        width=1.5,
        height=0.95,
        gap=0.2,
        row_gap=0.12,
        left=1.0,
        right=0.2,
        top=0.3 + 0.15 * lines,
        bottom=0.5,
    )
    blocks = -(-len(texts) // COLUMNS)
    figure = grid.figure(blocks, min(COLUMNS, len(texts)))
    per_block = len(pictures) * (grid.height + grid.row_gap) + 0.15 * lines + 0.2
    figure.set_figheight(grid.top + grid.bottom + blocks * per_block - 0.15 * lines - 0.2)
    colours = {title: colour_scale(values) for title, (_, values) in pictures.items()}
    # Room for the texts of a block, in panels.
    block_rows = per_block / (grid.height + grid.row_gap)
    for number, text in enumerate(texts):
        block, column = divmod(number, COLUMNS)
        for place, (title, (scale, values)) in enumerate(pictures.items()):
            axes = grid.panel(figure, block * block_rows + place, column)
            draw_picture(axes, values[number], scale, colours[title])
            axes.tick_params(labelleft=column == 0, labelbottom=place == len(pictures) - 1)
            if place == 0:
                axes.set_title("\n".join(shorten(one, _LINE) for one in text), fontsize=8, pad=4)
            if column == 0:
                axes.set_ylabel(_beside(title, band_label(scale)), fontsize=7)
    figure.text(
        0.5, 0.15 / figure.get_figheight(), "time (s)", ha="center", va="center", fontsize=9
    )
    return figure


def _beside(title: str, bands: str) -> str:
    """Write the title of a space on lines that are no longer than a picture is high."""
    words = [shorten(word, _BESIDE) for word in title.split()]
    return "\n".join([*textwrap.wrap(" ".join(words), _BESIDE), bands])
