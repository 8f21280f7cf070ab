"""The short-time Fourier transform: what a spectrogram is before bands are summed.

Frames last about 32 ms and begin 10 ms apart, like those of most networks of sounds: long enough to
separate harmonics 60 Hz apart, short enough for the onset of an impact. With frames of 512 samples
every 160 (16 kHz), each sample is in three frames or more, of which Griffin-Lim finds the phases.

With another number of frequencies, frames are as long as that needs. They still begin 10 ms apart,
but short ones so much nearer that each sample is in three.
"""

import re
from functools import partial
from typing import NamedTuple

import numpy as np

from latentaudio.audio.rate import SnippetFormat
from latentaudio.errors import ConfigError
from latentaudio.features.compiled import load_librosa
from latentaudio.features.descriptors import frame_length
from latentaudio.features.feature import WAVEFORMS, Feature
from latentaudio.features.log_magnitude import log_magnitudes
from latentaudio.features.space import Space
from latentaudio.networks.base import NetworkDescription

#: Durations of a frame, about, and from the start of one to the start of the next (s).
FRAME_S, HOP_S = 0.032, 0.01

#: Fewest frequencies whose number can be chosen, and least number of frames that a sample is in.
LEAST_BINS, OVERLAP = 4, 3


class Framing(NamedTuple):
    """Samples in a frame, and from one to the next. The first frame is centred on sample 0."""

    frame: int
    hop: int

    @property
    def bins(self) -> int:
        """Number of frequencies, from 0 to half the sample rate."""
        return self.frame // 2 + 1

    def count(self, samples: int) -> int:
        """Give the number of frames of a sound; beyond its ends are zeros."""
        return 1 + samples // self.hop


def framing(samplerate: int) -> Framing:
    """Choose the framing at a sample rate (Hz).

    Examples
    --------
    >>> framing(16_000), framing(16_000).count(15_600)
    (Framing(frame=512, hop=160), 98)
    """
    return Framing(frame_length(samplerate, FRAME_S), round(HOP_S * samplerate))


def named_framing(name: str, snippet: SnippetFormat) -> Framing:
    """Choose the framing that the name of a feature stands for.

    Parameters
    ----------
    name
        ``"stft"``, or, for another number of frequencies, e.g. ``"stft_1024"``.
    snippet
        Rate and length of snippets.

    Raises
    ------
    ConfigError
        If there would be fewer than `LEAST_BINS` frequencies, or frames would be longer than a
        snippet.

    Examples
    --------
    >>> named_framing("stft_1024", SnippetFormat(16_000, 15_600))
    Framing(frame=2046, hop=160)
    >>> named_framing("stft_100", SnippetFormat(16_000, 15_600))
    Framing(frame=198, hop=66)
    """
    usual = framing(snippet.samplerate)
    match = re.fullmatch(r"stft_(\d+)", name)
    if match is None:
        return usual
    bins, most = int(match[1]), snippet.samples // 2 + 1
    if not LEAST_BINS <= bins <= most:
        raise ConfigError(
            f"features: '{name}' found, but snippets of {snippet.seconds:g} s at "
            f"{snippet.samplerate} Hz have spectra of {LEAST_BINS} to {most} frequencies"
        )
    frame = 2 * (bins - 1)
    return Framing(frame, min(usual.hop, frame // OVERLAP))


def feature(name: str, network: NetworkDescription) -> Feature:
    """Describe the spectrogram: a log-magnitude per frame and frequency."""
    frames = named_framing(name, network.snippet)
    shape = (frames.count(network.snippet.samples), frames.bins)
    space = Space(name, "short-time spectrum", shape, network.snippet_s)
    return Feature(space, WAVEFORMS, None, partial(log_spectra, frames=frames))


def log_spectra(waveforms: np.ndarray, frames: Framing) -> np.ndarray:
    """Compute the short-time Fourier transform of sounds, as log-magnitudes.

    Parameters
    ----------
    waveforms
        Samples, shape ``[n, samples]``, float32.
    frames
        Frames, each weighted with a Hann window.

    Returns
    -------
    numpy.ndarray
        Natural logarithms, see `log_magnitudes`, float32, shape ``[n, frames * bins]``.
    """
    load_librosa()
    import librosa  # takes seconds, and others ask only for names

    spectra = librosa.stft(waveforms, n_fft=frames.frame, hop_length=frames.hop)
    return log_magnitudes(np.abs(spectra)).swapaxes(1, 2).reshape(len(waveforms), -1)
