"""What is true of the acoustics of each sound at a known distance, beside its labels."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from latentaudio.artifacts import ROOM_ACOUSTICS, read_table
from latentaudio.datasets.known_distances import ACOUSTIC_COLUMNS
from latentaudio.errors import ArtifactError


def with_acoustics(recordings: pa.Table, tables: Sequence[Path]) -> pa.Table:
    """Add the acoustics of each recording to the table of recordings.

    Parameters
    ----------
    recordings
        The table of recordings.
    tables
        The tables of acoustics, in any order; see `latentaudio.datasets.room_sounds.Acoustics`.

    Returns
    -------
    pyarrow.Table
        The table with the columns `ACOUSTIC_COLUMNS` at its end, in the order that it had.

    Raises
    ------
    ArtifactError
        When the tables lack a recording, because they belong to another run.
    """
    known = pa.concat_tables(
        [
            read_table(path, ROOM_ACOUSTICS).select(["recording_id", *ACOUSTIC_COLUMNS])
            for path in tables
        ]
    )
    rows = {name: row for row, name in enumerate(known["recording_id"].to_pylist())}
    wanted = recordings["recording_id"].to_pylist()
    if missing := [name for name in wanted if name not in rows]:
        raise ArtifactError(
            f"{tables[0].parent}: no acoustics of {len(missing)} recordings, such as "
            f"{missing[0]}; delete the folder, so that its sounds are rendered again"
        )
    known = known.take(pa.array([rows[name] for name in wanted], pa.int64()))
    for name in ACOUSTIC_COLUMNS:
        recordings = recordings.append_column(name, known[name].combine_chunks())
    return recordings
