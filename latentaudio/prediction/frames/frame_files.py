"""Files of frames: one row and one row group for each recording, whatever its length."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import FRAMES, open_parquet, parquet_writer, reading, remedy
from latentaudio.errors import ArtifactError
from latentaudio.features.frames import FrameSettings, RecordingFrames, recording_frames

_SCHEMA = pa.schema(
    {
        "recording_id": pa.string(),
        "n_frames": pa.int32(),
        # Half precision, row-major.
        "values": pa.binary(),
        "levels": pa.binary(),
        "silence": pa.binary(),
    }
)
_HALF = np.dtype("<f2")


def write_frames(
    path: Path,
    settings: FrameSettings,
    samplerate: int,
    recordings: Iterable[tuple[str, np.ndarray]],
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Write the frames of recordings, one at a time.

    Parameters
    ----------
    path
        File to write.
    settings
        What is computed.
    samplerate
        Sample rate of the waveforms (Hz).
    recordings
        Ids, and waveforms of shape ``[samples]``.
    progress
        Called after each recording with the number of those done so far.

    Raises
    ------
    ArtifactError
        When a value does not fit half precision, or is not a number.
    """
    metadata = {"settings": json.dumps(asdict(settings)), "samplerate": str(samplerate)}
    with parquet_writer(path, _SCHEMA, FRAMES, metadata, use_dictionary=False) as writer:
        for done, (name, waveform) in enumerate(recordings, start=1):
            halves = in_half_precision(name, recording_frames(waveform, settings, samplerate))
            row = [[name], [len(halves.values)], *([one.tobytes()] for one in halves)]
            writer.write_table(pa.table(row, schema=writer.schema))
            progress(done)


def in_half_precision(name: str, frames: RecordingFrames) -> RecordingFrames:
    """Reduce the frames of a recording to what is stored of them.

    Raises
    ------
    ArtifactError
        When a value does not fit half precision, or is not a number; `name` is in the message.
    """
    with np.errstate(over="ignore"):
        halves = RecordingFrames(*(one.astype(_HALF) for one in frames))
    if not all(np.isfinite(one).all() for one in halves):
        raise ArtifactError(
            f"frames of {name}: a value does not fit half precision, or is not a number; check "
            "that its samples lie within [-1, 1] (dataset.normalise)"
        )
    return halves


def read_frames(
    paths: Sequence[Path], settings: FrameSettings, samplerate: int, recording_ids: Sequence[str]
) -> list[RecordingFrames]:
    """Read the frames of some recordings.

    Parameters
    ----------
    paths
        Files that together hold all recordings.
    settings, samplerate
        What they must have been written with.
    recording_ids
        Recordings to read.

    Returns
    -------
    list of RecordingFrames
        In the order of the ids; values as they are stored, in half precision.

    Raises
    ------
    ArtifactError
        When a file is damaged, holds other frames, or a recording is missing.
    """
    wanted = frozenset(recording_ids)
    found: dict[str, RecordingFrames] = {}
    for path in paths:
        with open_parquet(path, FRAMES) as file, reading(path, FRAMES):
            _check_settings(path, file.schema_arrow.metadata, settings, samplerate)
            for group in range(file.num_row_groups):
                for row in file.read_row_group(group).to_pylist():
                    if row["recording_id"] in wanted:
                        found[row["recording_id"]] = _of_row(row, settings.width(samplerate))
    missing = sorted(wanted - found.keys())
    if missing:
        raise ArtifactError(
            f"{paths[0].parent}: no frames of {len(missing)} recordings, e.g. '{missing[0]}'; "
            f"{remedy(FRAMES)}"
        )
    return [found[name] for name in recording_ids]


def _of_row(row: Mapping[str, Any], width: int) -> RecordingFrames:
    values, levels, silence = (
        np.frombuffer(row[name], _HALF) for name in ("values", "levels", "silence")
    )
    return RecordingFrames(values.reshape(row["n_frames"], width), levels, silence)


def _check_settings(
    path: Path, metadata: Mapping[bytes, bytes], settings: FrameSettings, samplerate: int
) -> None:
    found = json.loads(metadata[b"settings"]), int(metadata[b"samplerate"])
    expected = asdict(settings), samplerate
    if found != expected:
        raise ArtifactError(f"{path}: frames of {found}, expected {expected}; {remedy(FRAMES)}")
