import dataclasses
import json
import math
import runpy
import sys

import numpy as np
import pyarrow as pa
import pytest
from places import REPOSITORY

from latentaudio.artifacts import LATENTS, PROJECTIONS, SNIPPETS, read_table, write_table
from latentaudio.errors import DatasetError, TrainingError
from latentaudio.factors import factor_layout
from latentaudio.flow.invertible import build_network
from latentaudio.flow.training import TrainingSettings
from latentaudio.flow.training_data import FlowData
from latentaudio.known_factors import tune_flow as module
from latentaudio.known_factors.tune_flow import tune_flow
from latentaudio.networks import tensorflow_core
from latentaudio.tuning import read_tuning, settings_of

LAYOUT = factor_layout(["material", "action"], 8)
BRIEF = {"pairs_per_factor": 16, "epochs": 2, "steps_per_epoch": 3, "evaluation_pairs": 16}
TRIED = settings_of({"noise": [0.1, 3.0]})


@pytest.fixture
def sounds(toy):
    """600 sounds, of which the first quarter is held out and the second decides."""
    projections, labels = toy
    splits = np.repeat(["held_out", "validation", "training"], [150, 150, 300])
    ids = np.array([f"r#{row:04d}" for row in range(600)])
    labels = {name: of[:600] for name, of in labels.items()}
    return FlowData(np.arange(600), ids, ids, splits, labels), projections[:600]


def new_network():
    return build_network(8, stages=1, hidden_units=8, hidden_layers=1, seed=1)


def tuned(data, projections, tried=TRIED):
    settings = TrainingSettings(**BRIEF, compile_xla=False)
    return tune_flow(new_network, LAYOUT, data, projections, settings, tried, seed=2)


@pytest.fixture
def trainings(monkeypatch):
    """What trainings are given and end with; no flow is trained."""
    given = []

    def pretended(network, layout, training, validation, settings, seed, **others):
        given.append((settings, seed, training, validation, network.weights()))
        if settings.noise > 2:
            raise TrainingError("flow: the training loss is nan", ())

    monkeypatch.setattr(module, "train", pretended)
    return given


def test_trainings_differ_in_the_setting_alone(sounds, trainings):
    tuning = tuned(*sounds)
    assert math.isfinite(tuning.values[0])
    assert tuning.values[1] == math.inf
    assert tuning.best == 0
    (one, *shared, weights), (other, *rest, others) = trainings
    assert (one.noise, other.noise) == (0.1, 3.0)
    assert dataclasses.replace(one, noise=3.0) == other
    assert rest == shared
    assert all(np.array_equal(value, weights[name]) for name, value in others.items())


def test_held_out_sounds_take_no_part(sounds, trainings):
    data, projections = sounds
    tuned(data, np.where((data.splits == "held_out")[:, np.newaxis], 1e6, projections))
    for sampler in trainings[0][2:4]:
        assert np.abs(sampler.sample(64, np.random.default_rng(0))).max() < 1e3


def test_without_validation_sounds_nothing_can_be_chosen(sounds, trainings):
    data, projections = sounds
    trained = np.where(data.splits == "validation", "training", data.splits)
    with pytest.raises(DatasetError, match=r"no sound is in the split 'validation'.*flow\.valid"):
        tuned(dataclasses.replace(data, splits=trained), projections)
    assert not trainings


def explained(z, labels):
    """What classes explain of the last two coordinates, on average."""
    shares = []
    for axis, classes in zip(z.T[-2:], labels, strict=True):
        means = {one: axis[classes == one].mean() for one in set(classes)}
        shares.append(np.var([means[one] for one in classes]) / axis.var())
    return np.mean(shares)


def test_settings_are_judged_by_what_classes_explain_of_validation_sounds(sounds, trainings):
    data, projections = sounds
    (found, _) = tuned(data, projections).values
    of_validation = data.splits == "validation"
    # The pretended training leaves the flow as it was.
    z, _ = new_network().encode(projections[of_validation])
    expected = explained(z, [data.labels[name][of_validation] for name in LAYOUT.names])
    assert found == pytest.approx(expected, rel=1e-5)


@pytest.mark.slow
def test_the_program_writes_the_share_that_the_flow_reaches_and_the_flow_reads_the_choice(
    toy, tmp_path, monkeypatch
):
    projections, labels = toy
    count = 400
    ids = [f"r#{row:04d}" for row in range(count)]
    groups = [f"{row % 100:02d}" for row in range(count)]
    columns = {name: of[:count] for name, of in labels.items()}
    table = pa.table({"snippet_id": ids, "group": groups, **columns})
    write_table(table, tmp_path / "snippets.parquet", SNIPPETS)
    points = pa.array(list(projections[:count]), pa.list_(pa.float32()))
    table = pa.table({"snippet_id": ids, "z": points})
    write_table(table, tmp_path / "projections.parquet", PROJECTIONS)
    options = {
        "snippets": "snippets.parquet",
        "projections": "projections.parquet",
        "factors": json.dumps(["material", "action"]),
        "held-out-fraction": 0.25,
        "validation-fraction": 0.25,
        "components": 8,
        "stages": 1,
        "hidden-units": 8,
        "hidden-layers": 1,
        "training": json.dumps({**BRIEF, "compile_xla": False}),
        "space": "layer_06",
        "flow-seed": 1,
        "seed": 3,
    }
    monkeypatch.chdir(tmp_path)
    # The threads of this process are in use already.
    monkeypatch.setattr(tensorflow_core, "use_threads", lambda threads: None)
    tried = {"settings": json.dumps({"noise": [0.1, 2.0]})}
    run("tune_flow.py", {**options, **tried}, "tuning.csv")
    table = read_tuning(tmp_path / "tuning.csv")
    assert table["setting"].tolist() == ["noise=0.1", "noise=2.0"]
    written = {"tuning": "tuning.csv", "latents": "l.parquet", "stage-table": "s.csv"}
    run("flow.py", {**options, **written}, "flow")
    # The same training, and not that of the default noise.
    latents = read_table(tmp_path / "l.parquet", LATENTS).to_pandas()
    judged = latents[latents["split"] == "validation"]
    rows = [ids.index(one) for one in judged["snippet_id"]]
    reached = explained(np.stack(judged["z"]), [columns[name][rows] for name in LAYOUT.names])
    assert reached == pytest.approx(table.loc[table["chosen"], "validation_value"].item(), rel=1e-4)


def run(name, options, output):
    words = [f"--{key}={value}" for key, value in options.items()]
    argv, sys.argv = sys.argv, [name, *words, output]
    try:
        runpy.run_path(str(REPOSITORY / "scripts/flow" / name), run_name="__main__")
    finally:
        sys.argv = argv
