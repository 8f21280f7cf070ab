"""One sound of the run as networks see it: samples, spectrogram, and frames of each kind."""

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from latentaudio.features import stft
from latentaudio.features.compiled import load_librosa
from latentaudio.features.frames import DESCRIBED, FrameSettings, recording_frames
from latentaudio.figures.style import OKABE_ITO, shorten, styled
from latentaudio.prediction.frames.crops import even_starts

#: Longest excerpt that is drawn (s), as long as a crop of Predicting from Sound.
EXCERPT_S = 2.0
_DB_PER_NEPER = 20 / np.log(10)
_TICKS_HZ = (125, 500, 1000, 2000, 4000, 8000)
#: Quieter than the loudest value by more than this is drawn as silence (dB).
_RANGE_DB = 80.0
_TITLES = {
    "log_mel": "levels of {bands} mel bands",
    "mfcc": "{coefficients} coefficients (MFCC) of {bands} mel bands",
    "descriptors": "descriptors, each scaled to its own range",
}


def excerpt(waveform: np.ndarray, samplerate: int) -> np.ndarray:
    """Cut the middle of the sound of a recording, at most `EXCERPT_S` long.

    Parameters
    ----------
    waveform
        Samples, shape ``[samples]``.
    samplerate
        Sample rate (Hz).
    """
    settings = FrameSettings("waveform", hop_s=0.01)
    hop = settings.framing(samplerate).hop
    length = round(EXCERPT_S / settings.hop_s)
    frames = recording_frames(waveform, settings, samplerate)
    (start,) = even_starts(frames, length, 1)
    return waveform[max(start, 0) * hop :][: length * hop]


@styled
def draw(
    recording: str, waveform: np.ndarray, samplerate: int, frames: Mapping[str, FrameSettings]
) -> Figure:
    """Draw a panel for the samples, one for the spectrogram, and one for each kind of frames.

    Parameters
    ----------
    recording
        Name of the recording, for the title.
    waveform
        Samples, shape ``[samples]``.
    samplerate
        Sample rate (Hz).
    frames
        How frames are computed, by name. Frames of samples have no panel of their own.
    """
    shown = {name: one for name, one in frames.items() if one.kind in _PICTURES}
    figure = Figure(figsize=(7.0, 1.6 * (2 + len(shown)) + 0.6), layout="constrained")
    panels = figure.subplots(2 + len(shown), 1, sharex=True)
    _draw_samples(panels[0], waveform, samplerate)
    _draw_spectrogram(panels[1], waveform, samplerate)
    for axes, (name, settings) in zip(panels[2:], shown.items(), strict=True):
        values = recording_frames(waveform, settings, samplerate).values
        what = _TITLES[settings.kind].format(
            bands=settings.bands, coefficients=settings.coefficients
        )
        size = f"{len(values)} frames of {values.shape[1]} values"
        axes.set_title(f"{name}: {what}; {size}", loc="left")
        _PICTURES[settings.kind](axes, values, settings, samplerate)
    panels[0].set_xlim(0, len(waveform) / samplerate)
    panels[-1].set_xlabel("time (s)")
    figure.suptitle(shorten(recording, 80), fontsize=10, fontweight="bold")
    return figure


def _draw_samples(axes: Axes, waveform: np.ndarray, samplerate: int) -> None:
    times = np.arange(len(waveform)) / samplerate
    axes.plot(times, waveform, color=OKABE_ITO[0], linewidth=0.4)
    axes.set_title(f"samples: {len(waveform):,} numbers", loc="left")
    axes.set_ylabel("amplitude")


def _draw_spectrogram(axes: Axes, waveform: np.ndarray, samplerate: int) -> None:
    framing = stft.framing(samplerate)
    logs = stft.log_spectra(waveform[np.newaxis], framing).reshape(-1, framing.bins)
    size = f"{len(logs)} frames of {framing.bins} values"
    axes.set_title(f"spectrogram: levels of {framing.bins} frequencies; {size}", loc="left")
    _show(axes, logs * _DB_PER_NEPER, framing.hop / samplerate, (0, samplerate / 2000))
    axes.set_ylabel("frequency (kHz)")


def _draw_log_mel(axes: Axes, values: np.ndarray, settings: FrameSettings, samplerate: int) -> None:
    load_librosa()
    import librosa  # takes seconds, and others ask only for titles

    _show(axes, values, settings.hop_s)
    centres = librosa.mel_frequencies(settings.bands + 2, fmin=0, fmax=samplerate / 2)[1:-1]
    ticks = [one for one in _TICKS_HZ if centres[0] <= one <= centres[-1]]
    places = np.interp(ticks, centres, np.arange(settings.bands))
    axes.set_yticks(places, [f"{one / 1000:g}" for one in ticks])
    axes.set_ylabel("band centre (kHz)")


def _draw_mfcc(axes: Axes, values: np.ndarray, settings: FrameSettings, _: int) -> None:
    # The first coefficient is the level, which would leave no contrast to the others.
    limits = np.percentile(values[:, 1:] if settings.coefficients > 1 else values, (1, 99))
    _show(axes, values, settings.hop_s, limits=(float(limits[0]), float(limits[1])))
    axes.set_ylabel("coefficient")


def _draw_descriptors(axes: Axes, values: np.ndarray, settings: FrameSettings, _: int) -> None:
    lowest, highest = values.min(axis=0), values.max(axis=0)
    spread = np.where(highest > lowest, highest - lowest, 1)
    _show(axes, (values - lowest) / spread, settings.hop_s, limits=(0.0, 1.0))
    names = [name.removesuffix("_db").replace("_", " ") for name in DESCRIBED]
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()


def _show(
    axes: Axes,
    values: np.ndarray,
    hop_s: float,
    ends: tuple[float, float] | None = None,
    limits: tuple[float, float] | None = None,
) -> None:
    """Draw values, shape ``[frames, width]``, over time; `ends` are those of the other axis."""
    highest = float(values.max())
    darkest, brightest = limits or (highest - _RANGE_DB, highest)
    low, high = ends or (-0.5, values.shape[1] - 0.5)
    # Frames are centred on multiples of the hop.
    across = (-0.5 * hop_s, (len(values) - 0.5) * hop_s)
    axes.imshow(
        values.T,
        origin="lower",
        aspect="auto",
        interpolation="nearest",
        cmap="magma",
        vmin=darkest,
        vmax=brightest,
        extent=(*across, low, high),
    )


_PICTURES: Mapping[str, Callable[[Axes, np.ndarray, FrameSettings, int], None]] = {
    "log_mel": _draw_log_mel,
    "mfcc": _draw_mfcc,
    "descriptors": _draw_descriptors,
}
