"""What heads see of a recording: means over its snippets, or frames, or what a table says of it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from latentaudio.embeddings.reading import iterate_activations, units_in
from latentaudio.errors import DatasetError, did_you_mean
from latentaudio.features.frames import RecordingFrames
from latentaudio.prediction.frames.crops import sounding
from latentaudio.tables import strings


def snippet_means(
    space: str, paths: Sequence[Path], snippets: pa.Table, recording_ids: np.ndarray
) -> np.ndarray:
    """Average the activations of the snippets of each recording.

    Parameters
    ----------
    space, paths
        Name and files of the space.
    snippets
        The table of snippets.
    recording_ids
        Recordings, each of which has snippets, shape ``[n]``.

    Returns
    -------
    numpy.ndarray
        Shape ``[n, units]``, float64.
    """
    order = np.argsort(recording_ids)
    of_snippets = strings(snippets, "recording_id")
    members = order[np.searchsorted(recording_ids[order], of_snippets)]
    sums = np.zeros((len(recording_ids), units_in(paths[0])))
    for rows, values in iterate_activations(space, paths, strings(snippets, "snippet_id")):
        # Row by row, which is many times faster than numpy.add.at for long rows.
        for member, row in zip(members[rows].tolist(), values, strict=True):
            sums[member] += row
    # In place: a layer has up to 100,000 units.
    sums /= np.bincount(members, minlength=len(recording_ids))[:, np.newaxis]
    return sums


def frame_statistics(recordings: Sequence[RecordingFrames]) -> np.ndarray:
    """Compute means, then deviations, over the frames with sound of each recording.

    Returns
    -------
    numpy.ndarray
        Shape ``[n, 2 * width]``, float64.
    """
    heard = [one.values[sounding(one)].astype(np.float64) for one in recordings]
    return np.stack([np.concatenate([one.mean(axis=0), one.std(axis=0)]) for one in heard])


def column_values(recordings: pa.Table, names: Sequence[str]) -> np.ndarray:
    """Read what the table of recordings says of them in numbers.

    Parameters
    ----------
    recordings
        The recordings of a task, `n` of them.
    names
        Names of columns.

    Returns
    -------
    numpy.ndarray
        Shape ``[n, columns]``, float64.

    Raises
    ------
    DatasetError
        If there is no such column, it has no numbers, or one is not finite.
    """
    columns = []
    for name in names:
        known = [field.name for field in recordings.schema if is_number(field.type)]
        if name not in known:
            raise DatasetError(
                f"prediction.heads: columns: '{name}' found, expected numeric columns of the table "
                f"of recordings{did_you_mean(name, known)} (known here: {', '.join(known)})"
            )
        values = recordings[name].to_numpy().astype(np.float64)
        if not np.isfinite(values).all():
            first = recordings["recording_id"][int(np.flatnonzero(~np.isfinite(values))[0])]
            raise DatasetError(
                f"prediction.heads: columns: {name} of recording '{first.as_py()}' is missing or "
                "no finite number; leave the column out, or complete it"
            )
        columns.append(values)
    return np.stack(columns, axis=1)


def is_number(kind: pa.DataType) -> bool:
    """Return whether a column of this type has numbers."""
    return bool(pa.types.is_floating(kind) or pa.types.is_integer(kind))
