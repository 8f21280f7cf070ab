"""Waveforms of a recording's snippets, as the network receives them."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.snippets import cut
from latentaudio.audio.sound_files import mono_blocks
from latentaudio.errors import DatasetError


def snippet_waveforms(
    path: Path,
    starts: np.ndarray,
    snippet: SnippetFormat,
    *,
    sha256: str,
    channel: int | None,
    gain: float,
) -> Iterator[np.ndarray]:
    """Stream the snippets of a recording, of the channel that was checked and with its gain.

    Parameters
    ----------
    path
        File of the recording.
    starts
        First sample of each snippet after resampling, int64, shape ``[n]``.
    snippet
        Sample rate and length of snippets.
    sha256
        Digest of the file that was checked, hexadecimal.
    channel
        Number of the channel to read, from 1; None for the mean over channels.
    gain
        Factor by which samples are multiplied.

    Yields
    ------
    numpy.ndarray
        One snippet, float32, shape ``[snippet.samples]``.

    Raises
    ------
    DatasetError
        When the file is not the one that was checked.
    """
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        raise DatasetError(
            f"{path}: changed since it was checked (sha256 is {found}, was {sha256}); run again, "
            "and it will be checked again"
        )
    blocks = mono_blocks(path, snippet.samplerate, channel=channel)
    for wave in cut(blocks, starts, snippet.samples):
        yield wave * np.float32(gain)
