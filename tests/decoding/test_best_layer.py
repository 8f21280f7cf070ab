import json
import math

import numpy as np
import pandas as pd
import pytest
from decoding.score_tables import random_scores, table
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
    with pytest.raises(ConfigError, match=r"scheme 'random'.*the table has grouped/knn"):
        best_layers(random_scores(), scheme="random")
