"""Measurements of a part of the recordings on disk: all that embedding needs to know of them."""

import dataclasses
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import MEASURED, read_table, write_table
from latentaudio.audio.fingerprint import DOUBTFUL, Fingerprint
from latentaudio.audio.segment import Segment
from latentaudio.audio.sound_files import AudioScan
from latentaudio.datasets.measuring import Measured, Outcome
from latentaudio.datasets.segments import TIMES
from latentaudio.datasets.source import Recording
from latentaudio.errors import AudioError

_FACTS = {
    "sha256": pa.string(),
    "samplerate": pa.int32(),
    "channels": pa.int32(),
    "n_samples": pa.int64(),
    "duration_s": pa.float64(),
    "peak": pa.float64(),
    "rms": pa.float64(),
    "noise_floor_db": pa.float64(),
    "format": pa.string(),
    "sound_sha256": pa.string(),
}

#: Fields of `Measured`, one value for each planned snippet.
_SNIPPETS = {
    "starts": pa.int64(),
    "blocks": pa.int64(),
    "padded": pa.bool_(),
    "levels": pa.float64(),
    "kept": pa.bool_(),
}

#: Fields of `Fingerprint`; rows of `doubtful` follow each other.
_FINGERPRINT = {"words": pa.uint32(), "frames": pa.int32(), "doubtful": pa.uint32()}

_LISTS = _SNIPPETS | _FINGERPRINT

_SCHEMA = pa.schema(
    {
        "recording_id": pa.string(),
        "path": pa.string(),
        **{name: pa.float64() for name in TIMES},  # of a segment
        "error": pa.string(),
        **_FACTS,
        "channel": pa.int16(),
        "gain": pa.float64(),
        **{name: pa.list_(kind) for name, kind in _LISTS.items()},
    }
)


def write_measured(
    path: Path, recordings: Sequence[Recording], outcomes: Sequence[Outcome]
) -> None:
    """Write what was measured of a part of the recordings.

    Parameters
    ----------
    path
        Parquet file to write.
    recordings
        The recordings of the part.
    outcomes
        What is known about each; see `latentaudio.datasets.measuring.measure_all`.
    """
    rows = [
        {
            "recording_id": recording.recording_id,
            "path": str(recording.path),
            **_times(recording.segment),
            **({"error": str(one)} if isinstance(one, AudioError) else _row(one)),
        }
        for recording, one in zip(recordings, outcomes, strict=True)
    ]
    columns = [
        pa.array([row.get(name) for row in rows], _SCHEMA.field(name).type)
        for name in _SCHEMA.names
    ]
    write_table(pa.Table.from_arrays(columns, schema=_SCHEMA), path, MEASURED)


def _times(segment: Segment | None) -> dict[str, float]:
    return {} if segment is None else dict(zip(TIMES, dataclasses.astuple(segment), strict=True))


def segment_in(row: dict[str, Any]) -> Segment | None:
    """Return the segment that a row is about; None for a whole file."""
    start_s, end_s = (row[name] for name in TIMES)
    return None if start_s is None else Segment(start_s, end_s)


def read_measured(paths: Iterable[Path]) -> dict[str, Outcome]:
    """Read what was measured of recordings, by their ids."""
    return {row["recording_id"]: _outcome(row) for path in paths for row in measured_rows(path)}


def measured_rows(path: Path, lists: Collection[str] = _LISTS) -> list[dict[str, Any]]:
    """Read the rows of one file, with some of the columns that are lists.

    Lists become arrays; those of unusable recordings are empty.
    """
    columns = [name for name in _SCHEMA.names if name in lists or name not in _LISTS]
    table = read_table(path, MEASURED, columns)
    rows = table.drop_columns(list(lists)).to_pylist()
    for name in lists:
        for row, values in zip(rows, table[name], strict=True):
            row[name] = _array(values)
    return rows


def _array(values: pa.ListScalar) -> np.ndarray:
    if not values.is_valid:
        return np.zeros(0)
    return np.asarray(values.values.to_numpy(zero_copy_only=False))


def _row(one: Measured) -> dict[str, Any]:
    return {
        **dataclasses.asdict(one.facts),
        "channel": one.channel,
        "gain": one.gain,
        **{name: getattr(one, name) for name in _SNIPPETS},
        **{name: getattr(one.fingerprint, name).ravel() for name in _FINGERPRINT},
    }


def _outcome(row: dict[str, Any]) -> Outcome:
    if row["error"] is not None:
        return AudioError(row["error"])
    return Measured(
        facts=AudioScan(**{name: row[name] for name in _FACTS}),
        channel=row["channel"],
        gain=row["gain"],
        **{name: row[name] for name in _SNIPPETS},
        fingerprint=Fingerprint(row["words"], row["frames"], row["doubtful"].reshape(-1, DOUBTFUL)),
    )
