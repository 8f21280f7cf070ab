"""The programs of the study, from frames and activations to tables of scores."""

import json
import runpy
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from places import REPOSITORY
from prediction.made_up_frames import WIDTH
from small_predictors import HEARING

from latentaudio.artifacts import FOLDS, RECORDINGS, SNIPPETS, write_table
from latentaudio.embeddings.writing import EmbeddingWriter
from latentaudio.features.frames import FrameSettings
from latentaudio.features.space import Space
from latentaudio.prediction.familiarity.hearing import load_hearing
from latentaudio.prediction.frames.frame_files import write_frames
from latentaudio.prediction.heads.recording_values import frame_statistics, snippet_means
from latentaudio.prediction.heads.saved_head import load_head

SPACE = Space("embedding", "embedding", (4,), 0.975)
RATE = 1000
FRAMES = {"kind": "waveform", "hop_s": WIDTH / RATE}
NETWORK = {
    "architecture": "crops_cnn",
    "frames": "samples",
    "crop_frames": 6,
    "sizes": {"filters": [3]},
    "epochs": 1,
    "steps_per_epoch": 2,
    "batch": 8,
}


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
def project(task, tmp_path_factory):
    """Tables of a data set, an embedding that knows the classes, and frames."""
    folder = tmp_path_factory.mktemp("predictors")
    draw = np.random.default_rng(4)
    labels = np.array(task.task_kind.labels)[task.targets]
    known = {"recording_id": task.recording_ids, "path": task.paths, "group": task.groups}
    known |= {"kind": labels, "far": 2.0**task.targets, "drr_db": -6.0 * task.targets}
    recordings = pa.table({name: pa.array(values.tolist()) for name, values in known.items()})
    write_table(recordings, folder / "recordings.parquet", RECORDINGS)
    members = np.repeat(np.arange(48), 2)
    ids = [f"{task.recording_ids[row]}#{place % 2}" for place, row in enumerate(members)]
    of_snippets = {"snippet_id": ids, "recording_id": task.recording_ids[members].tolist()}
    write_table(pa.table(of_snippets), folder / "snippets.parquet", SNIPPETS)
    folds = pa.table({"snippet_id": ids, "grouped": pa.array(task.folds[members], pa.int16())})
    write_table(folds, folder / "folds.parquet", FOLDS)
    values = np.eye(4)[task.targets[members]] + 0.1 * draw.normal(size=(96, 4))
    metadata = {"weights_sha256": "of the network"}
    with EmbeddingWriter({SPACE: folder / "embedding.parquet"}, None, metadata) as writer:
        writer.append(ids, [values.astype(np.float16)])
    waveforms = (
        (name, draw.uniform(-1, 1, 200).astype(np.float32)) for name in known["recording_id"]
    )
    write_frames(folder / "frames.parquet", FrameSettings.of(FRAMES), RATE, waveforms)
    return folder


def options(project, fold, model):
    return [
        *(
            "--recordings",
            project / "recordings.parquet",
            "--snippets",
            project / "snippets.parquet",
        ),
        *("--folds", project / "folds.parquet", "--scheme", "grouped", "--fold", fold),
        *("--task", "kind", "--model", model, "--training-seed", 1, "--seed", 5),
        *("--hearing", json.dumps(HEARING)),
    ]


def test_means_of_snippets_are_those_of_their_recording(project, task):
    from latentaudio.artifacts import read_table

    snippets = read_table(project / "snippets.parquet", SNIPPETS)
    means = snippet_means(
        "embedding", [project / "embedding.parquet"], snippets, task.recording_ids
    )
    assert means.shape == (48, 4)
    assert (means.argmax(axis=1) == task.targets).all()
    backwards = snippet_means(
        "embedding", [project / "embedding.parquet"], snippets, task.recording_ids[::-1]
    )
    np.testing.assert_array_equal(backwards[::-1], means)


def test_statistics_of_frames_are_of_those_with_sound(task_frames):
    found = frame_statistics(task_frames[:1])[0]
    heard = task_frames[0].values[3:17].astype(np.float64)
    np.testing.assert_allclose(found, [*heard.mean(axis=0), *heard.std(axis=0)])


def test_from_activations_and_frames_to_scores(project):
    for fold in (1, 2, 3, 4):
        common = options(project, fold, "head")
        head = ("--activations", project / "embedding.parquet", "--space", "embedding")
        run(
            "head_predictor.py",
            *(*common, *head, "--network", "yamnet", "--kind", "linear", "--"),
            project / f"head/{fold}",
        )
        frames = ("--frames", project / "frames.parquet", "--frame-settings", json.dumps(FRAMES))
        run(
            "network_predictor.py",
            *(*options(project, fold, "network"), *frames, "--samplerate", RATE),
            *("--network", json.dumps(NETWORK), "--validation-fraction", 0.2, "--"),
            project / f"network/{fold}",
        )
    trainings = [["kind", model, 1, fold] for model in ("head", "network") for fold in (1, 2, 3, 4)]
    files = [project / f"{model}/{fold}/predictions.parquet" for _, model, _, fold in trainings]
    run(
        "prediction_scores.py",
        *("--trainings", json.dumps(trainings), "--predictions", *files),
        *("--resamples", 100, "--alpha", 0.05, "--seed", 5, "--", project / "prediction"),
    )
    scores = pd.read_csv(project / "prediction/scores.csv").set_index("model")
    assert scores.loc["head", "accuracy"] == 1.0
    assert scores.loc["network", "accuracy"] < 0.8
    ranked = pd.read_csv(project / "prediction/kind/head/top3.csv")
    assert ranked["fname"].iloc[0] == "r00.wav"
    saved = load_head(project / "head/1")
    assert (saved.network, saved.values, saved.kind) == ("yamnet", "embedding", "linear")
    for model, weights in (("head", "of the network"), ("network", None)):
        hearing, familiarity = load_hearing(project / f"{model}/1")
        assert (hearing.plan, hearing.weights_sha256) == (HEARING, weights)
        assert len(familiarity.means) == 3
        assert familiarity.limit > 0
    assert saved.task_kind.labels == ("drip", "hum", "tap")


def test_a_head_on_frames_says_which(project):
    frames = ("--frames", project / "frames.parquet", "--frame-settings", json.dumps(FRAMES))
    run(
        "head_predictor.py",
        *(*options(project, 1, "samples"), *frames, "--samplerate", RATE),
        *("--kind", "linear", "--", project / "samples"),
    )
    values = load_head(project / "samples").values
    assert (values["kind"], values["samplerate"]) == ("waveform", RATE)


NUMBERS = ("--task-kind", json.dumps({"kind": "numbers", "scale": "log", "unit": "m"}))


def test_numbers_are_predicted_from_columns_frames_and_nothing_and_scored(project):
    samples = ("--frames", project / "frames.parquet", "--frame-settings", json.dumps(FRAMES))
    samples = (*samples, "--samplerate", RATE)
    heads = {
        "bound": ("--kind", "linear", "--columns", "drr_db"),
        "blind": ("--kind", "linear", *samples, "--summary", "reverberation"),
        "constant": ("--kind", "constant"),
    }
    for model, own in heads.items():
        for fold in (1, 2, 3, 4):
            common = ["far" if one == "kind" else one for one in options(project, fold, model)]
            folder = project / f"numbers/{model}/{fold}"
            run("head_predictor.py", *common, *NUMBERS, *own, "--", folder)
    trainings = [["far", model, 1, fold] for model in heads for fold in (1, 2, 3, 4)]
    files = [
        project / f"numbers/{model}/{fold}/predictions.parquet" for _, model, _, fold in trainings
    ]
    run(
        "prediction_scores.py",
        *("--trainings", json.dumps(trainings), "--predictions", *files),
        *("--resamples", 100, "--alpha", 0.05, "--seed", 5, "--", project / "values"),
    )
    scores = pd.read_csv(project / "values/scores.csv").set_index("model")
    assert scores.loc["bound", "r2"] > 0.999
    assert scores.loc["constant", "r2"] == pytest.approx(0.0, abs=0.1)
    assert scores.loc["constant", "mae"] == pytest.approx(scores.loc["constant", "mean_mae"])
    assert load_head(project / "numbers/bound/1").values == {"columns": ["drr_db"]}
    assert load_head(project / "numbers/blind/1").values["summary"] == "reverberation"
    assert len(pd.read_csv(project / "values/predicted_values.csv")) == 3 * 48
    assert not (project / "values/confusion.csv").exists()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["--activations", "a"], "--activations needs --space"),
        ([], "--activations, --frames or --columns is needed"),
        (["--frames", "a"], "--frames needs --frame-settings and --samplerate"),
    ],
)
def test_the_program_of_heads_says_what_is_missing(project, given, message, capsys):
    common = options(project, 1, "head")
    with pytest.raises(SystemExit):
        run("head_predictor.py", *common, *given, "--kind", "linear", "--", "out")
    assert message in capsys.readouterr().err
