"""Frames: a sequence of short-time values for a whole recording, of any length.

Spaces describe snippets, as long as the input of the network. What is trained from scratch sees
crops of frames instead, whose length is a setting. Frame k is centred on sample k times the hop.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from latentaudio.errors import ConfigError, check_known
from latentaudio.features import mfcc
from latentaudio.features.compiled import load_librosa
from latentaudio.features.descriptors import spectral_frames
from latentaudio.features.stft import Framing
from latentaudio.settings import make_settings

#: Power of a mel band that counts as silence, 80 dB below 1.
_SILENT_POWER = 1e-8


@dataclass(frozen=True)
class FrameSettings:
    """How frames are computed.

    Attributes
    ----------
    kind
        One of `KINDS`.
    hop_s
        Time from one frame to the next (s).
    frame_s
        Length of a frame (s); rounded to whole samples. Frames of a ``waveform`` do not overlap and
        are as long as the hop.
    bands
        Number of mel bands of ``log_mel``, and of those that ``mfcc`` is computed from.
    coefficients
        Number of cepstral coefficients of ``mfcc``.
    """

    kind: str
    hop_s: float
    frame_s: float = 0.032
    bands: int = 32
    coefficients: int = 20

    def __post_init__(self) -> None:
        check_known("frames", self.kind, KINDS, what="kind")
        for name in ("hop_s", "frame_s"):
            value = getattr(self, name)
            if not 0.0 < value <= 1.0:
                raise ConfigError(f"frames.{name}: found {value}, expected more than 0, at most 1")
        for name in ("bands", "coefficients"):
            if getattr(self, name) < 1:
                raise ConfigError(f"frames.{name}: found {getattr(self, name)}, expected 1 or more")
        if self.kind == "mfcc" and self.coefficients > self.bands:
            raise ConfigError(
                f"frames.coefficients: found {self.coefficients}, more than the {self.bands} bands "
                "that they are computed from"
            )

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "FrameSettings":
        """Make settings of the keys of a configuration.

        Raises
        ------
        ConfigError
            If a key is unknown, or a value cannot work.
        """
        return make_settings(cls, given, "frames")

    def framing(self, samplerate: int) -> Framing:
        """Give the lengths of frame and hop in samples."""
        hop = max(1, round(self.hop_s * samplerate))
        frame = hop if self.kind == "waveform" else max(hop, round(self.frame_s * samplerate))
        return Framing(frame, hop)

    def width(self, samplerate: int) -> int:
        """Count the values of a frame."""
        counts = {
            "log_mel": self.bands,
            "mfcc": self.coefficients,
            "descriptors": len(DESCRIBED),
            "waveform": self.framing(samplerate).hop,
        }
        return counts[self.kind]

    def gain_per_db(self) -> np.ndarray | None:
        """Tell what a gain of 1 dB adds to the values of a frame; None where it multiplies them."""
        if self.kind == "log_mel":
            return np.ones(self.bands, np.float32)
        if self.kind == "mfcc":
            # The first coefficient is the sum of all levels, divided by the root of their number.
            level = np.arange(self.coefficients) == 0
            return (level * math.sqrt(self.bands)).astype(np.float32)
        if self.kind == "descriptors":
            return np.array([name == "level_db" for name in DESCRIBED], np.float32)
        return None


class RecordingFrames(NamedTuple):
    """Frames of one recording.

    Attributes
    ----------
    values
        Shape ``[n, width]``, float32.
    levels
        Root mean square of each frame (dB full scale), shape ``[n]``, float32; at least
        `LOWEST_DB`.
    silence
        What a frame of digital silence would be in this recording, shape ``[width]``.
    """

    values: np.ndarray
    levels: np.ndarray
    silence: np.ndarray


#: Level of digital silence (dB full scale).
LOWEST_DB = -120.0


def recording_frames(
    waveform: np.ndarray, settings: FrameSettings, samplerate: int
) -> RecordingFrames:
    """Compute the frames of a recording.

    Parameters
    ----------
    waveform
        Samples, shape ``[samples]``, float32.
    settings
        What is computed.
    samplerate
        Sample rate (Hz).
    """
    framing = settings.framing(samplerate)
    count = framing.count(len(waveform))
    # Two frames of zeros after the end: the last of all frames then sees nothing else.
    padded = np.concatenate([waveform, np.zeros(2 * framing.frame, np.float32)])
    values = KINDS[settings.kind](padded, settings, samplerate)
    return RecordingFrames(values[:count], frame_levels(padded, framing)[:count], values[-1])


def frame_levels(waveform: np.ndarray, framing: Framing) -> np.ndarray:
    """Measure the level of each frame (dB full scale); beyond the ends are zeros."""
    squares = np.square(waveform, dtype=np.float64)
    before = framing.frame // 2
    sums = np.concatenate([[0.0], np.cumsum(squares)])
    starts = np.arange(framing.count(len(waveform))) * framing.hop - before
    ends = np.minimum(starts + framing.frame, len(waveform))
    power = (sums[ends] - sums[np.maximum(starts, 0)]) / framing.frame
    floor = 10.0 ** (LOWEST_DB / 10)
    return (10 * np.log10(np.maximum(power, floor))).astype(np.float32)


def _log_mel(waveform: np.ndarray, settings: FrameSettings, samplerate: int) -> np.ndarray:
    load_librosa()
    import librosa  # takes seconds, and others ask only for settings
    from librosa import feature

    framing = settings.framing(samplerate)
    power = feature.melspectrogram(
        y=waveform,
        sr=samplerate,
        n_fft=framing.frame,
        hop_length=framing.hop,
        n_mels=settings.bands,
    )
    levels: np.ndarray = librosa.power_to_db(power, amin=_SILENT_POWER, top_db=None).T
    return levels


def _mfcc(waveform: np.ndarray, settings: FrameSettings, samplerate: int) -> np.ndarray:
    found = mfcc.coefficients(
        waveform[np.newaxis],
        settings.framing(samplerate),
        samplerate,
        bands=settings.bands,
        count=settings.coefficients,
    )
    return found.reshape(-1, settings.coefficients)


#: Descriptors of a frame: level, and those of its spectrum. Frequencies are in octaves above 1 Hz,
#: flatness and zero crossings are logarithms too, because ratios of them are heard.
DESCRIBED = ("level_db", "centroid", "rolloff", "bandwidth", "flatness", "zero_crossings")


def _descriptors(waveform: np.ndarray, settings: FrameSettings, samplerate: int) -> np.ndarray:
    framing = settings.framing(samplerate)
    by_frame = spectral_frames(waveform[np.newaxis], samplerate, framing.frame, framing.hop)
    named = ("centroid_hz", "rolloff_hz", "bandwidth_hz", "flatness", "zero_crossing_rate")
    # A silent frame has no spectrum; its frequencies are 1 Hz, and its flatness 1.
    columns = [
        np.log2(np.maximum(by_frame[name][0, 0], 1e-6 if name == "flatness" else 1.0))
        for name in named
    ]
    return np.stack([frame_levels(waveform, framing), *columns], axis=1).astype(np.float32)


def _waveform(waveform: np.ndarray, settings: FrameSettings, samplerate: int) -> np.ndarray:
    hop = settings.framing(samplerate).hop
    # Centred on the first sample, as all frames are.
    centred = np.concatenate([np.zeros(hop // 2, np.float32), waveform])
    return centred[: len(centred) // hop * hop].reshape(-1, hop)


#: What computes frames, by kind: takes samples, settings and sample rate, and gives ``[n, width]``.
KINDS: Mapping[str, Callable[[np.ndarray, FrameSettings, int], np.ndarray]] = {
    "log_mel": _log_mel,
    "mfcc": _mfcc,
    "descriptors": _descriptors,
    "waveform": _waveform,
}
