"""The programs of the study on a task of labels, from lists in a table to scores."""

import json
import runpy
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from places import REPOSITORY
from prediction.made_up_frames import WIDTH
from prediction.made_up_labels import LABELS, made_up_groups, made_up_sets, made_up_values
from small_predictors import HEARING
from tiny_sources import touch

from latentaudio.artifacts import FOLDS, RECORDINGS, SNIPPETS, write_table
from latentaudio.datasets.configured import to_json
from latentaudio.datasets.source import Source
from latentaudio.embeddings.writing import EmbeddingWriter
from latentaudio.errors import ArtifactError, ConfigError, DatasetError
from latentaudio.factor_types import Factor
from latentaudio.features.frames import FrameSettings
from latentaudio.features.space import Space
from latentaudio.prediction.crop_networks.saved_network import load_network
from latentaudio.prediction.frames.frame_files import write_frames
from latentaudio.prediction.heads.saved_head import load_head
from latentaudio.prediction.kinds.labels import Labels
from latentaudio.prediction.labels.label_files import with_label_lists
from latentaudio.prediction.tasks.recording_predictions import read_predictions

SETS, GROUPS = made_up_sets(), made_up_groups()
IDS = [f"r{row:02d}" for row in range(60)]
SPACE = Space("embedding", "embedding", (6,), 0.975)
RATE = 1000
FRAMES = {"kind": "waveform", "hop_s": WIDTH / RATE}
NETWORK = {
    "architecture": "crops_cnn",
    "frames": "samples",
    "crop_frames": 6,
    "sizes": {"filters": [3]},
    "epochs": 2,
    "patience": 1,
    "steps_per_epoch": 2,
    "batch": 8,
    "mixup": 0.2,
}
KIND = json.dumps({"kind": "labels", "fewest": 1, "beta": 2.0})


def run(program, *options):
    path = REPOSITORY / "scripts/prediction" / program
    main = runpy.run_path(str(path), run_name="program")["main"]
    # Threads cannot be chosen in a process that already uses TensorFlow.
    main.__globals__["use_threads"] = lambda threads: None
    before, sys.argv = sys.argv, [program, *map(str, options)]
    try:
        main()
    finally:
        sys.argv = before


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A data set of two snippets for each recording, an embedding, frames, and lists of labels."""
    folder = tmp_path_factory.mktemp("labels")
    paths = [f"clips/{name}.wav" for name in IDS]
    known = {"recording_id": IDS, "path": paths, "group": GROUPS.tolist(), "first": ["a", "b"] * 30}
    write_table(pa.table(known), folder / "recordings.parquet", RECORDINGS)
    of_snippets = np.repeat(IDS, 2)
    ids = [f"{name}#{place % 2}" for place, name in enumerate(of_snippets)]
    snippets = pa.table({"snippet_id": ids, "recording_id": of_snippets.tolist()})
    write_table(snippets, folder / "snippets.parquet", SNIPPETS)
    of_groups = np.arange(60) // 2 % 3 + 1
    folds = pa.table({"snippet_id": ids, "grouped": pa.array(np.repeat(of_groups, 2), pa.int16())})
    write_table(folds, folder / "folds.parquet", FOLDS)
    values = np.repeat(made_up_values(SETS), 2, axis=0)
    with EmbeddingWriter({SPACE: folder / "embedding.parquet"}, None, {}) as writer:
        writer.append(ids, [values.astype(np.float16)])
    draw = np.random.default_rng(1)
    sounds = ((name, draw.uniform(-1, 1, 200).astype(np.float32)) for name in IDS)
    write_frames(folder / "frames.parquet", FrameSettings.of(FRAMES), RATE, sounds)
    touch(folder, *paths)
    lists = ['"' + ",".join(np.array(LABELS)[has]) + '"' for has in SETS]
    rows = [
        f"{name},{path},{'ab'[row % 2]},{one}"
        for row, (name, path, one) in enumerate(zip(IDS, paths, lists, strict=True))
    ]
    text = "\n".join(["recording_id,path,first,labels", *rows]) + "\n"
    (folder / "sounds.csv").write_text(text, "utf-8")
    return folder


def listed(project, output, **column):
    source = Source(
        "manifest",
        project,
        (Factor("first"),),
        manifest=project / "sounds.csv",
        notes={"labels": "list"},
    )
    run(
        "label_lists.py",
        *("--source", to_json(source), "--task", "tags"),
        *("--column", json.dumps({"column": "labels", **column})),
        *("--snippets", project / "snippets.parquet", "--folds", project / "folds.parquet"),
        *("--scheme", "grouped", project / "recordings.parquet", output),
    )


@pytest.fixture(scope="module")
def lists(project):
    listed(project, project / "tags.parquet")
    return project / "tags.parquet"


def options(project, lists, fold, model):
    return (
        *("--recordings", project / "recordings.parquet"),
        *("--snippets", project / "snippets.parquet", "--folds", project / "folds.parquet"),
        *("--scheme", "grouped", "--fold", fold, "--task", "tags", "--task-kind", KIND),
        *("--label-lists", lists, "--model", model, "--training-seed", 1, "--seed", 5),
        *("--hearing", json.dumps(HEARING)),
    )


def test_lists_come_from_the_manifest_or_from_a_table(project, lists):
    recordings = pa.table({"recording_id": IDS})
    own = with_label_lists(recordings, lists, "tags")["tags"].to_pylist()
    assert own == [np.array(LABELS)[has].tolist() for has in SETS]
    listed(project, project / "again.parquet", table=str(project / "sounds.csv"))
    again = with_label_lists(recordings, project / "again.parquet", "tags")["tags"].to_pylist()
    assert again == own
    with pytest.raises(ArtifactError, match="its recordings are not those of dataset/recordings"):
        with_label_lists(recordings.slice(1), lists, "tags")


def test_labels_that_folds_cannot_test_are_refused_before_any_training(project, tmp_path):
    lines = (project / "sounds.csv").read_text("utf-8").splitlines()
    # A label of two groups, in three folds.
    few = [line[:-1] + ',rare"' if line[:3] in ("r00", "r07") else line for line in lines]
    (tmp_path / "few.csv").write_text("\n".join(few), "utf-8")
    with pytest.raises(ConfigError, match=r"but 1 of 5 have fewer; set (.|\n)*\n  rare: 2"):
        listed(project, tmp_path / "x.parquet", table=str(tmp_path / "few.csv"))
    listed(project, tmp_path / "x.parquet", table=str(tmp_path / "few.csv"), fewest=3)
    # A label of three groups, all of fold 1.
    torn = [line[:-1] + ',torn"' if line[:3] in ("r00", "r06", "r12") else line for line in lines]
    (tmp_path / "torn.csv").write_text("\n".join(torn), "utf-8")
    with pytest.raises(DatasetError, match=r"\n  torn: none of the recordings outside fold 1"):
        listed(project, tmp_path / "x.parquet", table=str(tmp_path / "torn.csv"))


def test_from_lists_to_scores(project, lists):
    heads = {
        "linear": ("--activations", project / "embedding.parquet", "--space", "embedding"),
        "constant": (),
    }
    for fold in (1, 2, 3):
        for kind, seen in heads.items():
            own = (*options(project, lists, fold, kind), *seen, "--kind", kind)
            run("head_predictor.py", *own, "--", project / f"{kind}/{fold}")
        frames = ("--frames", project / "frames.parquet", "--frame-settings", json.dumps(FRAMES))
        run(
            "network_predictor.py",
            *(*options(project, lists, fold, "network"), *frames, "--samplerate", RATE),
            *("--network", json.dumps(NETWORK), "--validation-fraction", 0.3, "--"),
            project / f"network/{fold}",
        )
    models = ("linear", "constant", "network")
    trainings = [["tags", model, 1, fold] for model in models for fold in (1, 2, 3)]
    files = [project / f"{model}/{fold}/predictions.parquet" for _, model, _, fold in trainings]
    run(
        "prediction_scores.py",
        *("--trainings", json.dumps(trainings), "--predictions", *files),
        *("--resamples", 50, "--alpha", 0.05, "--seed", 5, "--", project / "scores"),
    )
    scores = pd.read_csv(project / "scores/scores.csv").set_index("model")
    assert scores.loc["linear", "map"] > scores.loc["linear", "prior_map"] + 0.2
    assert scores.loc["constant", "map"] == pytest.approx(scores["prior_map"].iloc[0], abs=0.02)
    assert scores.loc["constant", "lwlrap"] == pytest.approx(
        scores["prior_lwlrap"].iloc[0], abs=0.01
    )
    # Labels that are as likely for all sounds are given to all of them.
    assert scores.loc["constant", "f_beta"] == pytest.approx(
        scores["all_ones_f_beta"].iloc[0], abs=0.01
    )
    per_label = pd.read_csv(project / "scores/per_label.csv")
    assert per_label["label"].tolist() == list(LABELS) * 3
    reliability = pd.read_csv(project / "scores/reliability.csv")
    assert set(reliability["model"]) == set(models)
    comparisons = pd.read_csv(project / "scores/comparisons.csv")
    assert set(comparisons["measure"]) == {"map"}


def test_checkpoints_and_predictions_say_which_labels(project):
    kind = Labels(LABELS, 2.0)
    assert load_head(project / "linear/1").task_kind == kind
    saved = load_network(project / "network/1")
    assert (saved.task_kind, saved.coding.outputs) == (kind, 4)
    assert len(saved.calibration["thresholds"]) == 4
    found = read_predictions(project / "network/1/predictions.parquet")
    np.testing.assert_array_equal(found.targets, SETS)
    shown = kind.probabilities(found.outputs, found.calibration)
    np.testing.assert_array_equal(found.predicted, shown >= found.calibration["thresholds"])
    history = pd.read_csv(project / "network/1/history.csv")
    assert {"training_cross_entropy", "validation_lwlrap"} <= set(history)
