"""A categorical and a numeric factor, and folds that the data set comes with."""

import csv
import json

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import soundfile
from tiny_project import TONES, Project, tone

pytestmark = pytest.mark.workflow

KINDS = {"short": 30.0, "long": 2.0}
PITCHES = [200.0, 400.0, 800.0, 1600.0, 3200.0, 6400.0]


@pytest.fixture(scope="module")
def finished(weights, tmp_path_factory) -> Project:
    """A run in which each pitch is in one of three folds, with both kinds."""
    folder = tmp_path_factory.mktemp("mixed")
    rows = []
    for kind, decay in KINDS.items():
        for number, pitch in enumerate(PITCHES):
            name = f"{kind} {number}.wav"
            soundfile.write(folder / name, 0.5 * tone(pitch, decay, 6.0, seed=number), 16_000)
            rows.append((name, kind, pitch, f"part {8 + number % 3}"))
    with (folder / "sounds.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("path", "kind", "pitch", "part"), *rows])
    project = Project(
        folder,
        {
            **TONES,
            "run": "mixed",
            "dataset": {
                "source": "manifest",
                "manifest": "sounds.csv",
                "factors": {
                    "kind": "categorical",
                    "pitch": {"type": "numeric", "unit": "Hz", "scale": "log", "bins": 2},
                },
                "fold_column": "part",
                "block_s": 2.0,
            },
            "network": {"layers": [9, 14]},
            "folds": {"grouped": None, "random": 2},
            "control": {"permuted_weights": False, "permuted_labels": False},
            "flow": {**TONES["flow"], "seeds": [1]},
            "transfer": {**TONES["transfer"], "associated": {}},
        },
    )
    outcome = project.snakemake("--cores", "2")
    assert outcome.code == 0, outcome.text
    return project


def test_values_are_numbers_and_folds_are_those_given(finished):
    snippets = pq.read_table(finished.results / "dataset/snippets.parquet").to_pandas()
    assert snippets.pitch.dtype == np.float64
    assert set(snippets.pitch) == set(PITCHES)
    folds = pq.read_table(finished.results / "dataset/folds.parquet").to_pandas()
    assert folds.columns.tolist() == ["snippet_id", "given", "random"]
    # "part 8" and "part 9" come before "part 10".
    expected = snippets.pitch.map({pitch: 1 + i % 3 for i, pitch in enumerate(PITCHES)})
    assert (folds.given == expected).all()


def test_both_factors_are_decoded_in_both_schemes(finished):
    scores = pq.read_table(finished.results / "knn/scores.parquet").to_pandas()
    assert scores.groupby(["factor", "scheme"]).fold.nunique().to_dict() == {
        ("kind", "given"): 3,
        ("kind", "random"): 2,
        ("pitch", "given"): 3,
        ("pitch", "random"): 2,
    }


def test_conclusions_rest_on_the_given_folds(finished):
    best = json.loads((finished.results / "stats/best_layer.json").read_text())
    assert best["scheme"] == "given"
    assert set(best["factors"]) == {"kind", "pitch"}


def test_the_flow_and_the_moves_know_a_number_by_its_bins(finished):
    bins = {"1: 200 to 800", "2: 1.6e+03 to 6.4e+03"}
    (pairs,) = finished.results.glob("transfer/*/pairs.csv")
    table = pd.read_csv(pairs)
    assert set(table.own[table.factor == "pitch"]) == bins
    heard = pd.read_csv(finished.results / "stats/classes.csv")
    assert set(heard.pitch) == bins


def test_the_report_is_written(finished):
    page = (finished.results / "report/index.html").read_text(encoding="utf-8")
    assert "1.6e+03 to 6.4e+03" in page
