"""Read the files of a run; no other module of the report deals with paths."""

import json
import re
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pandas as pd

from latentaudio.artifacts import (
    DISTANCES,
    LATENTS,
    RECORDINGS,
    SCORES,
    SNIPPETS,
    Kind,
    read_csv,
    read_json,
    read_table,
)
from latentaudio.errors import ArtifactError, ConfigError
from latentaudio.figures.registry import figure_names
from latentaudio.networks.yamnet.layers import layer
from latentaudio.report.run import FlowRun, Run
from latentaudio.transfer.effects import CONTROLS

#: Packages whose versions can change results.
PACKAGES = (
    "snakemake",
    "tensorflow",
    "tf-keras",
    "gyoza",
    "numpy",
    "scipy",
    "scikit-learn",
    "statsmodels",
    "pandas",
    "pyarrow",
    "soundfile",
    "soxr",
    "pyroomacoustics",
)

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
}
_NOT_A_NUMBER = ["", "nan", "NaN"]


def parse_config(text: str) -> Mapping[str, Any]:
    """Parse the merged configuration.

    Raises
    ------
    ConfigError
        When `text` is not a JSON object.
    """
    try:
        config = json.loads(text)
    except ValueError as error:
        raise ConfigError(f"--config: not JSON ({error}); pass the merged configuration") from error
    if not isinstance(config, dict):
        raise ConfigError(
            f"--config: {type(config).__name__} found, expected an object; pass the merged "
            "configuration"
        )
    return config


def read_run(
    results: Path, config: Mapping[str, Any], flow_layers: Sequence[int], lock: Path
) -> Run:
    """Read all tables and figures of a run.

    The tables of recordings, snippets, scores and comparisons and the file of best layers are
    required. Figures and files of flows that are missing are left empty.

    Parameters
    ----------
    results
        Folder ``results/<run>``.
    config
        The merged configuration.
    flow_layers
        Numbers of the layers that have flows.
    lock
        File of pinned requirements, which need not exist.

    Raises
    ------
    ArtifactError
        When a file is damaged or a required one is missing.
    """
    factors = [str(name) for name in config["dataset"]["factors"]]
    return Run(
        config=config,
        recordings=_parquet(results / "dataset" / "recordings.parquet", RECORDINGS),
        snippets=_parquet(results / "dataset" / "snippets.parquet", SNIPPETS),
        scores=_parquet(results / "knn" / "scores.parquet", SCORES),
        comparisons=_csv(results / "stats" / "layers.csv", required=True),
        best=read_json(results / "stats" / "best_layer.json"),
        heard=_csv(results / "stats" / "classes.csv", text=factors),
        explained_variance=_csv(results / "pca" / "explained_variance.csv"),
        figures=_pictures(results / "figures", figure_names(of_flow=False)),
        flows=tuple(_flow(results, config, number) for number in flow_layers),
        versions=versions(lock),
    )


def versions(lock: Path) -> dict[str, str]:
    """Find the installed version of each of `PACKAGES`, or else the pinned one, marked as such."""
    pinned = dict(re.findall(r"^([\w.-]+)==([^\s\\;]+)", _text(lock), flags=re.MULTILINE))
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            if name in pinned:
                found[name] = f"{pinned[name]} (pinned)"
    return found


def _flow(results: Path, config: Mapping[str, Any], number: int) -> FlowRun:
    folder = layer(number).folder
    flow, transfer = results / "flow" / folder, results / "transfer" / folder
    moved = _moved(transfer / "distances.parquet")
    control = results / "control" / "flow" / folder / "metrics.json"
    return FlowRun(
        layer=number,
        folder=folder,
        alpha=float(config["transfer"]["alpha"]),
        metrics=_json(flow / "metrics.json"),
        # An earlier run with the control may have left its file.
        permuted=_json(control) if config["control"]["permuted_labels"] else None,
        history=_csv(flow / "history.csv"),
        stages=_csv(flow / "stages.csv"),
        replicates=_csv(flow / "replicates.csv"),
        pairs=_csv(transfer / "pairs.csv"),
        tests=_csv(transfer / "tests.csv"),
        class_shifts=_csv(transfer / "class_shifts.csv"),
        dose_response=_csv(transfer / "dose_response.csv"),
        examples=_csv(transfer / "examples.csv"),
        transfer_replicates=_csv(transfer / "replicates.csv"),
        splits=_splits(flow / "latents.parquet"),
        unmoved_change=_unmoved_change(moved),
        control_shifts=_control_shifts(moved),
        figures=_pictures(results / "figures" / folder, figure_names(of_flow=True)),
    )


def _splits(path: Path) -> pd.DataFrame:
    if not path.is_file():
        return pd.DataFrame()
    return read_table(path, LATENTS, columns=["snippet_id", "split"]).to_pandas()


def _moved(path: Path) -> pd.DataFrame:
    columns = ["condition", "shift", "output_change"]
    if not path.is_file():
        return pd.DataFrame(columns=columns)
    return read_table(path, DISTANCES, columns=columns).to_pandas()


def _unmoved_change(moved: pd.DataFrame) -> float | None:
    changes = moved.loc[moved["condition"] == "no_move", "output_change"]
    return float(changes.max()) if len(changes) else None


def _control_shifts(moved: pd.DataFrame) -> dict[str, float]:
    shifts = moved.groupby("condition")["shift"].sum()
    return {
        control: float(shifts[names].sum() / shifts[["own", "other"]].sum())
        for control in CONTROLS
        if set(names := [f"{control}_own", f"{control}_other"]) <= set(shifts.index)
    }


def _parquet(path: Path, kind: Kind) -> pd.DataFrame:
    return read_table(path, kind).to_pandas()


def _csv(path: Path, required: bool = False, text: Sequence[str] = ()) -> pd.DataFrame:
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


def _json(path: Path) -> Mapping[str, Any] | None:
    return read_json(path) if path.is_file() else None


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _pictures(folder: Path, names: Sequence[str]) -> dict[str, bytes]:
    paths = {name: folder / f"{name}.png" for name in names}
    return {name: path.read_bytes() for name, path in paths.items() if path.is_file()}
