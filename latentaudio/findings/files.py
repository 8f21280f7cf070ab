"""Read the tables by which the claims of a run are judged."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from latentaudio.artifacts import SCORES, Kind, read_csv, read_json, read_table
from latentaudio.errors import ArtifactError
from latentaudio.findings.run import FlowRun, Run, feature_names
from latentaudio.networks.base import layer_folder

# Columns of text, which are never read as numbers: a class may be called "NA" or "007".
_TEXT = {
    "factor",
    "own",
    "other",
    "axis",
    "reason",
    "typical_own",
    "typical_other",
    "distance",
    "move",
    "reference",
    "effect",
    "contrast",
    "level",
    "test",
    "effect_name",
    "note",
    "verdict",
    "class_name",
    "class_before",
    "class_after",
    "kind",
    "associated_with",
    "snippet_id",
    "scheme",
    "decoder",
    "family",
    "comparison",
    "selection",
    "layer_a_name",
    "layer_b_name",
    "layer_name",
    "feature",
}
_NOT_A_NUMBER = ["", "nan", "NaN"]


def read_judged(
    results: Path,
    name: str,
    factors: Sequence[str],
    flow_layers: Sequence[int],
    *,
    alpha: float,
) -> Run:
    """Read the tables of a run by which its claims are judged.

    The tables of scores and comparisons and the file of best layers are required; with features,
    their comparisons too. Files of flows that are missing are left empty.

    Parameters
    ----------
    results
        Folder ``results/<run>``.
    name
        Name of the run.
    factors
        Names of the factors.
    flow_layers
        Numbers of the layers that have flows.
    alpha
        Family-wise error rate of the tests of moves.

    Raises
    ------
    ArtifactError
        When a file is damaged or a required one is missing.
    """
    scores = parquet_table(results / "knn" / "scores.parquet", SCORES)
    return Run(
        name=name,
        factors=[str(factor) for factor in factors],
        scores=scores,
        comparisons=csv_table(results / "stats" / "layers.csv", required=True),
        feature_comparisons=_feature_comparisons(results, scores),
        best=read_json(results / "stats" / "best_layer.json"),
        flows=tuple(_flow(results, number, alpha) for number in flow_layers),
    )


def _feature_comparisons(results: Path, scores: pd.DataFrame) -> pd.DataFrame:
    # An earlier run with features may have left its file.
    if not feature_names(scores):
        return pd.DataFrame()
    return csv_table(results / "stats" / "features.csv", required=True)


def _flow(results: Path, number: int, alpha: float) -> FlowRun:
    folder = layer_folder(number)
    transfer = results / "transfer" / folder
    return FlowRun(
        layer=number,
        folder=folder,
        alpha=alpha,
        metrics=optional_json(results / "flow" / folder / "metrics.json"),
        pairs=csv_table(transfer / "pairs.csv"),
        tests=csv_table(transfer / "tests.csv"),
        class_shifts=csv_table(transfer / "class_shifts.csv"),
        transfer_replicates=csv_table(transfer / "replicates.csv"),
    )


def parquet_table(path: Path, kind: Kind) -> pd.DataFrame:
    """Read a Parquet table; raises ArtifactError when it is missing or damaged."""
    return read_table(path, kind).to_pandas()


def csv_table(path: Path, required: bool = False, text: Sequence[str] = ()) -> pd.DataFrame:
    """Read a table whose columns of names are text, even if all of its names look like numbers.

    Parameters
    ----------
    path
        A CSV file; without it the table is empty.
    required
        Whether the file has to be there.
    text
        Names of further columns of text.

    Raises
    ------
    ArtifactError
        When the file is damaged, or required and missing.
    """
    if not path.is_file():
        if required:
            raise ArtifactError(f"{path}: not found; run the workflow again to recreate it")
        return pd.DataFrame()
    names = read_csv(path, nrows=0).columns
    words = _TEXT.union(text).intersection(names)
    return read_csv(
        path,
        dtype=dict.fromkeys(words, str),
        keep_default_na=False,
        na_values={name: _NOT_A_NUMBER for name in names if name not in words},
    )


def optional_json(path: Path) -> Mapping[str, Any] | None:
    """Read JSON; None where the file is missing."""
    return read_json(path) if path.is_file() else None
