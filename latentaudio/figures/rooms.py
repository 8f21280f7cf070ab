"""What sounds at known distances have of their rooms: direct sound, and reverberation."""

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import ListedColormap, LogNorm
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from latentaudio.datasets.known_distances import DISTANCE
from latentaudio.figures.style import GREY, styled

# How far responses at one distance are drawn apart, so that each can be seen (ratio).
_SPREAD = 1.12


@styled
def draw(recordings: pd.DataFrame) -> Figure:
    """Draw direct-to-reverberant ratio and measured reverberation time by distance.

    Parameters
    ----------
    recordings
        ``dataset/recordings.parquet`` of sounds at known distances; see
        `latentaudio.datasets.acoustic_columns`. Sounds of one response are drawn once.
    """
    responses = responses_of(recordings)
    times = responses["rt60_s"]
    # Else a single time would have no range of colours.
    norm = LogNorm(times.min() / 1.01, times.max() * 1.01)
    # Stops before the yellow end of viridis, which is faint on white.
    colours = ListedColormap(colormaps["viridis"](np.linspace(0, 0.88, 256)))
    figure = Figure(figsize=(10, 4), layout="constrained")
    ratios, decays = figure.subplots(1, 2)
    for axes, column in ((ratios, "drr_db"), (decays, "measured_rt60_s")):
        axes.scatter(
            _apart(responses),
            responses[column],
            c=times,
            norm=norm,
            cmap=colours,
            s=14,
            linewidths=0,
            zorder=2,
        )
        means = responses.groupby(DISTANCE)[column].mean()
        axes.plot(
            means.index, means, color="black", marker="o", markersize=4, label="mean", zorder=4
        )
        _label_distances(axes, list(means.index))
    ratios.plot(*_theory(responses), color=GREY, linestyle=":", label="diffuse field", zorder=3)
    ratios.set_ylabel("direct-to-reverberant ratio (dB)")
    decays.set_ylabel("measured reverberation time (s)")
    decays.set_ylim(bottom=0)
    for axes in (ratios, decays):
        axes.legend(fontsize=8)
    bar = figure.colorbar(ScalarMappable(norm, colours), ax=decays)
    bar.set_label("reverberation time asked for (s)")
    shown = np.unique(np.round(np.geomspace(times.min(), times.max(), 4), 2))
    bar.ax.yaxis.set_major_locator(FixedLocator(list(shown)))
    bar.ax.yaxis.set_minor_locator(NullLocator())
    bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    return figure


def responses_of(recordings: pd.DataFrame) -> pd.DataFrame:
    """Keep one row for each response of a room: several sounds are heard through one."""
    return recordings.drop_duplicates(["room", DISTANCE, "drr_db"])


def _theory(responses: pd.DataFrame) -> tuple[list[float], list[float]]:
    """Give the mean ratio of diffuse fields at each distance (dB)."""
    by_room = responses.groupby("room")["critical_distance_m"].first()
    distances = sorted(responses[DISTANCE].unique())
    means = [20 * float(np.log10(by_room / distance).mean()) for distance in distances]
    return distances, means


def _apart(responses: pd.DataFrame) -> np.ndarray:
    """Spread the responses at one distance over a narrow range, in the order of the rooms."""
    rooms = responses["room"].rank(method="dense") - 1
    share = rooms / max(rooms.max(), 1) - 0.5
    return np.asarray(responses[DISTANCE] * _SPREAD**share, np.float64)


def _label_distances(axes: Axes, distances: list[float]) -> None:
    axes.set_xscale("log")
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticks(distances, [f"{distance:g}" for distance in distances])
    axes.set_xlabel("distance (m)")
    axes.grid(axis="y", color="#E5E5E5", linewidth=0.7)
    axes.set_axisbelow(True)
