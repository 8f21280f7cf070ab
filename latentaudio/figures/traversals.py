"""Latent traversals: what changes when one axis of a representation moves, and nothing else."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from latentaudio.figures.space_pictures import (
    Grid,
    PictureScale,
    colour_scale,
    draw_picture,
)
from latentaudio.figures.style import nothing_to_show, shorten, styled
from latentaudio.known_factors.axis_factors import Association, association_text
from latentaudio.known_factors.player_page import step_text
from latentaudio.known_factors.views import (
    ORIGINAL,
    RECONSTRUCTION,
    Representation,
    View,
    active_traversals,
    is_collapsed,
)
from latentaudio.vae.collapse import ACTIVE

NO_PICTURE = (
    "The values of {} are no picture; the players' page has spectrograms of the sounds that are "
    "nearest to each step."
)


@styled
def draw(
    representation: Representation,
    views: Sequence[View],
    snippet_id: str,
    associations: Mapping[str, Association],
    scale: PictureScale | None,
    text: str,
) -> Figure:
    """Draw a sound, its reconstruction, and one row for each axis; a unit must be active.

    Parameters
    ----------
    representation
        The representation.
    views
        Its views.
    snippet_id
        The sound whose traversals are drawn.
    associations
        Which factor each axis encodes most of.
    scale
        What the pictures show; None if the values are no picture.
    text
        Values of the factors of the sound, for the title.
    """
    if scale is None:
        return nothing_to_show(NO_PICTURE.format(representation.space))
    traversals = active_traversals(views, snippet_id)
    ends = [
        one
        for one in views
        if one.snippet_id == snippet_id and one.view in (ORIGINAL, RECONSTRUCTION)
    ]
    rows = [ends, *traversals]
    colours = colour_scale(one.values for row in rows for one in row)
    heading = [representation.title, shorten(text, 90)]
    if is_collapsed(traversals):
        heading.append(f"collapsed: no unit has more than {ACTIVE:g} nats")
    grid = Grid(top=0.35 + 0.18 * len(heading))
    figure = grid.figure(len(rows), max(map(len, rows)))
    for number, row in enumerate(rows):
        for column, one in enumerate(row):
            axes = grid.panel(figure, number, column)
            image = draw_picture(axes, one.values, scale, colours)
            title = one.view if one.position is None else step_text(one)
            axes.set_title(title, fontsize=8, pad=2)
            axes.tick_params(labelleft=column == 0, labelbottom=number == len(rows) - 1)
        grid.row_label(figure, number, axis_lines(row[0], associations))
    grid.colour_bar(figure, image, scale.label)
    grid.label_axes(figure, scale)
    figure.suptitle(
        "\n".join(heading),
        fontsize=10,
        y=1 - 0.1 / figure.get_figheight(),
    )
    return figure


def axis_lines(first: View, associations: Mapping[str, Association]) -> list[str]:
    """Describe an axis in up to four lines: name, rate, and the factor that it encodes most of."""
    if first.axis is None:
        return ["the sound"]
    lines = [shorten(first.axis, 22)]
    if first.rate is not None:
        lines.append(f"{first.rate:.2f} nats")
    found = associations.get(first.axis)
    if found is not None and found.factor:
        lines += [f"closest: {shorten(found.factor, 18)}", association_text(found)]
    return lines
