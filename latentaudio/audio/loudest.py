"""One snippet around the loudest point of a recording, or of each of its blocks.

Loudest is the sample with the largest magnitude, of either sign, in the band that the network
hears: neither an offset nor wind decides where a clip is cut.
"""

import sys

import numpy as np

from latentaudio.audio.heard_band import BandFilter
from latentaudio.audio.rate import SnippetFormat


class LoudestPoints:
    """Finds the loudest sample of each block of a stream; memory grows with the blocks only.

    Parameters
    ----------
    band
        Filter for this stream.
    block
        Length of a block (samples), or None if the whole stream is one.
    guard
        Gap between successive blocks (samples), in which nothing is sought.
    """

    def __init__(self, band: BandFilter, block: int | None = None, guard: int = 0) -> None:
        self._band = band
        self._block = sys.maxsize if block is None else block
        self._period = self._block + guard
        self._heard = 0
        self._peaks: list[float] = []
        self._positions: list[int] = []

    def add(self, samples: np.ndarray) -> None:
        """Listen to the next samples, shape ``[n]``."""
        magnitudes = np.abs(self._band(samples))
        begin = 0
        while begin < len(magnitudes):
            number, within = divmod(self._heard + begin, self._period)
            self._add_part(number, begin, magnitudes[begin : begin + max(0, self._block - within)])
            begin += self._period - within
        self._heard += len(magnitudes)

    def _add_part(self, number: int, begin: int, magnitudes: np.ndarray) -> None:
        """Listen to what lies in one block."""
        if not len(magnitudes):
            return
        if number == len(self._peaks):
            self._peaks.append(-1.0)
            self._positions.append(0)
        loudest = int(magnitudes.argmax())
        # Of equals the first, whatever the lengths of what is read at a time.
        if magnitudes[loudest] > self._peaks[number]:
            self._peaks[number] = float(magnitudes[loudest])
            self._positions[number] = self._heard + begin + loudest

    @property
    def positions(self) -> np.ndarray:
        """Number of the loudest sample of each block, int64, shape ``[blocks]``."""
        return np.array(self._positions, np.int64)


def loudest_starts(
    n_samples: int,
    snippet: SnippetFormat,
    points: np.ndarray | None,
    *,
    block: int | None = None,
    guard: int = 0,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Plan one snippet for a recording, or for each of its blocks.

    The loudest sample is the middle of the snippet, which is shifted as far as is needed to lie
    within the recording, or the block. A recording shorter than a snippet lies in the middle of
    one, between zeros.

    Parameters
    ----------
    n_samples
        Length of the recording.
    snippet
        Sample rate and length of snippets.
    points
        Number of the loudest sample of each block, as `LoudestPoints.positions` gives them; None
        where they are not known yet: the first samples then stand in for them.
    block, guard
        See `latentaudio.audio.snippets.snippet_starts`.

    Returns
    -------
    starts, blocks, padded : numpy.ndarray
        As `latentaudio.audio.snippets.snippet_starts` returns them; the start is negative where
        zeros precede a short recording.

    Examples
    --------
    >>> snippet = SnippetFormat(16_000, 100)
    >>> [loudest_starts(1_000, snippet, np.array([at]))[0].tolist() for at in (500, 20, 999)]
    [[450], [0], [900]]
    >>> loudest_starts(80, snippet, None)[0].tolist()
    [-10]
    """
    length = snippet.samples
    if n_samples < length:
        n_snippets = int(n_samples > 0)
        starts = np.full(n_snippets, -((length - n_samples) // 2), np.int64)
        return starts, np.zeros(n_snippets, np.int64), np.ones(n_snippets, bool)
    period = n_samples if block is None else block + guard
    firsts = np.arange(0, n_samples - length + 1, period, dtype=np.int64)
    lasts = np.minimum(firsts + (n_samples if block is None else block), n_samples) - length
    middles = firsts if points is None else points[: len(firsts)]
    starts = np.clip(middles - length // 2, firsts, lasts)
    return starts, np.arange(len(firsts), dtype=np.int64), np.zeros(len(firsts), bool)
