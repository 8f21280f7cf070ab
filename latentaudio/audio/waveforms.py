"""Waveforms of a recording's snippets, as the network receives them."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.snippets import cut
from latentaudio.audio.sound_files import mono_blocks
from latentaudio.errors import DatasetError


def row_of(recordings: pa.Table, recording_id: str) -> dict[str, Any]:
    """Return the row of a recording in the table of recordings.

    Raises
    ------
    DatasetError
        When it is not there.
    """
    rows = recordings.filter(pc.equal(recordings["recording_id"], recording_id)).to_pylist()
    if not rows:
        raise DatasetError(f"recording {recording_id!r} is not in the table of recordings")
    return rows[0]


def snippet_waveforms(
    path: Path,
    recordings: pa.Table,
    recording_id: str,
    starts: np.ndarray,
    snippet: SnippetFormat,
) -> Iterator[np.ndarray]:
    """Stream the snippets of a recording, of the channel that was checked and with its gain.

    Parameters
    ----------
    path
        File of the recording.
    recordings
        Table of recordings.
    recording_id
        Id of the recording in that table.
    starts
        First sample of each snippet after resampling, int64, shape ``[n]``.
    snippet
        Sample rate and length of snippets.

    Yields
    ------
    numpy.ndarray
        One snippet, float32, shape ``[snippet.samples]``.

    Raises
    ------
    DatasetError
        When the recording is not in the table, or when the SHA-256 digest of its file differs from
        that of the file that was checked.
    """
    row = row_of(recordings, recording_id)
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != row["sha256"]:
        raise DatasetError(
            f"{path}: changed since it was checked (sha256 is {found}, was {row['sha256']}); "
            "run with --forcerun dataset to check all recordings again"
        )
    gain = np.float32(row["gain"])
    blocks = mono_blocks(path, snippet.samplerate, channel=row["channel_read"])
    for wave in cut(blocks, starts, snippet.samples):
        yield wave * gain
