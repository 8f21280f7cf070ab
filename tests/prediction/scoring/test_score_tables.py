import dataclasses

import numpy as np
import pandas as pd
import pytest

from latentaudio.errors import ArtifactError
from latentaudio.prediction.choices.model_comparisons import MAIN_TEST, compare_models
from latentaudio.prediction.kinds.classes import Classes
from latentaudio.prediction.measures.calibration import calibration_error
from latentaudio.prediction.scoring.class_tables import (
    class_scores,
    confusions,
    ranked_labels,
    reliabilities,
)
from latentaudio.prediction.scoring.score_tables import Trained, fold_scores, model_scores
from latentaudio.prediction.scoring.scoring import probabilities
from latentaudio.prediction.tasks.recording_predictions import (
    RecordingPredictions,
    read_predictions,
    write_predictions,
)
from latentaudio.statistics.tests import TESTS

#: Classes of eight recordings, two of each group; the first four are fold 1.
TARGETS = np.array([0, 0, 1, 1, 0, 0, 1, 2])
GROUPS = np.repeat(["a", "b", "c", "d"], 2)
FOLDS = np.repeat([1, 2], 4)


def trained(model, seed, fold, predicted, margin=2.0):
    logits = margin * np.eye(3)[np.asarray(predicted)]
    names = np.array([f"r{number}" for number in range(8)])
    return Trained(
        "kind",
        model,
        seed,
        fold,
        RecordingPredictions(
            names,
            np.char.add(names, ".wav"),
            GROUPS,
            np.where(fold == FOLDS, "held_out", "training"),
            Classes(("big drum", "hum", "tap")),
            TARGETS,
            logits,
            {"temperature": 1.0},
        ),
    )


@pytest.fixture
def trainings():
    good = [0, 0, 1, 1, 0, 0, 1, 1]  # wrong about the last
    poor = [1, 0, 0, 1, 2, 0, 1, 2]  # wrong about the first, third and fifth
    return [
        *(trained("good", seed, fold, good) for seed in (1, 2) for fold in (1, 2)),
        *(trained("poor", 1, fold, poor) for fold in (1, 2)),
    ]


def test_scores_of_folds_by_hand(trainings):
    table = fold_scores(trainings).set_index(["model", "seed", "fold"])
    assert table.loc["good", "accuracy"].tolist() == [1.0, 0.75, 1.0, 0.75]
    assert table.loc[("good", 1, 2), "balanced_accuracy"] == pytest.approx(2 / 3)
    assert table.loc["poor", "training_accuracy"].tolist() == [0.75, 0.5]
    assert table["n_train"].unique().tolist() == [4]
    # The class that most training recordings have: 0 in both, of which fold 1 has two of four.
    assert table.loc["good", "chance"].tolist() == [0.5, 0.5, 0.5, 0.5]
    wrong, right = np.log(np.exp(2) + 2), np.log(np.exp(2) + 2) - 2
    assert table.loc[("good", 1, 2), "log_loss"] == pytest.approx((3 * right + wrong) / 4)
    # The true class of the last is among two that are equally improbable, the second of them.
    assert table.loc[("good", 1, 2), "map3"] == pytest.approx((3 + 1 / 3) / 4)


def test_scores_of_models_are_means_over_recordings_with_intervals_over_groups(trainings):
    table = model_scores(trainings, fold_scores(trainings), 200, seed=1).set_index("model")
    assert table["accuracy"].tolist() == [0.875, 0.625]
    assert table["n_seeds"].tolist() == [2, 1]
    assert table.loc["good", "gap"] == pytest.approx(0.0)
    for _, row in table.iterrows():
        assert 0 <= row["low"] <= row["accuracy"] <= row["high"] <= 1
    assert table.loc["good", "seed_low"] == table.loc["good", "seed_high"] == 0.875


def test_what_depends_on_several_recordings_is_of_all_folds_together(trainings):
    """So it agrees with the recall of each class, and with the table of reliability."""
    scores = model_scores(trainings, fold_scores(trainings), 50, seed=1).set_index("model")
    recalls = class_scores(trainings).groupby("model")["recall"].mean()
    errors = {
        key: calibration_error(own)
        for key, own in reliabilities(trainings).groupby(["model", "calibrated"])
    }
    # The first fold has no recording of the third class, which the second fold gets wrong.
    assert scores.loc["good", "balanced_accuracy"] == pytest.approx(2 / 3)
    for model, row in scores.iterrows():
        assert row["balanced_accuracy"] == pytest.approx(recalls[model])
        assert row["ece"] == pytest.approx(errors[model, True])
        assert row["ece_uncalibrated"] == pytest.approx(errors[model, False])


def test_classes_are_scored_by_precision_recall_and_f1(trainings):
    table = class_scores(trainings)
    own = table[table["model"] == "good"].set_index("class")
    assert own["recall"].tolist() == [1.0, 1.0, 0.0]
    assert own.loc["hum", "precision"] == pytest.approx(3 / 4)
    assert own.loc["hum", "f1"] == pytest.approx(6 / 7)
    assert np.isnan(own.loc["tap", "precision"])
    assert own.loc["tap", "f1"] == 0.0
    assert own["n"].tolist() == [4, 3, 1]


def test_confusions_count_all_folds_and_seeds(trainings):
    table = confusions(trainings).set_index(["model", "truth", "predicted"])
    assert table.loc[("good", "tap", "hum"), "n"] == 2
    assert table.loc[("poor", "big drum", "hum"), "share"] == 0.25
    shares = table.groupby(["model", "truth"])["share"].sum()
    np.testing.assert_allclose(shares, 1.0)


def test_reliabilities_have_each_model_with_the_temperature_and_without(trainings):
    table = reliabilities(trainings)
    assert table.groupby(["model", "calibrated"])["n"].sum().tolist() == [16, 16, 8, 8]


def test_the_three_best_labels_are_in_the_format_of_the_competition(trainings):
    table = ranked_labels([one for one in trainings if one.model == "good"])
    assert list(table) == ["fname", "label"]
    assert table.loc[0].tolist() == ["r0.wav", "big_drum hum tap"]
    assert table.loc[7].tolist() == ["r7.wav", "hum big_drum tap"]
    assert len(table) == 8


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        ("{folder}/{row}.wav", "{row}.wav"),
        ("{folder}/{half}.wav", "{folder}/{half}.wav"),
        ("{folder}/take.wav", "r{row}"),
    ],
)
def test_recordings_are_ranked_by_the_shortest_names_that_differ(trainings, paths, names):
    def named(pattern):
        return [pattern.format(folder=row // 4, half=row % 4, row=row) for row in range(8)]

    own = [
        dataclasses.replace(
            one, predictions=dataclasses.replace(one.predictions, paths=np.array(named(paths)))
        )
        for one in trainings
        if one.model == "good"
    ]
    table = ranked_labels(own)
    assert table["fname"].tolist() == named(names)
    assert table["label"][7] == "hum big_drum tap"


def test_a_recording_that_no_fold_holds_out_is_noticed(trainings):
    with pytest.raises(ArtifactError, match="hold out 4 recordings, expected each of 8 once"):
        class_scores(trainings[1:])


def test_predictions_come_back_as_they_were(task, tmp_path):
    logits = np.random.default_rng(0).normal(size=(48, 3)).astype(np.float32)
    splits = np.where(task.folds == 1, "held_out", "training")
    write_predictions(tmp_path / "p.parquet", task, splits, logits, {"temperature": 1.25}, 0.5)
    found = read_predictions(tmp_path / "p.parquet")
    np.testing.assert_array_equal(found.outputs, logits)
    np.testing.assert_array_equal(found.targets, task.targets)
    assert (found.task_kind, found.calibration) == (task.task_kind, {"temperature": 1.25})
    assert found.inner_loss == 0.5
    np.testing.assert_array_equal(found.predicted, logits.argmax(axis=1))
    np.testing.assert_allclose(probabilities(found).sum(axis=1), 1.0)
    logits[3, 1] = np.nan
    write_predictions(tmp_path / "p.parquet", task, splits, logits, {"temperature": 1.0}, None)
    with pytest.raises(ArtifactError, match="an output is not finite"):
        read_predictions(tmp_path / "p.parquet")


def by_fold(**accuracies):
    rows = [
        ("kind", model, seed, fold, 80, 20, accuracy)
        for model, seeds in accuracies.items()
        for seed, values in enumerate(seeds)
        for fold, accuracy in enumerate(values, start=1)
    ]
    columns = ["task", "model", "seed", "fold", "n_train", "n_test", "accuracy"]
    return pd.DataFrame(rows, columns=columns)


def test_models_are_paired_over_folds_with_seeds_averaged_and_corrected_by_holm():
    a, b, c = [0.3, 0.4, 0.35, 0.3, 0.3], [0.8, 0.7, 0.8, 0.75, 0.7], [0.9, 0.9, 1.0, 0.85, 0.9]
    table = compare_models(by_fold(a=[a, a[::-1]], b=[b], c=[c]), alpha=0.05)
    assert len(table) == 3 * len(TESTS)
    own = table[table["test"] == MAIN_TEST].set_index(["model_a", "model_b"])
    mean = (np.array(a) + a[::-1]) / 2
    expected = TESTS[MAIN_TEST](mean, np.array(b), 0.25)
    assert own.loc[("a", "b"), "p"] == pytest.approx(expected.p)
    assert own.loc[("a", "b"), "difference"] == pytest.approx(mean.mean() - np.mean(b))
    assert own["family_size"].unique().tolist() == [3]
    assert own["p_holm"].min() == pytest.approx(3 * own["p"].min())
    assert (own["reject"] == (own["p_holm"] <= 0.05)).all()


def test_one_model_has_nothing_to_be_compared_with():
    assert compare_models(by_fold(a=[[0.5, 0.6]]), alpha=0.05).empty
