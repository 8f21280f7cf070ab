"""Levels of the channels of a recording, and whether their mean still holds the sound."""

import numpy as np

from latentaudio.audio.heard_band import HeardBand
from latentaudio.errors import AudioError

#: Power of the mean over channels (dB relative to independent channels) below which they cancel:
#: two channels of equal level do so if their correlation is below -0.9.
CANCELLED_DB = -10.0


class ChannelMeter:
    """Powers of all channels and of their mean, in the band that a network hears.

    Parameters
    ----------
    channels
        Number of channels.
    samplerate
        Sample rate of the file (Hz).
    band
        The band.
    """

    def __init__(self, channels: int, samplerate: int, band: HeardBand) -> None:
        self._filter = band.filter(samplerate)
        self._n_samples = 0
        self._energies = np.zeros(channels)
        self._mean_energy = 0.0

    def add(self, frames: np.ndarray) -> None:
        """Measure the next samples, shape ``[n, channels]``."""
        heard = self._filter(frames)
        mean = heard.mean(axis=1)
        self._n_samples += len(heard)
        self._energies += np.einsum("nc,nc->c", heard, heard)
        self._mean_energy += float(np.square(mean).sum())

    @property
    def loudest(self) -> int:
        """Number of the loudest channel, from 1; the first of several."""
        return int(self._energies.argmax()) + 1

    def check_mean(self, where: str) -> None:
        """Refuse a file whose channels cancel in their mean; `where` names it in the message.

        The power of the mean of independent channels is the sum of their powers over the square of
        their number. That of copies of one channel is larger, and that of a channel and its
        inversion is 0.

        Raises
        ------
        AudioError
            When the mean is more than 10 dB below that. The message gives all levels.
        """
        independent = self._energies.sum() / len(self._energies) ** 2
        if self._mean_energy >= independent * 10 ** (CANCELLED_DB / 10):
            return
        levels = [self._level(energy) for energy in self._energies]
        raise AudioError(
            f"{where}: its {len(levels)} channels cancel each other: their mean has "
            f"{self._level(self._mean_energy)} dB (RMS), the channels have {', '.join(levels)} dB; "
            "repair the polarity of the file",
            setting="set dataset.channels to left, right or loudest to read one of them",
        )

    def _level(self, energy: float) -> str:
        with np.errstate(divide="ignore"):
            return f"{10 * np.log10(energy / self._n_samples):.1f}"
