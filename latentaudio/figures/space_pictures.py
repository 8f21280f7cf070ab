"""Pictures of the values of a space: which frequencies they show, and how they are drawn."""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from latentaudio.errors import DatasetError
from latentaudio.figures.style import axes_in_inches
from latentaudio.networks.base import NetworkDescription

_TICKS_HZ = (60, 250, 1000, 4000)
#: Smallest distance of two ticks, as a share of the height: on a linear scale of frequencies, low
#: ones would overlap.
_APART = 0.12
_CHARACTER = 0.078  # inches, of a label of a colour bar


@dataclass(frozen=True)
class PictureScale:
    """What the axes of the pictures of a space show.

    Attributes
    ----------
    shape
        Frames and bands.
    duration_s
        Duration of all frames (s).
    hertz
        Centre frequency of each band (Hz), shape ``[bands]``; None where bands have none.
    label
        Label of the colour bar.
    """

    shape: tuple[int, int]
    duration_s: float
    hertz: np.ndarray | None
    label: str


def picture_scale(
    space: str, shape: Sequence[int], network: NetworkDescription
) -> PictureScale | None:
    """Describe the pictures of a space; None where its values are no picture.

    Parameters
    ----------
    space
        Name of the space.
    shape
        Shape of its values.
    network
        The network that snippets are cut for.
    """
    if len(shape) != 2:
        return None
    frames, bands = shape
    hertz = _hertz(space, bands, network)
    if space.startswith("log_mel"):
        label = "log(mel magnitude + 0.001)"
    else:
        label = "log(magnitude + 0.001)" if hertz is not None else "value"
    return PictureScale((frames, bands), network.snippet_s, hertz, label)


def _hertz(space: str, bands: int, network: NetworkDescription) -> np.ndarray | None:
    if space.startswith("log_mel"):
        return network.patch.centres_hz().reshape(bands, -1).mean(axis=1)
    if space.startswith("stft"):
        return np.linspace(0, network.samplerate / 2, bands)
    if space.startswith("cqt"):
        from latentaudio.features.cqt import semitones

        return semitones(network.snippet, space).frequencies_hz
    return None


@dataclass(frozen=True)
class ColourScale:
    """Values of the darkest and the brightest colour."""

    low: float
    high: float


def colour_scale(values: Iterable[np.ndarray]) -> ColourScale:
    """Find the lowest and the highest of all values.

    Raises
    ------
    DatasetError
        When there are no values.
    """
    ends = [(float(one.min()), float(one.max())) for one in values]
    if not ends:
        raise DatasetError("pictures: no values found, expected at least one sound")
    return ColourScale(min(low for low, _ in ends), max(high for _, high in ends))


def draw_picture(
    axes: Axes, values: np.ndarray, scale: PictureScale, colours: ColourScale
) -> AxesImage:
    """Draw the values of one sound, shape ``[frames * bands]``, without labels."""
    bands = scale.shape[1]
    image = axes.imshow(
        values.astype(np.float32).reshape(scale.shape).T,
        origin="lower",
        aspect="auto",
        interpolation="nearest",
        cmap="magma",
        vmin=colours.low,
        vmax=colours.high,
        extent=(0, scale.duration_s, -0.5, bands - 0.5),
    )
    shown_s = [0, 0.5] if scale.duration_s > 0.5 else [0]
    axes.set_xticks(shown_s, [f"{second:g}" for second in shown_s])
    if scale.hertz is None:
        axes.set_yticks([0, bands - 1], ["1", str(bands)])
    else:
        low, high = float(scale.hertz[0]), float(scale.hertz[-1])
        shown = [hertz for hertz in _TICKS_HZ if low < hertz < high]
        places = np.interp(shown, scale.hertz, np.arange(bands)).tolist()
        ticks = _apart(dict(zip(shown, places, strict=True)), _APART * bands)
        axes.set_yticks(list(ticks.values()), [f"{hertz / 1000:g}" for hertz in ticks])
    axes.tick_params(labelleft=False, labelbottom=False, labelsize=7, length=2)
    return image


def _apart(places: Mapping[float, float], distance: float) -> dict[float, float]:
    """Leave out ticks too near to the next higher one; they and their places rise."""
    kept: dict[float, float] = {}
    for hertz in reversed(places):
        if not kept or min(kept.values()) - places[hertz] >= distance:
            kept[hertz] = places[hertz]
    return dict(reversed(kept.items()))


def title_lines(title: str, characters: int) -> list[str]:
    """Break the title of a representation before its space, but not within ``β = 4``.

    Examples
    --------
    >>> title_lines("flow, seed 1: 48 x 32 log-mel spectrogram", 20)
    ['flow, seed 1', '48 x 32 log-mel', 'spectrogram']
    """
    parts = title.replace(" = ", "\u00a0=\u00a0").split(": ")
    return [line for part in parts for line in textwrap.wrap(part, characters)]


def band_label(scale: PictureScale) -> str:
    """Label the axis of bands."""
    return "band" if scale.hertz is None else "frequency (kHz)"


@dataclass(frozen=True)
class Grid:
    """Panels of equal size, with room around them (inches).

    Attributes
    ----------
    width, height
        Size of a panel.
    gap, row_gap
        Distance between panels of a row, and between rows.
    left, right, top, bottom
        Room around the panels.
    """

    width: float = 1.05
    height: float = 0.8
    gap: float = 0.08
    row_gap: float = 0.32
    left: float = 2.4
    right: float = 1.3
    top: float = 0.7
    bottom: float = 0.5

    def figure(self, rows: int, columns: int) -> Figure:
        """Create the figure that has room for so many panels."""
        return Figure(
            figsize=(
                self.left + columns * (self.width + self.gap) - self.gap + self.right,
                self.top + rows * (self.height + self.row_gap) - self.row_gap + self.bottom,
            )
        )

    def panel(self, figure: Figure, row: float, column: int) -> Axes:
        """Add the axes of one panel, counted from the upper left; rows may lie in between."""
        top = figure.get_figheight() - self.top
        return axes_in_inches(
            figure,
            self.left + column * (self.width + self.gap),
            top - row * (self.height + self.row_gap) - self.height,
            self.width,
            self.height,
        )

    def colour_bar(self, figure: Figure, image: AxesImage, label: str) -> None:
        """Add a colour bar on the right; its label may be longer than a row is high."""
        width, height = figure.get_size_inches()
        length = min(2.5, height - self.top - self.bottom)
        middle = self.bottom + (height - self.top - self.bottom) / 2
        room = 2 * min(middle, height - middle)
        bar = axes_in_inches(figure, width - self.right + 0.15, middle - length / 2, 0.12, length)
        lines = textwrap.wrap(label, max(1, int(room / _CHARACTER)), break_long_words=False)
        figure.colorbar(image, cax=bar, label="\n".join(lines))

    def label_axes(self, figure: Figure, scale: PictureScale) -> None:
        """Label frequency on the left of the panels, and time below."""
        width, height = figure.get_size_inches()
        across = (self.left + (width - self.left - self.right) / 2) / width
        up = (self.bottom + (height - self.top - self.bottom) / 2) / height
        beside, below = (self.left - 0.5) / width, 0.15 / height
        figure.text(beside, up, band_label(scale), rotation=90, ha="center", va="center")
        figure.text(across, below, "time (s)", ha="center", va="center")

    def row_label(self, figure: Figure, row: int, lines: Sequence[str]) -> None:
        """Write lines on the left of a row; the first is bold."""
        width, height = figure.get_size_inches()
        middle = height - self.top - row * (self.height + self.row_gap) - self.height / 2
        first = middle + 0.16 * (len(lines) - 1) / 2
        for number, line in enumerate(lines):
            figure.text(
                (self.left - 0.75) / width,
                (first - 0.16 * number) / height,
                line,
                ha="right",
                va="center",
                fontsize=9 if number == 0 else 8,
                fontweight="bold" if number == 0 else "normal",
            )
