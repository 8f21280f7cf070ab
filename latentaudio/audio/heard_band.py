"""The band that a network hears, in which the levels of recordings are measured.

An offset, wind or handling noise below the lowest frequency of a network's spectrograms may be
louder than the sound, but the network hardly hears it. Levels (peak, RMS, silence) are therefore
measured behind a filter. The network receives the samples as they are.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.polynomial.polynomial import polyfit, polyval

#: Lowest frequency (Hz) where the network states none: no offset, no rumble.
RUMBLE_HZ = 20.0

# Order at each edge. The attenuation at 5 Hz, for an edge at 125 Hz, is 112 dB: more than the gain
# that any recording may need.
_ORDER = 4
# The resampler attenuates above this share of half the sample rate, and no filter is needed there.
_HIGHEST_SHARE = 0.9
# What came before a sound is a polynomial of this degree, fitted to its first periods of the lowest
# frequency and continued as far back: it follows an offset and rumble, but not the sound.
_DEGREE = 2
_PERIODS = 2
# Magnitude below which the state of a filter counts as 0.
_NOTHING = 1e-30


@dataclass(frozen=True)
class HeardBand:
    """Frequencies between which a network hears.

    Attributes
    ----------
    lowest_hz
        Lowest frequency (Hz), above 0.
    highest_hz
        Highest frequency (Hz).

    Examples
    --------
    >>> str(HeardBand(125.0, 7500.0)), str(HeardBand())
    ('125 to 7500 Hz', 'above 20 Hz')
    """

    lowest_hz: float = RUMBLE_HZ
    highest_hz: float = math.inf

    def __str__(self) -> str:
        if math.isinf(self.highest_hz):
            return f"above {self.lowest_hz:g} Hz"
        return f"{self.lowest_hz:g} to {self.highest_hz:g} Hz"

    def filter(self, samplerate: int) -> "BandFilter":
        """Make a filter for one stream at a sample rate (Hz)."""
        return BandFilter(self, samplerate)


#: All but an offset and rumble.
WITHOUT_RUMBLE = HeardBand()


class BandFilter:
    """A Butterworth filter that passes what a network hears.

    Parameters
    ----------
    band
        Frequencies to pass. There is no upper edge where it lies above 0.9 of half the sample rate.
    samplerate
        Sample rate of what is filtered (Hz).
    """

    def __init__(self, band: HeardBand, samplerate: int) -> None:
        # Imported late, because it takes long and Snakemake imports this module at every start.
        from scipy.signal import butter, sosfilt_zi

        top = _HIGHEST_SHARE * samplerate / 2
        lowest = min(band.lowest_hz, top)
        if band.highest_hz < top:
            edges = [lowest, band.highest_hz]
            sections = butter(_ORDER, edges, "bandpass", output="sos", fs=samplerate)
        else:
            sections = butter(_ORDER, lowest, "highpass", output="sos", fs=samplerate)
        self._sections: np.ndarray = sections
        self._at_rest: np.ndarray = sosfilt_zi(sections)
        self._periods = math.ceil(_PERIODS * samplerate / lowest)
        self._state: np.ndarray | None = None

    def __call__(self, block: np.ndarray) -> np.ndarray:
        """Filter the next block of a stream.

        The samples do not depend on the lengths of the blocks if the first holds 2 periods of the
        lowest frequency.

        Parameters
        ----------
        block
            Samples, shape ``[n]`` or ``[n, channels]`` with n >= 1.

        Returns
        -------
        numpy.ndarray
            Filtered samples, float64, of the same shape.
        """
        if self._state is None:
            self._state = self._start(block)
        filtered, state = self._run(block, self._state)
        # In digital silence the state decays to denormal numbers, which slow some processors down.
        self._state = np.where(np.abs(state) < _NOTHING, 0.0, state)
        return filtered

    def alone(self, samples: np.ndarray) -> np.ndarray:
        """Filter samples as if nothing preceded them; parameters and result as for a block."""
        return self._run(samples, self._start(samples))[0]

    def _run(self, samples: np.ndarray, state: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        from scipy.signal import sosfilt

        return sosfilt(self._sections, samples, axis=0, zi=state)

    def _start(self, samples: np.ndarray) -> np.ndarray:
        """Return the state before the first sample: no sound, but its offset and rumble.

        Any other state would make a step, which might be louder than the sound.
        """
        beginning = samples[: self._periods].astype(np.float64)
        count = len(beginning)
        polynomial = polyfit(np.arange(count) / count, beginning, min(_DEGREE, count - 1))
        past = polyval(np.arange(-count, 0) / count, polynomial).T
        return self._run(past, np.multiply.outer(self._at_rest, past[0]))[1]
