import math

import numpy as np
import pandas as pd
import pytest
from decoding.score_tables import random_scores, table, value_table

from latentaudio.decoding.layer_scores import _layers, layer_scores_by_group
from latentaudio.errors import ArtifactError, ConfigError, DatasetError


def test_selection_flatters_the_best_layer_and_nesting_does_not():
    # 14 layers of the same true accuracy: every difference is chance.
    generator = np.random.default_rng(7)
    naive, nested = [], []
    for _ in range(200):
        layers = _layers(table(generator.normal(0.6, 0.03, (10, 14))), "accuracy", "")
        naive.append(layers.values[:, layers.best].mean() - layers.values[:, 0].mean())
        nested.append(layers.nested_values.mean() - layers.values[:, 0].mean())
    error = np.std(nested, ddof=1) / math.sqrt(len(nested))
    assert np.mean(naive) > 10 * error
    assert abs(np.mean(nested)) < 3 * error


def test_a_missing_column_is_named():
    with pytest.raises(ArtifactError, match="no column n_train"):
        layer_scores_by_group(random_scores().drop(columns="n_train"), "accuracy")


def test_a_layer_that_lacks_a_fold_is_named():
    scores = random_scores()
    lacking = scores[~((scores["layer"] == 3) & (scores["fold"] == 4))]
    with pytest.raises(ArtifactError, match=r"factor 'hue'.*no accuracy for layer 3, fold 4"):
        layer_scores_by_group(lacking, "accuracy")


def test_a_repeated_row_is_named():
    scores = random_scores()
    with pytest.raises(ArtifactError, match="layer 1, fold 1 occurs more than once"):
        layer_scores_by_group(pd.concat([scores, scores.head(1)]), "accuracy")


def test_one_fold_is_too_few():
    with pytest.raises(ConfigError, match="only one fold"):
        layer_scores_by_group(random_scores(folds=1), "accuracy")


def test_folds_without_r2_are_explained():
    values = np.array([[0.1, 0.2], [np.nan, np.nan], [0.1, 0.3]])
    with pytest.raises(DatasetError, match=r"no R2 for fold 2, all of whose .* use fewer folds"):
        layer_scores_by_group(value_table(values), "accuracy")


def test_scores_of_an_unknown_decoder_are_refused():
    with pytest.raises(ConfigError, match="'svm' is unknown"):
        layer_scores_by_group(random_scores(decoder="svm"), "accuracy")
