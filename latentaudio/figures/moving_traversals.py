"""Latent traversals as a moving picture: all axes of one sound, each in a panel, step by step."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from latentaudio.figures.space_pictures import Grid, PictureScale, colour_scale, draw_picture
from latentaudio.figures.style import nothing_to_show, styled
from latentaudio.figures.traversals import NO_PICTURE, axis_lines
from latentaudio.known_factors.axis_factors import Association
from latentaudio.known_factors.player_page import step_text
from latentaudio.known_factors.views import Representation, View, active_traversals

_GRID = Grid(width=1.6, height=1.2, gap=0.25, left=0.3, right=0.2, top=0.95, bottom=0.3)


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
    figure = _GRID.figure(1, len(shown))
    for column, one in enumerate(shown):
        axes = _GRID.panel(figure, 0, column)
        draw_picture(axes, one.values, scale, colours)
        axes.set_title("\n".join(axis_lines(one, associations)), fontsize=8, pad=3)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.set_xlabel(step_text(one), fontsize=8, labelpad=3)
    figure.suptitle(representation.title, fontsize=10, y=1 - 0.06 / figure.get_figheight())
    return figure
