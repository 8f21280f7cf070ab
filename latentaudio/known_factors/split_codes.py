"""Tables of codes of supervised axes."""

from pathlib import Path

import numpy as np

from latentaudio.artifacts import Kind
from latentaudio.training.code_tables import Codes, read_codes, write_codes


def write_split_codes(
    path: Path, kind: Kind, snippet_ids: np.ndarray, split: np.ndarray, z: np.ndarray
) -> None:
    """Write codes ``[n, d]`` of the sounds with these ids and splits, shape ``[n]``."""
    write_codes(path, kind, snippet_ids, split, z)


def read_split_codes(path: Path, kind: Kind, snippet_ids: np.ndarray, groups: np.ndarray) -> Codes:
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
    return Codes(**read_codes(path, kind, snippet_ids, groups))
