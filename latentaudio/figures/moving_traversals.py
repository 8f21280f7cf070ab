"""Latent traversals as a moving picture: all axes of one sound, each in a panel, step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from matplotlib.figure import Figure

from latentaudio.figures.space_pictures import (
    Grid,
    PictureScale,
    colour_scale,
    draw_picture,
    title_lines,
)
from latentaudio.figures.style import nothing_to_show, styled, width_of
from latentaudio.figures.traversals import NO_PICTURE, axis_lines
from latentaudio.known_factors.axis_factors import Association
from latentaudio.known_factors.player_page import step_text
from latentaudio.known_factors.views import Representation, View, active_traversals

_GRID = Grid(width=1.6, height=1.2, gap=0.25, left=0.3, right=0.2, top=0.8, bottom=0.3)
_LINE, _CHARACTER = 0.15, 0.085  # inches, of the title


def frames(
    representation: Representation,
    views: Sequence[View],
    snippet_id: str,
    associations: Mapping[str, Association],
    scale: PictureScale | None,
) -> list[Figure]:
    """Draw the frames: from the first step to the last, and back.

    Parameters
    ----------
    representation, views, snippet_id, associations, scale
        As for `latentaudio.figures.traversals.draw`.
    """
    traversals = active_traversals(views, snippet_id)
    if scale is None or not traversals:
        return [nothing_to_show(NO_PICTURE.format(representation.space))]
    last = min(map(len, traversals)) - 1
    order = [*range(last + 1), *range(last - 1, 0, -1)]
    return [
        _frame(representation, [own[step] for own in traversals], traversals, associations, scale)
        for step in order
    ]


@styled
def _frame(
    representation: Representation,
    shown: Sequence[View],
    traversals: Sequence[Sequence[View]],
    associations: Mapping[str, Association],
    scale: PictureScale,
) -> Figure:
    colours = colour_scale(one.values for own in traversals for one in own)
    # Above few axes, a title in one line would be wider than the picture.
    characters = int(_GRID.figure(1, len(shown)).get_figwidth() / _CHARACTER)
    fits = width_of(representation.title) <= characters
    title = [representation.title] if fits else title_lines(representation.title, characters)
    grid = replace(_GRID, top=_GRID.top + _LINE * len(title))
    figure = grid.figure(1, len(shown))
    for column, one in enumerate(shown):
        axes = grid.panel(figure, 0, column)
        draw_picture(axes, one.values, scale, colours)
        axes.set_title("\n".join(axis_lines(one, associations)), fontsize=8, pad=3)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.set_xlabel(step_text(one), fontsize=8, labelpad=3)
    figure.suptitle("\n".join(title), fontsize=10, y=1 - 0.06 / figure.get_figheight())
    return figure
