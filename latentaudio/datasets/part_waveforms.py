"""Stream the snippets of a part of the recordings to a network."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from latentaudio.audio.file_digest import file_sha256
from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.waveforms import snippet_waveforms
from latentaudio.datasets.measured_files import measured_rows, segment_in
from latentaudio.datasets.snippet_ids import snippet_ids
from latentaudio.errors import AudioError


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
    for row in measured_rows(measured, ("starts", "kept")):
        if row["error"] is not None:
            if skip_unreadable:
                continue
            raise AudioError(row["error"])
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
