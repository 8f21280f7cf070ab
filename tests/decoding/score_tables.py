"""Tables of decoding scores for the tests of their comparison."""

import numpy as np
import pandas as pd


def table(values, *, factor="hue", scheme="grouped", decoder="knn", chance=0.25, first_layer=1):
    """Make a table of scores from an array with one row per fold and one column per layer."""
    values = np.asarray(values, dtype=float)
    return pd.DataFrame(
        {
            "factor": factor,
            "scheme": scheme,
            "decoder": decoder,
            "layer": layer + first_layer,
            "layer_name": f"Conv {layer + first_layer}",
            "fold": fold + 1,
            "n_train": 900,
            "n_test": 100,
            "accuracy": values[fold, layer],
            "balanced_accuracy": values[fold, layer] / 2,
            "chance": chance,
            "balanced_chance": chance,
        }
        for layer in range(values.shape[1])
        for fold in range(values.shape[0])
    )


def value_table(values, *, decoder="ridge", factor="distance", r2_chance=0.0, **columns):
    """Make a table of scores of a numeric factor, from R2 with one row per fold."""
    values = np.asarray(values, dtype=float)
    frame = table(values, decoder=decoder, factor=factor, **columns)
    names = ["accuracy", "balanced_accuracy", "chance", "balanced_chance"]
    frame["r2"], frame["r2_chance"] = frame["accuracy"], r2_chance
    return frame.assign(**dict.fromkeys(names, np.nan))


def random_scores(folds=10, layers=5, seed=0, **columns):
    values = np.random.default_rng(seed).binomial(100, 0.6, (folds, layers)) / 100
    return table(values, **columns)


def pick(frame, **wanted):
    rows = frame[np.logical_and.reduce([frame[name] == value for name, value in wanted.items()])]
    assert len(rows) == 1
    return rows.iloc[0]
