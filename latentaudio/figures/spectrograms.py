"""What the sounds look like: one log-mel spectrogram per combination of two factors' classes."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from numpy.typing import NDArray

from latentaudio.errors import DatasetError
from latentaudio.figures.style import in_order, shorten, styled

BANDS = 64
LOWEST_HZ, HIGHEST_HZ = 125.0, 7500.0
FRAME_S = 0.01

_TICKS_HZ = (250, 500, 1000, 2000, 4000)

Example = tuple[str, str, NDArray[np.floating]]


def band_centres_hz() -> NDArray[np.float64]:
    """Centre frequencies of YAMNet's 64 mel bands, in Hz.

    The bands are triangles whose corners are equally spaced on the HTK mel scale,
    1127 ln(1 + f / 700 Hz), between 125 and 7500 Hz.
    """
    corners = np.linspace(_mel(LOWEST_HZ), _mel(HIGHEST_HZ), BANDS + 2)
    return 700.0 * np.expm1(corners[1:-1] / 1127.0)


def _mel(frequency_hz: float) -> float:
    return float(1127.0 * np.log1p(frequency_hz / 700.0))


@styled
def draw(examples: Sequence[Example], row_factor: str = "", column_factor: str = "") -> Figure:
    """Draw a grid of spectrograms on one colour scale.

    Parameters
    ----------
    examples
        Row label, column label and log-mel energies of shape (frames, 64), one frame per 10 ms.
        Rows and columns stand in the order in which their labels appear. Of several examples for
        one place the first is drawn; a place without one stays empty and says so.
    row_factor, column_factor
        Names of the factors, drawn beside and above the grid.

    Raises
    ------
    DatasetError
        When there are no examples, or one is not of shape (frames, 64).
    """
    if not examples:
        raise DatasetError("spectrograms: no examples found; expected at least one snippet")
    for row, column, log_mel in examples:
        if log_mel.ndim != 2 or log_mel.shape[1] != BANDS or not len(log_mel):
            raise DatasetError(
                f"spectrogram of '{row}', '{column}': shape {log_mel.shape} found, expected "
                f"(frames, {BANDS})"
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
                image = _draw_example(axes, first[row, column], lowest, highest)
            else:
                axes.text(0.5, 0.5, "no sound", transform=axes.transAxes, ha="center", va="center")
            _set_axes(axes, frames * FRAME_S)
        axes_of_row[0].set_ylabel(shorten(row, 16))
        axes_of_row[0].tick_params(labelleft=True)
    for top, bottom, column in zip(grid[0], grid[-1], columns, strict=True):
        top.set_title(shorten(column, 16))
        bottom.tick_params(labelbottom=True)
    figure.supxlabel("time (s)", fontsize=9)
    figure.supylabel(
        f"{row_factor}: mel-band centre frequency (kHz)".removeprefix(": "), fontsize=9
    )
    if column_factor:
        figure.suptitle(column_factor, fontsize=10, fontweight="bold")
    figure.colorbar(image, cax=colour_bar_axes, label="log mel energy")
    return figure


def _grid(rows: int, columns: int) -> tuple[Figure, NDArray[np.object_], Axes]:
    """Make the panels and the place of the colour bar, in inches.

    An automatic layout measures the text of every panel, minutes for a 20 x 20 design.
    """
    left, right, top, bottom = 1.0, 1.1, 0.65, 0.65
    panel_width, panel_height, gap = 1.5, 1.05, 0.16
    grid_width = columns * (panel_width + gap) - gap
    grid_height = max(rows * (panel_height + gap) - gap, 1.6)
    width, height = left + grid_width + right, bottom + grid_height + top
    figure = Figure(figsize=(width, height), layout="none")
    grid = figure.subplots(
        rows,
        columns,
        squeeze=False,
        gridspec_kw={
            "left": left / width,
            "right": 1 - right / width,
            "bottom": bottom / height,
            "top": 1 - top / height,
            "wspace": gap / panel_width,
            "hspace": gap / panel_height,
        },
    )
    bar_height = min(grid_height, 5.0)
    bar_bottom = bottom + (grid_height - bar_height) / 2
    colour_bar_axes = figure.add_axes(
        (1 - 0.85 * right / width, bar_bottom / height, 0.15 / width, bar_height / height)
    )
    return figure, grid, colour_bar_axes


def _set_axes(axes: Axes, duration_s: float) -> None:
    axes.set_xlim(0, duration_s)
    axes.set_ylim(-0.5, BANDS - 0.5)
    axes.set_xticks([0, 0.5] if duration_s > 0.5 else [0])
    ticks = np.interp(_TICKS_HZ, band_centres_hz(), np.arange(BANDS))
    axes.set_yticks(ticks, [f"{hertz / 1000:g}" for hertz in _TICKS_HZ])
    axes.tick_params(labelleft=False, labelbottom=False)


def _draw_example(
    axes: Axes, log_mel: NDArray[np.floating], lowest: float, highest: float
) -> AxesImage:
    return axes.imshow(
        log_mel.T,
        origin="lower",
        aspect="auto",
        interpolation="nearest",
        cmap="magma",
        vmin=lowest,
        vmax=highest,
        extent=(0, len(log_mel) * FRAME_S, -0.5, BANDS - 0.5),
    )
