import numpy as np
import pytest
from scipy.stats import norm, normaltest

from latentaudio.disentanglement.normality import bits_per_dimension, normality


def test_a_standard_normal_costs_its_differential_entropy():
    z = norm.ppf((np.arange(20_000) + 0.5) / 20_000)[:, np.newaxis]
    assert bits_per_dimension(z) == pytest.approx(0.5 * np.log2(2 * np.pi * np.e), abs=1e-3)


def test_the_right_scaling_costs_the_entropy_of_the_data_and_any_other_more():
    x = 3 * norm.ppf((np.arange(20_000) + 0.5) / 20_000)[:, np.newaxis]
    entropy = 0.5 * np.log2(2 * np.pi * np.e) + np.log2(3)
    right = bits_per_dimension(x / 3, np.full(20_000, -np.log(3)))
    assert right == pytest.approx(entropy, abs=1e-3)
    # A density that is too narrow costs its divergence from the right one: (9 - 1 - ln 9) / 2 nats.
    divergence = (9 - 1 - np.log(9)) / 2 / np.log(2)
    assert bits_per_dimension(x) - right == pytest.approx(divergence, abs=5e-3)


def test_bits_are_per_dimension_and_per_snippet():
    z, log_determinant = np.array([[1.0, 2.0], [0.0, 0.0]]), np.array([0.5, -1.5])
    density = norm.logpdf(z).sum(axis=1) + log_determinant
    expected = -density.mean() / np.log(2) / 2
    assert bits_per_dimension(z, log_determinant) == pytest.approx(expected)


def test_the_shape_of_distributions_is_measured_and_non_normal_ones_are_rejected():
    generator = np.random.default_rng(10)
    values = np.stack(
        [
            generator.exponential(size=5000),  # skewness 2, excess kurtosis 6
            generator.uniform(size=5000),  # 0, -1.2
            generator.normal(size=5000),
            generator.normal(size=5000),
        ],
        axis=1,
    )
    skew, kurtosis, rejected = normality(values)
    assert skew == pytest.approx(2 / 4, abs=0.1)
    assert kurtosis == pytest.approx((6 + 1.2) / 4, abs=0.5)
    assert rejected == 0.5


def test_the_tests_of_all_coordinates_are_corrected_stepwise():
    # From heavy tails to almost normal, so that many p-values are near the limits.
    degrees = np.geomspace(4, 200, 30)
    stepwise_differs = 0
    for seed in range(4):
        values = np.random.default_rng(seed).standard_t(degrees, size=(300, 30))
        p = np.sort(normaltest(values, axis=0).pvalue)
        above = p > 0.05 / np.arange(30, 0, -1)
        expected = above.argmax() if above.any() else 30
        assert normality(values).rejected_share == pytest.approx(expected / 30)
        stepwise_differs += expected != np.count_nonzero(p <= 0.05 / 30)
    assert stepwise_differs


@pytest.mark.parametrize("shape", [(100, 0), (19, 3)])
def test_without_coordinates_or_with_few_snippets_nothing_is_reported(shape):
    assert normality(np.random.default_rng(0).normal(size=shape)) == (None, None, None)


def test_coordinates_that_do_not_vary_are_left_out():
    values = np.random.default_rng(12).normal(size=(100, 2))
    with_constant = np.hstack([values, np.ones((100, 1))])
    assert normality(with_constant) == normality(values)
