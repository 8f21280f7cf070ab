"""The whole workflow on tones with two factors that no code knows of."""

import json

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from settings import defaults

from latentaudio import artifacts
from latentaudio.workflow.inspection import inspect_run
from latentaudio.workflow.settings_files import laid_over

pytestmark = pytest.mark.workflow

LAYERS = ["layer_01", "layer_09", "layer_14"]
RECORDINGS, PARTS = 4, 2


def test_every_artifact_is_there_and_not_empty(finished, layer):
    found = {str(path) for path in finished.artifacts()}
    expected = {
        *(f"dataset/{name}.parquet" for name in ("recordings", "snippets", "folds")),
        *(
            f"{net}pca/{layer}/{name}"
            for net in ("", "control/")
            for layer in LAYERS
            for name in ("model.npz", "projections.parquet")
        ),
        *(f"knn/{layer}/fold_0{fold}.parquet" for layer in LAYERS for fold in (1, 2, 3)),
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
    flow = ("weights.npz", "architecture.json", "history.csv", "latents.parquet", "stages.csv")
    tables = (
        *("pairs.csv", "distances.parquet", "outputs.parquet", "tests.csv"),
        *("class_shifts.csv", "dose_response.csv", "examples.csv"),
    )
    expected |= {
        *(f"flow/{layer}/{one}{name}" for one in ("", "seed_2/") for name in flow),
        *(f"control/flow/{layer}/{name}" for name in flow),
        *(f"flow/{layer}/{name}" for name in ("metrics.json", "replicates.csv")),
        *(f"transfer/{layer}/{name}" for name in (*tables, "replicates.csv")),
        *(f"transfer/{layer}/seed_2/{name}" for name in tables[:4]),
        *(
            f"figures/{layer}/{name}.{kind}"
            for kind in ("svg", "png")
            for name in (
                *("latent_axes", "disentanglement", "training", "stages", "transfer"),
                *("dose_response", "class_shifts"),
            )
        ),
        "report/findings.json",
        "report/index.html",
    }
    assert expected <= found
    for layer in [*LAYERS, "output"]:
        assert len(list((finished.results / "embeddings" / layer).glob("*.parquet"))) == PARTS
    assert all((finished.results / path).stat().st_size > 0 for path in found)


def test_one_call_writes_snakemakes_own_report_too(finished):
    report = (finished.folder / "workflow.html").read_text(encoding="utf-8")
    best = finished.best_layer()
    # The last one is known to be needed only when the best layer has been found.
    for name in (
        "report/index.html",
        "figures/accuracy_by_layer.svg",
        f"figures/layer_{best:02d}/latent_axes.svg",
    ):
        assert f'"results/tones/{name}"' in report, name


def test_second_run_has_nothing_to_do(finished):
    assert finished.planned() == {}


def test_factors_are_decoded_under_their_own_names(finished):
    scores = artifacts.read_table(finished.results / "knn/scores.parquet", artifacts.SCORES)
    scores = scores.to_pandas()
    assert set(scores.factor) == {"pitch", "decay"}
    assert set(scores.decoder) == {"knn", "probe", "knn_permuted"}
    # 2 factors x (3 grouped + 2 random folds), in 3 layers by 3 decoders, and by 2 in the
    # spectrogram and the technical properties, because these are in no control network.
    assert len(scores) == 2 * 5 * (3 * 3 + 2 * 2)
    assert set(scores.space) == {"layer_01", "layer_09", "layer_14", "log_mel", "technical"}
    assert scores.groupby("scheme").fold.nunique().to_dict() == {"grouped": 3, "random": 2}
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
    assert len(snippets) == RECORDINGS * 6 * 2
    assert snippets.group.nunique() == RECORDINGS * 6
    assert (folds.grouped.groupby(snippets.group).nunique() == 1).all()


def test_sounds_are_moved_and_every_pair_is_accounted_for(finished):
    (pairs,) = finished.results.glob("transfer/*/pairs.csv")
    table = pd.read_csv(pairs)
    assert set(table.factor) == {"pitch", "decay", "pitch+decay"}
    assert table.used.any()
    assert table.loc[~table.used, "reason"].notna().all()
    tests = pd.read_csv(pairs.with_name("tests.csv"))
    assert set(tests.contrast) >= {"before", "random", "permuted", "no_move"}
    distances = pq.read_table(pairs.with_name("distances.parquet")).to_pandas()
    unmoved = distances[distances.condition == "no_move"]
    assert len(unmoved) == table.n_moved.sum()
    assert unmoved.output_change.max() < 1e-4


def test_moved_sounds_are_held_out(finished):
    (path,) = finished.results.glob("transfer/*/distances.parquet")
    moved = set(pq.read_table(path)["snippet_id"].to_pylist())
    latents = pq.read_table(finished.results / "flow" / path.parent.name / "latents.parquet")
    split = dict(zip(latents["snippet_id"].to_pylist(), latents["split"].to_pylist(), strict=True))
    assert {split[name] for name in moved} == {"held_out"}


def test_a_check_before_the_run_tells_what_the_run_finds(finished, monkeypatch, one_thread):
    monkeypatch.chdir(finished.folder)
    found = inspect_run(laid_over(defaults(), finished.config))
    assert found.errors == []
    folds = pa.table({"snippet_id": found.snippets["snippet_id"], **found.folds})
    tables = {"recordings": found.recordings, "snippets": found.snippets, "folds": folds}
    for name, table in tables.items():
        written = pq.read_table(finished.results / f"dataset/{name}.parquet")
        # Sums differ in their last digit where other numbers of threads add them up.
        pd.testing.assert_frame_equal(
            *(one.to_pandas() for one in (table, written)), check_exact=False, rtol=1e-12
        )
    written = pd.read_csv(finished.results / "stats" / "technical.csv")
    both = [one.astype(object).fillna("") for one in (found.technical, written)]
    pd.testing.assert_frame_equal(*both, check_dtype=False)
    estimates = json.loads((finished.results / "dataset" / "preflight.json").read_text())
    assert estimates["activations_gb"] == found.disk["activations_gb"]
    assert estimates["kept_gb"] == found.disk["kept_gb"]
