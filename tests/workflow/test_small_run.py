"""The whole workflow on tones with two factors that no code knows of."""

import json

import pandas as pd
import pyarrow.parquet as pq
import pytest
from tiny_project import run_tones

from latentaudio import artifacts

pytestmark = pytest.mark.workflow

LAYERS = ["layer_01", "layer_09", "layer_14"]
IDS = 4


def test_every_artifact_is_there_and_not_empty(finished):
    found = {str(path) for path in finished.artifacts()}
    expected = {
        *(f"dataset/{name}.parquet" for name in ("recordings", "snippets", "folds")),
        *(
            f"{net}pca/{layer}/{name}"
            for net in ("", "control/")
            for layer in LAYERS
            for name in ("model.npz", "projections.parquet")
        ),
        *(f"knn/{layer}/fold_0{fold}.parquet" for layer in LAYERS for fold in (1, 2, 3, 4)),
        "knn/scores.parquet",
        *(f"stats/{name}" for name in ("layers.csv", "best_layer.json", "classes.csv")),
        *(
            f"figures/{name}.{kind}"
            for kind in ("svg", "png")
            for name in (
                "accuracy_by_layer",
                "confusion",
                "tsne",
                "explained_variance",
                "spectrograms",
            )
        ),
    }
    assert expected <= found
    for layer in [*LAYERS, "output"]:
        assert len(list((finished.results / "embeddings" / layer).glob("*.parquet"))) == IDS
    assert all((finished.results / path).stat().st_size > 0 for path in found)


def test_second_run_has_nothing_to_do(finished):
    assert finished.planned() == {}


def test_factors_are_decoded_under_their_own_names(finished):
    scores = artifacts.read_table(finished.results / "knn/scores.parquet", artifacts.SCORES)
    scores = scores.to_pandas()
    assert set(scores.factor) == {"pitch", "decay"}
    assert set(scores.decoder) == {"knn", "probe", "knn_permuted"}
    # 3 layers x 2 factors x 3 decoders x (3 grouped + 4 random folds)
    assert len(scores) == 3 * 2 * 3 * 7
    assert scores.groupby("scheme").fold.nunique().to_dict() == {"grouped": 3, "random": 4}
    # A tone's pitch is plain to see in the first layer.
    first = scores.query("factor == 'pitch' and decoder == 'knn' and layer == 1")
    assert first.accuracy.mean() > 0.9
    best = json.loads((finished.results / "stats/best_layer.json").read_text())
    assert set(best["factors"]) == {"pitch", "decay"}
    layers = pd.read_csv(finished.results / "stats/layers.csv")
    assert set(layers.factor) == {"pitch", "decay"}
    assert layers.p.between(0, 1).all()
    assert layers.p_bonferroni.between(0, 1).all()


def test_no_snippet_of_a_block_is_in_two_grouped_folds(finished):
    snippets = pq.read_table(finished.results / "dataset/snippets.parquet").to_pandas()
    folds = pq.read_table(finished.results / "dataset/folds.parquet").to_pandas()
    assert len(snippets) == IDS * 6 * 2
    assert snippets.group.nunique() == IDS * 6
    assert (folds.grouped.groupby(snippets.group).nunique() == 1).all()


def test_two_runs_with_one_seed_give_the_same_bytes(finished, weights, tmp_path):
    other = run_tones(tmp_path)
    for name in (
        "knn/scores.parquet",
        "stats/layers.csv",
        "stats/best_layer.json",
        "stats/tsne.parquet",
        "figures/accuracy_by_layer.svg",
    ):
        assert (other.results / name).read_bytes() == (finished.results / name).read_bytes(), name
