"""What the page of a run shows, from the files of a small made-up run."""

import io
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import soundfile
from explorer.made_up_page import static_files
from page_files import clip_of, read_data_file

from latentaudio import artifacts
from latentaudio.audio.rate import SnippetFormat
from latentaudio.decoding.predictions import PREDICTIONS_SCHEMA
from latentaudio.errors import ArtifactError
from latentaudio.explorer.clips import write_clips
from latentaudio.explorer.page_folder import write_page
from latentaudio.explorer.run_content import RunFiles, read_content
from latentaudio.factor_types import Factor
from latentaudio.networks.base import Layer, LogMelPatch, NetworkDescription

CLIP = SnippetFormat(8_000, 4_000)
NETWORK = NetworkDescription(
    name="small",
    title="SmallNet",
    snippet=CLIP,
    layers=(Layer(1, "First", (4,)), Layer(2, "Second", (4,))),
    embedding_size=4,
    classes=tuple(f"sound {i}" for i in range(6)),
    classes_title="output classes",
    patch=LogMelPatch(10, 4, 0.05, 100.0, 4000.0),
)
FACTORS = (Factor("material"), Factor("class", "numeric", unit="m", scale="log"))
EVIL = "<img src=x onerror=alert(1)>.wav"
#: Snippets of the data set; those of the map in its order, which is another.
SNIPPETS = [f"{recording}#{i:05d}" for recording in ("a", "b", "c") for i in range(4)]
SHOWN = ["b#00001", "b#00003", "a#00000", "c#00001", "c#00002"]


def recording_of(name):
    return name.split("#")[0]


def waveform(name):
    row = SNIPPETS.index(name)
    time = np.arange(CLIP.samples) / CLIP.samplerate
    return (0.05 * (row + 1) * np.sin(2 * np.pi * (200 + 50 * row) * time)).astype(np.float32)


def logits(name):
    return np.random.default_rng(SNIPPETS.index(name)).normal(0, 3, 6).astype(np.float32)


@pytest.fixture
def files(tmp_path) -> RunFiles:
    """Write the files of a run."""
    write_data_set(tmp_path)
    write_maps(tmp_path / "maps")
    every = sorted(SNIPPETS, key=lambda name: (recording_of(name) != "b", name))
    sounds = ((name, waveform(name)) for name in every)
    write_clips(tmp_path / "clips.parquet", SHOWN, sounds, CLIP.samplerate)
    for number, names in enumerate((every[:5], every[5:])):
        # The output of the network is in an order of its own.
        values = np.concatenate([logits(name) for name in names[::-1]])
        columns = {
            "snippet_id": names[::-1],
            "logits": pa.FixedSizeListArray.from_arrays(pa.array(values), 6),
        }
        path = tmp_path / "outputs" / f"{number}.parquet"
        artifacts.write_table(pa.table(columns), path, artifacts.OUTPUT)
    predictions = [
        tmp_path / "knn" / layer / "fold_01.parquet" for layer in ("layer_01", "layer_02")
    ]
    write_predictions(predictions[0], right=())
    write_predictions(predictions[1], right=SNIPPETS[1::2])
    return RunFiles(
        sounds=tmp_path / "maps" / "sounds.parquet",
        recordings=tmp_path / "recordings.parquet",
        snippets=tmp_path / "snippets.parquet",
        folds=tmp_path / "folds.parquet",
        passed_over=tmp_path / "passed_over.csv",
        maps=[tmp_path / "maps/layer_01/pca.parquet", tmp_path / "maps/embedding/umap_2d.parquet"],
        neighbours=[tmp_path / "maps/embedding/neighbours.parquet"],
        clusters=[tmp_path / "maps/embedding/clusters.parquet"],
        moves=[tmp_path / "maps/layer_02/moves.json"],
        clips=tmp_path / "clips.parquet",
        outputs=[tmp_path / "outputs" / f"{number}.parquet" for number in (1, 0)],
        predictions=predictions,
    )


def write_data_set(folder):
    recordings = pa.table(
        {
            "recording_id": ["a", "b", "c"],
            "path": ["x/a.wav", EVIL, "c.wav"],
            "duration_s": [2.0, 3.0, 4.0],
        }
    )
    artifacts.write_table(recordings, folder / "recordings.parquet", artifacts.RECORDINGS)
    count = len(SNIPPETS)
    snippets = pa.table(
        {
            "snippet_id": SNIPPETS,
            "recording_id": [recording_of(name) for name in SNIPPETS],
            "start_s": np.arange(count) * 0.5,
            "group": [f"group {row // 2}" for row in range(count)],
            "material": [{"a": "wood", "b": "metal", "c": "</script>"}[n[0]] for n in SNIPPETS],
            "class": np.arange(count) + 1.0,
        }
    )
    artifacts.write_table(snippets, folder / "snippets.parquet", artifacts.SNIPPETS)
    folds = pa.table(
        {"snippet_id": SNIPPETS, "grouped": pa.array(np.arange(count) % 11 + 1, pa.int16())}
    )
    artifacts.write_table(folds, folder / "folds.parquet", artifacts.FOLDS)
    passed = pd.DataFrame({"path": ["NA"], "reason": ["no sound file"]})
    artifacts.write_csv(folder / "passed_over.csv", passed)


def lists(values, dtype):
    return pa.FixedSizeListArray.from_arrays(
        pa.array(np.asarray(values, dtype).ravel()), np.shape(values)[1]
    )


def write_maps(folder, shown=SHOWN):
    recordings = [recording_of(name) for name in shown]
    sounds = pa.table({"snippet_id": shown, "recording_id": recordings})
    artifacts.write_table(sounds, folder / "sounds.parquet", artifacts.SOUNDS)
    count = len(shown)
    for space, method, dimensions in (("layer_01", "pca", 3), ("embedding", "umap_2d", 2)):
        about = {"title": method, "space": space, "space_title": f"title of {space}"}
        points = np.arange(count * dimensions).reshape(count, dimensions)
        table = pa.table({"snippet_id": shown, "xyz": lists(points, np.float32)})
        metadata = {"map": json.dumps(about)}
        artifacts.write_table(table, folder / space / f"{method}.parquet", artifacts.MAP, metadata)
    rows = np.array([[(row + 1) % count, (row + 2) % count] for row in range(count)])
    vectors = np.arange(count * 3, dtype=np.int8).reshape(count, 3)
    table = pa.table(
        {
            "snippet_id": shown,
            "rows": lists(rows, np.int32),
            "distances": lists(rows / 2, np.float32),
            "vectors": pa.array([one.tobytes() for one in vectors], pa.binary(3)),
        }
    )
    path = folder / "embedding" / "neighbours.parquet"
    artifacts.write_table(table, path, artifacts.NEIGHBOURS, {"scale": "0.125"})
    table = pa.table(
        {"snippet_id": shown, "cluster": pa.array([0, 2, -1, 2, 0][:count], pa.int16())}
    )
    about = {"method": "k-means", "parameters": "3 clusters", "agreement": {"material": 0.5}}
    path = folder / "embedding" / "clusters.parquet"
    artifacts.write_table(table, path, artifacts.CLUSTERS, {"clusters": json.dumps(about)})
    moves = {"space": "layer_02", "moves": [{"row": 1, "effect": -0.5}]}
    artifacts.write_document(folder / "layer_02" / "moves.json", artifacts.MOVES, moves)


def write_predictions(path, right):
    """Write predictions of which those that count are right about some snippets."""
    rows = []
    for number, name in enumerate(SNIPPETS):
        truth = {"a": "wood", "b": "metal", "c": "</script>"}[name[0]]
        for scheme, decoder in (("grouped", "knn"), ("random", "knn"), ("grouped", "knn_permuted")):
            is_right = (scheme, decoder) == ("grouped", "knn") and name in right
            guess = truth if is_right else "stone"
            rows.append(
                {"snippet_id": name, "factor": "material", "truth": truth, "predicted": guess}
                | {"decoder": decoder, "scheme": scheme}
            )
        rows.append(
            {"snippet_id": name, "factor": "class", "decoder": "ridge", "scheme": "grouped"}
            | {"true_value": number + 1.0, "predicted_value": number + (1.5 if right else 2.5)}
        )
    # One sound of the map is in no fold.
    rows = [one for one in rows if one["snippet_id"] != SHOWN[4]]
    table = pa.Table.from_pylist(rows, schema=PREDICTIONS_SCHEMA)
    artifacts.write_table(table, path, artifacts.PREDICTIONS)


def content_of(files, **changes):
    options = {
        "title": "demo",
        "network": NETWORK,
        "factors": FACTORS,
        "layers": {"layer_01": "First", "layer_02": "Second"},
        "scheme": "grouped",
        "best_layer": 2,
        "made_with": {"run": "demo", "seed": 3},
    }
    return read_content(files, **(options | changes))


@pytest.fixture
def page(files, tmp_path):
    write_page(tmp_path / "page", content_of(files), static_files(tmp_path / "static"))
    return tmp_path / "page"


@pytest.fixture
def manifest(page):
    return read_data_file(page, "data/manifest")


def column(page, manifest, name):
    """Read the values of a column: names or numbers, None where there is none."""
    (one,) = [column for column in manifest["columns"] if column["name"] == name]
    values = read_data_file(page, one["file"])
    if one["kind"] == "number":
        return one, [None if np.isnan(value) else pytest.approx(float(value)) for value in values]
    names = dict(enumerate(one["categories"]))
    return one, [names.get(int(code)) for code in values]


def test_names_places_and_files_are_those_of_the_rows(page):
    found = read_data_file(page, "data/sounds")
    assert found["ids"] == SHOWN
    assert [found["files"][i] for i in found["file"]] == [EVIL, EVIL, "x/a.wav", "c.wav", "c.wav"]
    assert found["start_s"].tolist() == [SNIPPETS.index(name) * 0.5 for name in SHOWN]
    assert found["recording_s"].tolist() == [3, 3, 2, 4, 4]


def test_the_manifest_tells_where_it_comes_from(manifest):
    assert manifest["title"] == "demo"
    assert manifest["made_with"]["network"] == "SmallNet"
    assert manifest["made_with"]["seed"] == 3
    assert manifest["best_layer"] == "layer_02"
    # There is no map of layer 2.
    assert manifest["layers"] == ["layer_01"]
    assert manifest["passed_over"] == [{"file": "NA", "reason": "no sound file"}]
    assert [one["name"] for one in manifest["factors"]] == ["material", "class"]
    assert [one["space"] for one in manifest["moves"]] == ["layer_02"]


def test_clips_are_those_of_the_rows(page, manifest):
    for row, name in enumerate(SHOWN):
        samples, rate = soundfile.read(io.BytesIO(clip_of(page, manifest, row)), dtype="int16")
        assert rate == CLIP.samplerate
        np.testing.assert_array_equal(samples, np.round(waveform(name) * 32767))


def test_factors_origins_descriptors_and_clusters_are_columns(page, manifest):
    material, labels = column(page, manifest, "material")
    assert labels == ["metal", "metal", "wood", "</script>", "</script>"]
    assert material["role"] == "factor"
    size, values = column(page, manifest, "class")
    assert (size["unit"], size["scale"]) == ("m", "log")
    assert values == [SNIPPETS.index(name) + 1 for name in SHOWN]
    assert column(page, manifest, "recording")[1] == [name[0] for name in SHOWN]
    groups = [f"group {SNIPPETS.index(name) // 2}" for name in SHOWN]
    assert column(page, manifest, "group")[1] == groups
    fold, folds = column(page, manifest, "fold")
    assert folds == [str(SNIPPETS.index(name) % 11 + 1) for name in SHOWN]
    assert fold["categories"] == sorted(fold["categories"], key=int)
    pitch, hertz = column(page, manifest, "pitch_hz")
    assert hertz == pytest.approx([200 + 50 * SNIPPETS.index(n) for n in SHOWN], rel=0.02)
    assert pitch["role"] == "descriptor"
    clusters, numbers = column(page, manifest, "cluster_embedding")
    assert numbers == ["cluster 1", "cluster 3", None, "cluster 3", "cluster 1"]
    assert clusters["title"] == "clusters in title of embedding"
    assert clusters["about"].endswith("3 clusters; adjusted Rand index with material 0.50")


def test_predictions_of_the_main_scheme_and_decoder_count(page, manifest):
    predicted, labels = column(page, manifest, "predicted_material")
    # Snippets of odd numbers are predicted right.
    assert labels == ["metal", "metal", "stone", "</script>", None]
    assert predicted["role"] == "prediction"
    error, verdicts = column(page, manifest, "error_material")
    assert verdicts == ["right", "right", "wrong", "right", None]
    assert error["about"] == "KNN at layer 2 (Second), held-out folds (grouped), material"
    _, values = column(page, manifest, "predicted_class")
    assert values == [*(SNIPPETS.index(name) + 1.5 for name in SHOWN[:4]), None]
    assert column(page, manifest, "error_class")[1] == [0.5] * 4 + [None]


def test_the_layers_that_get_a_sound_wrong_are_counted(page, manifest):
    # Layer 1 gets all wrong, layer 2 the snippets of even numbers.
    wrong, counts = column(page, manifest, "difficulty_material")
    assert counts == [1, 1, 2, 1, None]
    assert wrong["role"] == "error"
    assert wrong["about"] == "KNN in 2 layers, held-out folds (grouped), material"
    # Values are off by 1.5 in layer 1 and by 0.5 in layer 2.
    error, means = column(page, manifest, "difficulty_class")
    assert means == [1.0] * 4 + [None]
    assert error["unit"] == "m"


def test_without_decoding_there_are_no_predictions_and_folds(files):
    content = content_of(replace(files, folds=None, predictions=[]), best_layer=None)
    assert content.best_layer is None
    roles = {one.role for one in content.columns}
    assert roles == {"factor", "recording", "group", "descriptor", "cluster"}


def test_without_factors_and_groups_of_their_own_these_are_not_shown(files, tmp_path):
    table = artifacts.read_table(files.snippets, artifacts.SNIPPETS)
    table = table.select(["snippet_id", "recording_id", "start_s"])
    table = table.append_column("group", table["recording_id"])
    artifacts.write_table(table, files.snippets, artifacts.SNIPPETS)
    content = content_of(
        replace(files, folds=None, predictions=[], clusters=[]), best_layer=None, factors=()
    )
    assert {one.role for one in content.columns} == {"recording", "descriptor"}


def test_class_scores_are_those_of_the_rows(page, manifest):
    found = read_data_file(page, "data/classes")
    expected = np.array([1 / (1 + np.exp(-logits(name))) for name in SHOWN])
    np.testing.assert_array_equal(found["top"][:, 0], expected.argmax(axis=1))
    np.testing.assert_allclose(found["score"][:, 0], expected.max(axis=1), rtol=1e-5)
    # A factor is called "class" too.
    _, best = column(page, manifest, "class_2")
    assert best == [NETWORK.classes[i] for i in expected.argmax(axis=1)]


def test_maps_and_neighbours_are_described(page, manifest):
    assert [one["name"] for one in manifest["maps"]] == ["layer_01/pca", "embedding/umap_2d"]
    assert manifest["default_map"] == "embedding/umap_2d"
    (one,) = manifest["neighbours"]
    assert (one["space"], one["space_title"]) == ("embedding", "title of embedding")
    assert (one["count"], one["scale"]) == (2, 0.125)
    assert read_data_file(page, one["file"])["rows"][0].tolist() == [1, 2]
    assert read_data_file(page, one["vectors"])[1].tolist() == [3, 4, 5]


def test_tables_of_other_sounds_are_named(files, tmp_path):
    write_maps(tmp_path / "else", SHOWN[::-1])
    for other in ("layer_01/pca", "embedding/neighbours", "embedding/clusters"):
        path = tmp_path / "maps" / f"{other}.parquet"
        right = path.read_bytes()
        path.write_bytes((tmp_path / "else" / f"{other}.parquet").read_bytes())
        with pytest.raises(ArtifactError, match=f"{other}.parquet: its snippets are not those of"):
            list(content_of(files).neighbours)
        path.write_bytes(right)


def test_a_lone_sound_has_no_neighbours(files, tmp_path):
    table = pa.table(
        {
            "snippet_id": SHOWN,
            "rows": lists(np.full((5, 1), -1), np.int32),
            "distances": lists(np.full((5, 1), np.inf), np.float32),
            "vectors": pa.array([b"ab"] * 5, pa.binary(2)),
        }
    )
    artifacts.write_table(table, files.neighbours[0], artifacts.NEIGHBOURS, {"scale": "1.0"})
    (one,) = content_of(files).neighbours
    assert one.rows.shape == one.distances.shape == (5, 0)
