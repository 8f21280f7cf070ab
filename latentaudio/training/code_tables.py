"""Tables of codes: coordinates of some snippets, the split of each, and numbers beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from latentaudio.artifacts import Kind, read_table, remedy, write_table
from latentaudio.datasets.splits import check_splits
from latentaudio.errors import ArtifactError
from latentaudio.tables import rows_of_ids, strings


@dataclass(frozen=True)
class Codes:
    """A table of codes, joined to the table of snippets.

    Attributes
    ----------
    rows
        Each snippet's row in the table of snippets, shape ``[n]``.
    split
        ``"training"``, ``"validation"`` or ``"held_out"``, shape ``[n]``.
    z
        Codes, shape ``[n, d]``, float32.
    """

    rows: np.ndarray
    split: np.ndarray
    z: np.ndarray


def write_codes(
    path: Path,
    kind: Kind,
    snippet_ids: np.ndarray,
    split: np.ndarray,
    z: np.ndarray,
    numbers: Mapping[str, np.ndarray] | None = None,
) -> None:
    """Write a table of codes.

    Parameters
    ----------
    path, kind
        Table to write.
    snippet_ids, split, z
        Ids of the snippets, and the others as in `Codes`.
    numbers
        Further columns, by name, each of shape ``[n]``; written as float32.
    """
    flat = pa.array(z.astype(np.float32).ravel())
    columns = {
        "snippet_id": pa.array(snippet_ids.tolist(), pa.string()),
        "split": pa.array(split.tolist(), pa.string()),
        "z": pa.FixedSizeListArray.from_arrays(flat, z.shape[1]),
        **{name: pa.array(one.astype(np.float32)) for name, one in (numbers or {}).items()},
    }
    write_table(pa.table(columns), path, kind)


def read_codes(
    path: Path,
    kind: Kind,
    snippet_ids: np.ndarray,
    groups: np.ndarray,
    numbers: Sequence[str] = (),
    not_finite: str = "",
) -> dict[str, np.ndarray]:
    """Read and check the codes of some or all snippets.

    Parameters
    ----------
    path, kind
        Table with columns ``snippet_id, split, z`` and `numbers`; others are not read.
    snippet_ids, groups
        Columns of the table of snippets, shape ``[n]``.
    numbers
        Names of further columns of numbers.
    not_finite
        End of the error about values that are not finite; by default, how to make the table again.

    Returns
    -------
    dict of str to numpy.ndarray
        The attributes of `Codes`, and each of `numbers`, shape ``[n]``.

    Raises
    ------
    ArtifactError
        If a snippet is unknown or occurs twice, no snippet is held out or trained on, a held-out
        group is also in another split, snippets have different numbers of codes, or a value is not
        finite.
    """
    table = read_table(path, kind, ["snippet_id", "split", "z", *numbers])
    rows = rows_of_ids(path, kind, strings(table, "snippet_id"), snippet_ids)
    split = strings(table, "split")
    check_splits(path, kind, split, groups[rows])
    lengths = pc.unique(pc.list_value_length(table["z"])).to_pylist()
    if len(lengths) != 1:
        raise ArtifactError(
            f"{path}: found {lengths} codes per sound, expected one number; {remedy(kind)}"
        )
    z = table["z"].combine_chunks().flatten().to_numpy().reshape(len(rows), -1)
    values = {"z": z, **{name: table[name].to_numpy() for name in numbers}}
    for name, value in values.items():
        if not np.isfinite(value).all():
            end = not_finite or f"; {remedy(kind)}"
            raise ArtifactError(f"{path}: '{name}' contains NaN or infinity{end}")
    return {"rows": rows, "split": split, **values}
