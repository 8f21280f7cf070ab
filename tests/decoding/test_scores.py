import numpy as np
import pyarrow as pa
import pytest
from sklearn.metrics import mean_absolute_error, r2_score

from latentaudio.decoding.decoders import DECODERS, KNN, PROBE, RIDGE
from latentaudio.decoding.predictions import PREDICTIONS_SCHEMA
from latentaudio.decoding.scores import (
    SCORES_SCHEMA,
    Chance,
    chance_levels,
    check_spread,
    score,
    score_table,
)
from latentaudio.errors import DatasetError
from latentaudio.factor_types import Factor
from latentaudio.features.space import layer_number

FACTORS = {
    factor.name: factor
    for factor in (
        Factor("size"),
        Factor("shape"),
        Factor("height", "numeric", unit="m"),
        Factor("distance", "numeric", unit="m", scale="log"),
    )
}


SPACES = {"layer_02": "Conv 1 pw", "layer_09": "Conv 8 pw", "layer_10": "x", "log_mel": "mel"}


def table_of(count, columns, changes):
    constant = {"scheme": "grouped", "space": "layer_09", "fold": 1, "n_train": 70, **changes}
    constant["layer"] = layer_number(constant["space"])
    empty = {field.name: pa.nulls(count, field.type) for field in PREDICTIONS_SCHEMA}
    repeated = {name: [value] * count for name, value in constant.items()}
    ids = [f"s{index}" for index in range(count)]
    return pa.table({**empty, "snippet_id": ids, **columns, **repeated}, schema=PREDICTIONS_SCHEMA)


def predictions(truth, predicted, **changes):
    columns = {"truth": list(truth), "predicted": list(predicted)}
    return table_of(len(truth), columns, {"factor": "size", "decoder": KNN, **changes})


def values(truth, predicted, mean, **changes):
    columns = {
        "true_value": np.asarray(truth, float),
        "predicted_value": np.asarray(predicted, float),
        "training_mean": np.full(len(truth), mean, float),
    }
    return table_of(len(truth), columns, {"factor": "height", "decoder": RIDGE, **changes})


def test_accuracy_is_the_share_correct_and_balanced_accuracy_the_mean_over_classes():
    # 6 of 8 "u" and 1 of 2 "v" are right.
    table = predictions("uuuuuuuuvv", "uuuuuuvvvu")
    (row,) = score(table, FACTORS, {"size": Chance(0.8, 0.5)}, SPACES)
    assert row["accuracy"] == pytest.approx(7 / 10)
    assert row["balanced_accuracy"] == pytest.approx((6 / 8 + 1 / 2) / 2)
    assert row["chance"] == 0.8
    assert (row["n_train"], row["n_test"]) == (70, 10)
    assert (row["space"], row["layer"], row["layer_name"]) == ("layer_09", 9, "Conv 8 pw")
    assert row["fold"] == 1


def test_a_feature_has_no_layer():
    table = predictions("uv", "uv", space="log_mel")
    (row,) = score(table, FACTORS, {"size": Chance(0.5, 0.5)}, SPACES)
    assert (row["space"], row["layer"], row["layer_name"]) == ("log_mel", None, None)


def test_always_naming_the_most_frequent_class_scores_at_chance():
    chance = chance_levels({"size": list("uuuvvw")})
    assert chance == {"size": Chance(0.5, pytest.approx(1 / 3))}
    (row,) = score(predictions("uuuvvw", "uuuuuu"), FACTORS, chance, SPACES)
    assert row["accuracy"] == row["chance"] == chance["size"].accuracy
    assert row["balanced_accuracy"] == pytest.approx(1 / 3)


def test_chance_is_that_of_each_factor_over_the_whole_data_set():
    labels = {"a": np.array(["u", "v", "v", "v"]), "b": np.array(["x", "y", "x", "y"])}
    assert chance_levels(labels) == {"a": (0.75, 0.5), "b": (0.5, 0.5)}


def test_a_class_that_is_never_tested_does_not_count_as_missed():
    (row,) = score(predictions("uu", "uw"), FACTORS, {"size": Chance(0.5, 0.5)}, SPACES)
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
    rows = score(table, FACTORS, {"size": Chance(0.5, 0.5), "shape": Chance(0.9, 0.5)}, SPACES)
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
        {"factor": factor, "scheme": scheme, "decoder": decoder, "space": space, "fold": fold}
        for factor in ("size", "shape")  # as configured, not alphabetical
        for scheme in ("grouped", "random")
        for decoder in DECODERS
        for space in ("layer_02", "layer_10", "log_mel")
        for fold in (1, 2)
    ]
    tables = [predictions("uv", "uv", **change) for change in changes]
    table = score_table(
        reversed(tables),
        list(FACTORS.values()),
        {"size": Chance(0.5, 0.5), "shape": Chance(0.5, 0.5)},
        SPACES,
    )
    assert table.schema == SCORES_SCHEMA
    keys = ["factor", "scheme", "decoder", "space", "fold"]
    assert table.select(keys).to_pylist() == changes


def test_a_fold_without_predictions_adds_no_row():
    tables = [predictions("uv", "uv"), PREDICTIONS_SCHEMA.empty_table()]
    assert len(score_table(tables, list(FACTORS.values()), {"size": Chance(0.5, 0.5)}, SPACES)) == 1


def test_values_are_scored_as_by_scikit_learn_beside_the_training_mean():
    generator = np.random.default_rng(0)
    truth = generator.normal(5, 2, 30)
    predicted = truth + generator.normal(0, 1, 30)
    (row,) = score(values(truth, predicted, 4.0), FACTORS, {}, SPACES)
    assert row["r2"] == pytest.approx(r2_score(truth, predicted))
    assert row["mae"] == pytest.approx(mean_absolute_error(truth, predicted))
    mean = np.full(30, 4.0)
    assert row["r2_chance"] == pytest.approx(r2_score(truth, mean))
    assert row["r2_chance"] < 0
    assert row["mae_chance"] == pytest.approx(mean_absolute_error(truth, mean))


def test_values_on_a_logarithmic_scale_are_scored_by_their_ratios():
    # Every prediction is 10% too high: ln(1.1) in natural logarithms, whatever the distance.
    truth = np.array([0.1, 1.0, 10.0])
    (row,) = score(values(truth, 1.1 * truth, 1.0, factor="distance"), FACTORS, {}, SPACES)
    assert row["mae"] == pytest.approx(np.log(1.1))
    assert row["r2"] == pytest.approx(1 - 3 * np.log(1.1) ** 2 / (2 * np.log(10) ** 2))
    assert row["r2_chance"] == pytest.approx(0)
    assert row["mae_chance"] == pytest.approx(2 / 3 * np.log(10))


def test_r2_is_undefined_where_all_test_snippets_have_one_value():
    (row,) = score(values([2.0, 2.0], [1.0, 2.0], 3.0), FACTORS, {}, SPACES)
    assert (row["r2"], row["r2_chance"]) == (None, None)
    assert (row["mae"], row["mae_chance"]) == (0.5, 1.0)


def test_metrics_of_the_other_type_are_null():
    tables = [predictions("uv", "uv"), values([1.0, 2.0], [1.0, 3.0], 0.0)]
    chance = {"size": Chance(0.5, 0.5)}
    table = score_table([pa.concat_tables(tables)], list(FACTORS.values()), chance, SPACES)
    of_classes, of_values = table.to_pylist()
    null = {name for name, value in of_classes.items() if value is None}
    assert null == {"r2", "mae", "r2_chance", "mae_chance"}
    null = {name for name, value in of_values.items() if value is None}
    assert null == {"accuracy", "balanced_accuracy", "chance", "balanced_chance"}
    assert (of_values["n_test"], of_values["r2"]) == (2, pytest.approx(-1))


def test_a_fold_whose_test_snippets_have_one_value_is_named_before_anything_is_decoded():
    values = np.array([1.0, 2.0, 3.0, 3.0])
    targets = {FACTORS["size"]: np.full(4, "u"), FACTORS["height"]: values}
    check_spread(targets, {"random": np.array([1, 2, 1, 2])})
    with pytest.raises(DatasetError, match=r"'height': .* grouped fold 2 have the value 3,"):
        check_spread(targets, {"grouped": np.array([1, 1, 2, 2])})
