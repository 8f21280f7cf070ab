"""Read the tables by which the claims of a run are judged."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from latentaudio.artifacts import SCORES, Kind, read_csv, read_json, read_table
from latentaudio.errors import ArtifactError
from latentaudio.findings.run import (
    KNOWN_FACTORS,
    LAYERS,
    PREDICTION,
    FlowRun,
    KnownFactors,
    Predicted,
    Run,
    feature_names,
)
from latentaudio.known_factors.comparison import read_comparison
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
    studies: Sequence[str] = (LAYERS,),
    predicting: Predicted | None = None,
) -> Run:
    """Read the tables of a run by which its claims are judged.

    Of the study of layers, the tables of scores and comparisons and the file of best layers are
    required; with features, their comparisons too. Files of flows that are missing are left empty.
    Of the studies of known factors and of prediction, both tables are required.

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
    studies
        Studies of the run. Tables of others, which an earlier run may have left, are not read.
    predicting
        What is known of the study of prediction beside its tables: where its models have what they
        know, and the error rate of its tests.

    Raises
    ------
    ArtifactError
        When a file is damaged or a required one is missing.
    """
    run = Run(name=name, factors=[str(factor) for factor in factors])
    if LAYERS in studies:
        scores = parquet_table(results / "knn" / "scores.parquet", SCORES)
        run = replace(
            run,
            scores=scores,
            comparisons=csv_table(results / "stats" / "layers.csv", required=True),
            feature_comparisons=_feature_comparisons(results, scores),
            best=read_json(results / "stats" / "best_layer.json"),
            flows=tuple(_flow(results, number, alpha) for number in flow_layers),
        )
    if KNOWN_FACTORS in studies:
        run = replace(run, known_factors=read_known_factors(results))
    if PREDICTION in studies:
        run = replace(run, predicted=read_predicted(results, predicting or Predicted()))
    return run


def read_known_factors(results: Path) -> KnownFactors:
    """Read the tables of the study of known factors by which its claims are judged.

    Raises
    ------
    ArtifactError
        When one of the two files is missing or damaged.
    """
    folder = results / "known_factors"
    texts = ("claim", "metric", "a", "b")
    contrasts = csv_table(folder / "contrasts.csv", required=True, text=texts)
    return KnownFactors(read_comparison(folder / "comparison.csv"), contrasts)


def read_predicted(results: Path, known: Predicted) -> Predicted:
    """Add the tables of the study of prediction by which its claims are judged.

    Raises
    ------
    ArtifactError
        When one of the two files is missing or damaged.
    """
    scores, by_fold = (
        csv_table(results / "prediction" / name, required=True, text=("task", "model"))
        for name in ("scores.csv", "fold_scores.csv")
    )
    return replace(known, scores=scores, by_fold=by_fold)


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
