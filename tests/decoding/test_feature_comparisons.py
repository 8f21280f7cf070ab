"""Tests of comparisons between layers and features."""

import numpy as np
import pandas as pd
import pytest
from decoding.score_tables import table
from scipy import stats

from latentaudio.decoding.comparisons import compare_layers
from latentaudio.decoding.feature_comparisons import compare_with_features
from latentaudio.errors import ArtifactError
from latentaudio.statistics.tests import TESTS

LAYERS = np.array([[0.4, 0.8, 0.6], [0.5, 0.9, 0.6], [0.3, 0.9, 0.5], [0.4, 0.7, 0.9]])
FEATURE = np.array([0.6, 0.5, 0.4, 0.7])


def with_feature(values: np.ndarray, name: str = "log_mel") -> pd.DataFrame:
    """Rows of a feature, in a table like that of layers."""
    rows = table(values[:, np.newaxis])
    return rows.assign(space=name, layer=np.nan, layer_name=None)


def scores() -> pd.DataFrame:
    layers = table(LAYERS)
    layers["space"] = [f"layer_{number:02d}" for number in layers["layer"]]
    return pd.concat([layers, with_feature(FEATURE), with_feature(FEATURE - 0.1, "embedding")])


def test_first_and_best_layer_are_compared_with_every_feature():
    found = compare_with_features(scores())
    rows = found[found["test"] == "paired_t"]
    assert list(zip(rows["feature"], rows["comparison"], rows["layer"], strict=True)) == [
        ("log_mel", "first_layer", 1),
        ("log_mel", "best_layer", 2),
        ("embedding", "first_layer", 1),
        ("embedding", "best_layer", 2),
    ]
    first, best = rows.iloc[0], rows.iloc[1]
    assert first["difference"] == pytest.approx(LAYERS[:, 0].mean() - FEATURE.mean())
    assert first["p"] == pytest.approx(stats.ttest_rel(LAYERS[:, 0], FEATURE).pvalue)
    # Each fold at the layer that the other folds choose: always the second.
    assert best["mean_layer"] == pytest.approx(LAYERS[:, 1].mean())
    assert best["mean_feature"] == pytest.approx(FEATURE.mean())


def test_p_is_corrected_over_features_and_comparisons():
    found = compare_with_features(scores())
    assert set(found["family_size"]) == {4}
    np.testing.assert_allclose(found["p_bonferroni"], np.minimum(4 * found["p"], 1))
    assert set(found["test"]) == set(TESTS)


def test_p_can_be_corrected_over_all_factors():
    two = pd.concat([scores(), scores().assign(factor="size")])
    assert set(compare_with_features(two)["family_size"]) == {4}
    assert set(compare_with_features(two, family="all_factors")["family_size"]) == {8}


def test_features_do_not_change_the_comparisons_of_layers():
    pd.testing.assert_frame_equal(compare_layers(table(LAYERS)), compare_layers(scores()))


def test_without_features_there_is_nothing_to_compare():
    assert compare_with_features(table(LAYERS).assign(space="layer")).empty


def test_a_feature_that_lacks_a_fold_is_refused():
    rows = scores()
    with pytest.raises(ArtifactError, match=r"feature 'embedding': folds \[1, 2, 3\] found"):
        compare_with_features(rows[(rows["space"] != "embedding") | (rows["fold"] < 4)])
