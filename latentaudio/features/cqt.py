"""The constant-Q transform: a spectrum whose frequencies are semitones.

A change of pitch moves everything by as many bins, whatever the pitch. Low frequencies are resolved
at the cost of time: the filter of 33 Hz lasts half a second, that of 4 kHz 4 ms.

References
----------
Schörkhuber, C. and Klapuri, A. (2010). Constant-Q transform toolbox for music processing. Sound
and Music Computing Conference.
"""

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

import numpy as np

from latentaudio.audio.rate import SnippetFormat
from latentaudio.errors import ConfigError
from latentaudio.features.descriptors import frame_length
from latentaudio.features.feature import WAVEFORMS, Feature
from latentaudio.features.log_magnitude import log_magnitudes
from latentaudio.features.space import Space
from latentaudio.networks.base import NetworkDescription

#: Lowest frequency (Hz), that of the note C1, and bins in an octave and in all: up to B7.
LOWEST_HZ, PER_OCTAVE, MOST_BINS = 32.703, 12, 84

#: Time from one frame to the next, about (s).
HOP_S = 0.016

# Ratio of a frequency to the distance of its neighbours, and width of a Hann window (bins), which
# decide in librosa how long a filter is and how far it reaches.
_Q = (2 ** (2 / PER_OCTAVE) + 1) / (2 ** (2 / PER_OCTAVE) - 1)
_WIDTH = 1.5002


class Semitones(NamedTuple):
    """Frequencies and times of a transform.

    Attributes
    ----------
    lowest_hz
        Frequency of the lowest bin (Hz).
    bins
        Number of bins, `PER_OCTAVE` to an octave.
    hop
        Samples from one frame to the next. The first frame is centred on sample 0.
    """

    lowest_hz: float
    bins: int
    hop: int


def semitones(snippet: SnippetFormat) -> Semitones:
    """Choose the frequencies and times for snippets.

    Bins whose filters would be longer than a snippet are left out at the low end, and those that
    would reach beyond half the sample rate at the high end.

    Raises
    ------
    ConfigError
        When none is left.

    Examples
    --------
    >>> semitones(SnippetFormat(16_000, 15_600))
    Semitones(lowest_hz=32.703, bins=84, hop=256)
    >>> semitones(SnippetFormat(8_000, 2_000)).bins
    69
    """
    too_long = max(0, math.ceil(PER_OCTAVE * math.log2(_Q / snippet.seconds / LOWEST_HZ)))
    highest_hz = snippet.samplerate / 2 / (1 + 0.5 * _WIDTH / _Q)
    below = math.floor(PER_OCTAVE * math.log2(highest_hz / LOWEST_HZ)) + 1
    lowest_hz = LOWEST_HZ * 2 ** (too_long / PER_OCTAVE)
    bins = min(MOST_BINS, below) - too_long
    if bins < 1:
        raise ConfigError(
            f"features: 'cqt' found, but snippets of {snippet.seconds:g} s at {snippet.samplerate} "
            "Hz are too short for any of its filters; remove it"
        )
    # Octaves are computed one by one, each at half the rate of the one above.
    halvings = 2 ** (math.ceil(bins / PER_OCTAVE) - 1)
    return Semitones(lowest_hz, bins, max(frame_length(snippet.samplerate, HOP_S), halvings))


def feature(name: str, network: NetworkDescription) -> Feature:
    """Describe the transform: a log-magnitude per frame and semitone."""
    notes = semitones(network.snippet)
    shape = (1 + network.snippet.samples // notes.hop, notes.bins)
    space = Space(name, "constant-Q spectrum", shape, network.snippet_s)
    compute = partial(log_transform, notes=notes, samplerate=network.samplerate)
    return Feature(space, WAVEFORMS, None, compute)


def log_transform(waveforms: np.ndarray, notes: Semitones, samplerate: int) -> np.ndarray:
    """Compute the constant-Q transform of sounds, as log-magnitudes.

    Parameters
    ----------
    waveforms
        Samples, shape ``[n, samples]``, float32.
    notes
        Frequencies and times.
    samplerate
        Sample rate (Hz).

    Returns
    -------
    numpy.ndarray
        Natural logarithms, see `log_magnitudes`, float32, shape ``[n, frames * bins]``.
    """
    import librosa  # takes seconds, and others ask only for names

    with short_sounds_allowed():
        transform = librosa.cqt(
            waveforms,
            sr=samplerate,
            hop_length=notes.hop,
            fmin=notes.lowest_hz,
            n_bins=notes.bins,
            bins_per_octave=PER_OCTAVE,
        )
    return log_magnitudes(np.abs(transform)).swapaxes(1, 2).reshape(len(waveforms), -1)


@contextmanager
def short_sounds_allowed() -> Iterator[None]:
    """Silence the warning that zeros are read beyond the ends of a sound."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "n_fft=.* is too large for input signal")
        yield
