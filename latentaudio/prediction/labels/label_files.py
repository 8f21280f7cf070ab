"""The table of the labels of recordings, which tasks of labels read."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from latentaudio.artifacts import LABEL_LISTS, read_table, write_table
from latentaudio.errors import ArtifactError
from latentaudio.tables import strings


def write_label_lists(
    path: Path, recording_ids: Sequence[str], lists: Mapping[str, Sequence[str]]
) -> None:
    """Write the labels of recordings, in the order of these."""
    table = pa.table(
        {
            "recording_id": pa.array(recording_ids, pa.string()),
            "labels": pa.array([list(lists[one]) for one in recording_ids], pa.list_(pa.string())),
        }
    )
    write_table(table, path, LABEL_LISTS)


def with_label_lists(recordings: pa.Table, path: Path, task: str) -> pa.Table:
    """Add the labels of recordings to their table, as a column named as the task.

    Raises
    ------
    ArtifactError
        If the file is damaged, or is of other recordings.
    """
    table = read_table(path, LABEL_LISTS)
    if strings(table, "recording_id").tolist() != strings(recordings, "recording_id").tolist():
        raise ArtifactError(
            f"{path}: its recordings are not those of dataset/recordings.parquet; delete it and "
            "run again"
        )
    return recordings.append_column(task, table["labels"])
