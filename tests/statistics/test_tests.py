import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from latentaudio.statistics.tests import (
    TESTS,
    corrected_resampled_t,
    paired_t,
    two_sample_t,
    wilcoxon,
)

#: Ratio of test to training snippets in ten folds.
RATIO = 1 / 9


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
@settings(max_examples=60)
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
@settings(max_examples=60)
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


@given(
    st.lists(st.tuples(*[st.integers(0, 2)] * 2), min_size=2, max_size=8),
    st.sampled_from([0.0, 0.3, 1e4, -1e6]),
    st.sampled_from([0.0, 1e-15, 0.1, 1e3]),
)
@settings(max_examples=100)
def test_scores_that_hardly_vary_are_tested_without_a_warning(pairs, level, step):
    a, b = level + step * np.array(pairs, float).T
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = [test(a, b, RATIO) for test in TESTS.values()]
    assert not any(math.isnan(one.p) or math.isnan(one.statistic) for one in found)


def test_large_scores_that_differ_by_rounding_errors_do_not_vary():
    # Distances of logits are hundreds.
    a = np.array([700.1, 800.2, 900.3])
    b = a - 0.1 - np.array([0.0, 1e-11, 2e-11])
    test = paired_t(a, b)
    assert test.statistic == math.inf
    assert test.note == "scores do not vary"


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
