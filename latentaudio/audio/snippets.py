"""Plan where the snippets of a recording begin, and cut them out of a stream of blocks.

All lengths are in samples after resampling.
"""

from collections import deque
from collections.abc import Iterable, Iterator

import numpy as np

from latentaudio.audio.rate import SnippetFormat
from latentaudio.errors import ConfigError


def snippet_starts(
    n_samples: int,
    snippet: SnippetFormat,
    *,
    hop: int,
    block: int | None = None,
    guard: int = 0,
    pad_remainder: bool = False,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Plan the snippets of one recording.

    Snippets begin every `hop` samples and lie entirely within the recording. A remainder at its end
    is not used, or gives one more snippet, to be padded. A recording shorter than one snippet gives
    one snippet, to be padded. With
    blocks, every snippet lies entirely within one block, and the first begins where the block
    begins, so that successive blocks can be different groups although they come from one recording.
    A partial last block counts if it holds a snippet.

    Parameters
    ----------
    n_samples
        Length of the recording.
    snippet
        Sample rate and length of snippets.
    hop
        Distance between the starts of successive snippets.
    block
        Length of a block, or None for no blocks.
    guard
        Gap left unused between successive blocks, so that snippets of different groups are not
        alike merely because they are adjacent.
    pad_remainder
        Whether samples at the end that the last whole snippet does not reach, but the next one
        does, give one more snippet. Not with blocks, whose remainders lie inside the recording.

    Returns
    -------
    starts : numpy.ndarray
        First sample of each snippet, increasing; int64, shape ``[n]``.
    blocks : numpy.ndarray
        Index of the block of each snippet, 0 without blocks; int64, shape ``[n]``.
    padded : numpy.ndarray
        Whether zeros must be appended to each snippet; bool, shape ``[n]``.

    Raises
    ------
    ConfigError
        When `hop` is not positive, `guard` is negative, a block cannot hold a snippet, or
        remainders of blocks would be padded.

    Examples
    --------
    >>> snippet = SnippetFormat(16_000, 15_600)
    >>> starts, blocks, padded = snippet_starts(60_000, snippet, hop=15_600)
    >>> starts.tolist()
    [0, 15600, 31200]
    >>> snippet_starts(80_000, snippet, hop=15_600, block=32_000, guard=8_000)[1].tolist()
    [0, 0, 1, 1]
    >>> snippet_starts(60_000, snippet, hop=15_600, pad_remainder=True)[2].tolist()
    [False, False, False, True]
    """
    if hop <= 0:
        raise ConfigError(
            f"dataset.hop_s: found {hop} samples; snippets must advance, so give more than 0 s"
        )
    if guard < 0:
        raise ConfigError(f"dataset.guard_s: found {guard} samples; give 0 s or more")
    length = snippet.samples
    if block is not None and block < length:
        raise ConfigError(
            f"dataset.block_s: found {block} samples, but a snippet has {length}; give at least "
            f"{snippet.seconds:g} s"
        )
    if block is not None and pad_remainder:
        raise ConfigError(
            "dataset.remainder: found pad, but recordings are cut into blocks; set it to drop"
        )
    if n_samples < length:
        n_snippets = int(n_samples > 0)
        zeros = np.zeros(n_snippets, np.int64)
        return zeros, zeros.copy(), np.ones(n_snippets, bool)
    if block is None:
        starts = np.arange(0, n_samples - length + 1, hop, dtype=np.int64)
        # The next one is of use if it begins before the end, and the last one did not reach it.
        after = starts[-1] + hop
        if pad_remainder and after < n_samples and starts[-1] + length < n_samples:
            starts = np.append(starts, after)
        return starts, np.zeros(len(starts), np.int64), starts + length > n_samples
    firsts = np.arange(0, n_samples - length + 1, block + guard, dtype=np.int64)
    within = np.arange(0, block - length + 1, hop, dtype=np.int64)
    starts = (firsts[:, None] + within).ravel()
    blocks = np.repeat(np.arange(len(firsts), dtype=np.int64), len(within))
    fits = starts <= n_samples - length
    return starts[fits], blocks[fits], np.zeros(int(fits.sum()), bool)


def window(blocks: Iterable[np.ndarray], start: int, length: int) -> Iterator[np.ndarray]:
    """Yield a part of a stream, which is read to its end.

    Parameters
    ----------
    blocks
        Successive samples.
    start, length
        First sample of the part, and its length.

    Yields
    ------
    numpy.ndarray
        Successive samples of the part, shape ``[n]`` with n >= 1.
    """
    position = 0
    for block in blocks:
        part = block[max(0, start - position) : max(0, start + length - position)]
        position += len(block)
        if len(part):
            yield part


def segment_starts(
    n_samples: int, snippet: SnippetFormat, *, hop: int, pad_remainder: bool = False
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Plan the snippets of a segment as `snippet_starts` does, but centre a short one.

    A segment shorter than a snippet gives one snippet, which begins before the segment: half of
    the zeros precede it.

    Examples
    --------
    >>> segment_starts(15_000, SnippetFormat(16_000, 15_600), hop=15_600)[0].tolist()
    [-300]
    """
    starts, blocks, padded = snippet_starts(
        n_samples, snippet, hop=hop, pad_remainder=pad_remainder
    )
    return starts - max(0, snippet.samples - n_samples) // 2, blocks, padded


def cut(blocks: Iterable[np.ndarray], starts: Iterable[int], length: int) -> Iterator[np.ndarray]:
    """Cut snippets out of a stream, holding no more than one snippet's blocks at a time.

    Parameters
    ----------
    blocks
        Successive samples, as yielded by `latentaudio.audio.sound_files.mono_blocks`.
    starts
        First sample of each snippet, non-decreasing; snippets may overlap or leave gaps, and begin
        before the stream (negative).
    length
        Length of a snippet.

    Yields
    ------
    numpy.ndarray
        One snippet, float32, shape ``[length]``; zeros before and after the stream.
    """
    stream = iter(blocks)
    held: deque[tuple[int, np.ndarray]] = deque()  # each with the position of its first sample
    position = 0
    for start in map(int, starts):
        while position < start + length and (block := next(stream, None)) is not None:
            held.append((position, block))
            position += len(block)
            _drop_before(held, start)
        _drop_before(held, start)
        snippet = np.zeros(length, np.float32)
        for first, block in held:
            lower, upper = max(first, start), min(first + len(block), start + length)
            snippet[lower - start : upper - start] = block[lower - first : upper - first]
        yield snippet


def _drop_before(held: deque[tuple[int, np.ndarray]], start: int) -> None:
    while held and held[0][0] + len(held[0][1]) <= start:
        held.popleft()


def mean_squares(snippets: Iterable[np.ndarray]) -> np.ndarray:
    """Return the mean square of each snippet, padding included; float64, shape ``[n]``."""
    return np.fromiter((np.square(s, dtype=np.float64).mean() for s in snippets), np.float64)


def levels_db(mean_square: np.ndarray, gain: float = 1.0) -> np.ndarray:
    """Return RMS levels after a gain, in dB relative to an RMS of 1 (full scale).

    The result is float64, shape ``[n]``.

    Examples
    --------
    >>> levels_db(np.array([0.01, 0.0]), gain=10.0).tolist()
    [0.0, -inf]
    """
    with np.errstate(divide="ignore"):
        return 10 * np.log10(mean_square * gain**2)
