"""Descriptors: numbers that say how a sound sounds, such as its brightness and its pitch.

Spectral descriptors are those of librosa (McFee et al. 2015), frame by frame, averaged over the
frames with their energies as weights, so that a quiet end counts little. What a sound does not have
is NaN: a silent sound has no spectrum, a noise has no pitch.
"""

import math
from collections.abc import Mapping
from typing import Literal, NamedTuple

import numpy as np

from latentaudio.features.compiled import load_librosa

# librosa is imported where it is used: that takes seconds, and others ask only for names and units.


class Descriptor(NamedTuple):
    """What a descriptor is called, its unit, and the scale on which it is shown."""

    title: str
    unit: str
    scale: Literal["linear", "log"]
    about: str


#: All descriptors by the name of their column.
DESCRIPTORS: Mapping[str, Descriptor] = {
    "rms_db": Descriptor("level", "dB", "linear", "root mean square, relative to full scale"),
    "centroid_hz": Descriptor("spectral centroid", "Hz", "log", "mean frequency of the spectrum"),
    "rolloff_hz": Descriptor("roll-off", "Hz", "log", "below it lie 85 % of the spectrum"),
    "bandwidth_hz": Descriptor("bandwidth", "Hz", "log", "spread about the spectral centroid"),
    "flatness": Descriptor("flatness", "", "log", "near 0 for a tone, near 1 for white noise"),
    "zero_crossing_rate": Descriptor("zero crossings", "1/s", "linear", "changes of sign"),
    "pitch_hz": Descriptor("pitch", "Hz", "log", "by YIN, where the sound is periodic"),
    "attack_s": Descriptor("attack time", "s", "linear", "from 10 to 90 % of the largest level"),
}

#: Lowest and highest pitch (Hz); the highest is a quarter of the sample rate if that is lower. Of
#: higher tones a fraction is found, in which they are periodic too.
LOWEST_PITCH_HZ, HIGHEST_PITCH_HZ = 60.0, 4000.0

#: A frame is periodic if its correlation with itself some periods later is at least this. YIN
#: (de Cheveigné and Kawahara 2002) calls the same on its scale an aperiodicity of at most 0.1.
PERIODIC = 0.9

# Short periods are not whole numbers of samples, but one of the first multiples nearly is.
_MULTIPLES = (1, 2, 3, 4)

#: Frames that are quieter than the loudest by more than this have no pitch (dB).
PITCH_RANGE_DB = 30.0

#: Durations of frames (s): of spectra and pitch, and of the envelope that the attack is seen in.
FRAME_S, ENVELOPE_S = 0.064, 0.008

_SILENCE = 1e-10  # of the mean square: the noise of 16 bits is 8e-11


def frame_length(samplerate: int, duration_s: float = FRAME_S) -> int:
    """Give the length of frames (samples): a power of two near their duration.

    Examples
    --------
    >>> frame_length(16_000), frame_length(44_100), frame_length(16_000, duration_s=0.032)
    (1024, 2048, 512)
    """
    return int(2 ** round(math.log2(duration_s * samplerate)))


def describe_sounds(waveforms: np.ndarray, samplerate: int) -> dict[str, np.ndarray]:
    """Measure the descriptors of some sounds.

    Parameters
    ----------
    waveforms
        Samples, shape ``[m, samples]``, float.
    samplerate
        Sample rate (Hz).

    Returns
    -------
    dict of str to numpy.ndarray
        Values of each of `DESCRIPTORS`, float32, shape ``[m]``; NaN where a sound has none.
    """
    waveforms = np.asarray(waveforms, np.float32)
    power = np.mean(np.square(waveforms, dtype=np.float64), axis=1)
    with np.errstate(divide="ignore"):
        found = {"rms_db": 10 * np.log10(power)}
    found |= _spectral(waveforms, samplerate)
    found["pitch_hz"] = _pitch(waveforms, samplerate)
    found["attack_s"] = np.array([attack_s(one, samplerate) for one in waveforms])
    heard = power > _SILENCE
    return {name: np.where(heard, found[name], np.nan).astype(np.float32) for name in DESCRIPTORS}


def _spectral(waveforms: np.ndarray, samplerate: int) -> dict[str, np.ndarray]:
    length = frame_length(samplerate)
    by_frame = spectral_frames(waveforms, samplerate, length, length // 2, center=False)
    weights = by_frame.pop("energy")[..., 0, :].astype(np.float64)
    total = np.maximum(weights.sum(axis=-1), np.finfo(float).tiny)
    return {
        name: (values[..., 0, :] * weights).sum(axis=-1) / total
        for name, values in by_frame.items()
    }


def spectral_frames(
    waveforms: np.ndarray, samplerate: int, length: int, hop: int, *, center: bool = True
) -> dict[str, np.ndarray]:
    """Measure the descriptors of the spectrum of each frame.

    Parameters
    ----------
    waveforms
        Samples, shape ``[m, samples]``, float32.
    samplerate
        Sample rate (Hz).
    length, hop
        Samples of a frame, and from one to the next.
    center
        Whether the first frame is centred on sample 0, with zeros before it. Without, there are
        whole frames only: what is filled up at the ends lowers the number of zero crossings.

    Returns
    -------
    dict of str to numpy.ndarray
        Columns of `DESCRIPTORS` that are spectral, and ``energy``; shape ``[m, 1, frames]``.
    """
    load_librosa()
    import librosa
    from librosa import feature

    spectra = np.abs(librosa.stft(waveforms, n_fft=length, hop_length=hop, center=center))
    crossings = feature.zero_crossing_rate(
        waveforms, frame_length=length, hop_length=hop, center=center
    )
    return {
        "centroid_hz": feature.spectral_centroid(S=spectra, sr=samplerate),
        "rolloff_hz": feature.spectral_rolloff(S=spectra, sr=samplerate),
        "bandwidth_hz": feature.spectral_bandwidth(S=spectra, sr=samplerate),
        "flatness": feature.spectral_flatness(S=spectra),
        "zero_crossing_rate": crossings * samplerate,
        "energy": np.square(spectra).sum(axis=-2, keepdims=True, dtype=np.float64),
    }


def _pitch(waveforms: np.ndarray, samplerate: int) -> np.ndarray:
    """Find the pitch of each sound: the median over its periodic frames.

    Frames within `PITCH_RANGE_DB` of the loudest are asked. A sound has a pitch if at least half of
    them are periodic.
    """
    load_librosa()
    import librosa

    length = frame_length(samplerate)
    pitches = librosa.yin(
        waveforms,
        fmin=LOWEST_PITCH_HZ,
        fmax=min(HIGHEST_PITCH_HZ, samplerate / 4),
        sr=samplerate,
        frame_length=length,
        hop_length=length,
        center=False,
    )
    count = pitches.shape[-1]
    frames = waveforms[:, : count * length].reshape(len(waveforms), count, length)
    power = np.mean(np.square(frames, dtype=np.float64), axis=-1)
    loud = power >= power.max(axis=1, keepdims=True) * 10 ** (-PITCH_RANGE_DB / 10)
    periodic = loud & (_periodicity(frames, samplerate / pitches) >= PERIODIC)
    has_pitch = periodic.sum(axis=1) * 2 >= loud.sum(axis=1)
    return np.array(
        [
            np.median(own[chosen]) if has and chosen.any() else np.nan
            for own, chosen, has in zip(pitches, periodic, has_pitch, strict=True)
        ]
    )


def _periodicity(frames: np.ndarray, periods: np.ndarray) -> np.ndarray:
    """Correlate frames ``[m, f, samples]`` with themselves some periods ``[m, f]`` (samples) later.

    Of the multiples of the period, the one with the highest correlation counts. 1 is exact
    repetition; a gain that changes lowers it only in the second order.
    """
    highest = np.zeros(periods.shape)
    for place in np.ndindex(periods.shape):
        frame = frames[place].astype(np.float64)
        lags = {round(multiple * float(periods[place])) for multiple in _MULTIPLES}
        for lag in (lag for lag in lags if lag <= len(frame) // 2):
            one, later = frame[:-lag], frame[lag:]
            energy = one @ one + later @ later
            if energy > 0:
                highest[place] = max(highest[place], 2 * (one @ later) / energy)
    return highest


def attack_s(waveform: np.ndarray, samplerate: int) -> float:
    """Measure the time in which the envelope rises from 10 to 90 % of its maximum (s).

    The envelope is the RMS level in frames of `ENVELOPE_S`, a quarter of a frame apart. The rise
    ends where the envelope first reaches 90 %, and begins where it was last below 10 % before.

    Returns
    -------
    float
        NaN if the sound is louder than that from its beginning on: its onset is not in it.
    """
    load_librosa()
    from librosa import feature

    length = max(4, round(ENVELOPE_S * samplerate))
    hop = length // 4
    envelope = feature.rms(y=waveform, frame_length=length, hop_length=hop, center=False)[0]
    end = int(np.argmax(envelope >= 0.9 * envelope.max()))
    quiet = np.flatnonzero(envelope[:end] < 0.1 * envelope.max())
    return float((end - quiet[-1]) * hop / samplerate) if len(quiet) else math.nan
