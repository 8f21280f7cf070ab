import numpy as np

from latentaudio.decoding.decoders import KNN, KNN_PERMUTED, PROBE
from latentaudio.decoding.predictions import PREDICTIONS_SCHEMA, predict


def test_predictions_hold_each_test_snippet_once_a_factor_decoder_and_scheme(clouds):
    coordinates, labels = clouds
    count = len(coordinates)
    ids = np.array([f"s{index}" for index in range(count)])
    folds = {"grouped": np.arange(count) % 3 + 1, "random": np.arange(count) % 5 + 1}
    noise = np.random.default_rng(0).normal(size=coordinates.shape)
    table = predict(
        {KNN: coordinates, PROBE: coordinates, KNN_PERMUTED: noise},
        labels,
        ids,
        folds,
        layer=9,
        fold=2,
        neighbors=3,
    )
    assert table.schema == PREDICTIONS_SCHEMA
    assert len(table) == (40 + 24) * 3 * 2
    frame = table.to_pandas()
    assert set(frame["layer"]) == {9}
    assert set(frame["fold"]) == {2}
    truth = {factor: dict(zip(ids, values, strict=True)) for factor, values in labels.items()}
    for (scheme, decoder, factor), rows in frame.groupby(["scheme", "decoder", "factor"]):
        assert rows["snippet_id"].tolist() == ids[folds[scheme] == 2].tolist()
        assert rows["truth"].tolist() == [truth[factor][name] for name in rows["snippet_id"]]
        assert set(rows["n_train"]) == {count - len(rows)}
        right = (rows["truth"] == rows["predicted"]).mean()
        assert right == 1.0 if decoder in (KNN, PROBE) else right < 0.8


def test_a_scheme_with_fewer_folds_is_left_out(clouds):
    coordinates, labels = clouds
    count = len(coordinates)
    folds = {"grouped": np.arange(count) % 3 + 1, "random": np.arange(count) % 5 + 1}
    arguments = ({KNN: coordinates}, labels, np.arange(count).astype(str), folds)
    table = predict(*arguments, layer=1, fold=4, neighbors=3)
    assert set(table["scheme"].to_pylist()) == {"random"}
    nothing = predict(*arguments, layer=1, fold=6, neighbors=3)
    assert (len(nothing), nothing.schema) == (0, PREDICTIONS_SCHEMA)
