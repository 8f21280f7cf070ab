"""Choose the sounds of the map, and give each its row."""

import numpy as np
import pyarrow as pa

from latentaudio.datasets.parts import part_of
from latentaudio.projection.sampling import sample_rows


def choose_sounds(
    recordings: pa.Table,
    snippets: pa.Table,
    *,
    parts: int,
    most: int,
    generator: np.random.Generator,
) -> pa.Table:
    """Draw at most `most` snippets without replacement, and order them by part.

    All that belongs to the map is in this order: the number of a row is the identity of a sound.
    Sounds of a part follow each other, because their clips come from one job.

    Parameters
    ----------
    recordings
        The table of recordings, with ``recording_id, augmentation_of``.
    snippets
        The table of snippets, with ``snippet_id, recording_id``.
    parts
        Number of parts that the recordings are divided into.
    most
        Number of snippets to draw; all, if there are not more.
    generator
        Source of the draw.

    Returns
    -------
    pyarrow.Table
        ``snippet_id, recording_id, part``, sorted by part; the sounds of a part are in the order of
        the table of snippets.
    """
    part_names = {
        recording: part_of(original or recording, parts)
        for recording, original in zip(
            recordings["recording_id"].to_pylist(),
            recordings["augmentation_of"].to_pylist(),
            strict=True,
        )
    }
    drawn = np.flatnonzero(sample_rows(np.ones(len(snippets), bool), most, generator))
    chosen = snippets.select(["snippet_id", "recording_id"]).take(pa.array(drawn))
    names = np.array([part_names[one] for one in chosen["recording_id"].to_pylist()])
    chosen = chosen.append_column("part", pa.array(names, pa.string()))
    return chosen.take(pa.array(np.argsort(names, kind="stable"))).combine_chunks()
