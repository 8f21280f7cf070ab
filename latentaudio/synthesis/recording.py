"""What lies between an object and its recording: room, microphone, noise and level."""

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft, rfftfreq

_FADE_IN_S = 0.002
_FADE_OUT_S = 0.03
_PEAK = 0.98


def record(rng: np.random.Generator, dry: np.ndarray, samplerate: int) -> np.ndarray:
    """Record a dry sound in a random room with a random microphone, noise and level.

    Reverberation, microphone and noise are applied as one product in the frequency domain.

    Parameters
    ----------
    rng
        Source of all variation.
    dry
        Sound at the object, at any level, shape ``[n]``.
    samplerate
        Sample rate (Hz).

    Returns
    -------
    numpy.ndarray
        Recording, float32, shape ``[n]``, with a peak between 0.31 and 0.98 (a range of 10 dB),
        faded at both ends.
    """
    length = len(dry)
    room = room_response(rng, samplerate)
    size = next_fast_len(length + len(room), real=True)
    frequencies = rfftfreq(size, 1 / samplerate).astype(np.float32)
    sound = irfft(rfft(dry, size) * rfft(room, size) * microphone(rng, frequencies), size)[:length]
    noise = background(rng, frequencies, size)[:length]
    # The signal-to-noise ratio refers to the loud tenths of a second, not to pauses between them.
    frame = max(1, samplerate // 10)
    energies = (sound[: length - length % frame].reshape(-1, frame) ** 2).mean(axis=1)
    loud = np.quantile(energies, 0.8) if len(energies) else (sound**2).mean()
    ratio_db = rng.uniform(15.0, 38.0)
    recorded = sound + noise * np.float32(np.sqrt(loud) * 10 ** (-ratio_db / 20))
    for seconds, end in ((_FADE_IN_S, slice(None)), (_FADE_OUT_S, slice(None, None, -1))):
        count = min(length // 2, int(seconds * samplerate))
        recorded[end][:count] *= np.linspace(0, 1, count, dtype=np.float32)
    level = _PEAK * 10 ** (-rng.uniform(0.0, 10.0) / 20)
    return (recorded * (level / (np.abs(recorded).max() + 1e-12))).astype(np.float32)


def room_response(rng: np.random.Generator, samplerate: int) -> np.ndarray:
    """Draw the response of a small to medium room: direct sound, early reflections, diffuse tail.

    The tail is exponentially decaying noise (Moorer 1979, "About this reverberation business"),
    whose treble decays faster than its bass.

    Returns
    -------
    numpy.ndarray
        Impulse response, float32; the direct sound is a unit impulse at sample 0.
    """
    decay_s = np.exp(rng.uniform(np.log(0.12), np.log(0.6)))
    wet = 10 ** (rng.uniform(-16.0, -3.0) / 20)
    length = int(decay_s * samplerate)
    time = np.arange(length) / samplerate
    treble, bass = rng.standard_normal((2, length), dtype=np.float32)
    # A moving average of noise gives the bass; unfiltered noise gives the treble.
    width = max(2, samplerate // 2500)
    bass = np.convolve(bass, np.full(width, width**-0.5, np.float32))[:length]
    tail = bass * np.exp(-6.9 * time / decay_s) + treble * np.exp(
        -6.9 * time / (decay_s * rng.uniform(0.35, 0.8))
    )
    onset = rng.uniform(0.002, 0.012)
    tail *= 1 - np.exp(-time / onset)
    early = np.zeros(length)
    delays = rng.uniform(0.0015, 0.035, 8)
    for delay, gain in zip(delays, rng.uniform(-1, 1, 8), strict=True):
        early[min(int(delay * samplerate), length - 1)] += gain * np.exp(-delay / 0.015)
    response = wet * (
        tail / np.sqrt((tail**2).sum()) + 0.7 * early / np.sqrt((early**2).sum() + 1e-12)
    )
    response[0] = 1.0
    return response.astype(np.float32)


def microphone(rng: np.random.Generator, frequencies: np.ndarray) -> np.ndarray:
    """Draw the complex response of a microphone: low cut, gentle shelf, broad peak, high cut.

    All are first- or second-order analogue sections, so that the response is causal.

    Parameters
    ----------
    rng
        Source of all variation.
    frequencies
        Frequencies (Hz), shape ``[n]``.
    """
    s = 1j * frequencies
    low, high = np.exp(rng.uniform(np.log([30, 8000]), np.log([140, 16000])))
    shelf, pivot = 10 ** (rng.uniform(-4, 4) / 20), np.exp(rng.uniform(np.log(400), np.log(4000)))
    peak, centre = 10 ** (rng.uniform(-4, 4) / 20), np.exp(rng.uniform(np.log(200), np.log(6000)))
    width = centre / rng.uniform(0.8, 2.5)
    response = s / (s + low) / (1 + s / high)
    response *= (shelf * s + pivot) / (s + pivot)
    response *= (s**2 + peak * width * s + centre**2) / (s**2 + width * s + centre**2)
    return response.astype(np.complex64)


def background(rng: np.random.Generator, frequencies: np.ndarray, size: int) -> np.ndarray:
    """Draw noise between white and brown, of unit root mean square: float32, `size` samples."""
    slope = rng.uniform(0.6, 2.0)
    shape = np.maximum(frequencies, 40.0) ** np.float32(-slope / 2)
    shape[0] = 0
    spectrum = np.empty(len(frequencies), np.complex64)
    spectrum.real, spectrum.imag = rng.standard_normal((2, len(frequencies)), dtype=np.float32)
    noise = irfft(spectrum * shape, size)
    return noise / np.sqrt((noise**2).mean())
