"""Folds choose models by losses within the training recordings."""

import numpy as np
import pandas as pd

from latentaudio.prediction.choices.model_choice import choose_models


def table(*rows):
    return pd.DataFrame(rows, columns=["model", "seed", "fold", "inner_loss", "accuracy", "n_test"])


def test_seeds_are_averaged_and_the_lowest_loss_is_chosen():
    scores = table(
        ("a", 1, 1, 0.1, 0.2, 10),
        ("a", 2, 1, 0.9, 0.4, 10),
        ("b", 1, 1, 0.4, 0.1, 10),
        ("a", 1, 2, 0.3, 0.5, 30),
        ("a", 2, 2, 0.3, 0.7, 30),
        ("b", 1, 2, 0.4, 0.9, 30),
    )
    best = choose_models(scores, ["a", "b"], ["accuracy"])
    assert best["model"].tolist() == ["b", "a"]
    assert best["fold"].tolist() == [1, 2]
    np.testing.assert_allclose(best["accuracy"], [0.1, 0.6])
    assert choose_models(scores, ["a"], ["accuracy"])["model"].tolist() == ["a", "a"]


def test_a_model_without_a_loss_is_chosen_only_if_there_is_no_other():
    nan = np.nan
    scores = table(
        ("a", 1, 1, nan, 0.2, 10),
        ("b", 1, 1, 0.4, 0.1, 10),
        ("a", 1, 2, 0.3, 0.5, 10),
        ("b", 1, 2, 0.4, 0.9, 10),
        ("c", 1, 1, nan, 0.2, 10),
        ("c", 1, 2, nan, 0.3, 10),
    )
    assert choose_models(scores, ["a", "b"], [])["model"].tolist() == ["b", "a"]
    assert choose_models(scores, ["c"], [])["model"].tolist() == ["c", "c"]
    # Nothing to choose by in a fold, and no such model.
    assert choose_models(scores, ["a", "c"], []) is None
    assert choose_models(scores, ["d"], []) is None
