"""The constant-Q transform: a spectrum whose frequencies are semitones.

A change of pitch moves everything by as many bins, whatever the pitch. Low frequencies are resolved
at the cost of time: the filter of 33 Hz lasts half a second, that of 4 kHz 4 ms.

References
----------
Schörkhuber, C. and Klapuri, A. (2010). Constant-Q transform toolbox for music processing. Sound
and Music Computing Conference.
"""

import math
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
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

#: Lowest frequency (Hz), that of the note C1, and bins in an octave and in all: up to B7.
LOWEST_HZ, PER_OCTAVE, MOST_BINS = 32.703, 12, 84

#: Time from one frame to the next, about (s).
HOP_S = 0.016

# Width of a Hann window (bins), which decides in librosa how far a filter reaches.
_WIDTH = 1.5002


class Semitones(NamedTuple):
    """Frequencies and times of a transform.

    Attributes
    ----------
    lowest_hz
        Frequency of the lowest bin (Hz).
    bins
        Number of bins.
    hop
        Samples from one frame to the next. The first frame is centred on sample 0.
    per_octave
        Bins in an octave; strictly, semitones are 12.
    """

    lowest_hz: float
    bins: int
    hop: int
    per_octave: int

    @property
    def frequencies_hz(self) -> np.ndarray:
        """Frequency of each bin (Hz), shape ``[bins]``."""
        return self.lowest_hz * 2 ** (np.arange(self.bins) / self.per_octave)


def semitones(snippet: SnippetFormat, name: str = "cqt") -> Semitones:
    """Choose the frequencies and times for snippets.

    Bins whose filters would be longer than a snippet are left out at the low end, and those that
    would reach beyond half the sample rate at the high end.

    Parameters
    ----------
    snippet
        Rate and length of snippets.
    name
        Name of the feature: ``"cqt"``, or, for other numbers of bins in all and in an octave, e.g.
        ``"cqt_100x14"``.

    Raises
    ------
    ConfigError
        When none is left.

    Examples
    --------
    >>> semitones(SnippetFormat(16_000, 15_600))
    Semitones(lowest_hz=32.703, bins=84, hop=256, per_octave=12)
    >>> semitones(SnippetFormat(8_000, 2_000)).bins
    69
    >>> semitones(SnippetFormat(16_000, 15_600), "cqt_100x14").bins
    100
    """
    match = re.fullmatch(r"cqt_(\d+)x(\d+)", name)
    most, per_octave = map(int, match.groups()) if match else (MOST_BINS, PER_OCTAVE)
    # Ratio of a frequency to the distance of its neighbours, which decides in librosa how long a
    # filter is.
    q = (2 ** (2 / per_octave) + 1) / (2 ** (2 / per_octave) - 1)
    too_long = max(0, math.ceil(per_octave * math.log2(q / snippet.seconds / LOWEST_HZ)))
    highest_hz = snippet.samplerate / 2 / (1 + 0.5 * _WIDTH / q)
    below = math.floor(per_octave * math.log2(highest_hz / LOWEST_HZ)) + 1
    lowest_hz = LOWEST_HZ * 2 ** (too_long / per_octave)
    bins = min(most, below) - too_long
    if bins < 1:
        raise ConfigError(
            f"features: '{name}' found, but snippets of {snippet.seconds:g} s at "
            f"{snippet.samplerate} Hz are too short for any of its filters; remove it"
        )
    # Octaves are computed one by one, each at half the rate of the one above.
    halvings = 2 ** (math.ceil(bins / per_octave) - 1)
    hop = max(frame_length(snippet.samplerate, HOP_S), halvings)
    return Semitones(lowest_hz, bins, hop, per_octave)


def feature(name: str, network: NetworkDescription) -> Feature:
    """Describe the transform: a log-magnitude per frame and semitone."""
    notes = semitones(network.snippet, name)
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
    load_librosa()
    import librosa  # takes seconds, and others ask only for names

    with short_sounds_allowed():
        transform = librosa.cqt(
            waveforms,
            sr=samplerate,
            hop_length=notes.hop,
            fmin=notes.lowest_hz,
            n_bins=notes.bins,
            bins_per_octave=notes.per_octave,
        )
    return log_magnitudes(np.abs(transform)).swapaxes(1, 2).reshape(len(waveforms), -1)


@contextmanager
def short_sounds_allowed() -> Iterator[None]:
    """Silence the warning that zeros are read beyond the ends of a sound."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "n_fft=.* is too large for input signal")
        yield
