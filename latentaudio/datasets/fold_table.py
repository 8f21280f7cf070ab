"""Table of cross-validation folds, which every decoding job reads."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import FOLDS, read_table
from latentaudio.datasets.source import Source
from latentaudio.tables import check_snippet_ids

#: Folds that the data set comes with, in column `FOLD` of the table of snippets.
GIVEN = "given"
GROUPED = "grouped"
RANDOM = "random"
#: Schemes, in the order of all tables. Conclusions rest on the first that a run has.
SCHEMES = (GIVEN, GROUPED, RANDOM)
FOLD = "fold"


def main_scheme(source: Source) -> str:
    """Name the scheme on which conclusions rest: the folds that come with the data set, if any."""
    return GROUPED if source.fold_column is None else GIVEN


def read_folds(path: Path, snippet_ids: np.ndarray) -> dict[str, np.ndarray]:
    """Read the table of folds: fold numbers by scheme, in the order of `snippet_ids`."""
    table = read_table(path, FOLDS)
    check_snippet_ids(path, FOLDS, table, snippet_ids)
    return {scheme: table[scheme].to_numpy() for scheme in SCHEMES if scheme in table.column_names}


def fold_table(snippet_ids: pa.ChunkedArray, assigned: Mapping[str, np.ndarray]) -> pa.Table:
    """Make the table of folds: one row per snippet, one column (int16, from 1) per scheme."""
    return pa.table({"snippet_id": snippet_ids, **{k: pa.array(v) for k, v in assigned.items()}})
