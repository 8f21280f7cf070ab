import numpy as np
import pytest
from projection.layer_samples import rectified
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from latentaudio.errors import ConfigError
from latentaudio.projection.pca import SMALLEST_SCALE, check_components, fit_projection


def reference(values, components):
    """Fit the published steps with scikit-learn."""
    before = StandardScaler().fit(values.astype(float))
    standardised = before.transform(values.astype(float))
    pca = PCA(components, svd_solver="full").fit(standardised)
    after = StandardScaler().fit(pca.transform(standardised))
    return before, pca, after


@pytest.mark.parametrize(("count", "width"), [(300, 500), (500, 120)])
def test_equals_full_decomposition_by_scikit_learn(count, width):
    values = rectified(count, width)
    fitted = fit_projection(values, 12, np.random.default_rng(1))
    before, pca, after = reference(values, 12)
    np.testing.assert_allclose(fitted.explained_variance, pca.explained_variance_, rtol=1e-4)
    np.testing.assert_allclose(
        fitted.explained_variance_ratio, pca.explained_variance_ratio_, rtol=1e-4
    )
    np.testing.assert_allclose(fitted.mean, before.mean_, atol=1e-5)
    changing = before.var_ > 0
    np.testing.assert_allclose(fitted.scale[changing], before.scale_[changing], rtol=1e-4)
    expected = after.transform(pca.transform(before.transform(values.astype(float))))
    found = fitted.transform(values)
    signs = np.sign((found * expected).sum(axis=0))
    np.testing.assert_allclose(found * signs, expected, atol=5e-3)


def test_the_way_back_equals_the_round_trip_through_all_components_by_scikit_learn():
    values = rectified(300, 120)[:, 4:]  # without dead units, for which the two scale differently
    fitted = fit_projection(values, 10, np.random.default_rng(1))
    before, pca, after = reference(values, None)
    generator = np.random.default_rng(2)
    change = generator.normal(size=(len(values), 6)).astype(np.float32)
    coordinates = after.transform(pca.transform(before.transform(values.astype(float))))
    signs = np.sign((pca.components_[:6] * fitted.components[:6]).sum(axis=1))
    coordinates[:, :6] += signs * change
    expected = before.inverse_transform(pca.inverse_transform(after.inverse_transform(coordinates)))
    found = fitted.displace(values, change)
    np.testing.assert_allclose(found, expected, atol=2e-3 * np.abs(expected).max())
    several = fitted.displace(values, np.stack([change, 0 * change], axis=1))
    np.testing.assert_allclose(several[:, 0], found, atol=1e-5)
    np.testing.assert_array_equal(several[:, 1], values.astype(np.float32))
    # In its own coordinates the move is exact.
    moved = fitted.transform(found) - fitted.transform(values)
    np.testing.assert_allclose(moved[:, :6], change, atol=2e-4)
    np.testing.assert_allclose(moved[:, 6:], 0, atol=2e-4)


def test_no_change_leaves_activations_as_they_are():
    values = rectified(50, 40)
    fitted = fit_projection(values, 5, np.random.default_rng(0))
    np.testing.assert_array_equal(
        fitted.displace(values, np.zeros((50, 5), np.float32)), values.astype(np.float32)
    )


def test_coordinates_of_the_sample_are_standardised_and_components_orthonormal():
    values = rectified(400, 300)
    fitted = fit_projection(values, 20, np.random.default_rng(0))
    coordinates = fitted.transform(values)
    np.testing.assert_allclose(coordinates.mean(axis=0), 0, atol=1e-3)
    np.testing.assert_allclose(coordinates.std(axis=0), 1, atol=1e-3)
    np.testing.assert_allclose(fitted.components @ fitted.components.T, np.eye(20), atol=1e-5)
    largest = np.abs(fitted.components).argmax(axis=1)
    assert (fitted.components[np.arange(20), largest] > 0).all()


def test_a_unit_that_hardly_responds_does_not_outweigh_all_others():
    values = rectified(300, 500)
    values[:, 7] = 0.0
    values[0, 7] = 1e-5
    fitted = fit_projection(values, 12, np.random.default_rng(1))
    other = values[:1].copy()
    other[0, 7] = 0.5
    moved = fitted.transform(other) - fitted.transform(values[:1])
    assert np.abs(moved).max() < 10
    typical = np.sqrt(values.astype(float).var(axis=0).mean())
    assert fitted.scale[7] == pytest.approx(SMALLEST_SCALE * typical, rel=1e-3)


def test_a_layer_that_never_changes_has_finite_coordinates():
    values = np.ones((20, 30), np.float16)
    fitted = fit_projection(values, 3, np.random.default_rng(0))
    assert np.isfinite(fitted.transform(values)).all()


def test_rank_deficient_samples_have_finite_coordinates():
    values = np.repeat(rectified(6, 50), 10, axis=0)
    fitted = fit_projection(values, 20, np.random.default_rng(0))
    assert np.isfinite(fitted.transform(values)).all()


def test_components_beyond_the_rank_of_a_sample_are_not_blown_up():
    values = np.repeat(rectified(6, 50), 10, axis=0)
    fitted = fit_projection(values, 20, np.random.default_rng(0))
    # Six different sounds have five components; the others are rounding errors of the sample.
    assert fitted.explained_variance_ratio[:5].sum() == pytest.approx(1, rel=1e-4)
    np.testing.assert_allclose(fitted.transform(values)[:, :5].std(axis=0), 1, atol=1e-3)
    np.testing.assert_allclose(fitted.transform(values)[:, 5:], 0, atol=1e-3)
    np.testing.assert_array_equal(fitted.output_scale[5:], 1)
    assert np.abs(fitted.transform(rectified(7, 50)[6:])).max() < 1e3


@pytest.mark.parametrize("distinct", [2, 3, 5, 9])
@pytest.mark.parametrize("components", [1, 4, 12])
def test_samples_of_sounds_that_repeat_have_the_components_of_a_full_decomposition(
    distinct, components
):
    values = np.tile(rectified(distinct, 40), (20, 1))[: 2 * components + 9]
    fitted = fit_projection(values, components, np.random.default_rng(3))
    standardised = (values.astype(float) - fitted.mean) / fitted.scale
    singular = np.linalg.svd(standardised, compute_uv=False)[:components]
    expected = singular**2 / (len(values) - 1)
    np.testing.assert_allclose(
        fitted.explained_variance, expected, rtol=1e-3, atol=1e-6 * expected[0]
    )
    assert fitted.explained_variance_ratio.sum() < 1.001


def test_more_components_than_the_sample_has_are_refused():
    with pytest.raises(ConfigError, match=r"pca\.components: 30 asked for.*at most 29"):
        fit_projection(rectified(30, 100), 30, np.random.default_rng(0))
    with pytest.raises(ConfigError, match="at most 10"):
        check_components(11, sample=100, width=10)
