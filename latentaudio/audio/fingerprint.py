"""Fingerprints of recordings, which a gain, a codec or a trimmed start hardly change.

Every 32 ms of sound give a word of 32 bits: whether the difference between the energies of two
neighbouring bands grows or shrinks. The words of a copy differ from those of its original in few
bits, those of another sound in about half of them.

References
----------
Haitsma and Kalker, *A highly robust audio fingerprinting system*, ISMIR 2002.
"""

from dataclasses import dataclass

import numpy as np

#: Distance between successive words (s).
HOP_S = 0.032

#: How much of a recording is used, from its start (s).
LONGEST_S = 30.0

#: Number of bits of each word that are listed as the least certain.
DOUBTFUL = 8

_BITS = 32
_WINDOW_S = 0.256
_LOWEST_HZ = 200.0
_HIGHEST_HZ = 7_000.0
# Sound this far (dB) below the loudest is left out, because noise decides its bits.
_RANGE_DB = 40.0
_FRAMES_AT_A_TIME = 64


@dataclass(frozen=True)
class Fingerprint:
    """Words of a recording, without those of its quiet parts.

    Attributes
    ----------
    words
        The words; uint32, shape ``[n]``.
    frames
        Time of each word in units of `HOP_S`, increasing; int32, shape ``[n]``.
    doubtful
        The `DOUBTFUL` bits of each word that are the least certain, most doubtful first, each as
        the number that has this bit only; uint32, shape ``[n, DOUBTFUL]``.
    """

    words: np.ndarray
    frames: np.ndarray
    doubtful: np.ndarray


class Fingerprinter:
    """Make the fingerprint of a recording of which the samples come in blocks.

    Parameters
    ----------
    samplerate
        Sample rate of the blocks (Hz).
    """

    def __init__(self, samplerate: int) -> None:
        self._samplerate = samplerate
        self._missing = round(LONGEST_S * samplerate)
        self._blocks: list[np.ndarray] = []

    def add(self, block: np.ndarray) -> None:
        """Take the next samples, float32, shape ``[n]``."""
        if self._missing > 0:
            self._blocks.append(block[: self._missing].copy())
            self._missing -= len(block)

    def fingerprint(self) -> Fingerprint:
        """Return the fingerprint of what was taken."""
        samples = np.concatenate([*self._blocks, np.zeros(0, np.float32)])
        return fingerprint(samples, self._samplerate)


def fingerprint(samples: np.ndarray, samplerate: int) -> Fingerprint:
    """Make the fingerprint of a signal.

    Parameters
    ----------
    samples
        Samples, shape ``[n]``; no words come of a signal shorter than 0.3 s.
    samplerate
        Sample rate (Hz).
    """
    energies = _band_energies(samples, samplerate)
    total = energies.sum(axis=1)
    loud = total > total.max(initial=0.0) * 10 ** (-_RANGE_DB / 10)
    tiny = np.finfo(np.float32).tiny  # digital silence has a logarithm, too
    slopes = np.diff(np.log(energies + tiny), axis=1)
    changes = np.diff(slopes, axis=0)
    frames = np.flatnonzero(loud[1:] & loud[:-1])
    changes = changes[frames]
    words = np.packbits(changes > 0, axis=1).view(">u4").astype(np.uint32).ravel()
    least = np.argsort(np.abs(changes), axis=1, kind="stable")[:, :DOUBTFUL]
    doubtful = np.left_shift(np.uint32(1), (_BITS - 1 - least).astype(np.uint32))
    return Fingerprint(words, frames.astype(np.int32), doubtful)


def _band_energies(samples: np.ndarray, samplerate: int) -> np.ndarray:
    """Return the energy of each frame in bands of equal width on a log scale, ``[frames, 33]``."""
    window, hop = round(_WINDOW_S * samplerate), round(HOP_S * samplerate)
    highest = min(_HIGHEST_HZ, 0.45 * samplerate)
    edges_hz = np.geomspace(_LOWEST_HZ, highest, _BITS + 2)
    edges = np.rint(edges_hz * window / samplerate).astype(np.intp)
    if len(samples) < window:
        return np.zeros((0, len(edges) - 1), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, window)[::hop]
    taper = np.hanning(window).astype(np.float32)
    energies = []
    for first in range(0, len(frames), _FRAMES_AT_A_TIME):
        spectra = np.fft.rfft(frames[first : first + _FRAMES_AT_A_TIME] * taper)
        power = np.square(spectra.real) + np.square(spectra.imag)
        energies.append(np.add.reduceat(power[:, : edges[-1]], edges[:-1], axis=1))
    return np.concatenate(energies)
