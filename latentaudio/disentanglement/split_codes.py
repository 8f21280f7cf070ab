"""Tables of codes: coordinates of some sounds, and the split that each sound was in."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from latentaudio.artifacts import Kind, read_table, write_table
from latentaudio.datasets.splits import check_splits
from latentaudio.errors import ArtifactError
from latentaudio.tables import rows_of_ids, strings


@dataclass(frozen=True)
class SplitCodes:
    """A table of codes, joined to the table of snippets.

    Attributes
    ----------
    rows
        Each sound's row in the table of snippets, shape ``[n]``.
    split
        ``"training"``, ``"validation"`` or ``"held_out"``, shape ``[n]``.
    z
        Codes, shape ``[n, d]``, float32.
    """

    rows: np.ndarray
    split: np.ndarray
    z: np.ndarray


def write_split_codes(
    path: Path, kind: Kind, snippet_ids: np.ndarray, split: np.ndarray, z: np.ndarray
) -> None:
    """Write codes ``[n, d]`` of the sounds with these ids and splits, shape ``[n]``."""
    flat = pa.array(z.astype(np.float32).ravel())
    columns: Mapping[str, pa.Array] = {
        "snippet_id": pa.array(snippet_ids.tolist(), pa.string()),
        "split": pa.array(split.tolist(), pa.string()),
        "z": pa.FixedSizeListArray.from_arrays(flat, z.shape[1]),
    }
    write_table(pa.table(columns), path, kind)


def read_split_codes(
    path: Path, kind: Kind, snippet_ids: np.ndarray, groups: np.ndarray
) -> SplitCodes:
    """Read and check the codes of some or all sounds.

    Parameters
    ----------
    path, kind
        Table with columns ``snippet_id, split, z``; others are not read.
    snippet_ids, groups
        Columns of the table of snippets, shape ``[n]``.

    Raises
    ------
    ArtifactError
        If a sound is unknown or occurs twice, splits are not of whole groups, sounds have different
        numbers of codes, or a code is not finite.
    """
    table = read_table(path, kind, ["snippet_id", "split", "z"])
    rows = rows_of_ids(path, kind, strings(table, "snippet_id"), snippet_ids)
    split = strings(table, "split")
    check_splits(path, kind, split, groups[rows])
    remedy = f"delete it, and rule '{kind.made_by}' will make it again when it is next needed"
    lengths = pc.unique(pc.list_value_length(table["z"])).to_pylist()
    if len(lengths) != 1:
        raise ArtifactError(
            f"{path}: found {lengths} codes per sound, expected one number; {remedy}"
        )
    z = table["z"].combine_chunks().flatten().to_numpy().reshape(len(rows), -1)
    if not np.isfinite(z).all():
        raise ArtifactError(f"{path}: 'z' contains NaN or infinity; {remedy}")
    return SplitCodes(rows, split, z)
