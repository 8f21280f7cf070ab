"""Tests of the comparison of one space with chance."""

import numpy as np
import pandas as pd
import pytest
from decoding.score_tables import table, value_table
from scipy import stats

from latentaudio.decoding.chance_comparisons import compare_with_chance
from latentaudio.decoding.feature_comparisons import compare_with_features
from latentaudio.errors import ArtifactError
from latentaudio.features.technical import TECHNICAL
from latentaudio.findings.run import feature_names

ABOVE = np.array([0.5, 0.6, 0.4, 0.7])


def technical(values, **columns):
    rows = table(values[:, np.newaxis], **columns)
    return rows.assign(space=TECHNICAL, layer=np.nan, layer_name=None)


def by_test(found, test="paired_t"):
    return found[found["test"] == test].iloc[0]


def test_scores_are_compared_with_chance_by_every_test():
    found = compare_with_chance(technical(ABOVE), TECHNICAL)
    assert found["test"].tolist() == ["paired_t", "wilcoxon", "corrected_resampled_t"]
    row = by_test(found)
    assert (row["mean_score"], row["mean_chance"]) == pytest.approx((0.55, 0.25))
    assert row["difference"] == pytest.approx(0.3)
    assert row["p"] == pytest.approx(stats.ttest_1samp(ABOVE, 0.25).pvalue)
    assert row["reject"]


def test_scores_below_chance_are_no_warning():
    row = by_test(compare_with_chance(technical(0.3 - ABOVE / 3), TECHNICAL))
    assert row["p"] < 0.05
    assert not row["reject"]


def test_scores_at_chance_are_no_warning():
    row = by_test(compare_with_chance(technical(np.array([0.2, 0.3, 0.25, 0.25])), TECHNICAL))
    assert row["p"] > 0.9
    assert not row["reject"]


def test_a_perfect_score_in_all_folds_is_a_warning():
    row = by_test(compare_with_chance(technical(np.ones(4)), TECHNICAL))
    assert row["reject"]
    assert row["note"] == "scores do not vary"


def test_numeric_factors_are_compared_by_r2_with_the_training_mean():
    rows = value_table(ABOVE[:, np.newaxis], r2_chance=-0.1)
    found = compare_with_chance(
        rows.assign(space=TECHNICAL, layer=np.nan, layer_name=None), TECHNICAL
    )
    assert set(found["metric"]) == {"r2"}
    assert by_test(found)["difference"] == pytest.approx(0.65)


def test_a_space_without_scores_is_an_error():
    with pytest.raises(ArtifactError, match="no rows"):
        compare_with_chance(technical(ABOVE).assign(space="log_mel"), TECHNICAL)


def test_technical_properties_are_no_feature():
    layers = table(np.array([[0.4, 0.8], [0.5, 0.9], [0.3, 0.9], [0.4, 0.7]]))
    layers["space"] = [f"layer_{number:02d}" for number in layers["layer"]]
    feature = technical(ABOVE).assign(space="log_mel")
    both = pd.concat([layers, feature, technical(ABOVE)])
    assert feature_names(both) == ["log_mel"]
    pd.testing.assert_frame_equal(
        compare_with_features(both), compare_with_features(pd.concat([layers, feature]))
    )
