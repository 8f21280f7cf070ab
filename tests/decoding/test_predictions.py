import numpy as np
import pyarrow as pa
import pytest

from latentaudio.decoding.decoders import KNN, KNN_PERMUTED, PROBE, RIDGE
from latentaudio.decoding.predictions import PREDICTIONS_SCHEMA, predict, targets_of
from latentaudio.errors import ConfigError
from latentaudio.factor_types import Factor

DISTANCE = Factor("distance", "numeric", unit="m", scale="log")
NUMERIC = ["true_value", "predicted_value", "training_mean"]


@pytest.fixture
def targets(clouds):
    return {Factor(name): values for name, values in clouds[1].items()}


def test_predictions_hold_each_test_snippet_once_a_factor_decoder_and_scheme(clouds, targets):
    coordinates, labels = clouds
    count = len(coordinates)
    ids = np.array([f"s{index}" for index in range(count)])
    folds = {"grouped": np.arange(count) % 3 + 1, "given": np.arange(count) % 5 + 1}
    noise = np.random.default_rng(0).normal(size=coordinates.shape)
    table = predict(
        {KNN: {"neighbors": 3}, PROBE: {}, KNN_PERMUTED: {"neighbors": 3}},
        {"trained": coordinates, "permuted": noise},
        targets,
        ids,
        np.arange(count).astype(str),
        folds,
        space="layer_09",
        fold=2,
    )
    assert table.schema == PREDICTIONS_SCHEMA
    assert len(table) == (40 + 24) * 3 * 2
    assert all(table[name].null_count == len(table) for name in NUMERIC)
    frame = table.to_pandas()
    assert set(frame["space"]) == {"layer_09"}
    assert set(frame["layer"]) == {9}
    assert set(frame["fold"]) == {2}
    truth = {factor: dict(zip(ids, values, strict=True)) for factor, values in labels.items()}
    for (scheme, decoder, factor), rows in frame.groupby(["scheme", "decoder", "factor"]):
        assert rows["snippet_id"].tolist() == ids[folds[scheme] == 2].tolist()
        assert rows["truth"].tolist() == [truth[factor][name] for name in rows["snippet_id"]]
        assert set(rows["n_train"]) == {count - len(rows)}
        right = (rows["truth"] == rows["predicted"]).mean()
        assert right == 1.0 if decoder in (KNN, PROBE) else right < 0.8


def test_a_scheme_with_fewer_folds_is_left_out(clouds, targets):
    coordinates, _ = clouds
    count = len(coordinates)
    folds = {"grouped": np.arange(count) % 3 + 1, "random": np.arange(count) % 5 + 1}
    arguments = (
        {KNN: {"neighbors": 3}},
        {"trained": coordinates},
        targets,
        np.arange(count).astype(str),
        np.arange(count).astype(str),
        folds,
    )
    table = predict(*arguments, space="layer_01", fold=4)
    assert set(table["scheme"].to_pylist()) == {"random"}
    nothing = predict(*arguments, space="layer_01", fold=6)
    assert (len(nothing), nothing.schema) == (0, PREDICTIONS_SCHEMA)


def test_values_are_decoded_on_their_scale_and_written_in_their_unit(clouds, targets):
    coordinates, _ = clouds
    count = len(coordinates)
    # The logarithm of the distance is linear in a coordinate.
    distance = np.exp(coordinates[:, 2].astype(np.float64))
    folds = {"grouped": np.arange(count) % 3 + 1}
    test = folds["grouped"] == 1
    table = predict(
        {KNN: {"neighbors": 3}, RIDGE: {"seed": 1}},
        {"trained": coordinates},
        {**targets, DISTANCE: distance},
        np.arange(count).astype(str),
        np.arange(count).astype(str),
        folds,
        space="layer_01",
        fold=1,
    )
    assert table.schema == PREDICTIONS_SCHEMA
    rows = table.filter(pa.compute.equal(table["factor"], "distance"))
    assert set(rows["decoder"].to_pylist()) == {RIDGE}
    assert len(rows) == test.sum()
    assert rows["truth"].null_count == rows["predicted"].null_count == len(rows)
    np.testing.assert_array_equal(rows["true_value"].to_numpy(), distance[test])
    np.testing.assert_allclose(rows["predicted_value"].to_numpy(), distance[test], rtol=1e-3)
    geometric = np.exp(np.log(distance[~test]).mean())
    np.testing.assert_allclose(rows["training_mean"].to_numpy(), geometric)
    # Classification is the same as without the numeric factor.
    assert set(table.filter(pa.compute.equal(table["decoder"], KNN))["factor"].to_pylist()) == {
        factor.name for factor in targets
    }


def test_an_unknown_decoder_never_runs_as_another(clouds, targets):
    coordinates, _ = clouds
    count = len(coordinates)
    with pytest.raises(ConfigError, match=r"'knnn' is unknown.*did you mean 'knn'"):
        predict(
            {"knnn": {}},
            {"trained": coordinates},
            targets,
            np.arange(count).astype(str),
            np.arange(count).astype(str),
            {"grouped": np.arange(count) % 3 + 1},
            space="layer_01",
            fold=1,
        )


def test_targets_are_classes_or_values():
    snippets = pa.table({"hue": ["red", "blue"], "distance": [1.5, 3.0]})
    hue = Factor("hue")
    targets = targets_of(snippets, [hue, DISTANCE])
    assert targets[hue].tolist() == ["red", "blue"]
    assert targets[DISTANCE].tolist() == [1.5, 3.0]
