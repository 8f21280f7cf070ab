import dataclasses

import numpy as np
import pandas as pd
import pytest
from prediction.made_up_labels import LABELS, made_up_predictions
from sklearn.metrics import average_precision_score, fbeta_score

from latentaudio.datasets.splits import HELD_OUT
from latentaudio.prediction.choices.model_comparisons import MAIN_TEST, compare_models
from latentaudio.prediction.measures.calibration import calibration_error
from latentaudio.prediction.measures.label_ranking import lwlrap
from latentaudio.prediction.scoring.label_scores import Pooled
from latentaudio.prediction.scoring.label_tables import label_reliabilities, per_label
from latentaudio.prediction.scoring.score_tables import Trained, fold_scores, model_scores
from latentaudio.prediction.scoring.scoring import probabilities


@pytest.fixture(scope="module")
def trainings():
    return [
        Trained("tags", model, seed, fold, made_up_predictions(signal, seed, fold))
        for model, signal in {"poor": 0.2, "good": 0.8}.items()
        for seed in ((1, 2) if model == "poor" else (1,))
        for fold in range(1, 6)
    ]


@pytest.fixture(scope="module")
def by_fold(trainings):
    return fold_scores(trainings)


def test_scores_of_a_fold_are_those_of_scikit_learn(trainings, by_fold):
    one, row = trainings[2].predictions, by_fold.loc[2]
    held_out = one.of(HELD_OUT)
    members, shown = held_out.targets, probabilities(held_out)
    some = members.any(axis=0)
    each = [
        average_precision_score(has, own)
        for has, own in zip(members[:, some].T, shown[:, some].T, strict=True)
    ]
    assert row["map"] == pytest.approx(np.mean(each))
    decisions = shown >= np.array(one.calibration["thresholds"])
    each = fbeta_score(members, decisions, beta=2, average=None, zero_division=0)
    assert row["f_beta"] == pytest.approx(each[some].mean())
    assert row["f_beta_samples"] == pytest.approx(
        fbeta_score(members, decisions, beta=2, average="samples", zero_division=0)
    )
    assert row["lwlrap"] == pytest.approx(lwlrap(held_out.outputs, members))
    assert (row["n_train"], row["n_test"]) == (48, 12)


def test_baselines_know_how_frequent_labels_are_or_nothing(trainings, by_fold):
    one, row = trainings[0].predictions, by_fold.loc[0]
    members = one.of(HELD_OUT).targets
    some = members.any(axis=0)
    assert row["prior_map"] == pytest.approx(members[:, some].mean())
    ones = np.ones(members.shape)
    expected = fbeta_score(members, ones, beta=2, average=None)[some].mean()
    assert row["all_ones_f_beta"] == pytest.approx(expected)
    expected = fbeta_score(members, ones, beta=2, average="samples")
    assert row["all_ones_f_beta_samples"] == pytest.approx(expected)
    # Equally likely labels are all of rank 4.
    assert row["all_ones_lwlrap"] == pytest.approx(
        np.average(members.sum(axis=1) / 4, weights=members.sum(axis=1))
    )
    assert row["prior_lwlrap"] > row["all_ones_lwlrap"]
    # A model that knows hardly anything is hardly better.
    means = by_fold.groupby("model")[["map", "prior_map", "lwlrap", "prior_lwlrap"]].mean()
    assert (
        means.loc["good", "map"] > 0.8 > means.loc["poor", "map"] > means.loc["poor", "prior_map"]
    )


def test_models_are_scored_over_all_folds_with_intervals(trainings, by_fold):
    table = model_scores(trainings, by_fold, 200, seed=1).set_index("model")
    assert table["n_recordings"].tolist() == [60, 60]
    assert table["n_seeds"].tolist() == [2, 1]
    for name in ("map", "lwlrap", "f_beta"):
        for _, row in table.iterrows():
            assert row[f"{name}_low"] < row[name] <= row[f"{name}_high"]
        assert table.loc["good", name] > table.loc["poor", name]
    assert table.loc["poor", "seed_low"] < table.loc["poor", "map"] < table.loc["poor", "seed_high"]
    assert table.loc["good", "gap"] < table.loc["poor", "gap"]


def test_baselines_of_a_model_are_pooled_as_its_scores_are(trainings, by_fold):
    """Else a model that says nothing beats saying nothing, where folds differ in their labels."""
    own = [one for one in trainings if one.model == "good"]
    silent = [
        dataclasses.replace(
            one,
            predictions=dataclasses.replace(
                one.predictions,
                outputs=np.zeros(one.predictions.outputs.shape),
                calibration={**one.predictions.calibration, "thresholds": [0.0] * len(LABELS)},
            ),
        )
        for one in own
    ]
    assert len({tuple(one.predictions.of(HELD_OUT).targets.sum(axis=0)) for one in own}) > 1
    row = model_scores(silent, fold_scores(silent), 50, seed=1).iloc[0]
    assert row["map"] == pytest.approx(row["prior_map"])
    assert row["lwlrap"] == pytest.approx(row["all_ones_lwlrap"])
    assert row["f_beta"] == pytest.approx(row["all_ones_f_beta"])
    each = per_label(silent, 50, seed=1)
    np.testing.assert_allclose(each["average_precision"], each["chance"])
    # Jensen: folds with more of a label weigh more.
    assert (each["chance"] > each["prevalence"]).all()


def test_the_calibration_error_is_that_of_the_table_of_reliability(trainings, by_fold):
    scores = model_scores(trainings, by_fold, 50, seed=1).set_index("model")
    table = label_reliabilities(trainings)
    for (model, calibrated), own in table.groupby(["model", "calibrated"]):
        name = "ece" if calibrated else "ece_uncalibrated"
        assert scores.loc[model, name] == pytest.approx(calibration_error(own))


def test_average_precisions_are_ranked_within_folds_and_weighted_by_recordings(trainings):
    own = [one for one in trainings if one.model == "good"]
    held_out = [one.predictions.of(HELD_OUT) for one in own]
    found = Pooled(held_out, [1] * 5).once()
    each = np.array(
        [
            [
                average_precision_score(has, shown) if has.any() else 0.0
                for has, shown in zip(one.targets.T, one.outputs.T, strict=True)
            ]
            for one in held_out
        ]
    )
    weights = np.array([one.targets.sum(axis=0) for one in held_out])
    expected = (each * weights).sum(axis=0) / weights.sum(axis=0)
    np.testing.assert_allclose(found.average_precision[0], expected)
    every = np.concatenate([one.targets for one in held_out])
    decided = np.concatenate([one.predicted for one in held_out])
    np.testing.assert_allclose(found.f_beta[0], fbeta_score(every, decided, beta=2, average=None))
    np.testing.assert_allclose(found.recall[0], (every & decided).sum(axis=0) / every.sum(axis=0))


def test_resamples_are_those_of_copied_recordings(trainings):
    held_out = [one.predictions.of(HELD_OUT) for one in trainings if one.model == "good"]
    pooled = Pooled(held_out, [1] * 5)
    times = np.random.default_rng(4).integers(0, 3, len(pooled.groups))
    found = pooled.measures(times[np.newaxis].astype(float))
    copied = []
    for one in held_out:
        rows = np.repeat(np.arange(12), times[np.searchsorted(pooled.groups, one.groups)])
        copied.append((one.targets[rows], one.outputs[rows]))
    numerators = [
        [
            average_precision_score(has, own) * has.sum() if has.any() else 0.0
            for has, own in zip(members.T, logits.T, strict=True)
        ]
        for members, logits in copied
    ]
    members = np.concatenate([one for one, _ in copied])
    np.testing.assert_allclose(
        found.average_precision[0], np.sum(numerators, axis=0) / members.sum(axis=0)
    )
    logits = np.concatenate([one for _, one in copied])
    assert found.lwlrap[0] == pytest.approx(lwlrap(logits, members))


def test_each_label_has_a_row_with_its_interval_and_its_chance(trainings):
    table = per_label(trainings, 100, seed=1)
    assert table["label"].tolist() == list(LABELS) * 2
    good = table[table["model"] == "good"].set_index("label")
    assert good["n"].tolist() == trainings[0].predictions.targets.sum(axis=0).tolist()
    np.testing.assert_allclose(good["prevalence"], good["n"] / 60)
    assert (good["low"] <= good["average_precision"]).all()
    assert (good["average_precision"] <= good["high"]).all()
    assert (good["average_precision"] > good["prevalence"] + 0.15).all()
    assert good["threshold"].between(0, 1).all()


def test_reliabilities_count_pairs_of_recordings_and_labels(trainings):
    table = label_reliabilities(trainings)
    assert list(table)[:3] == ["task", "model", "calibrated"]
    assert table.groupby(["model", "calibrated"])["n"].sum().tolist() == [240, 240, 480, 480]


def test_models_are_compared_by_their_map(by_fold):
    table = compare_models(by_fold, alpha=0.05)
    (row,) = table[table["test"] == MAIN_TEST].to_dict("records")
    assert row["measure"] == "map"
    means = by_fold.groupby("model")["map"].mean()
    assert row["difference"] == pytest.approx(means["poor"] - means["good"])


def test_tasks_of_several_kinds_share_a_table_of_scores(by_fold):
    assert isinstance(by_fold, pd.DataFrame)
    assert {"map", "lwlrap", "f_beta", "prior_map", "inner_loss"} <= set(by_fold)
