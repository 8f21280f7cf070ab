"""Read the files of a run; no other module of the report deals with paths."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pandas as pd

from latentaudio.artifacts import DISTANCES, FOLDS, LATENTS, RECORDINGS, SNIPPETS, read_table
from latentaudio.errors import ArtifactError, ConfigError
from latentaudio.factor_types import bin_labels, parse_factors
from latentaudio.figures.registry import ANY_STUDY, FIGURES, figure_names
from latentaudio.findings.files import csv_table, optional_json, parquet_table, read_judged
from latentaudio.findings.run import (
    KNOWN_FACTORS,
    LAYERS,
    PREDICTION,
    FlowRun,
    Run,
)
from latentaudio.findings.storage import read_findings
from latentaudio.known_factors.comparison import read_scores
from latentaudio.report.sections import sections_of
from latentaudio.transfer.effects import CONTROLS
from latentaudio.tuning import TUNING_FILE, read_tuning

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
    results: Path,
    config: Mapping[str, Any],
    flow_layers: Sequence[int],
    findings: Path,
    lock: Path,
    traversals: Sequence[str] = (),
) -> Run:
    """Read the findings, tables and figures of a run.

    The tables that the sections of the run's studies need are required. Other tables, figures and
    files of flows that are missing are left empty, and so is all that belongs to other studies.

    Parameters
    ----------
    results
        Folder ``results/<run>``.
    config
        The merged configuration.
    flow_layers
        Numbers of the layers that have flows.
    findings
        File of findings.
    lock
        File of pinned requirements, which need not exist.
    traversals
        Names of the representations whose traversals are shown, as their folders have them.

    Raises
    ------
    ArtifactError
        When a file is damaged or a required one is missing.
    """
    _check_needs(results, config)
    factors = [str(name) for name in config["dataset"]["factors"]]
    judged = read_judged(
        results,
        str(config["run"]),
        factors,
        flow_layers,
        alpha=float(config["transfer"]["alpha"]),
        studies=config["studies"],
    )
    run = replace(
        judged,
        config=config,
        findings=read_findings(findings),
        recordings=parquet_table(results / "dataset" / "recordings.parquet", RECORDINGS),
        snippets=_with_bins(
            parquet_table(results / "dataset" / "snippets.parquet", SNIPPETS), config
        ),
        passed_over=read_passed_over(results),
        near_copies=read_near_copies(results),
        versions=versions(lock),
    )
    if LAYERS in config["studies"]:
        run = _with_layers(results, run, factors)
    if KNOWN_FACTORS in config["studies"]:
        run = _with_representations(results, run, traversals)
    if PREDICTION in config["studies"]:
        run = _with_predictions(results, run)
    shown = [
        name for name in figure_names(of_flow=False, study=ANY_STUDY) if FIGURES[name].is_in(config)
    ]
    return replace(run, figures={**run.figures, **_pictures(results / "figures", shown)})


def _with_predictions(results: Path, run: Run) -> Run:
    """Add what only the section on prediction shows."""
    folder = results / "prediction"
    names = [
        name
        for name in figure_names(of_flow=False, study=PREDICTION)
        if FIGURES[name].is_in(run.config)
    ]
    texts = ("task", "model", "model_a", "model_b", "class", "label")
    # Tables of one kind of task are there if it is.
    comparisons, per_class, per_label = (
        csv_table(folder / f"{name}.csv", required=name == "comparisons", text=texts)
        for name in ("comparisons", "per_class", "per_label")
    )
    return replace(
        run,
        figures={**run.figures, **_pictures(results / "figures", names)},
        predicted=replace(
            run.predicted, comparisons=comparisons, per_class=per_class, per_label=per_label
        ),
    )


def _with_representations(results: Path, run: Run, traversals: Sequence[str]) -> Run:
    """Add what only the section on representations shows."""
    figures, names = results / "figures", figure_names(of_flow=False, study=KNOWN_FACTORS)
    # Figures of what representations decode have a folder of their own.
    views = figures / KNOWN_FACTORS
    pictures = {name: _pictures(views / name, ["traversals"]) for name in traversals}
    return replace(
        run,
        figures={**run.figures, **_pictures(figures, names), **_pictures(views, names)},
        known_factors=replace(
            run.known_factors,
            seeds=read_scores(results / "known_factors" / "comparison_seeds.csv"),
            tuning=read_tuning(results / "known_factors" / TUNING_FILE),
            traversals=pictures,
        ),
    )


def _with_layers(results: Path, run: Run, factors: Sequence[str]) -> Run:
    """Add what only the sections on layers, axes and moves show."""
    return replace(
        run,
        folds=_folds(results / "dataset" / "folds.parquet"),
        heard=csv_table(results / "stats" / "classes.csv", text=factors),
        technical=_technical(results, run.config),
        people=_people(results, run.config),
        explained_variance=csv_table(results / "pca" / "explained_variance.csv"),
        figures=_pictures(results / "figures", figure_names(of_flow=False)),
        flows=tuple(_completed(results, flow, run.config) for flow in run.flows),
    )


def _folds(path: Path) -> pd.DataFrame:
    return parquet_table(path, FOLDS) if path.is_file() else pd.DataFrame()


def _technical(results: Path, config: Mapping[str, Any]) -> pd.DataFrame:
    # An earlier run with the control may have left its file.
    if not config["control"]["technical"]:
        return pd.DataFrame()
    return csv_table(results / "stats" / "technical.csv", required=True)


def _people(results: Path, config: Mapping[str, Any]) -> pd.DataFrame:
    # An earlier run with answers may have left its file.
    if config["listening"]["answers"] is None:
        return pd.DataFrame()
    return csv_table(results / "listening" / "scores.csv", required=True)


def read_passed_over(results: Path) -> pd.DataFrame:
    """Read which files of the searched folder are not used; empty where there are none."""
    return csv_table(results / "dataset" / "passed_over.csv", text=["path"])


def read_near_copies(results: Path) -> pd.DataFrame:
    """Read which recordings may be copies of each other; empty where none are."""
    return csv_table(results / "dataset" / "near_copies.csv", text=["recording_a", "recording_b"])


def _with_bins(snippets: pd.DataFrame, config: Mapping[str, Any]) -> pd.DataFrame:
    """Put the bins of numeric factors in place of their values: they are counted like classes."""
    binned = {
        factor.name: bin_labels(factor, snippets[factor.name].to_numpy(float))
        for factor in parse_factors(config["dataset"]["factors"])
        if factor.is_numeric
    }
    return snippets.assign(**binned)


def _check_needs(results: Path, config: Mapping[str, Any]) -> None:
    for section in sections_of(config):
        for name in section.needs:
            if not (results / name).is_file():
                raise ArtifactError(
                    f"{results / name}: not found; run the workflow again to recreate it (section "
                    f"{section.name!r} of the report needs it)"
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


def _completed(results: Path, judged: FlowRun, config: Mapping[str, Any]) -> FlowRun:
    """Add what only the report shows to the tables of a flow."""
    folder = judged.folder
    flow, transfer = results / "flow" / folder, results / "transfer" / folder
    control = results / "control" / "flow" / folder / "metrics.json"
    moved = _moved(transfer / "distances.parquet")
    return replace(
        judged,
        # An earlier run with the control may have left its file.
        permuted=optional_json(control) if config["control"]["permuted_labels"] else None,
        history=csv_table(flow / "history.csv"),
        stages=csv_table(flow / "stages.csv"),
        replicates=csv_table(flow / "replicates.csv"),
        dose_response=csv_table(transfer / "dose_response.csv"),
        examples=csv_table(transfer / "examples.csv"),
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


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _pictures(folder: Path, names: Sequence[str]) -> dict[str, bytes]:
    paths = {name: folder / f"{name}.png" for name in names}
    return {name: path.read_bytes() for name, path in paths.items() if path.is_file()}
