import math

import numpy as np
import pandas as pd
import pytest
from decoding.score_tables import pick, random_scores, table, value_table
from scipy import stats

from latentaudio import artifacts
from latentaudio.decoding.best_layer import best_layers
from latentaudio.decoding.comparisons import compare_layers, corrected
from latentaudio.errors import ArtifactError, ConfigError
from latentaudio.statistics.tests import TESTS


def test_every_comparison_has_its_row_with_means_and_direction():
    values = np.array([[0.4, 0.8, 0.6], [0.5, 0.9, 0.6], [0.3, 0.9, 0.5]])
    frame = compare_layers(table(values), tests=["paired_t"])
    assert list(zip(frame["comparison"], frame["selection"], strict=True)) == [
        ("first_vs_best", "same_folds"),
        ("best_vs_last", "same_folds"),
        ("first_vs_last", "same_folds"),
        ("best_vs_layer_01", "same_folds"),
        ("best_vs_layer_03", "same_folds"),
        ("first_vs_best", "nested"),
        ("best_vs_last", "nested"),
        ("first_vs_last", "nested"),
    ]
    row = frame.iloc[0]
    assert (row["layer_a"], row["layer_b"], row["layer_b_name"]) == (1, 2, "Conv 2")
    assert (row["mean_a"], row["mean_b"]) == pytest.approx((0.4, 2.6 / 3))
    assert row["difference"] == pytest.approx(0.4 - 2.6 / 3)
    assert row["n_folds"] == 3
    expected = stats.ttest_rel(values[:, 0], values[:, 1])
    assert (row["statistic"], row["p"]) == pytest.approx((expected.statistic, expected.pvalue))


def test_all_four_tests_agree_with_scipy_through_the_table():
    scores = random_scores(seed=3)
    values = scores.pivot(index="fold", columns="layer", values="accuracy").to_numpy()
    frame = compare_layers(scores)
    a, b = values[:, 0], values[:, -1]
    by_test = frame[
        (frame["comparison"] == "first_vs_last") & (frame["selection"] == "same_folds")
    ].set_index("test")
    assert list(by_test.index) == list(TESTS)
    assert by_test.loc["paired_t", "p"] == pytest.approx(stats.ttest_rel(a, b).pvalue)
    assert by_test.loc["two_sample_t", "p"] == pytest.approx(stats.ttest_ind(a, b).pvalue)
    # 100 test snippets for 900 of training: the variance grows by 1 + 10 / 9.
    shrunk = stats.ttest_rel(a, b).statistic / math.sqrt(1 + 10 / 9)
    assert by_test.loc["corrected_resampled_t", "statistic"] == pytest.approx(shrunk)


def test_holm_and_bonferroni_by_hand():
    # Three comparisons with p of .01, .02 and .04 and one family of three.
    frame = pd.DataFrame({"p": [0.04, 0.01, 0.02]})
    for name in ("scheme", "decoder", "family", "selection", "test", "factor"):
        frame[name] = "x"
    frame["df"] = 9.0
    found = corrected(frame, "per_factor", 0.05, ["scheme", "family", "selection", "test"])
    assert list(found["p_bonferroni"]) == pytest.approx([0.12, 0.03, 0.06])
    assert list(found["p_holm"]) == pytest.approx([0.04, 0.03, 0.04])
    assert list(found["family_size"]) == [3, 3, 3]
    assert list(found["reject"]) == [False, True, False]


def test_families_are_corrected_apart_and_p_is_clipped():
    frame = compare_layers(random_scores(layers=6), tests=["paired_t"])
    sizes = frame.groupby(["family", "selection"])["family_size"].agg(["first", "size"])
    assert sizes["first"].to_dict() == {
        ("best_vs_others", "same_folds"): 5,
        ("published", "nested"): 3,
        ("published", "same_folds"): 3,
    }
    assert (sizes["first"] == sizes["size"]).all()
    expected = np.minimum(frame["p"] * frame["family_size"], 1)
    assert np.allclose(frame["p_bonferroni"], expected)
    assert (frame["p_bonferroni"] == 1).any()
    assert (frame["p_holm"] <= frame["p_bonferroni"]).all()


def test_the_family_over_all_factors_counts_all_factors():
    scores = pd.concat([random_scores(seed=i, factor=f"factor {i}") for i in range(3)])
    alone = compare_layers(scores, tests=["paired_t"])
    together = compare_layers(scores, tests=["paired_t"], family="all_factors")
    assert (together["family_size"] == 3 * alone["family_size"]).all()
    assert np.allclose(
        together["p_bonferroni"], np.minimum(together["family_size"] * together["p"], 1)
    )
    assert together["p"].equals(alone["p"])


@pytest.mark.parametrize(
    ("means", "comparison"), [([0.9, 0.5], "first_vs_best"), ([0.5, 0.9], "best_vs_last")]
)
def test_a_best_layer_at_an_end_is_compared_with_itself_and_noted(means, comparison):
    values = np.array(means) + np.random.default_rng(0).normal(0, 0.01, (5, 2))
    frame = compare_layers(table(values), tests=["two_sample_t", "wilcoxon"])
    rows = frame[(frame["comparison"] == comparison) & (frame["selection"] == "same_folds")]
    assert len(rows) == 2
    assert (rows["difference"] == 0).all()
    assert (rows["p"] == 1).all()
    assert rows["note"].str.startswith("same layer").all()
    assert (rows["family_size"] == 3).all()


def test_nested_choice_leaves_its_own_fold_out():
    # Layer 2 is best on all folds only through fold 1; without that fold layer 3 is.
    values = np.array([[0.1, 1.0, 0.0], [0.1, 0.3, 0.5], [0.1, 0.3, 0.5]])
    frame = compare_layers(table(values), tests=["paired_t"])
    naive = pick(frame, comparison="first_vs_best", selection="same_folds")
    nested = pick(frame, comparison="first_vs_best", selection="nested")
    assert (naive["layer_b"], naive["mean_b"]) == (2, pytest.approx(1.6 / 3))
    # Fold 1 is scored at layer 3 (0.0), the others at layer 2 (0.3): selection helped nothing.
    assert (nested["layer_b"], nested["mean_b"]) == (2, pytest.approx(0.2))
    assert nested["note"] == "layers by fold: 3 2 2"
    assert best_layers(table(values), scheme="grouped")["factors"]["hue"]["nested"][
        "layers_by_fold"
    ] == [3, 2, 2]


def test_the_trained_network_is_compared_with_the_control_at_every_layer():
    scores = pd.concat([random_scores(seed=1), random_scores(seed=2, decoder="knn_permuted")])
    frame = compare_layers(scores, tests=["paired_t"])
    control = frame[frame["family"] == "control"]
    assert list(control["layer_a"]) == list(control["layer_b"]) == [1, 2, 3, 4, 5]
    assert set(control["decoder"]) == {"knn"}
    assert (control["family_size"] == 5).all()
    values = {
        decoder: rows.pivot(index="fold", columns="layer", values="accuracy")
        for decoder, rows in scores.groupby("decoder")
    }
    expected = values["knn"].mean() - values["knn_permuted"].mean()
    assert np.allclose(control["difference"], expected)


def test_each_decoder_has_its_own_best_layer_but_knn_decides():
    knn = np.array([[0.5, 0.9, 0.6], [0.5, 0.8, 0.6]])
    scores = pd.concat([table(knn), table(knn[:, [0, 2, 1]], decoder="probe")])
    frame = compare_layers(scores, tests=["paired_t"])
    best = frame[
        (frame["comparison"] == "first_vs_best") & (frame["selection"] == "same_folds")
    ].set_index("decoder")["layer_b"]
    assert best.to_dict() == {"knn": 2, "probe": 3}
    assert best_layers(scores, scheme="grouped")["factors"]["hue"]["layer"] == 2


def test_a_subset_of_layers_starts_and_ends_where_it_does():
    frame = compare_layers(random_scores(layers=3, first_layer=7), tests=["paired_t"])
    row = pick(frame, comparison="first_vs_last", selection="same_folds")
    assert (row["layer_a"], row["layer_b"]) == (7, 9)
    assert "best_vs_layer_07" in set(frame["comparison"])


def test_equal_scores_give_equal_bytes_whatever_the_order_of_folds(tmp_path):
    scores = pd.concat([random_scores(seed=i, factor=f"factor {i}") for i in range(2)])
    turned = scores.sort_values("fold", ascending=False).sort_values("factor", kind="stable")
    artifacts.write_csv(tmp_path / "a.csv", compare_layers(scores, tests=["paired_t", "wilcoxon"]))
    artifacts.write_csv(tmp_path / "b.csv", compare_layers(turned, tests=["paired_t", "wilcoxon"]))
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    back = pd.read_csv(tmp_path / "a.csv")
    assert set(back.columns[back.isna().any()]) <= {"df", "note"}
    assert back[["statistic", "p", "ci_low", "ci_high", "effect_size"]].notna().all(axis=None)


def test_the_metric_is_the_one_asked_for():
    frame = compare_layers(random_scores(), metric="balanced_accuracy", tests=["paired_t"])
    full = compare_layers(random_scores(), tests=["paired_t"])
    assert np.allclose(2 * frame["difference"], full["difference"])


def test_a_control_on_other_folds_is_refused():
    scores = pd.concat([random_scores(folds=5), random_scores(folds=4, decoder="knn_permuted")])
    with pytest.raises(ArtifactError, match="compared on the same folds"):
        compare_layers(scores)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"metric": "loss"}, "metric: 'loss' found, expected one of accuracy"),
        ({"family": "world"}, "family: 'world' found"),
        ({"tests": ["z"]}, "test: 'z' found, expected one of two_sample_t"),
        ({"tests": []}, "no test given"),
        ({"alpha": 5}, "alpha: found 5"),
    ],
)
def test_unknown_settings_are_named(arguments, message):
    with pytest.raises(ConfigError, match=message):
        compare_layers(random_scores(), **arguments)


def test_each_factor_is_compared_by_the_metric_of_its_type():
    values = np.array([[-0.4, 0.6, 0.1], [-0.2, 0.8, 0.2], [-0.3, 0.7, 0.0]])
    scores = pd.concat([random_scores(folds=3, layers=3), value_table(values)])
    frame = compare_layers(scores, metric="balanced_accuracy", tests=["paired_t"])
    assert frame.groupby("factor")["metric"].unique().map(list).to_dict() == {
        "hue": ["balanced_accuracy"],
        "distance": ["r2"],
    }
    row = pick(frame, factor="distance", comparison="first_vs_best", selection="same_folds")
    assert (row["mean_a"], row["mean_b"]) == pytest.approx((-0.3, 0.7))
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((-1.0, -1.0))


def test_ridge_is_compared_with_ridge_on_permuted_weights():
    values = np.random.default_rng(0).normal(size=(4, 3))
    scores = pd.concat([value_table(values), value_table(values - 1, decoder="ridge_permuted")])
    frame = compare_layers(scores, tests=["paired_t"])
    control = frame[frame["family"] == "control"]
    assert set(control["decoder"]) == {"ridge"}
    assert np.allclose(control["difference"], 1)


def test_the_family_over_all_factors_spans_both_types():
    values = np.random.default_rng(0).normal(size=(10, 5))
    scores = pd.concat([random_scores(), value_table(values)])
    alone = compare_layers(scores, tests=["paired_t"])
    together = compare_layers(scores, tests=["paired_t"], family="all_factors")
    assert (together["family_size"] == 2 * alone["family_size"]).all()
