"""Tones that are sums of decaying partials, whose parameters are known exactly.

A tone with fundamental f0, inharmonicity B, partials of amplitudes a_k and decay d is

    x(t) = exp(-d t) sum_k a_k sin(2 pi f_k t + phi_k),

without the partials at or above half the sample rate, and divided by its largest magnitude.

References
----------
Fletcher, H. (1964). Normal vibration frequencies of a stiff piano string. *Journal of the
Acoustical Society of America* 36(1), 203-209 (for ``published``: f_k = k f0 sqrt(1 + B k^2)).
"""

from collections.abc import Callable

import numpy as np

from latentaudio.errors import ConfigError
from latentaudio.seeds import generator
from latentaudio.synthesis.tone_design import AmplitudeLaw, Presence, Stretching, Voice


def harmonic_numbers(presence: Presence, partials: int) -> np.ndarray:
    """List the numbers k of the partials that are present, in ascending order.

    Examples
    --------
    >>> [harmonic_numbers(one, 6).tolist() for one in ("all", "odd", "even")]
    [[1, 2, 3, 4, 5, 6], [1, 3, 5], [1, 2, 4, 6]]
    """
    numbers = np.arange(1, partials + 1)
    chosen = {"all": numbers > 0, "odd": numbers % 2 == 1, "even": numbers % 2 == 0}[presence]
    return numbers[chosen | (numbers == 1)]


def partial_frequencies(
    numbers: np.ndarray,
    fundamental: np.ndarray | float,
    inharmonicity: np.ndarray | float,
    stretching: Stretching,
) -> np.ndarray:
    """Return the frequencies of partials (Hz).

    Parameters
    ----------
    numbers
        Numbers k of the partials; broadcast against the two others.
    fundamental
        f0 (Hz).
    inharmonicity
        B, at least 0.
    stretching
        See `Stretching`.

    Examples
    --------
    >>> k = np.array([1, 2])
    >>> partial_frequencies(k, 100.0, 1.0, "fixed_pitch").tolist()
    [100.0, 400.0]
    >>> partial_frequencies(k, 100.0, 1.0, "published").round(1).tolist()
    [141.4, 447.2]
    """
    stretched = numbers**2 - 1 if stretching == "fixed_pitch" else numbers**2
    return np.asarray(numbers * fundamental * np.sqrt(1 + inharmonicity * stretched))


def partial_amplitudes(
    numbers: np.ndarray, slopes: np.ndarray, partials: int, law: AmplitudeLaw
) -> np.ndarray:
    """Return the amplitudes of partials before normalisation.

    Parameters
    ----------
    numbers
        Numbers k of the partials, shape ``[k]``.
    slopes
        Spectral slope of each sound, shape ``[n]``.
    partials
        n of the linear law, which does not depend on which partials are present.
    law
        See `AmplitudeLaw`.

    Returns
    -------
    numpy.ndarray
        Shape ``[n, k]``; that of the first partial is 1.

    Examples
    --------
    >>> k = np.array([1, 2, 4])
    >>> partial_amplitudes(k, np.array([2.0]), 10, "power").tolist()
    [[1.0, 0.25, 0.0625]]
    >>> partial_amplitudes(k, np.array([-0.5, -5.0]), 10, "linear").tolist()
    [[1.0, 0.95, 0.85], [1.0, 0.5, 0.0]]
    """
    slope = np.asarray(slopes, np.float64)[:, np.newaxis]
    if law == "power":
        return np.power(numbers.astype(np.float64), -slope)
    return np.maximum(((numbers - 1) * slope + partials) / partials, 0.0)


def render_block(
    voice: Voice,
    *,
    fundamental: float,
    inharmonicity: float,
    presence: Presence,
    slopes: np.ndarray,
    decays: np.ndarray,
    numbers: np.ndarray,
    snrs: np.ndarray | None = None,
) -> np.ndarray:
    """Render tones whose partials have the same frequencies.

    The sines are computed once: tones are amplitudes times sines times envelopes.

    Parameters
    ----------
    voice
        What all tones have in common.
    fundamental, inharmonicity, presence
        f0 (Hz), B, and which partials there are.
    slopes, decays
        Spectral slope and decay (1/s) of each tone, shape ``[n]``.
    numbers
        Number of each tone in its set, shape ``[n]``; its phases and its noise depend on this and
        on the seed only.
    snrs
        Ratio of the mean square of each tone to that of white noise that is added (dB), shape
        ``[n]``; None for no noise.

    Returns
    -------
    numpy.ndarray
        Waveforms, float32, shape ``[n, samples]``; the largest magnitude of each is 1.

    Raises
    ------
    ConfigError
        When no partial is below half the sample rate.
    """
    present = harmonic_numbers(presence, voice.partials)
    frequencies = partial_frequencies(present, fundamental, inharmonicity, voice.stretching)
    audible = frequencies < voice.samplerate / 2
    if not audible.any():
        raise ConfigError(
            f"additive.fundamental_hz: the first partial of a tone is at {frequencies[0]:g} Hz, "
            f"but half the sample rate (additive.samplerate) is {voice.samplerate / 2:g} Hz, so "
            "nothing would be left; use lower fundamentals"
        )
    time = np.arange(voice.samples) / voice.samplerate
    angles = 2 * np.pi * frequencies[audible, np.newaxis] * time
    tones = _summed(voice, angles, present[audible], slopes, numbers)
    tones *= _each(decays, lambda rates: np.exp(-rates[:, np.newaxis] * time))
    _normalise(tones)
    if snrs is not None:
        for tone, snr, number in zip(tones, snrs, numbers, strict=True):
            _add_noise(tone, float(snr), voice.seed, int(number))
        _normalise(tones)
    return tones


def _summed(
    voice: Voice, angles: np.ndarray, present: np.ndarray, slopes: np.ndarray, numbers: np.ndarray
) -> np.ndarray:
    """Add up the partials of each tone; float32, shape ``[n, samples]``."""
    sines = np.sin(angles).astype(np.float32)

    def amplitudes(values: np.ndarray) -> np.ndarray:
        return partial_amplitudes(present, values, voice.partials, voice.amplitudes)

    if voice.phases == "zero":
        # Tones that differ only in decay have one sum.
        return _each(slopes, lambda values: amplitudes(values).astype(np.float32) @ sines)
    # Of all numbers up to the largest one, so that a tone's phases do not depend on its pitch.
    drawn = [
        generator(voice.seed, "additive phases", number).uniform(0, 2 * np.pi, voice.partials)
        for number in map(int, numbers)
    ]
    phases, weights = np.stack(drawn)[:, present - 1], amplitudes(slopes)
    tones = (weights * np.cos(phases)).astype(np.float32) @ sines
    return tones + (weights * np.sin(phases)).astype(np.float32) @ np.cos(angles).astype(np.float32)


def _each(values: np.ndarray, compute: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Compute a row for each value, but equal values once; float32."""
    distinct, which = np.unique(values, return_inverse=True)
    return compute(distinct).astype(np.float32, copy=False)[which]


def _add_noise(tone: np.ndarray, snr_db: float, seed: int, number: int) -> None:
    """Add white noise to a tone in place, at exactly the ratio asked for."""
    noise = generator(seed, "additive noise", number).standard_normal(len(tone))
    power = np.square(tone, dtype=np.float64).mean() / np.square(noise).mean()
    tone += (noise * np.sqrt(power * 10 ** (-snr_db / 10))).astype(np.float32)


def _normalise(tones: np.ndarray) -> None:
    """Divide each tone by its largest magnitude, in place."""
    tones /= np.maximum(tones.max(axis=1), -tones.min(axis=1))[:, np.newaxis]
