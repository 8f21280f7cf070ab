"""Blind descriptors of reverberation: what a waveform says of its room, if nothing else is known.

They are what was used before networks: a far source is heard through more reverberation, which
fills the gaps of the envelope, lengthens decays and makes samples more alike.
"""

from collections.abc import Sequence

import numpy as np

from latentaudio.features.frames import RecordingFrames, frame_levels
from latentaudio.features.stft import Framing

#: What is described, in order.
DESCRIBED = (
    *("decay_db_per_s", "late_decay_db_per_s", "envelope_range_db", "after_peak_db"),
    *("kurtosis", "crest_db", "centroid_octaves", "tilt_db_per_octave"),
)
#: Duration of the frames of an envelope (s), and how far below its peak a decay is followed (dB).
_FRAME_S = 0.016
_DECAY_DB = 25.0
#: Power, relative to the mean, that counts as none.
_NEGLIGIBLE = 1e-8


def describe_reverberation(waveform: np.ndarray, samplerate: int) -> np.ndarray:
    """Describe one recording.

    Parameters
    ----------
    waveform
        Samples, shape ``[samples]``.
    samplerate
        Sample rate (Hz).

    Returns
    -------
    numpy.ndarray
        The values of `DESCRIBED`, float64: slopes of the envelope in the first 0.1 s and the first
        0.3 s after its peak; difference of the 90th and 10th percentile of the levels of its frames
        (within 60 dB of the peak); level of the 0.3 s after the first 0.05 s from the peak,
        relative to these; excess kurtosis of the samples; largest sample relative to the root mean
        square; centre of the spectrum (octaves above 1 Hz); slope of the spectrum above 100 Hz. All
        zero for digital silence.
    """
    samples = np.asarray(waveform, np.float64)
    power = float(np.square(samples).mean()) if len(samples) else 0.0
    if power == 0.0:
        return np.zeros(len(DESCRIBED))
    samples = samples / np.sqrt(power)
    hop = max(1, round(_FRAME_S * samplerate / 2))
    levels = frame_levels(samples, Framing(2 * hop, hop)).astype(np.float64)
    peak = int(levels.argmax())
    heard = levels[levels > levels[peak] - 60.0]
    centred = samples - samples.mean()
    variance = max(float(np.square(centred).mean()), _NEGLIGIBLE)
    fourth = float(np.mean(centred**4) / variance**2)
    centroid, tilt = _spectrum(samples, samplerate)
    step_s = hop / samplerate
    return np.array(
        [
            _slope(levels[peak:], step_s, 0.1),
            _slope(levels[peak:], step_s, 0.3),
            np.subtract(*np.percentile(heard, [90, 10])),
            _late(levels[peak:], step_s),
            fourth - 3.0,
            20 * np.log10(np.abs(samples).max()),
            centroid,
            tilt,
        ]
    )


def recording_reverberation(recordings: Sequence[RecordingFrames], samplerate: int) -> np.ndarray:
    """Describe recordings whose frames are their samples, shape ``[n, 8]``."""
    waveforms = (one.values.astype(np.float64).ravel() for one in recordings)
    return np.stack([describe_reverberation(one, samplerate) for one in waveforms])


def _slope(levels: np.ndarray, step_s: float, duration_s: float) -> float:
    """Fit a line to the decay of an envelope (dB/s), until it has fallen by `_DECAY_DB`."""
    own = levels[: max(2, round(duration_s / step_s))]
    fallen = np.flatnonzero(own < own[0] - _DECAY_DB)
    own = own[: max(2, int(fallen[0]) if len(fallen) else len(own))]
    if len(own) < 2:
        return 0.0
    return float(np.polyfit(step_s * np.arange(len(own)), own, 1)[0])


def _late(levels: np.ndarray, step_s: float) -> float:
    """Compare the energy from 0.05 to 0.35 s after the peak with that before (dB)."""
    early, end = round(0.05 / step_s), round(0.35 / step_s)
    power = 10 ** (levels / 10)
    late = power[early:end].sum()
    return float(10 * np.log10(max(late, _NEGLIGIBLE * power.sum()) / power[:early].sum()))


def _spectrum(samples: np.ndarray, samplerate: int) -> tuple[float, float]:
    """Compute the centre (octaves) and the slope (dB per octave) of the power spectrum."""
    size = min(len(samples), 1024)
    if size < 16:
        return 0.0, 0.0
    starts = np.arange(0, len(samples) - size + 1, size // 2)
    pieces = samples[starts[:, np.newaxis] + np.arange(size)] * np.hanning(size)
    power = np.square(np.abs(np.fft.rfft(pieces, axis=1))).mean(axis=0)
    hertz = np.fft.rfftfreq(size, 1 / samplerate)
    kept = hertz >= min(100.0, samplerate / 8)
    octaves, power = np.log2(hertz[kept]), power[kept] + _NEGLIGIBLE * power.mean()
    # Each octave counts alike, though it has twice as many frequencies as the one below.
    tilt = np.polyfit(octaves, 10 * np.log10(power), 1, w=1 / np.sqrt(hertz[kept]))[0]
    return float(np.average(octaves, weights=power)), float(tilt)
