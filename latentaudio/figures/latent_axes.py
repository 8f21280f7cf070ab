"""Held-out sounds on the factor axes: one plane per factor, with the marginals of its classes."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from latentaudio.errors import ArtifactError
from latentaudio.factor_types import Factor
from latentaudio.factors import RESIDUAL, FactorLayout
from latentaudio.figures.style import (
    GREY,
    axes_in_inches,
    class_colours,
    class_markers,
    nothing_to_show,
    shorten,
    styled,
    width_of,
)
from latentaudio.seeds import generator
from latentaudio.tables import labels_of, strings

# Sizes in inches.
_PLANE = 2.75  # width and height of a plane
_BOX = 0.18  # thickness of the row of one class beside it
_CHARACTER = 0.078  # width of a character of a class label
_LABEL_LENGTH = 16
_AXIS_LEFT, _AXIS_BELOW = 0.75, 0.55
_TITLE = 0.6
_LEGEND = 0.55
_LEAST_WIDTH = 6.2  # least width for the legend
_GAP = 0.08

_BLACK = "#000000"
_FRAME = 0.005  # share of the sounds that may lie beyond each side of the frame


def held_out(
    latents: pa.Table, snippets: pa.Table, factors: Sequence[Factor]
) -> tuple[NDArray[np.floating], pd.DataFrame]:
    """Select the coordinates and classes of the held-out sounds.

    Parameters
    ----------
    latents
        Columns ``snippet_id, split, z``.
    snippets
        Columns ``snippet_id``, ``group`` and one per factor.
    factors
        The factors.

    Returns
    -------
    z : numpy.ndarray
        Coordinates, shape ``[n, d]``.
    labels : pandas.DataFrame
        ``group`` and one column per factor, ``n`` rows.

    Raises
    ------
    ArtifactError
        When a held-out snippet is missing from `snippets`.
    """
    rows = latents.filter(pa.array(strings(latents, "split") == "held_out"))
    ids = strings(rows, "snippet_id")
    columns = {"group": strings(snippets, "group"), **labels_of(snippets, factors)}
    table = pd.DataFrame(columns, index=strings(snippets, "snippet_id"))
    missing = [each for each in ids if each not in table.index]
    if missing:
        raise ArtifactError(
            f"latents: {len(missing)} held-out snippets are not in the table of snippets, e.g. "
            f"'{missing[0]}'; delete latents.parquet and run the workflow again"
        )
    values = rows["z"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
    width = len(values) // len(ids) if len(ids) else 0
    return values.reshape(len(ids), width), table.loc[ids].reset_index(drop=True)


@styled
def draw(
    z: NDArray[np.floating],
    labels: pd.DataFrame,
    titles: Mapping[str, str],
    layout: FactorLayout,
    metrics: Mapping[str, Any],
) -> Figure:
    """Draw one plane per factor, coloured by its classes, with their box plots along both axes.

    The plane is spanned by the axes of the first two factors or, for a third factor, by the first
    factor's axis and its own. With one factor, the other axis is the first residual coordinate. If
    a factor has several coordinates, the first is drawn.

    Parameters
    ----------
    z
        Coordinates of the held-out sounds, shape ``[n, d]``; see `held_out`.
    labels
        Columns ``group`` and one per factor, ``n`` rows.
    titles
        Titles of the factors to draw, one plane each, by name.
    layout
        Coordinates of each factor.
    metrics
        Content of ``flow/<L>/metrics.json``; its records ``axes`` hold eta squared for the titles.

    Raises
    ------
    ArtifactError
        When the flow has no axis of a factor.
    """
    for factor in titles:
        if factor not in layout.names:
            raise ArtifactError(
                f"architecture.json: found axes of {list(layout.names)}, expected one for "
                f"'{factor}'; delete the folder of the flow and run the workflow again"
            )
    if not len(z):
        return nothing_to_show("No held-out sounds: every group was used to train the flow.")
    if layout.dimensions < 2:
        return nothing_to_show("The flow has only one coordinate, which does not span a plane.")
    names = _coordinate_names(layout)
    planes = [_plane_of(factor, layout) for factor in titles]
    # All planes and axes share one frame, so that distances can be compared between them.
    frame = _frame(z[:, sorted({axis for plane in planes for axis in plane})].astype(float))
    names_of_classes = [sorted(set(labels[factor].astype(str))) for factor in titles]
    figure, grid = _grid(names_of_classes)
    most = max(map(len, names_of_classes))
    for (plane, above, beside), factor, (across, up) in zip(grid, titles, planes, strict=True):
        classes = _Classes(labels[factor].astype(str), z[:, layout.slices[factor].start])
        x, y = z[:, across].astype(float), z[:, up].astype(float)
        outside = _draw_plane(plane, x, y, classes, frame)
        plane.set_xlabel(names[across])
        plane.set_ylabel(names[up])
        _draw_boxes(above, x, classes, "horizontal", most)
        _draw_boxes(beside, y, classes, "vertical", most)
        above.set_xlim(frame)
        beside.set_ylim(frame)
        title = _title(factor, titles[factor], (across, up), layout, metrics)
        above.set_title(title, loc="left", x=-0.75 * _AXIS_LEFT / _PLANE)
        if outside:
            plane.annotate(
                f"{outside} of {len(x)} outside the frame",
                (1, 0),
                xycoords="axes fraction",
                xytext=(-3, 3),
                textcoords="offset points",
                ha="right",
                fontsize=8,
                color=GREY,
            )
    _add_legend(figure, len(z), labels["group"].nunique())
    return figure


class _Classes:
    """The classes of a factor, sorted by their means along its own axis."""

    def __init__(self, labels: pd.Series, own: NDArray[np.floating]) -> None:
        self.labels = labels.to_numpy(dtype=str)
        means = pd.Series(own.astype(float)).groupby(self.labels).mean()
        self.ordered = [str(name) for name in means.sort_values(kind="stable").index]
        # Colours by name, as in the other figures.
        self.colours = class_colours(sorted(self.ordered))
        self.markers = class_markers(sorted(self.ordered))


def _plane_of(factor: str, layout: FactorLayout) -> tuple[int, int]:
    """Choose the coordinates drawn on the x and y axis for a factor."""
    first = layout.slices[layout.names[0]].start
    own = layout.slices[factor].start
    if own != first:
        return first, own
    if len(layout.names) > 1:
        return first, layout.slices[layout.names[1]].start
    return first, 0 if layout.residual else first + 1


def _coordinate_names(layout: FactorLayout) -> list[str]:
    names = []
    for name, part in layout.slices.items():
        count = part.stop - part.start
        if name == RESIDUAL:
            names += [
                f"residual coordinate {index + 1} (SD of the prior)" for index in range(count)
            ]
        elif count == 1:
            names.append(f"axis of {shorten(name)} (SD of the prior)")
        else:
            names += [
                f"axis of {shorten(name)}, {index + 1} of {count} (SD of the prior)"
                for index in range(count)
            ]
    return names


def _title(
    factor: str,
    title: str,
    plane: tuple[int, int],
    layout: FactorLayout,
    metrics: Mapping[str, Any],
) -> str:
    """Write a title with the factor and the variance that it explains along each axis."""
    explained = {
        record["axis"]: record["eta_squared"]
        for record in metrics["axes"]
        if record["space"] == "flow" and record["factor"] == factor
    }
    shown = [name for name in layout.names if layout.slices[name].start in plane]
    shown.sort(key=lambda name: name != factor)
    parts = [
        f"{explained[name]:.2f} of axis of {shorten(name, 12)}"
        for name in shown
        if explained.get(name) is not None
    ]
    return "\n".join([f"coloured by {shorten(title)}, which explains (η²)", ", ".join(parts)])


def _grid(classes: Sequence[Sequence[str]]) -> tuple[Figure, list[tuple[Axes, Axes, Axes]]]:
    """Create a plane and the axes above and beside it for the classes of each factor.

    The layout is in inches, so that boxes have the same thickness for any number of classes.
    """
    longest = max(width_of(shorten(name, _LABEL_LENGTH)) for names in classes for name in names)
    margin = max(2, *map(len, classes)) * _BOX
    corner = max(margin, longest * _CHARACTER + 0.1)
    panel = _AXIS_LEFT + _PLANE + _GAP + corner
    height = _LEGEND + _AXIS_BELOW + _PLANE + _GAP + margin + _TITLE
    width = max(_LEAST_WIDTH, panel * len(classes) + 0.1)
    figure = Figure(figsize=(width, height))
    first = (width - panel * len(classes)) / 2 + _AXIS_LEFT
    bottom = _LEGEND + _AXIS_BELOW
    return figure, [
        (
            axes_in_inches(figure, x, bottom, _PLANE, _PLANE),
            axes_in_inches(figure, x, bottom + _PLANE + _GAP, _PLANE, margin),
            axes_in_inches(figure, x + _PLANE + _GAP, bottom, margin, _PLANE),
        )
        for x in (first + panel * index for index in range(len(classes)))
    ]


def _frame(z: NDArray[np.floating]) -> tuple[float, float]:
    """Compute limits that hold nearly all sounds, so that outliers do not compress the rest."""
    low, high = np.quantile(z, [_FRAME, 1 - _FRAME], axis=0)
    room = np.where(high > low, 0.25 * (high - low), 1.0)
    lowest = np.maximum(low - room, z.min(axis=0) - 0.05 * room)
    highest = np.minimum(high + room, z.max(axis=0) + 0.05 * room)
    return float(lowest.min()), float(highest.max())


def _draw_plane(
    axes: Axes,
    x: NDArray[np.floating],
    y: NDArray[np.floating],
    classes: _Classes,
    frame: tuple[float, float],
) -> int:
    """Draw the sounds and class means, and return the number of sounds outside the frame."""
    # Drawn in random order; otherwise the last class would hide the others.
    order = generator(0, "latent_axes_drawing_order").permutation(len(x))
    x, y, labels = x[order], y[order], classes.labels[order]
    markers = np.array([classes.markers[label] for label in labels])
    size, alpha = (14, 0.6) if len(x) <= 1000 else (6, 0.5)
    for marker in dict.fromkeys(classes.markers.values()):
        marked = markers == marker
        axes.scatter(
            x[marked],
            y[marked],
            c=[classes.colours[label] for label in labels[marked]],
            marker=marker,
            s=size,
            alpha=alpha,
            linewidths=0,
            rasterized=len(x) > 2000,  # SVG viewers are slow with tens of thousands of shapes
            label="sounds",
        )
    for name in classes.ordered:
        mine = labels == name
        axes.scatter(
            x[mine].mean(),
            y[mine].mean(),
            color=classes.colours[name],
            marker=classes.markers[name],
            edgecolors="black",
            linewidths=1.3,
            s=80,
            zorder=4,
            label=f"mean {name}",
        )
    axes.set_xlim(frame)
    axes.set_ylim(frame)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    low, high = frame
    return int(((x < low) | (x > high) | (y < low) | (y > high)).sum())


def _draw_boxes(
    axes: Axes,
    values: NDArray[np.floating],
    classes: _Classes,
    orientation: Literal["horizontal", "vertical"],
    room: int,
) -> None:
    """Draw one box per class, starting at the plane, in a space for `room` boxes."""
    positions = range(len(classes.ordered))
    boxes = axes.boxplot(
        [values[classes.labels == name] for name in classes.ordered],
        positions=positions,
        orientation=orientation,
        widths=0.72,
        whis=(5, 95),
        showfliers=False,
        patch_artist=True,
    )
    for patch, median, name in zip(boxes["boxes"], boxes["medians"], classes.ordered, strict=True):
        colour = classes.colours[name]
        patch.set(facecolor=colour, linewidth=0.6)
        median.set(color="white" if colour == _BLACK else "black", linewidth=1.2)
    means = [values[classes.labels == name].mean() for name in classes.ordered]
    horizontal = orientation == "horizontal"
    for position, mean, name in zip(positions, means, classes.ordered, strict=True):
        axes.plot(
            *((mean, position) if horizontal else (position, mean)),
            marker=classes.markers[name],
            markersize=4,
            color="white",
            markeredgecolor="black",
            markeredgewidth=0.8,
        )
    limits = (-0.6, max(2, room) - 0.4)
    names = [shorten(name, _LABEL_LENGTH) for name in classes.ordered]
    if horizontal:
        axes.set_ylim(*limits)
        # On the right, in the corner that the boxes leave empty.
        axes.yaxis.tick_right()
        axes.set_yticks(positions, names, fontsize=9)
        axes.tick_params(axis="x", labelbottom=False, length=0)
    else:
        axes.set_xlim(*limits)
        axes.set_xticks([])
        axes.tick_params(axis="y", labelleft=False, length=0)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _add_legend(figure: Figure, sounds: int, groups: int) -> None:
    big: dict[str, Any] = {"linestyle": "", "marker": "o", "color": "#BBBBBB"}
    handles: list[Line2D | Patch] = [
        Line2D([], [], **big, markersize=4, markeredgewidth=0, label="held-out sound"),
        Line2D([], [], **big, markersize=8, markeredgecolor="black", label="mean of its class"),
        Patch(
            facecolor="#BBBBBB", edgecolor="black", label="quartiles, median; whiskers 5 to 95 %"
        ),
    ]
    figure.legend(
        handles=handles,
        title=f"{sounds} held-out sounds from {groups} groups; colours as labelled above",
        title_fontsize=9,
        loc="lower center",
        ncols=3,
        fontsize=9,
        borderaxespad=0.2,
    )
