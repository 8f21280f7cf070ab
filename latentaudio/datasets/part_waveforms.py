"""Stream the snippets of a part of the recordings, or whole recordings."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from latentaudio.audio.file_digest import file_sha256
from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.waveforms import recording_waveform, snippet_waveforms
from latentaudio.datasets.measured_files import measured_rows, segment_in
from latentaudio.datasets.snippet_ids import snippet_ids
from latentaudio.errors import AudioError, DatasetError


def part_waveforms(
    measured: Path,
    snippet: SnippetFormat,
    digest: Callable[[Path], str] = file_sha256,
    *,
    skip_unreadable: bool = False,
) -> tuple[list[str], Iterator[np.ndarray]]:
    """Stream the snippets of several recordings.

    Parameters
    ----------
    measured
        What was measured of these recordings.
    snippet
        Sample rate and length of snippets.
    digest
        Gives the SHA-256 digest that a file has now.
    skip_unreadable
        Whether recordings that cannot be used are passed over; the table of recordings then does
        not have them either.

    Returns
    -------
    snippet_ids : list of str
        Ids of the snippets, recording by recording.
    waveforms : iterator of numpy.ndarray
        Waveforms as yielded by `latentaudio.audio.waveforms.snippet_waveforms`; one file is open at
        a time.

    Raises
    ------
    AudioError
        When a recording cannot be used, and is not to be passed over.
    """
    ids: list[str] = []
    streams = []
    for row in _usable_rows(measured, skip_unreadable=skip_unreadable):
        ids += snippet_ids(row["recording_id"], row["kept"])
        streams.append(
            snippet_waveforms(
                Path(row["path"]),
                row["starts"][row["kept"]],
                snippet,
                segment=segment_in(row),
                sha256=row["sha256"],
                channel=row["channel"],
                gain=row["gain"],
                digest=digest,
            )
        )
    return ids, itertools.chain.from_iterable(streams)


def part_recordings(
    measured: Path,
    samplerate: int,
    digest: Callable[[Path], str] = file_sha256,
    *,
    skip_unreadable: bool = False,
) -> Iterator[tuple[str, np.ndarray]]:
    """Stream whole recordings, one at a time; parameters and errors as for `part_waveforms`.

    Yields
    ------
    recording_id : str
    waveform : numpy.ndarray
        Samples at the sample rate `samplerate` (Hz), float32, shape ``[samples]``.
    """
    for row in _usable_rows(measured, skip_unreadable=skip_unreadable):
        yield row["recording_id"], _whole(row, samplerate, digest)


def first_recording(
    parts: Sequence[Path],
    samplerate: int,
    digest: Callable[[Path], str] = file_sha256,
    *,
    skip_unreadable: bool = False,
) -> tuple[str, np.ndarray]:
    """Read the first recording of all parts that has snippets.

    Parameters and errors are those of `part_recordings`.

    Raises
    ------
    DatasetError
        When no recording has snippets.
    """
    for measured in parts:
        for row in _usable_rows(measured, skip_unreadable=skip_unreadable):
            if len(row["starts"][row["kept"]]):
                return row["recording_id"], _whole(row, samplerate, digest)
    raise DatasetError(f"{parts[0].parent}: no recording has a snippet with sound")


def _whole(row: dict[str, Any], samplerate: int, digest: Callable[[Path], str]) -> np.ndarray:
    return recording_waveform(
        Path(row["path"]),
        samplerate,
        segment=segment_in(row),
        sha256=row["sha256"],
        channel=row["channel"],
        gain=row["gain"],
        digest=digest,
    )


def _usable_rows(measured: Path, *, skip_unreadable: bool) -> Iterator[dict[str, Any]]:
    """List what was measured of the recordings that can be used."""
    for row in measured_rows(measured, ("starts", "kept")):
        if row["error"] is None:
            yield row
        elif not skip_unreadable:
            raise AudioError(row["error"])
