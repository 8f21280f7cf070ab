"""Ids of snippets: that of their recording, and their number in it."""

import numpy as np


def snippet_ids(recording_id: str, kept: np.ndarray) -> list[str]:
    """Return the ids of the snippets of a recording that are kept.

    Their numbers count dropped snippets too, so a snippet keeps its id when others are dropped.

    Parameters
    ----------
    recording_id
        Id of the recording.
    kept
        Whether each planned snippet is kept; bool, shape ``[n]``.

    Examples
    --------
    >>> snippet_ids("wood", np.array([True, False, True]))
    ['wood#00000', 'wood#00002']
    """
    return [f"{recording_id}#{index:05d}" for index in np.flatnonzero(kept)]
