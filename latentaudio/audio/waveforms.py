"""Waveforms of a recording, whole or in snippets, as the network receives them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from latentaudio.audio.file_digest import file_sha256
from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.segment import Segment
from latentaudio.audio.snippets import cut
from latentaudio.audio.sound_files import mono_blocks
from latentaudio.errors import DatasetError


def snippet_waveforms(
    path: Path,
    starts: np.ndarray,
    snippet: SnippetFormat,
    *,
    segment: Segment | None = None,
    sha256: str,
    channel: int | None,
    gain: float,
    digest: Callable[[Path], str] = file_sha256,
) -> Iterator[np.ndarray]:
    """Stream the snippets of a recording, of the channel that was checked and with its gain.

    Parameters
    ----------
    path
        File of the recording.
    starts
        First sample of each snippet after resampling, from the beginning of the recording; int64,
        shape ``[n]``.
    snippet
        Sample rate and length of snippets.
    segment
        Part of the file that is the recording; None for the whole file.
    sha256
        Digest of the file that was checked, hexadecimal.
    channel
        Number of the channel to read, from 1; None for the mean over channels.
    gain
        Factor by which samples are multiplied.
    digest
        Gives the digest that the file has now.

    Yields
    ------
    numpy.ndarray
        One snippet, float32, shape ``[snippet.samples]``.

    Raises
    ------
    DatasetError
        When the file is not the one that was checked.
    """
    _check_unchanged(path, sha256, digest)
    blocks = mono_blocks(path, snippet.samplerate, segment=segment, channel=channel)
    for wave in cut(blocks, starts, snippet.samples):
        yield wave * np.float32(gain)


def recording_waveform(
    path: Path,
    samplerate: int,
    *,
    segment: Segment | None = None,
    sha256: str,
    channel: int | None,
    gain: float,
    digest: Callable[[Path], str] = file_sha256,
) -> np.ndarray:
    """Read a whole recording, of the channel that was checked and with its gain.

    Parameters and errors are those of `snippet_waveforms`.

    Returns
    -------
    numpy.ndarray
        Samples at the sample rate `samplerate` (Hz), float32, shape ``[samples]``.
    """
    _check_unchanged(path, sha256, digest)
    blocks = mono_blocks(path, samplerate, segment=segment, channel=channel)
    return np.concatenate(list(blocks)) * np.float32(gain)


def _check_unchanged(path: Path, sha256: str, digest: Callable[[Path], str]) -> None:
    if (found := digest(path)) != sha256:
        raise DatasetError(
            f"{path}: changed since it was checked (sha256 is {found}, was {sha256}); run again, "
            "and it will be checked again"
        )
