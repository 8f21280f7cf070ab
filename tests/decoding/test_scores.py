import numpy as np
import pyarrow as pa
import pytest

from latentaudio.decoding.decoders import DECODERS, KNN, PROBE
from latentaudio.decoding.predictions import PREDICTIONS_SCHEMA
from latentaudio.decoding.scores import SCORES_SCHEMA, Chance, chance_levels, score, score_table


def predictions(truth, predicted, **changes):
    columns = {
        "factor": "size",
        "decoder": KNN,
        "scheme": "grouped",
        "layer": 9,
        "fold": 1,
        "n_train": 70,
        **changes,
    }
    count = len(truth)
    repeated = {name: [value] * count for name, value in columns.items()}
    ids = [f"s{index}" for index in range(count)]
    return (
        pa.table(
            {"snippet_id": ids, "truth": list(truth), "predicted": list(predicted), **repeated},
        )
        .select(PREDICTIONS_SCHEMA.names)
        .cast(PREDICTIONS_SCHEMA)
    )


def test_accuracy_is_the_share_correct_and_balanced_accuracy_the_mean_over_classes():
    # 6 of 8 "u" and 1 of 2 "v" are right.
    table = predictions("uuuuuuuuvv", "uuuuuuvvvu")
    (row,) = score(table, {"size": Chance(0.8, 0.5)})
    assert row["accuracy"] == pytest.approx(7 / 10)
    assert row["balanced_accuracy"] == pytest.approx((6 / 8 + 1 / 2) / 2)
    assert row["chance"] == 0.8
    assert (row["n_train"], row["n_test"]) == (70, 10)
    assert (row["layer"], row["layer_name"], row["fold"]) == (9, "Conv 8 pw", 1)


def test_always_naming_the_most_frequent_class_scores_at_chance():
    chance = chance_levels({"size": list("uuuvvw")})
    assert chance == {"size": Chance(0.5, pytest.approx(1 / 3))}
    (row,) = score(predictions("uuuvvw", "uuuuuu"), chance)
    assert row["accuracy"] == row["chance"] == chance["size"].accuracy
    assert row["balanced_accuracy"] == pytest.approx(1 / 3)


def test_chance_is_that_of_each_factor_over_the_whole_data_set():
    labels = {"a": np.array(["u", "v", "v", "v"]), "b": np.array(["x", "y", "x", "y"])}
    assert chance_levels(labels) == {"a": (0.75, 0.5), "b": (0.5, 0.5)}


def test_a_class_that_is_never_tested_does_not_count_as_missed():
    (row,) = score(predictions("uu", "uw"), {"size": Chance(0.5, 0.5)})
    assert row["balanced_accuracy"] == 0.5


def test_factors_schemes_and_decoders_are_scored_apart():
    table = pa.concat_tables(
        [
            predictions("uv", "uv"),
            predictions("uv", "uu", decoder=PROBE),
            predictions("uv", "vu", scheme="random"),
            predictions("xxxx", "xxxy", factor="shape", n_train=12),
        ]
    )
    rows = score(table, {"size": Chance(0.5, 0.5), "shape": Chance(0.9, 0.5)})
    found = {(r["factor"], r["scheme"], r["decoder"]): r for r in rows}
    assert {key: row["accuracy"] for key, row in found.items()} == {
        ("size", "grouped", KNN): 1.0,
        ("size", "grouped", PROBE): 0.5,
        ("size", "random", KNN): 0.0,
        ("shape", "grouped", KNN): 0.75,
    }
    shape = found["shape", "grouped", KNN]
    assert (shape["chance"], shape["n_train"], shape["n_test"]) == (0.9, 12, 4)


def test_the_table_is_sorted_whatever_the_order_of_the_files():
    changes = [
        {"factor": factor, "scheme": scheme, "decoder": decoder, "layer": layer, "fold": fold}
        for factor in ("size", "shape")  # as configured, not alphabetical
        for scheme in ("grouped", "random")
        for decoder in DECODERS
        for layer in (2, 10)  # as numbers, not as text
        for fold in (1, 2)
    ]
    tables = [predictions("uv", "uv", **change) for change in changes]
    table = score_table(reversed(tables), {"size": Chance(0.5, 0.5), "shape": Chance(0.5, 0.5)})
    assert table.schema == SCORES_SCHEMA
    keys = ["factor", "scheme", "decoder", "layer", "fold"]
    assert table.select(keys).to_pylist() == changes


def test_a_fold_without_predictions_adds_no_row():
    tables = [predictions("uv", "uv"), PREDICTIONS_SCHEMA.empty_table()]
    assert len(score_table(tables, {"size": Chance(0.5, 0.5)})) == 1
