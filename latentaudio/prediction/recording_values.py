"""What heads see of a recording: means over its snippets, or over its frames."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from latentaudio.embeddings.reading import iterate_activations, units_in
from latentaudio.features.frames import RecordingFrames
from latentaudio.prediction.crops import sounding
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
        np.add.at(sums, members[rows], values.astype(np.float64))
    return np.asarray(sums / np.bincount(members, minlength=len(recording_ids))[:, np.newaxis])


def frame_statistics(recordings: Sequence[RecordingFrames]) -> np.ndarray:
    """Compute means, then deviations, over the frames with sound of each recording.

    Returns
    -------
    numpy.ndarray
        Shape ``[n, 2 * width]``, float64.
    """
    heard = [one.values[sounding(one)].astype(np.float64) for one in recordings]
    return np.stack([np.concatenate([one.mean(axis=0), one.std(axis=0)]) for one in heard])
