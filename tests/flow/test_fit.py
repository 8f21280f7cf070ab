import dataclasses
import json

import numpy as np
import pandas as pd
import pytest

from latentaudio.errors import TrainingError
from latentaudio.factors import factor_layout
from latentaudio.flow.checkpoint import load
from latentaudio.flow.fit import fit_flow, write_encoded
from latentaudio.flow.invertible import build_network
from latentaudio.flow.latents import read_latents
from latentaudio.flow.training import TrainingSettings
from latentaudio.flow.training_data import FlowData

pytestmark = pytest.mark.slow

LAYOUT = factor_layout(["material", "action"], 8)
SETTINGS = TrainingSettings(
    pairs_per_factor=16, epochs=2, steps_per_epoch=3, evaluation_pairs=16, compile_xla=False
)


@pytest.fixture
def sounds(toy):
    projections, labels = toy
    count = 600
    # Sounds of the same cell and quarter of the data form a group.
    cells = np.unique(np.stack([of[:count] for of in labels.values()]), axis=1, return_inverse=True)
    groups = np.array([f"{cell}/{row // 150}" for row, cell in enumerate(cells[1].ravel())])
    splits = np.select(
        [np.arange(count) // 150 == 3, np.arange(count) // 150 == 2],
        ["held_out", "validation"],
        "training",
    )
    ids = np.array([f"r#{row:04d}" for row in range(count)])
    labels = {name: of[:count] for name, of in labels.items()}
    return FlowData(np.arange(count), ids, groups, splits, labels), projections[:count]


def fit(folder, data, projections, settings=SETTINGS, permute=False):
    network = build_network(8, stages=1, hidden_units=8, hidden_layers=1, seed=1)
    fit_flow(network, LAYOUT, data, projections, settings, folder, seed=2, permute=permute)
    return network


def test_a_fit_writes_a_checkpoint_and_a_history_without_times(sounds, tmp_path):
    network = fit(tmp_path, *sounds)
    history = pd.read_csv(tmp_path / "history.csv")
    assert history.columns.tolist() == [
        *("epoch", "step", "learning_rate", "train_loss", "validation_loss", "held_out_loss"),
        "best",
    ]
    assert history["best"].sum() == 1
    assert history.loc[history["best"], "validation_loss"].item() == history.validation_loss.min()
    restored, layout = load(tmp_path)
    assert layout == LAYOUT
    weights = network.weights()
    assert all(np.array_equal(value, weights[key]) for key, value in restored.weights().items())


def test_two_fits_are_equal_to_the_last_digit(sounds, tmp_path):
    for name in ("one", "other"):
        fit(tmp_path / name, *sounds)
    one, other = ((tmp_path / name / "history.csv").read_bytes() for name in ("one", "other"))
    assert one == other


def test_a_control_gets_classes_permuted_within_splits_and_the_data_are_unchanged(
    sounds, tmp_path, monkeypatch
):
    import latentaudio.flow.fit as module

    data, projections = sounds
    shown = {}
    real = module.pair_samplers

    def spy(data, projections, labels):
        shown.update(labels)
        return real(data, projections, labels)

    monkeypatch.setattr(module, "pair_samplers", spy)
    before = {factor: of.copy() for factor, of in data.labels.items()}
    fit(tmp_path, data, projections, permute=True)
    for factor, true in data.labels.items():
        np.testing.assert_array_equal(true, before[factor])
        assert 0.05 < (shown[factor] == true).mean() < 0.6
        for split in ("training", "validation", "held_out"):
            assert set(shown[factor][data.splits == split]) == set(true[data.splits == split])
        # Groups stay whole: each still has one class.
        for group in np.unique(data.groups)[:20]:
            members = (data.groups == group) & (data.splits == "training")
            assert len(set(shown[factor][members])) <= 1


def test_a_small_data_set_without_validation_groups_has_a_control_too(sounds, tmp_path):
    data, projections = sounds
    trained = np.where(data.splits == "validation", "training", data.splits)
    fit(tmp_path, dataclasses.replace(data, splits=trained), projections, permute=True)
    history = pd.read_csv(tmp_path / "history.csv")
    assert history["validation_loss"].isna().all()
    assert history["best"].tolist() == [False, True]


def test_a_training_that_diverges_keeps_its_last_good_checkpoint(sounds, tmp_path, monkeypatch):
    import latentaudio.flow.training as training

    real = training._compiled_step

    def poisoned(*arguments):
        step, calls = real(*arguments), []

        def run(pairs):
            calls.append(1)
            return step(pairs) if len(calls) < 5 else np.float32(np.nan)

        return run

    monkeypatch.setattr(training, "_compiled_step", poisoned)
    with pytest.raises(TrainingError, match=r"at step 5 of 6 is nan.*stopped"):
        fit(tmp_path, *sounds)
    assert not (tmp_path / "weights.npz").exists()
    network, _ = load(tmp_path / "stopped")
    assert all(np.isfinite(value).all() for value in network.weights().values())
    assert len(pd.read_csv(tmp_path / "stopped" / "history.csv")) == 1
    assert json.loads((tmp_path / "stopped" / "architecture.json").read_text())["network"]


def test_latents_are_those_of_the_flow(sounds, tmp_path):
    data, projections = sounds
    network = fit(tmp_path, data, projections)
    write_encoded(tmp_path / "latents.parquet", network, data, projections)
    latents = read_latents(tmp_path / "latents.parquet", data.snippet_ids, data.groups, LAYOUT)
    z, log_det = network.encode(projections)
    np.testing.assert_array_equal(latents.z, z)
    np.testing.assert_array_equal(latents.log_det, log_det)
    assert latents.inverse_error.max() < 1e-4
