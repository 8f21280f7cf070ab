"""Log-mel spectrograms of the sounds, one per cell of two factors."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from numpy.typing import NDArray

from latentaudio.errors import DatasetError
from latentaudio.figures.style import axes_in_inches, in_order, shorten, styled
from latentaudio.networks.base import LogMelPatch

# Sizes in inches.
_PANEL_WIDTH, _PANEL_HEIGHT, _GAP = 1.5, 1.15, 0.16
_LEFT, _RIGHT, _TOP, _BOTTOM = 1.0, 1.0, 0.65, 0.65

_TICKS_HZ = (250, 1000, 2000, 4000)

Example = tuple[str, str, NDArray[np.floating]]


@styled
def draw(
    examples: Sequence[Example],
    patch: LogMelPatch,
    row_factor: str = "",
    column_factor: str = "",
) -> Figure:
    """Draw a grid of spectrograms with a common colour scale.

    Parameters
    ----------
    examples
        Row label, column label and log-mel energies ``[frames, bands]``. Rows and columns are drawn
        in the order in which their labels appear. If a cell has several examples, the first is
        drawn; a cell without an example is marked as empty.
    patch
        Duration of a frame, and the bands.
    row_factor, column_factor
        Names of the factors, for the title.

    Raises
    ------
    DatasetError
        When there are no examples, or one is not of shape ``[frames, bands]``.
    """
    if not examples:
        raise DatasetError("spectrograms: no examples found; expected at least one snippet")
    for row, column, log_mel in examples:
        if log_mel.ndim != 2 or log_mel.shape[1] != patch.bands or not len(log_mel):
            raise DatasetError(
                f"spectrogram of '{row}', '{column}': shape {log_mel.shape} found, expected "
                f"(frames, {patch.bands})"
            )
    rows = in_order([row for row, _, _ in examples])
    columns = in_order([column for _, column, _ in examples])
    first = {(row, column): log_mel for row, column, log_mel in reversed(examples)}
    lowest = min(float(log_mel.min()) for log_mel in first.values())
    highest = max(float(log_mel.max()) for log_mel in first.values())
    frames = max(len(log_mel) for log_mel in first.values())

    figure, grid, colour_bar_axes = _grid(len(rows), len(columns))
    for axes_of_row, row in zip(grid, rows, strict=True):
        for axes, column in zip(axes_of_row, columns, strict=True):
            if (row, column) in first:
                image = _draw_example(axes, first[row, column], patch, lowest, highest)
            else:
                axes.text(0.5, 0.5, "no sound", transform=axes.transAxes, ha="center", va="center")
            _set_axes(axes, frames * patch.frame_s, patch)
        axes_of_row[0].set_ylabel(shorten(row, 16))
        axes_of_row[0].tick_params(labelleft=True)
    for top, bottom, column in zip(grid[0], grid[-1], columns, strict=True):
        top.set_title(shorten(column, 16))
        bottom.tick_params(labelbottom=True)
    figure.supxlabel("time (s)", fontsize=9, y=0.12 / figure.get_figheight())
    figure.supylabel("mel-band centre frequency (kHz)", fontsize=9, x=0.12 / figure.get_figwidth())
    title = " × ".join(factor for factor in (row_factor, column_factor) if factor)
    figure.suptitle(title, fontsize=10, fontweight="bold", y=1 - 0.1 / figure.get_figheight())
    figure.colorbar(image, cax=colour_bar_axes, label="log-mel energy")
    return figure


def _grid(rows: int, columns: int) -> tuple[Figure, list[list[Axes]], Axes]:
    """Create the panels, rows from the top, and the axes of the colour bar.

    The layout is computed here, because an automatic layout measures the text of every panel, which
    takes minutes for a 20 x 20 design.
    """
    grid_width = columns * (_PANEL_WIDTH + _GAP) - _GAP
    grid_height = rows * (_PANEL_HEIGHT + _GAP) - _GAP
    figure = Figure(figsize=(_LEFT + grid_width + _RIGHT, _BOTTOM + grid_height + _TOP))
    grid = [
        [
            axes_in_inches(
                figure,
                _LEFT + column * (_PANEL_WIDTH + _GAP),
                _BOTTOM + grid_height - _PANEL_HEIGHT - row * (_PANEL_HEIGHT + _GAP),
                _PANEL_WIDTH,
                _PANEL_HEIGHT,
            )
            for column in range(columns)
        ]
        for row in range(rows)
    ]
    bar_height = min(grid_height, 5.0)
    bar_bottom = _BOTTOM + (grid_height - bar_height) / 2
    bar = axes_in_inches(figure, _LEFT + grid_width + 0.2, bar_bottom, 0.15, bar_height)
    return figure, grid, bar


def _set_axes(axes: Axes, duration_s: float, patch: LogMelPatch) -> None:
    axes.set_xlim(0, duration_s)
    axes.set_ylim(-0.5, patch.bands - 0.5)
    axes.set_xticks([0, 0.5] if duration_s > 0.5 else [0])
    shown = [hertz for hertz in _TICKS_HZ if patch.lowest_hz < hertz < patch.highest_hz]
    ticks = np.interp(shown, patch.centres_hz(), np.arange(patch.bands))
    axes.set_yticks(ticks, [f"{hertz / 1000:g}" for hertz in shown])
    axes.tick_params(labelleft=False, labelbottom=False)


def _draw_example(
    axes: Axes, log_mel: NDArray[np.floating], patch: LogMelPatch, lowest: float, highest: float
) -> AxesImage:
    return axes.imshow(
        log_mel.T,
        origin="lower",
        aspect="auto",
        interpolation="nearest",
        cmap="magma",
        vmin=lowest,
        vmax=highest,
        extent=(0, len(log_mel) * patch.frame_s, -0.5, patch.bands - 0.5),
    )
