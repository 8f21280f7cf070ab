"""The whole workflow on another network than YAMNet, by configuration and a registered class."""

import shutil

import librosa
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import soundfile
import soxr
import tiny_network
from places import REPOSITORY
from tiny_project import TONES, project_of_tones

from latentaudio.artifacts import OUTPUT, PREDICTIONS, RECORDINGS, SNIPPETS, read_json, read_table
from latentaudio.decoding.layer_scores import layers_in
from latentaudio.embeddings.reading import logit_rows, matrix

pytestmark = pytest.mark.workflow

SECTIONS = {
    "network": {"name": "tiny", "module": "tiny_network", "layers": [1, 2, 3, 4]},
    "dataset": {**TONES["dataset"], "hop_s": 0.5, "block_s": 1.0},
    # Of the recordings, as the network would take them.
    "features": ["mfcc"],
    "control": {"permuted_weights": True, "permuted_labels": False},
    # Of a layer before the last, so that moves go through the rest of the network.
    "flow": {**TONES["flow"], "layer": 2, "seeds": [1]},
}


def tiny_project(folder):
    shutil.copy(REPOSITORY / "tests" / "tiny_network.py", folder)
    return project_of_tones(folder, **SECTIONS)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A project that has run through on the tiny network."""
    project = tiny_project(tmp_path_factory.mktemp("tiny"))
    outcome = project.snakemake("--cores", "2")
    assert outcome.code == 0, outcome.text
    return project


def test_sounds_are_cut_as_the_network_takes_them(tiny):
    snippets = read_table(tiny.results / "dataset/snippets.parquet", SNIPPETS).to_pandas()
    # Twelve blocks of one second, with two snippets each, of four recordings.
    assert len(snippets) == 4 * 12 * 2
    first = snippets[snippets["recording_id"] == snippets["recording_id"][0]]
    assert first["start_s"].tolist() == pytest.approx(np.arange(24) * 0.5)
    recordings = read_table(tiny.results / "dataset/recordings.parquet", RECORDINGS)
    assert recordings["duration_s"].to_pylist() == pytest.approx([12.0] * 4)


def test_activations_and_outputs_are_those_of_the_network(tiny):
    assert (tiny.results / "tiny" / "weights.npz").is_file()
    assert not (tiny.results / "yamnet").exists()
    network = tiny_network.TinyNetwork.from_weights(tiny.results / "tiny" / "weights.npz")
    output = read_table(tiny.results / "embeddings/output/part_001.parquet", OUTPUT)
    assert logit_rows(output["logits"]).shape[1] == 12
    assert matrix(output["log_mel"]).shape[1] == 20 * 8
    continued = {}
    for layer in tiny_network.DESCRIPTION.layers:
        path = tiny.results / "embeddings" / layer.folder / "part_001.parquet"
        table = pq.read_table(path)
        assert table.schema.metadata[b"title"] == layer.name.encode()
        assert table.schema.metadata[b"weights_sha256"] == network.weights_sha256.encode()
        values = matrix(table["activation"]).astype(np.float32)
        assert values.shape[1] == layer.size
        continued[layer.number] = network.continuation(layer.number)(values).logits
    for logits in continued.values():
        np.testing.assert_allclose(logits, logit_rows(output["logits"]), atol=0.05)


def test_a_feature_of_waveforms_goes_the_way_of_layers(tiny):
    rate = tiny_network.DESCRIPTION.samplerate
    table = pq.read_table(tiny.results / "embeddings/mfcc/part_001.parquet")
    layer = pq.read_table(tiny.results / "embeddings/layer_01/part_001.parquet")
    assert table["snippet_id"].equals(layer["snippet_id"])
    recordings = read_table(tiny.results / "dataset/recordings.parquet", RECORDINGS).to_pylist()
    first = table["snippet_id"][0].as_py()
    (recording,) = [one for one in recordings if first.startswith(one["recording_id"] + "#")]
    samples, _ = soundfile.read(tiny.folder / "sounds" / recording["path"], dtype="float32")
    snippet = soxr.resample(samples, 16_000, rate)[:4_000] * recording["gain"]
    expected = librosa.feature.mfcc(
        y=snippet.astype(np.float32), sr=rate, n_mfcc=20, n_fft=256, hop_length=80, n_mels=64
    )
    found = matrix(table["activation"])[0].astype(np.float32).reshape(51, 20)
    np.testing.assert_allclose(found, expected.T, atol=2)
    scores = pd.read_parquet(tiny.results / "knn/scores.parquet")
    pitch = scores[(scores["space"] == "mfcc") & (scores["factor"] == "pitch")]
    assert pitch["accuracy"].mean() > 0.9


def test_the_control_has_other_weights(tiny):
    one, other = (
        pq.read_table(tiny.results / folder / "layer_03" / "part_001.parquet")
        for folder in ("embeddings", "control/embeddings")
    )
    assert one["snippet_id"].equals(other["snippet_id"])
    assert not one["activation"].equals(other["activation"])
    predictions = read_table(tiny.results / "knn/layer_03/fold_01.parquet", PREDICTIONS)
    assert "knn_permuted" in predictions["decoder"].to_pylist()


def test_tables_have_the_layers_and_the_classes_of_the_network(tiny):
    names = {1: "First", 2: "Second", 3: "Third", 4: "Fourth"}
    scores = layers_in(pd.read_parquet(tiny.results / "knn/scores.parquet"))
    assert dict(zip(scores["layer"], scores["layer_name"], strict=True)) == names
    explained = layers_in(pd.read_csv(tiny.results / "pca/explained_variance.csv"))
    assert dict(zip(explained["layer"], explained["layer_name"], strict=True)) == names
    best = read_json(tiny.results / "stats/best_layer.json", "best_layer")["overall"]
    assert names[best["layer"]] == best["layer_name"]
    classes = pd.read_csv(tiny.results / "stats/classes.csv")
    assert set(classes["class_name"]) <= set(tiny_network.CLASSES)


def test_moves_end_in_the_output_of_the_network(tiny):
    folder = tiny.results / "transfer/layer_02"
    moved = pd.read_parquet(folder / "outputs.parquet")
    assert len(moved) > 0
    assert set(moved["logits"].map(len)) == {12}
    shifts = pd.read_csv(folder / "class_shifts.csv")
    assert set(shifts["class_name"].dropna()) <= set(tiny_network.CLASSES)
    assert {"Ping", "Ding", "Thump, thud"} <= set(shifts["class_name"])


def test_nothing_is_left_to_do_and_an_edit_of_the_class_re_runs_its_jobs(tiny):
    assert tiny.planned() == {}
    path = tiny.folder / "tiny_network.py"
    text = path.read_text()
    try:
        path.write_text(text.replace("# Channels", "# Numbers of channels"))
        assert tiny.planned() == {}
        path.write_text(text.replace("np.maximum(values", "np.abs(values"))
        planned = tiny.planned()
    finally:
        path.write_text(text)
    assert {"weights", "embed", "pca_fit", "knn", "transfer", "report"} <= set(planned)
    assert planned.keys().isdisjoint({"dataset", "folds", "synthesise"})


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ({"name": "tinny", "module": "tiny_network"}, "did you mean 'tiny'?"),
        ({"name": "tiny", "module": None}, "network.name: 'tiny' found, expected one of yamnet"),
        ({"name": "tiny", "module": "elsewhere"}, "network.module: no module 'elsewhere'"),
    ],
)
def test_an_unknown_network_is_an_error_before_any_job(tmp_path, section, expected):
    project = tiny_project(tmp_path)
    outcome = project.snakemake("--dry-run", network=section)
    assert outcome.code != 0
    assert expected in outcome.text
    assert not project.results.exists()
