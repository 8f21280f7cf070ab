import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from latentaudio import artifacts
from latentaudio.decoding.best_layer import best_layers
from latentaudio.decoding.comparisons import _TABLE_COLUMNS, _corrected, compare_layers
from latentaudio.decoding.layer_scores import _layers
from latentaudio.errors import ArtifactError, ConfigError, DatasetError
from latentaudio.statistics.tests import (
    TESTS,
    corrected_resampled_t,
    paired_t,
    two_sample_t,
    wilcoxon,
)

RATIO = 1 / 9


def table(values, *, factor="hue", scheme="grouped", decoder="knn", chance=0.25, first_layer=1):
    """Scores table from an array of one row a fold and one column a layer."""
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


def random_scores(folds=10, layers=5, seed=0, **columns):
    values = np.random.default_rng(seed).binomial(100, 0.6, (folds, layers)) / 100
    return table(values, **columns)


def pick(frame, **wanted):
    rows = frame[np.logical_and.reduce([frame[name] == value for name, value in wanted.items()])]
    assert len(rows) == 1
    return rows.iloc[0]


# -- Tests of two sets of scores -------------------------------------------------------------------


@pytest.mark.parametrize("n", [2, 3, 10, 25])
def test_t_tests_agree_with_scipy(n):
    generator = np.random.default_rng(n)
    a, b = generator.normal(0.7, 0.05, n), generator.normal(0.65, 0.05, n)
    for ours, theirs in [
        (paired_t(a, b), stats.ttest_rel(a, b)),
        (two_sample_t(a, b), stats.ttest_ind(a, b)),
    ]:
        interval = theirs.confidence_interval(0.95)
        assert ours.statistic == pytest.approx(theirs.statistic, rel=1e-9)
        assert ours.p == pytest.approx(theirs.pvalue, rel=1e-9)
        assert ours.df == theirs.df
        assert (ours.ci_low, ours.ci_high) == pytest.approx((interval.low, interval.high))
        assert ours.estimate == pytest.approx(a.mean() - b.mean())


def test_effect_sizes_of_t_tests_are_cohens_d_and_dz():
    a, b = np.array([0.5, 0.7, 0.9]), np.array([0.4, 0.5, 0.6])
    pooled = math.sqrt((0.04 + 0.01) / 2)
    assert two_sample_t(a, b).effect_size == pytest.approx(0.2 / pooled)
    assert two_sample_t(a, b).effect_name == "cohen_d"
    assert paired_t(a, b).effect_size == pytest.approx(0.2 / 0.1)
    assert paired_t(a, b).effect_name == "cohen_dz"


def test_corrected_resampled_t_follows_the_closed_form():
    # Differences 1, 2, 3, 4, 5 hundredths: mean 0.03, variance 0.00025.
    test = corrected_resampled_t([0.51, 0.52, 0.53, 0.54, 0.55], [0.5] * 5, test_train_ratio=0.25)
    error = math.sqrt(0.00025 * (1 / 5 + 0.25))
    assert test.statistic == pytest.approx(0.03 / error)
    assert test.df == 4
    # t(4) has a closed-form distribution function.
    t = 0.03 / error
    x = t / math.sqrt(4 + t**2)
    assert test.p == pytest.approx(2 * (0.5 - 0.75 * (x - x**3 / 3)))
    assert test.ci_high - test.estimate == pytest.approx(2.7764451052 * error)


def test_corrected_resampled_t_without_test_snippets_is_the_paired_t():
    generator = np.random.default_rng(4)
    a, b = generator.random(10), generator.random(10)
    assert corrected_resampled_t(a, b, test_train_ratio=0).p == pytest.approx(paired_t(a, b).p)
    assert corrected_resampled_t(a, b, test_train_ratio=RATIO).p > paired_t(a, b).p


def test_published_two_sample_t_gives_the_published_p():
    # Scores of two layers made so that t = -17.235 with ten folds each.
    pattern = np.tile([-1.0, 1.0], 5)
    error = math.sqrt(2 * pattern.var(ddof=1) / 10)
    test = two_sample_t(pattern - 17.235 * error, pattern)
    assert test.statistic == pytest.approx(-17.235)
    assert test.df == 18
    assert f"{3 * test.p:.1e}" == "3.7e-12"


@pytest.mark.parametrize("n", [2, 3, 6, 10, 20])
def test_wilcoxon_agrees_with_the_exact_test_of_scipy(n):
    generator = np.random.default_rng(n)
    a, b = generator.normal(0.1, 1, n), generator.normal(0, 1, n)
    ours, theirs = wilcoxon(a, b), stats.wilcoxon(a, b, method="exact")
    assert ours.statistic == theirs.statistic
    assert ours.p == pytest.approx(theirs.pvalue)


@given(st.lists(st.integers(-3, 3), min_size=2, max_size=9))
@settings(deadline=None, max_examples=60)
def test_wilcoxon_with_ties_and_zeros_counts_all_signs(counts):
    differences = np.array(counts) / 100
    ours = wilcoxon(0.5 + differences, np.full(len(counts), 0.5))
    present = np.array([count for count in counts if count])
    if present.size == 0:
        assert (ours.statistic, ours.p, ours.effect_size) == (0, 1, 0)
        return
    ranks = stats.rankdata(abs(present))
    observed = ranks[present > 0].sum()
    signs = (np.arange(2**present.size)[:, None] >> np.arange(present.size)) & 1
    sums = signs @ ranks
    p = 2 * min((sums <= observed).mean(), (sums >= observed).mean())
    assert ours.p == pytest.approx(min(1, p))
    assert ours.statistic == min(observed, ranks.sum() - observed)
    assert ours.effect_size == pytest.approx((2 * observed - ranks.sum()) / ranks.sum())


def test_wilcoxon_ties_differences_that_differ_by_rounding_only():
    assert 0.3 - 0.1 != 0.4 - 0.2
    assert wilcoxon([0.3, 0.2, 0.9], [0.1, 0.4, 0.1]).statistic == 1.5


def test_hodges_lehmann_interval_holds_what_the_test_does_not_reject():
    differences = np.random.default_rng(1).normal(0.2, 0.3, 12)
    zeros = np.zeros(12)
    test = wilcoxon(differences, zeros)
    first, second = np.triu_indices(12)
    walsh = (differences[first] + differences[second]) / 2
    assert test.estimate == pytest.approx(np.median(walsh))
    assert test.note == ""
    for shift, kept in [
        (test.ci_low + 1e-6, True),
        (test.ci_low - 1e-6, False),
        (test.ci_high - 1e-6, True),
        (test.ci_high + 1e-6, False),
    ]:
        assert (wilcoxon(differences - shift, zeros).p > 0.05) is kept


def test_wilcoxon_on_few_folds_says_what_its_interval_covers():
    test = wilcoxon([0.5, 0.7, 0.9], [0.4, 0.5, 0.6])
    assert test.p == pytest.approx(2 / 8)
    assert (test.ci_low, test.ci_high) == pytest.approx((0.1, 0.3))
    assert test.note == "interval covers only 75.0%"


@pytest.mark.parametrize("name", TESTS)
@pytest.mark.parametrize("n", [2, 3, 10])
def test_no_difference_at_all_gives_statistic_0_and_p_1(name, n):
    same = np.full(n, 0.61)
    test = TESTS[name](same, same.copy(), RATIO)
    assert (test.statistic, test.p, test.effect_size) == (0, 1, 0)
    assert (test.ci_low, test.estimate, test.ci_high) == (0, 0, 0)


@pytest.mark.parametrize("name", ["two_sample_t", "paired_t", "corrected_resampled_t"])
@pytest.mark.parametrize("sign", [-1, 1])
def test_constant_difference_gives_an_infinite_statistic_and_p_0(name, sign):
    a, b = np.full(3, 0.1 + 0.2), np.full(3, 0.3 - sign * 0.1)  # 0.1 + 0.2 is not quite 0.3
    test = TESTS[name](a, b, RATIO)
    assert test.statistic == test.effect_size == sign * math.inf
    assert test.p == 0
    assert test.ci_low == test.ci_high == test.estimate == pytest.approx(sign * 0.1)
    assert test.note == "scores do not vary"


@given(
    st.integers(2, 12).flatmap(
        lambda n: st.tuples(*[st.lists(st.integers(0, 4), min_size=n, max_size=n)] * 2)
    )
)
@settings(deadline=None, max_examples=60)
def test_no_test_ever_returns_nan_and_swapping_sides_changes_signs_only(pair):
    a, b = np.array(pair) / 4
    for test in TESTS.values():
        forth, back = test(a, b, RATIO), test(b, a, RATIO)
        numbers = [forth.estimate, forth.statistic, forth.p, forth.ci_low, forth.ci_high]
        assert not np.isnan([*numbers, forth.effect_size]).any()
        assert 0 <= forth.p <= 1
        assert forth.ci_low <= forth.estimate <= forth.ci_high
        assert back.p == forth.p
        assert back.effect_size == -forth.effect_size
        assert (back.ci_low, back.ci_high) == pytest.approx((-forth.ci_high, -forth.ci_low))


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        ([0.5], [0.6], "at least two"),
        ([0.5, 0.6], [0.6], "one score per fold"),
        ([0.5, math.nan], [0.6, 0.7], "NaN"),
    ],
)
def test_scores_that_cannot_be_compared_are_refused(a, b, message):
    with pytest.raises(ValueError, match=message):
        paired_t(a, b)


# -- The table -------------------------------------------------------------------------------------


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
    for name in set(_TABLE_COLUMNS) - set(frame.columns):
        frame[name] = 0
    corrected = _corrected(frame, "per_factor", alpha=0.05)
    assert list(corrected["p_bonferroni"]) == pytest.approx([0.12, 0.03, 0.06])
    assert list(corrected["p_holm"]) == pytest.approx([0.04, 0.03, 0.04])
    assert list(corrected["family_size"]) == [3, 3, 3]
    assert list(corrected["reject"]) == [False, True, False]


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
def test_a_best_layer_at_an_end_is_compared_with_itself_and_says_so(means, comparison):
    values = np.array(means) + np.random.default_rng(0).normal(0, 0.01, (5, 2))
    frame = compare_layers(table(values), tests=["two_sample_t", "wilcoxon"])
    rows = frame[(frame["comparison"] == comparison) & (frame["selection"] == "same_folds")]
    assert len(rows) == 2
    assert (rows["difference"] == 0).all()
    assert (rows["p"] == 1).all()
    assert rows["note"].str.startswith("same layer").all()
    assert (rows["family_size"] == 3).all()


def test_a_tie_goes_to_the_earliest_layer():
    # 0.1 + 0.2 + 0.3 is a bit more than 0.3 + 0.2 + 0.1 in floating point.
    values = np.array([[0.2, 0.3, 0.1], [0.1, 0.2, 0.2], [0.1, 0.1, 0.3]])
    assert values.mean(axis=0)[2] > values.mean(axis=0)[1]
    chosen = best_layers(table(values), scheme="grouped")["factors"]["hue"]
    assert (chosen["layer"], chosen["tied_with"]) == (2, [3])


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


# -- Best layers -----------------------------------------------------------------------------------


def test_best_layers_are_plain_json_with_mean_interval_and_rule(tmp_path):
    values = np.array([[0.4, 0.8, 0.6], [0.5, 0.9, 0.6], [0.3, 0.7, 0.5]])
    best = best_layers(table(values), scheme="grouped")
    artifacts.write_json(tmp_path / "best.json", best)
    assert json.loads((tmp_path / "best.json").read_text()) == best
    chosen = best["factors"]["hue"]
    assert (chosen["layer"], chosen["layer_name"]) == (2, "Conv 2")
    assert chosen["mean"] == pytest.approx(0.8)
    # Half a width: t(2) quantile times sqrt(variance 0.01 times (1/3 + 1/9)).
    half = stats.t.ppf(0.975, 2) * 0.1 * math.sqrt(1 / 3 + 1 / 9)
    assert chosen["ci"] == pytest.approx([0.8 - half, 1.0])
    assert chosen["folds"] == [1, 2, 3]
    assert "earliest" in best["rule"]


def test_the_overall_layer_weighs_factors_by_what_lies_above_chance():
    # Raw accuracy favours layer 1 (mean 0.7 to 0.65), accuracy above chance layer 2.
    two_classes = table([[0.8, 0.6]] * 2, factor="two", chance=0.5)
    many_classes = table([[0.3, 0.7]] * 2, factor="many", chance=0.05)
    overall = best_layers(pd.concat([two_classes, many_classes]), scheme="grouped")["overall"]
    assert overall["layer"] == 2
    assert overall["mean_above_chance"] == pytest.approx((0.1 / 0.5 + 0.65 / 0.95) / 2)


def test_a_factor_of_one_class_is_named():
    with pytest.raises(DatasetError, match="factor 'hue': chance level 1"):
        best_layers(random_scores(chance=1.0), scheme="grouped")


def test_a_scheme_that_was_not_run_is_named_with_those_that_were():
    with pytest.raises(ConfigError, match=r"scheme 'random'.*the table has grouped/knn"):
        best_layers(random_scores(), scheme="random")


# -- Tables that cannot be used --------------------------------------------------------------------


def test_a_missing_column_is_named():
    with pytest.raises(ArtifactError, match="no column n_train"):
        compare_layers(random_scores().drop(columns="n_train"))


def test_a_layer_that_lacks_a_fold_is_named():
    scores = random_scores()
    lacking = scores[~((scores["layer"] == 3) & (scores["fold"] == 4))]
    with pytest.raises(ArtifactError, match=r"factor 'hue'.*no accuracy for layer 3, fold 4"):
        compare_layers(lacking)


def test_a_repeated_row_is_named():
    scores = random_scores()
    with pytest.raises(ArtifactError, match="layer 1, fold 1 occurs more than once"):
        compare_layers(pd.concat([scores, scores.head(1)]))


def test_one_fold_is_too_few():
    with pytest.raises(ConfigError, match="only one fold"):
        compare_layers(random_scores(folds=1))


def test_a_control_on_other_folds_is_refused():
    scores = pd.concat([random_scores(folds=5), random_scores(folds=4, decoder="knn_permuted")])
    with pytest.raises(ArtifactError, match="compared on the same folds"):
        compare_layers(scores)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"metric": "loss"}, "metric: found 'loss', expected one of accuracy"),
        ({"family": "world"}, "family: found 'world'"),
        ({"tests": ["z"]}, "test: found 'z', expected one of two_sample_t"),
        ({"tests": []}, "no test given"),
        ({"alpha": 5}, "alpha: found 5"),
    ],
)
def test_unknown_settings_are_named(arguments, message):
    with pytest.raises(ConfigError, match=message):
        compare_layers(random_scores(), **arguments)


def test_balanced_accuracy_has_a_chance_level_of_its_own():
    # Nine of ten snippets are of one class: always naming it is right in 90%, balanced in half.
    scores = random_scores(chance=0.9).assign(balanced_accuracy=0.75, balanced_chance=0.5)
    overall = best_layers(scores, scheme="grouped", metric="balanced_accuracy")["overall"]
    assert overall["mean_above_chance"] == pytest.approx(0.5)
