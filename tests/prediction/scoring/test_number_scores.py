"""Scores of tasks of numbers."""

import math

import numpy as np
import pandas as pd
import pytest

from latentaudio.prediction.choices.model_comparisons import MAIN_TEST, compare_models
from latentaudio.prediction.kinds.classes import Classes
from latentaudio.prediction.kinds.numbers import Numbers
from latentaudio.prediction.scoring.number_tables import predicted_values
from latentaudio.prediction.scoring.score_tables import Trained, fold_scores, model_scores
from latentaudio.prediction.tasks.recording_predictions import RecordingPredictions

TARGETS = np.array([1.0, 2.0, 4.0, 1.0, 2.0, 4.0, 8.0, 2.0])
GROUPS = np.repeat(["a", "b", "c", "d"], 2)
FOLDS = np.repeat([1, 2], 4)


def trained(model, fold, factors, *, seed=1, scale="log", deviation=0.5, task="far"):
    """Predictions that are the truth times some factors."""
    kind = Numbers(scale, "m")
    names = np.array([f"r{number}" for number in range(8)])
    predictions = RecordingPredictions(
        names,
        np.char.add(names, ".wav"),
        GROUPS,
        np.where(fold == FOLDS, "held_out", "training"),
        kind,
        TARGETS,
        kind.scaled(TARGETS * np.asarray(factors))[:, np.newaxis],
        {"deviation": deviation},
        inner_loss=0.25,
    )
    return Trained(task, model, seed, fold, predictions)


def test_scores_of_folds_by_hand():
    first = fold_scores([trained("x", 1, [1, 2, 1, 1 / 1.4, 2, 2, 2, 2])]).iloc[0]
    assert first["mae"] == pytest.approx((2 + (1 - 1 / 1.4)) / 4)
    assert first["within"] == 0.75
    assert first["error"] == pytest.approx((math.log(2) + math.log(1.4)) / 4)
    truth = np.log(TARGETS[:4])
    squares = math.log(2) ** 2 + math.log(1.4) ** 2
    assert first["r2"] == pytest.approx(1 - squares / ((truth - truth.mean()) ** 2).sum())
    assert first["training_mae"] == pytest.approx(TARGETS[4:].mean())
    assert first["training_error"] == pytest.approx(math.log(2))
    assert first["training_within"] == 0.0
    # Half a deviation of 0.5 reaches a factor of exp(0.98), 2.66.
    assert first["coverage"] == 1.0
    mean = math.exp(np.log(TARGETS[4:]).mean())
    assert first["mean_mae"] == pytest.approx(np.abs(TARGETS[:4] - mean).mean())
    assert first["mean_error"] == pytest.approx(np.abs(truth - math.log(mean)).mean())
    assert first["inner_loss"] == 0.25


def test_an_unknown_deviation_covers_nothing_and_a_linear_scale_has_no_factor():
    factors = [1, 2, 1, 1, 1, 1, 1, 1]
    row = fold_scores([trained("x", 1, factors, scale="linear", deviation=None)]).iloc[0]
    assert row[["within", "coverage", "deviation"]].isna().all()
    assert row["error"] == row["mae"] == 0.5


def test_r2_is_of_all_recordings_together_with_intervals_over_groups():
    trainings = [
        trained("poor", fold, factors, seed=seed)
        for seed, factors in ((1, [1, 2, 1, 3, 1, 1, 1, 1]), (2, [1, 1, 1, 3, 1, 1, 1, 0.5]))
        for fold in (1, 2)
    ]
    table = model_scores(trainings, fold_scores(trainings), 200, seed=1)
    row = table.iloc[0]
    spread = ((np.log(TARGETS) - np.log(TARGETS).mean()) ** 2).sum()
    squares = math.log(2) ** 2 + math.log(3) ** 2
    assert row["r2"] == pytest.approx(1 - squares / spread)
    assert row["seed_low"] == pytest.approx(row["seed_high"]) == pytest.approx(row["r2"])
    assert row["mae"] == pytest.approx((4 + 3) / 16)
    assert row["within"] == 12 / 16
    for name in ("mae", "r2", "within"):
        assert row[f"{name}_low"] <= row[name] <= row[f"{name}_high"]
    assert row["gap"] == pytest.approx(row["training_r2"] - row["r2"])
    assert (row["n_seeds"], row["n_folds"], row["n_recordings"]) == (2, 2, 8)


def test_predictions_that_are_right_need_no_interval():
    trainings = [trained("right", fold, np.ones(8)) for fold in (1, 2)]
    row = model_scores(trainings, fold_scores(trainings), 100, seed=1).iloc[0]
    assert row["r2"] == row["r2_low"] == row["r2_high"] == 1.0
    assert row["mae"] == pytest.approx(row["mae_high"]) == pytest.approx(0.0)
    assert row["within"] == row["within_low"] == 1.0


def test_models_are_compared_by_errors_on_the_scale():
    trainings = [
        trained(name, fold, np.full(8, factor), task="far")
        for name, factor in (("a", 2.0), ("b", 1.25))
        for fold in (1, 2)
    ]
    table = compare_models(fold_scores(trainings), alpha=0.05)
    row = table[table["test"] == MAIN_TEST].iloc[0]
    assert row["measure"] == "error"
    assert row["difference"] == pytest.approx(math.log(2 / 1.25))


def test_tasks_of_both_kinds_share_the_tables():
    kind = Classes(("drip", "hum"))
    far = [trained("x", fold, np.full(8, 1.2)) for fold in (1, 2)]
    targets = np.arange(8) % 2
    classes = [
        Trained(
            "kind",
            "x",
            1,
            one.fold,
            RecordingPredictions(
                *(one.predictions.recording_ids, one.predictions.paths, GROUPS),
                *(one.predictions.splits, kind, targets, np.eye(2)[targets]),
                {"temperature": 1.0},
            ),
        )
        for one in far
    ]
    by_fold = fold_scores([*classes, *far])
    assert by_fold["accuracy"].notna().tolist() == [True, True, False, False]
    scores = model_scores([*classes, *far], by_fold, 50, seed=1).set_index("task")
    assert scores.loc["kind", "accuracy"] == 1.0
    assert np.isnan(scores.loc["kind", "r2"])
    assert np.isnan(scores.loc["far", "accuracy"])
    pd.testing.assert_frame_equal(
        scores.loc[["far"]].dropna(axis="columns").reset_index(),
        model_scores(far, fold_scores(far), 50, seed=1),
        check_like=True,
    )


def test_values_are_listed_with_their_intervals():
    table = predicted_values([trained("x", fold, np.full(8, 1.1)) for fold in (1, 2)])
    assert table["recording_id"].tolist() == [f"r{number}" for number in range(8)]
    np.testing.assert_allclose(table["predicted"], 1.1 * TARGETS)
    np.testing.assert_allclose(table["high"] / table["predicted"], np.exp(1.959963984540054 * 0.5))
    np.testing.assert_allclose(
        table["predicted"] / table["low"], table["high"] / table["predicted"]
    )
