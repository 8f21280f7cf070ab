import numpy as np
import pytest

from latentaudio.vae.codes import Code, divergence, draw, total_correlation
from latentaudio.vae.keras_adapter import tf

GENERATOR = np.random.default_rng(4)


def code(mean, log_variance, noise=None):
    noise = np.zeros_like(mean) if noise is None else noise
    return draw(*(tf.constant(one, tf.float32) for one in (mean, log_variance, noise)))


def test_divergences_are_those_of_the_formula_and_of_drawing():
    mean, log_variance = GENERATOR.normal(size=(2, 3, 4))
    found = divergence(code(mean, log_variance)).numpy()
    variance = np.exp(log_variance)
    np.testing.assert_allclose(
        found, 0.5 * (mean**2 + variance - log_variance - 1.0), rtol=1e-5, atol=1e-6
    )
    noise = GENERATOR.standard_normal((200_000, 1, 1))
    draws = mean + np.sqrt(variance) * noise
    # log q - log p; the constants cancel.
    ratio = -0.5 * (noise**2 + log_variance) + 0.5 * draws**2
    np.testing.assert_allclose(ratio.mean(axis=0), found, atol=0.03)


def test_the_prior_has_no_divergence():
    assert np.all(divergence(code(np.zeros((2, 3)), np.zeros((2, 3)))) == 0.0)


def test_draws_have_the_posteriors_mean_and_deviation():
    noise = GENERATOR.standard_normal((50_000, 1))
    drawn = code(np.full_like(noise, 2.0), np.full_like(noise, np.log(0.25)), noise)
    assert np.mean(drawn.z) == pytest.approx(2.0, abs=0.01)
    assert np.std(drawn.z) == pytest.approx(0.5, abs=0.01)


def gaussian_codes(correlation, count=2000):
    """Codes whose draws are bivariate normal, with variance 1 each and a correlation."""
    covariance = np.array([[1.0, correlation], [correlation, 1.0]]) - 0.5 * np.eye(2)
    mean = GENERATOR.multivariate_normal(np.zeros(2), covariance, count)
    return code(mean, np.full_like(mean, np.log(0.5)), GENERATOR.standard_normal(mean.shape))


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.45])
def test_total_correlation_of_gaussians(correlation):
    expected = -0.5 * np.log(1.0 - correlation**2)
    found = float(total_correlation(gaussian_codes(correlation)))
    assert found == pytest.approx(expected, abs=0.03)


def test_collapsed_codes_have_no_total_correlation():
    noise = GENERATOR.standard_normal((64, 5))
    collapsed = code(np.zeros((64, 5)), np.zeros((64, 5)), noise)
    assert float(total_correlation(collapsed)) == pytest.approx(0.0, abs=1e-4)


def published(some, sounds):
    """The estimate of Chen et al. (2018), eq. S6, in NumPy."""
    z, mean, log_variance = (np.asarray(one, np.float64) for one in (some.z, *some[:2]))
    density = -0.5 * (
        (z[:, None] - mean) ** 2 / np.exp(log_variance) + log_variance + np.log(2 * np.pi)
    )
    weight = np.log(len(z) * sounds)
    together = np.logaddexp.reduce(density.sum(axis=2), axis=1) - weight
    apart = (np.logaddexp.reduce(density, axis=1) - weight).sum(axis=1)
    return (together - apart).mean()


def test_the_published_estimate_differs_by_a_constant_only():
    for _ in range(3):
        mean, log_variance, noise = GENERATOR.normal(size=(3, 16, 4))
        some = code(mean, log_variance, noise)
        difference = published(some, sounds=1000) - float(total_correlation(some))
        assert difference == pytest.approx(3 * np.log(1000), abs=1e-3)


def test_codes_are_tuples_of_three_tensors():
    assert Code._fields == ("mean", "log_variance", "z")
