import json
import math

import numpy as np
import pandas as pd
import pytest
from decoding.score_tables import random_scores, table, value_table
from scipy import stats

from latentaudio import artifacts
from latentaudio.decoding.best_layer import best_layers
from latentaudio.errors import ConfigError, DatasetError


def test_best_layers_are_plain_json_with_mean_interval_and_rule(tmp_path):
    values = np.array([[0.4, 0.8, 0.6], [0.5, 0.9, 0.6], [0.3, 0.7, 0.5]])
    best = best_layers(table(values), scheme="grouped")
    artifacts.write_json(tmp_path / "best.json", best)
    assert json.loads((tmp_path / "best.json").read_text()) == best
    chosen = best["factors"]["hue"]
    assert (chosen["layer"], chosen["layer_name"]) == (2, "Conv 2")
    assert chosen["mean"] == pytest.approx(0.8)
    # Half a width: t(2) quantile times sqrt(variance 0.01 times (1/3 + 1/9)).
    half = stats.t.ppf(0.975, 2) * 0.1 * math.sqrt(1 / 3 + 1 / 9)
    assert chosen["ci"] == pytest.approx([0.8 - half, 1.0])
    assert chosen["folds"] == [1, 2, 3]
    assert "earliest" in best["rule"]


def test_a_tie_goes_to_the_earliest_layer():
    # 0.1 + 0.2 + 0.3 is a bit more than 0.3 + 0.2 + 0.1 in floating point.
    values = np.array([[0.2, 0.3, 0.1], [0.1, 0.2, 0.2], [0.1, 0.1, 0.3]])
    assert values.mean(axis=0)[2] > values.mean(axis=0)[1]
    chosen = best_layers(table(values), scheme="grouped")["factors"]["hue"]
    assert (chosen["layer"], chosen["tied_with"]) == (2, [3])


def test_the_overall_layer_weighs_factors_by_what_lies_above_chance():
    # Raw accuracy favours layer 1 (mean 0.7 to 0.65), accuracy above chance layer 2.
    two_classes = table([[0.8, 0.6]] * 2, factor="two", chance=0.5)
    many_classes = table([[0.3, 0.7]] * 2, factor="many", chance=0.05)
    overall = best_layers(pd.concat([two_classes, many_classes]), scheme="grouped")["overall"]
    assert overall["layer"] == 2
    assert overall["mean_above_chance"] == pytest.approx((0.1 / 0.5 + 0.65 / 0.95) / 2)


def test_balanced_accuracy_has_a_chance_level_of_its_own():
    # Nine of ten snippets are of one class: always naming it is right in 90%, balanced in half.
    scores = random_scores(chance=0.9).assign(balanced_accuracy=0.75, balanced_chance=0.5)
    overall = best_layers(scores, scheme="grouped", metric="balanced_accuracy")["overall"]
    assert overall["mean_above_chance"] == pytest.approx(0.5)


def test_a_factor_of_one_class_is_named():
    with pytest.raises(DatasetError, match="factor 'hue': chance level 1"):
        best_layers(random_scores(chance=1.0), scheme="grouped")


def test_a_scheme_that_was_not_run_is_named_with_those_that_were():
    with pytest.raises(
        ConfigError, match=r"scheme 'random' with decoder knn or ridge.*the table has grouped/knn"
    ):
        best_layers(random_scores(), scheme="random")


def test_numeric_factors_are_judged_by_the_r2_of_ridge_whose_interval_may_be_negative():
    values = np.array([[-0.9, -0.1, 0.1], [-0.5, 0.1, -0.3], [-0.7, 0.0, -0.1]])
    others = value_table(values[:, ::-1] + 0.5, decoder="knn_regression")
    scores = pd.concat([random_scores(folds=3, layers=3), value_table(values), others])
    best = best_layers(scores, scheme="grouped")
    assert {name: (one["metric"], one["decoder"]) for name, one in best["factors"].items()} == {
        "hue": ("accuracy", "knn"),
        "distance": ("r2", "ridge"),
    }
    chosen = best["factors"]["distance"]
    assert (chosen["layer"], chosen["mean"]) == (2, pytest.approx(0))
    half = stats.t.ppf(0.975, 2) * 0.1 * math.sqrt(1 / 3 + 1 / 9)
    assert chosen["ci"] == pytest.approx([-half, half])
    assert "R2" in best["rule"]
    assert "R2" in best["interval"]


def test_a_layer_that_fails_for_a_numeric_factor_counts_as_zero_for_it():
    # Without this, an R2 of -3 would outweigh all that layer 1 knows about hue.
    hue = table([[0.9, 0.5]] * 2, chance=0.5)
    distance = value_table([[-3.0, 0.2]] * 2)
    overall = best_layers(pd.concat([hue, distance]), scheme="grouped")["overall"]
    assert overall["layer"] == 1
    assert overall["mean_above_chance"] == pytest.approx((0.8 + 0.0) / 2)


def test_r2_is_compared_with_what_the_training_mean_reaches():
    distance = value_table([[0.5, 0.0]] * 2, r2_chance=-1.0)
    overall = best_layers(distance, scheme="grouped")["overall"]
    assert overall["mean_above_chance"] == pytest.approx(1.5 / 2)


def test_texts_about_numeric_factors_are_absent_without_any():
    best = best_layers(random_scores(), scheme="grouped")
    assert best["rule"] == "highest mean accuracy over folds; of several, the earliest layer"
    assert "R2" not in json.dumps(best)
