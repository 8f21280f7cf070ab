"""Morphs: the way from one sound to another in models, and by plain mixing."""

import textwrap
from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from latentaudio.figures.space_pictures import (
    Grid,
    PictureScale,
    colour_scale,
    draw_picture,
    title_lines,
)
from latentaudio.figures.style import nothing_to_show, shorten, styled
from latentaudio.known_factors.chosen_file import Chosen
from latentaudio.known_factors.player_page import step_text
from latentaudio.known_factors.views import MORPH, Representation, View, paths_of

#: Characters on a line above the pictures, and beside them.
_ABOVE, _BESIDE = 120, 34


@styled
def draw(
    views: Mapping[Representation, Sequence[View]], chosen: Chosen, scale: PictureScale | None
) -> Figure:
    """Draw one row for each pair and representation.

    Parameters
    ----------
    views
        Views of the representations in one space, in the order of the rows.
    chosen
        The sounds that are shown.
    scale
        What the pictures show; None if the values are no picture.
    """
    rows = [
        (f"{number}. {pair.factor}", representation, steps)
        for number, pair in enumerate(chosen.pairs, start=1)
        for representation, own in views.items()
        if (steps := paths_of(own, MORPH).get((MORPH, pair.first, pair.second, "")))
    ]
    if scale is None or not rows:
        return nothing_to_show("No two sounds were morphed in a space whose values are a picture.")
    colours = colour_scale(one.values for _, _, steps in rows for one in steps)
    heading = [
        line
        for number, pair in enumerate(chosen.pairs, start=1)
        for line in _ends(number, chosen.texts[pair.first], chosen.texts[pair.second])
    ]
    grid = Grid(left=3.1, top=0.45 + 0.15 * len(heading))
    figure = grid.figure(len(rows), max(len(steps) for _, _, steps in rows))
    for number, (pair, representation, steps) in enumerate(rows):
        for column, one in enumerate(steps):
            axes = grid.panel(figure, number, column)
            image = draw_picture(axes, one.values, scale, colours)
            axes.set_title(step_text(one), fontsize=8, pad=2)
            axes.tick_params(labelleft=column == 0, labelbottom=number == len(rows) - 1)
        grid.row_label(
            figure,
            number,
            [shorten(pair, 24), *title_lines(representation.title, _BESIDE)],
        )
    grid.colour_bar(figure, image, scale.label)
    grid.label_axes(figure, scale)
    width, height = figure.get_size_inches()
    figure.suptitle(
        "\n".join(heading), fontsize=9, x=grid.left / width, y=1 - 0.1 / height, ha="left"
    )
    return figure


def _ends(number: int, first: str, second: str) -> list[str]:
    """Write the two sounds of a pair in full, each on a line of its own if one is enough."""
    return [
        line
        for start, text in ((f"{number}. from ", first), ("     to ", second))
        for line in textwrap.wrap(start + text, _ABOVE)
    ]
