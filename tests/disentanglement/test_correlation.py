import numpy as np
import pytest
from sklearn.cross_decomposition import CCA

from latentaudio.disentanglement.correlation import axis_correlation, largest_residual_correlation
from latentaudio.statistics.stratified_bootstrap import resample_groups


@pytest.fixture(scope="module")
def resamples():
    labels, groups = np.repeat(["a", "b"], 60), np.repeat(np.arange(12), 10)
    return resample_groups({"x": labels}, groups, 25, np.random.default_rng(0)), groups


@pytest.fixture(scope="module")
def values():
    generator = np.random.default_rng(9)
    common = generator.normal(size=(120, 1))
    return common + generator.normal(size=(120, 5)) * [1, 2, 3, 1, 2] + 100


def test_single_coordinates_have_the_textbook_correlation_and_its_sign(resamples, values):
    draws, groups = resamples
    found = axis_correlation(values[:, :1], -values[:, 1:2], draws)
    assert found[0] == pytest.approx(np.corrcoef(values[:, 0], -values[:, 1])[0, 1])
    for weights, r in zip(draws.weights, found, strict=True):
        covariance = np.cov(values[:, 0], -values[:, 1], aweights=weights[groups], ddof=0)
        assert r == pytest.approx(covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]))


def test_several_coordinates_have_the_largest_canonical_correlation(resamples, values):
    first, second = values[:, :2], values[:, 2:]
    a, b = CCA(n_components=1, tol=1e-12, max_iter=5000).fit_transform(first, second)
    expected = np.corrcoef(a[:, 0], b[:, 0])[0, 1]
    assert axis_correlation(first, second, resamples[0])[0] == pytest.approx(expected, abs=1e-6)


def test_a_canonical_correlation_does_not_depend_on_the_rotation_of_an_axis(resamples, values):
    first, second = values[:, :2], values[:, 2:]
    rotated = first @ np.array([[0.6, -0.8], [0.8, 0.6]])
    np.testing.assert_allclose(
        axis_correlation(rotated, second, resamples[0]),
        axis_correlation(first, second, resamples[0]),
    )


def test_an_axis_of_two_equal_coordinates_counts_once(resamples, values):
    twice = np.hstack([values[:, :1], values[:, :1]])
    found = axis_correlation(twice, values[:, 1:2], resamples[0])
    np.testing.assert_allclose(
        found, np.abs(axis_correlation(values[:, :1], values[:, 1:2], resamples[0]))
    )


def test_an_axis_that_does_not_vary_has_no_correlation(resamples, values):
    constant = np.ones((120, 1))
    assert np.isnan(axis_correlation(constant, values[:, :1], resamples[0])).all()
    twice = np.hstack([constant, constant])
    assert np.isnan(axis_correlation(twice, values[:, :2], resamples[0])).all()


def test_the_residual_correlates_at_most_as_its_most_similar_coordinate(values):
    table = np.abs(np.corrcoef(values.T))
    axes = [values[:, :1], values[:, 1:2]]
    assert largest_residual_correlation(axes, values[:, 2:]) == pytest.approx(table[:2, 2:].max())


def test_an_axis_of_several_coordinates_has_its_multiple_correlation_with_the_residual(values):
    axis, residual = values[:, :2], values[:, 2]
    design = np.column_stack([np.ones(120), axis])
    left = residual - design @ np.linalg.lstsq(design, residual)[0]
    expected = np.sqrt(1 - left.var() / residual.var())
    found = largest_residual_correlation([axis], residual[:, np.newaxis])
    assert found == pytest.approx(expected)


def test_without_a_residual_that_varies_there_is_no_correlation(values):
    assert largest_residual_correlation([values[:, :1]], values[:, :0]) is None
    assert largest_residual_correlation([values[:, :1]], np.ones((120, 2))) is None
