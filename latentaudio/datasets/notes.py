"""Notes: what a manifest says about recordings beside their factors, kept in a table of its own.

A note is text, such as whether a label was verified, or a list of labels, of which a recording may
have several or none. Nothing is decoded from it.
"""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from latentaudio import artifacts
from latentaudio.datasets.label_lists import split_labels
from latentaudio.datasets.source import Recording, Source


def note_table(source: Source, recordings: Sequence[Recording]) -> pa.Table:
    """Make the table of notes.

    Returns
    -------
    pyarrow.Table
        ``recording_id`` and a column for each of `Source.notes`: text, empty where the table that
        lists the recording has no such column, or a list of texts.
    """
    columns = {"recording_id": pa.array([one.recording_id for one in recordings], pa.string())}
    for name, kind in source.notes.items():
        texts = [one.notes[name] for one in recordings]
        columns[name] = (
            pa.array(map(split_labels, texts), pa.list_(pa.string()))
            if kind == "list"
            else pa.array(texts, pa.string())
        )
    return pa.table(columns)


def write_notes(source: Source, recordings: Sequence[Recording], path: Path) -> None:
    """Write the table of notes."""
    artifacts.write_table(note_table(source, recordings), path, artifacts.NOTES)
