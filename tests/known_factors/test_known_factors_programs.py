"""The programs of the study of known factors, from tables of sounds to differences."""

import json
import runpy
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from known_factors.known import known_sounds, mixed
from places import REPOSITORY

from latentaudio.artifacts import PROJECTIONS, SNIPPETS, read_csv, write_table
from latentaudio.errors import ArtifactError
from latentaudio.known_factors.comparison import read_scores
from latentaudio.known_factors.costs import costs
from latentaudio.known_factors.unit_tables import SOUNDS, importance_table, shown_sounds

COUNT = 200
SHARED = {
    "factors": json.dumps([{"name": name, "type": "numeric"} for name in ("pitch", "decay")]),
    "held-out-fraction": 0.4,
    "validation-fraction": 0.2,
    "components": 6,
    "space": "layer_06",
    "seed": 1,
}


def run(name, options, *files):
    words = [f"--{key}={value}" for key, value in options.items() if not isinstance(value, list)]
    for key, value in options.items():
        if isinstance(value, list):
            words += [f"--{key}", *map(str, value)]
    argv, sys.argv = sys.argv, [name, *words, *map(str, files)]
    try:
        runpy.run_path(str(REPOSITORY / "scripts/known_factors" / name), run_name="__main__")
    finally:
        sys.argv = argv


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Components and the axes of a ridge regression, scored and compared."""
    folder = tmp_path_factory.mktemp("study")
    sounds = known_sounds(COUNT, categorical=False)
    ids = np.array([f"r#{i:03d}" for i in range(COUNT)])
    table = {"snippet_id": ids, "group": sounds.groups, **sounds.values}
    write_table(pa.table(table), folder / "snippets.parquet", SNIPPETS)
    points = pa.array(list(mixed(sounds).astype(np.float32)), pa.list_(pa.float32()))
    table = pa.table({"snippet_id": ids, "z": points})
    write_table(table, folder / "projections.parquet", PROJECTIONS)
    files = {
        "snippets": folder / "snippets.parquet",
        "projections": folder / "projections.parquet",
    }
    axes = {"method": "ridge", "settings": '{"penalty": [1, 100]}', "axes-seed": 3}
    run("axes.py", {**SHARED, **files, **axes}, folder / "axes")
    options = {**SHARED, "snippets": files["snippets"], "half-samples": 8}
    raw = {"kind": "components", "projections": files["projections"]}
    run("published_scores.py", {**options, **raw}, folder / "pca")
    trained = {"kind": "axes", "training": folder / "axes"}
    run("published_scores.py", {**options, **trained}, folder / "ridge")
    outputs = {
        name: folder / f"{name}.csv" for name in ("comparison", "seeds", "contrasts", "tuning")
    }
    folders = [folder / "pca", folder / "ridge"]
    scores = [one / "scores.csv" for one in folders]
    halves = [one / "half_samples.parquet" for one in folders]
    tried = [folder / "axes" / "tuning.csv"]
    run("comparison.py", {"scores": scores, "half-samples": halves, "tried": tried, **outputs})
    return folder


def test_axes_learned_with_labels_separate_the_factors_and_components_do_not(study):
    table = read_csv(study / "comparison.csv", keep_default_na=False, na_values={"value": [""]})
    whole = table[table["factor"] == ""].set_index(["representation", "metric"])["value"]
    assert whole["ridge/layer_06", "mig"] > 0.3 > whole["components/layer_06", "mig"]
    assert (
        whole["ridge/layer_06", "dci_disentanglement"]
        > (whole["components/layer_06", "dci_disentanglement"])
    )
    assert set(table["dimensions"]) == {6, 2}
    seeds = read_scores(study / "seeds.csv")
    assert seeds["best_by_validation"].all()
    assert seeds["seed"].isna().all()
    assert len(seeds) == len(table)


def test_the_comparison_says_how_many_settings_were_tried_and_which(study):
    tried = read_csv(study / "comparison.csv").groupby("kind")["settings_tried"].unique()
    assert (tried["components"], tried["ridge"]) == ([1], [2])
    assert (study / "tuning.csv").read_bytes() == (study / "axes" / "tuning.csv").read_bytes()


def test_a_run_without_vaes_and_flows_has_no_differences(study):
    assert (study / "contrasts.csv").read_text().startswith("claim,metric,a,b,difference,")
    assert read_csv(study / "contrasts.csv").empty


def test_importances_and_shown_sounds_are_those_of_the_units(study):
    table = read_csv(study / "ridge" / "importances.csv")
    wide = table.pivot(index="unit", columns="factor", values="importance")
    assert wide.loc[1].idxmax() == "pitch"
    assert wide.loc[2].idxmax() == "decay"
    assert wide.sum().to_numpy() == pytest.approx([1, 1])
    shown = read_csv(study / "ridge" / "shown.csv")
    of_pitch = shown[shown["factor"] == "pitch"]
    assert (of_pitch["unit_x"].iloc[0], of_pitch["unit_y"].iloc[0]) == (1, 2)
    assert abs(np.corrcoef(of_pitch["x"], of_pitch["value"])[0, 1]) > 0.9


def test_shown_sounds_are_limited_and_a_single_unit_has_no_second():
    sounds = known_sounds(3 * SOUNDS)
    codes = np.arange(3.0 * SOUNDS)[:, np.newaxis]
    table = shown_sounds(codes, sounds, np.ones((1, 3)))
    assert table.groupby("factor").size().tolist() == [SOUNDS] * 3
    assert (table["y"] == 0).all()
    assert table["unit_y"].isna().all()
    assert table.loc[table["factor"] == "kind", "value"].isna().all()
    assert set(table.loc[table["factor"] == "kind", "class"]) == {"bell", "drum", "reed"}
    first = table[table["factor"] == "pitch"]
    np.testing.assert_array_equal(first["value"], sounds.values["pitch"][first["x"].astype(int)])


def test_importances_are_listed_unit_by_unit():
    table = importance_table(np.array([[0.1, 0.2], [0.9, 0.8]]), ("a", "b"))
    expected = {"unit": [1, 1, 2, 2], "factor": ["a", "b"] * 2, "importance": [0.1, 0.2, 0.9, 0.8]}
    pd.testing.assert_frame_equal(table, pd.DataFrame(expected))


def test_costs_are_those_of_the_last_time_a_job_ran(tmp_path):
    lines = [
        {"s": 9.0, "cpu_time": 8.0, "max_rss": 7.0},
        {"s": 3.0, "cpu_time": "NA", "max_rss": 5},
    ]
    path = tmp_path / "one.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    row = costs({"flow/layer_06": path}).iloc[0]
    assert (row["training"], row["seconds"], row["memory_mb"]) == ("flow/layer_06", 3, 5)
    assert np.isnan(row["cpu_seconds"])
    path.write_text("{}\n")
    with pytest.raises(ArtifactError, match="cannot be read as benchmark"):
        costs({"flow/layer_06": path})
