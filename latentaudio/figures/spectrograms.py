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

    figure = Figure(figsize=(max(4.5, 1.75 * len(columns) + 2), max(2.6, 1.3 * len(rows) + 0.9)))
    grid = figure.subplots(len(rows), len(columns), squeeze=False, sharex=True, sharey=True)
    for axes_of_row, row in zip(grid, rows, strict=True):
        for axes, column in zip(axes_of_row, columns, strict=True):
            if (row, column) in first:
                image = _draw_example(axes, first[row, column], lowest, highest)
            else:
                axes.text(0.5, 0.5, "no sound", transform=axes.transAxes, ha="center", va="center")
        axes_of_row[0].set_ylabel(shorten(row, 16))
    for axes, column in zip(grid[0], columns, strict=True):
        axes.set_title(shorten(column, 16))
    corner = grid[-1, 0]  # axes are shared: this one speaks for all
    corner.set_xlim(0, frames * FRAME_S)
    corner.set_ylim(-0.5, BANDS - 0.5)
    corner.set_xticks([0, 0.5] if frames * FRAME_S > 0.5 else [0])
    ticks = np.interp(_TICKS_HZ, band_centres_hz(), np.arange(BANDS))
    corner.set_yticks(ticks, [f"{hertz / 1000:g}" for hertz in _TICKS_HZ])
    figure.supxlabel("time (s)", fontsize=9)
    figure.supylabel(
        f"{row_factor}: mel-band centre frequency (kHz)".removeprefix(": "), fontsize=9
    )
    if column_factor:
        figure.suptitle(column_factor, fontsize=10, fontweight="bold")
    figure.colorbar(image, ax=grid, label="log mel energy", aspect=30, fraction=0.05)
    return figure


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
