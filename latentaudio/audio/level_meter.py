"""Levels of a recording that is read block by block: peak, RMS and noise floor."""

import numpy as np

from latentaudio.audio.heard_band import BandFilter

#: Lowest noise floor that is told apart (dB full scale): below the noise of 20 bits.
SILENCE_DB = -120.0

#: Duration of the frames whose levels the noise floor is found among (s).
FRAME_S = 0.05

# Share of the frames that are quieter than the noise floor.
_QUIET = 0.1


class LevelMeter:
    """Length of a stream of blocks, and levels of what a filter passes of it.

    Parameters
    ----------
    band
        Filter for this stream.
    samplerate
        Sample rate of the blocks (Hz).
    """

    def __init__(self, band: BandFilter, samplerate: int) -> None:
        self._band = band
        self._frame = max(1, round(FRAME_S * samplerate))
        self.n_samples = 0
        self.peak = 0.0
        self._energy = 0.0
        self._rest = np.zeros(0)
        self._powers: list[np.ndarray] = []

    def add(self, block: np.ndarray) -> None:
        """Measure the next samples, shape ``[n]``."""
        heard = self._band(block)
        self.n_samples += block.size
        self.peak = max(self.peak, float(np.abs(heard).max()))
        self._energy += float(heard @ heard)
        self._add_frames(heard)

    def _add_frames(self, heard: np.ndarray) -> None:
        both = np.concatenate([self._rest, heard])
        whole = len(both) - len(both) % self._frame
        frames = both[:whole].reshape(-1, self._frame)
        self._powers.append(np.einsum("ns,ns->n", frames, frames) / self._frame)
        self._rest = both[whole:].copy()

    @property
    def rms(self) -> float:
        """Root mean square."""
        return float(np.sqrt(self._energy / self.n_samples))

    @property
    def noise_floor_db(self) -> float:
        """RMS level that a tenth of all frames do not reach (dB full scale, `SILENCE_DB` or more).

        For a recording shorter than a frame, the RMS level of the whole.
        """
        powers = np.concatenate(self._powers)
        power = float(np.quantile(powers, _QUIET)) if len(powers) else self.rms**2
        return decibels(power)


def decibels(power: float) -> float:
    """Convert a mean square to dB full scale; `SILENCE_DB` for anything lower.

    Examples
    --------
    >>> decibels(0.01), decibels(0.0)
    (-20.0, -120.0)
    """
    return float(10 * np.log10(max(power, 10 ** (SILENCE_DB / 10))))
