import json
import runpy
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from known_factors.known import known_sounds, mixed, splits_of
from places import REPOSITORY

from latentaudio.artifacts import (
    FLOW_WEIGHTS,
    PROJECTIONS,
    SNIPPETS,
    read_json,
    write_arrays,
    write_csv,
    write_json,
    write_table,
)
from latentaudio.datasets.splits import HELD_OUT, TRAINING
from latentaudio.errors import ArtifactError
from latentaudio.factors import factor_layout
from latentaudio.flow.latents import write_latents
from latentaudio.known_factors.representations import (
    Snippets,
    components,
    read_axes,
    read_flow,
    read_vae,
)
from latentaudio.tuning import Criterion, Tuning, read_tuning, settings_of, write_tuning
from latentaudio.vae.vae_latents import write_vae_latents

COUNT, DIMENSIONS = 60, 5
IDS = np.array([f"r#{i:03d}" for i in range(COUNT)])
GROUPS = np.array([f"g{i}" for i in range(COUNT)])
SPLIT = splits_of(COUNT)
SNIPPETS_OF = Snippets(IDS, GROUPS)
PROJECTED = np.random.default_rng(0).normal(size=(COUNT, DIMENSIONS + 2)).astype(np.float32)
CODES = PROJECTED[:, ::-1][:, :DIMENSIONS]


def write_flow(folder, error=2**-10, best=(False, True)):
    layout = factor_layout(["pitch", "decay"], DIMENSIONS, {"decay": 2})
    counts = zip(layout.names, layout.dimensions_per_factor, strict=True)
    write_json(
        folder / "architecture.json",
        {
            "network": {"dimensions": DIMENSIONS},
            "dimensions_per_factor": {"residual": layout.residual, **dict(counts)},
        },
    )
    errors = np.broadcast_to(error, COUNT)
    write_latents(folder / "latents.parquet", IDS, SPLIT, CODES, np.zeros(COUNT), errors)
    weights = {"architecture": np.array("{}"), "kernel": np.ones((3, 4)), "order": np.arange(9)}
    write_arrays(folder / "weights.npz", FLOW_WEIGHTS, weights)
    history = pd.DataFrame({"epoch": [1, 2], "validation_loss": [5.0, 4.5], "best": best})
    write_csv(folder / "history.csv", history)


def flow(folder):
    return read_flow(folder, "layer_06", PROJECTED, SNIPPETS_OF, ["pitch", "decay"], seed=7)


VAE_SUMMARY = {
    "space": "log_mel_48x32",
    "model": "convolution_1d",
    "objective": "beta_vae",
    "schedule": "constant",
    "beta": 4.0,
    "parameters": 1234,
    "held_out_r2": 0.81,
    "held_out_rate": 5.5,
    "active_units": 3,
    "validation_loss": 700.0,
    "collapsed": False,
}


def write_vae(folder, **changes):
    of_sound = np.ones(COUNT)
    write_vae_latents(folder / "latents.parquet", IDS, SPLIT, CODES, of_sound, of_sound)
    write_json(folder / "summary.json", {**VAE_SUMMARY, **changes})


def test_components_are_the_first_projections_and_lose_nothing():
    found = components("layer_06", PROJECTED, SPLIT, 3)
    np.testing.assert_array_equal(found.codes, PROJECTED[:, :3])
    np.testing.assert_array_equal(found.rows, np.arange(COUNT))
    described = found.description
    assert (described["representation"], described["kind"]) == ("components/layer_06", "components")
    assert (described["reconstruction_r2"], described["round_trip_error"]) == (1, 0)
    assert (described["dimensions"], described["parameters"], described["seed"]) == (3, 0, None)
    assert found.axes is None


def test_too_few_components_are_refused():
    with pytest.raises(ArtifactError, match="found 7 components, expected at least 8"):
        components("layer_06", PROJECTED, SPLIT, 8)


def test_a_flow_has_axes_parameters_and_a_measured_round_trip(tmp_path):
    write_flow(tmp_path)
    found = flow(tmp_path)
    np.testing.assert_array_equal(found.codes, CODES)
    assert found.axes == {"pitch": [2], "decay": [3, 4]}
    assert found.parameters == 12
    assert (found.name, found.seed, found.validation_score) == ("flow/layer_06", 7, -4.5)
    assert found.round_trip_error == 2**-10
    held_out = PROJECTED[SPLIT == HELD_OUT, :DIMENSIONS].astype(float)
    squares = ((held_out - held_out.mean(axis=0)) ** 2).sum()
    least = 1 - held_out.size * 2**-20 / squares
    assert found.reconstruction_r2 == pytest.approx(least, abs=1e-12)
    assert 0.99999 < found.reconstruction_r2 < 1


def test_the_round_trip_error_of_a_flow_is_the_largest_of_held_out_sounds(tmp_path):
    errors = np.where(SPLIT == HELD_OUT, 2**-10, 1.0)
    errors[np.flatnonzero(SPLIT == HELD_OUT)[1]] = 2**-4
    write_flow(tmp_path, error=errors)
    assert flow(tmp_path).round_trip_error == 2**-4


def test_a_flow_without_validation_has_no_score(tmp_path):
    write_flow(tmp_path)
    losses = pd.DataFrame({"epoch": [1], "validation_loss": [None], "best": [True]})
    write_csv(tmp_path / "history.csv", losses)
    assert flow(tmp_path).validation_score is None


def test_a_flow_with_axes_of_other_factors_is_refused(tmp_path):
    write_flow(tmp_path)
    with pytest.raises(ArtifactError, match=r"architecture.json: found axes for \['decay', 'pit"):
        read_flow(tmp_path, "layer_06", PROJECTED, SNIPPETS_OF, ["pitch"], seed=7)


def test_a_vae_is_named_by_what_it_minimised_and_scored_by_its_validation_loss(tmp_path):
    write_vae(tmp_path)
    found = read_vae(tmp_path, SNIPPETS_OF, seed=2)
    assert found.name == "vae/log_mel_48x32/convolution_1d/beta_vae-constant/beta_4"
    assert (found.beta, found.seed, found.rate, found.active_units) == (4.0, 2, 5.5, 3)
    assert (found.validation_score, found.reconstruction_r2) == (-700.0, 0.81)
    assert found.axes is None
    assert not found.collapsed
    np.testing.assert_array_equal(found.split, SPLIT)


def test_a_vae_without_validation_has_no_score(tmp_path):
    write_vae(tmp_path, validation_loss=None)
    assert read_vae(tmp_path, SNIPPETS_OF, seed=2).validation_score is None


def test_a_collapsed_posterior_is_marked(tmp_path):
    write_vae(tmp_path, collapsed=True)
    assert read_vae(tmp_path, SNIPPETS_OF, seed=2).description["collapsed"] is True


def test_a_flow_and_a_vae_know_how_many_settings_were_tried(tmp_path):
    tried = settings_of({"noise": [0.25, 0.5, 1.0]})
    tuning = Tuning(Criterion("loss", lowest=True), tried, [3.0, 1.0, 2.0])
    path = tmp_path / "tuning.csv"
    write_tuning(path, tuning, method="flow", space="layer_06", seed=7)
    write_flow(tmp_path)
    assert flow(tmp_path).settings_tried == 1
    factors = ["pitch", "decay"]
    found = read_flow(tmp_path, "layer_06", PROJECTED, SNIPPETS_OF, factors, 7, path)
    assert found.settings_tried == 3
    write_vae(tmp_path)
    assert read_vae(tmp_path, SNIPPETS_OF, seed=2).settings_tried == 1
    assert read_vae(tmp_path, SNIPPETS_OF, 2, path).description["settings_tried"] == 3


def test_a_summary_that_lacks_something_is_named(tmp_path):
    write_vae(tmp_path)
    write_json(tmp_path / "summary.json", {"space": "log_mel"})
    with pytest.raises(ArtifactError, match=r"summary.json: does not describe .*'validation_loss'"):
        read_vae(tmp_path, SNIPPETS_OF, seed=2)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Tables of snippets and projections of sounds with two numeric factors."""
    folder = tmp_path_factory.mktemp("project")
    sounds = known_sounds(240, categorical=False)
    ids = np.array([f"r#{i:03d}" for i in range(240)])
    table = {"snippet_id": ids, "group": sounds.groups, **sounds.values}
    write_table(pa.table(table), folder / "snippets.parquet", SNIPPETS)
    points = pa.array(list(mixed(sounds).astype(np.float32)), pa.list_(pa.float32()))
    write_table(
        pa.table({"snippet_id": ids, "z": points}), folder / "projections.parquet", PROJECTIONS
    )
    return folder, Snippets(ids, sounds.groups)


def run_axes(monkeypatch, project, output, **changes):
    options = {
        "snippets": project / "snippets.parquet",
        "projections": project / "projections.parquet",
        "factors": json.dumps([{"name": name, "type": "numeric"} for name in ("pitch", "decay")]),
        "held-out-fraction": 0.25,
        "validation-fraction": 0.2,
        "components": 6,
        "method": "ridge",
        "settings": json.dumps({"penalty": [1, 100]}),
        "space": "layer_06",
        "axes-seed": 3,
        "seed": 1,
        **changes,
    }
    words = [f"--{name}={value}" for name, value in options.items()]
    monkeypatch.setattr(sys, "argv", ["axes.py", *words, str(output)])
    runpy.run_path(str(REPOSITORY / "scripts/known_factors/axes.py"), run_name="__main__")


@pytest.mark.parametrize(
    ("method", "key", "seed"), [("ridge", "penalty", None), ("network", "weight_decay", 3)]
)
def test_the_program_writes_axes_that_are_read_as_a_representation(
    project, tmp_path, monkeypatch, method, key, seed
):
    folder, snippets = project
    run_axes(monkeypatch, folder, tmp_path, method=method, settings=json.dumps({key: [1, 10, 100]}))
    found = read_axes(tmp_path, snippets)
    assert (found.name, found.seed, found.settings_tried) == (f"{method}/layer_06", seed, 3)
    assert found.axes == {"pitch": [0], "decay": [1]}
    assert found.codes.shape == (240, 2)
    assert set(found.split[found.split != HELD_OUT]) == {TRAINING, "validation"}
    assert np.mean(found.split == HELD_OUT) == pytest.approx(0.25, abs=0.05)
    tuning = read_tuning(tmp_path / "tuning.csv")
    assert tuning["setting"].tolist() == [f"{key}=1", f"{key}=10", f"{key}=100"]
    assert tuning["seed"].isna().all() == (seed is None)
    kept = tuning.loc[tuning["chosen"], "validation_value"].item()
    assert kept == pytest.approx(found.validation_score)
    # The factors have a small part of the variance of the projections.
    assert 0 < read_json(tmp_path / "summary.json")["reconstruction_r2"] < 0.1


def test_the_program_writes_the_same_bytes_twice(project, tmp_path, monkeypatch):
    for name in ("one", "other"):
        own = {"method": "lda", "settings": json.dumps({"shrinkage": [0.1, 0.5]})}
        run_axes(monkeypatch, project[0], tmp_path / name, **own)
    for name in ("latents.parquet", "tuning.csv", "summary.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()
