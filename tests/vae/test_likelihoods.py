import numpy as np
import pytest
import scipy.stats

from latentaudio.errors import ConfigError
from latentaudio.vae.keras_adapter import tf
from latentaudio.vae.likelihoods import LIKELIHOODS, make_likelihood

GENERATOR = np.random.default_rng(3)
VALUES = GENERATOR.normal(size=(6, 4, 5)).astype(np.float32)
OUTPUTS = (VALUES + GENERATOR.normal(0, 0.5, VALUES.shape)).astype(np.float32)
SIZE = 20


def reconstruction(likelihood, values, outputs):
    return likelihood.reconstruction(likelihood.distance(tf.constant(values), tf.constant(outputs)))


@pytest.mark.parametrize("name", ["gaussian_fixed", "gaussian_learned"])
@pytest.mark.parametrize("variance", [0.25, 1.0, 4.0])
def test_gaussians_are_those_of_scipy(name, variance):
    found = reconstruction(make_likelihood(name, SIZE, variance), VALUES, OUTPUTS)
    expected = -scipy.stats.norm(OUTPUTS, variance**0.5).logpdf(VALUES).sum(axis=(1, 2))
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_the_optimal_variance_is_the_mean_squared_error_and_maximises_the_likelihood():
    likelihood = make_likelihood("gaussian_optimal", SIZE, 1.0)
    distances = likelihood.distance(tf.constant(VALUES), tf.constant(OUTPUTS))
    mse = np.mean((VALUES - OUTPUTS) ** 2)
    assert float(likelihood.variance(distances)) == pytest.approx(mse, rel=1e-5)
    found = np.mean(likelihood.reconstruction(distances))
    for factor in (0.9, 1.1):
        other = make_likelihood("gaussian_fixed", SIZE, float(mse * factor))
        assert np.mean(other.reconstruction(distances)) > found


def test_no_gradient_passes_through_the_optimal_variance():
    likelihood = make_likelihood("gaussian_optimal", SIZE, 1.0)
    outputs = tf.constant(OUTPUTS)
    with tf.GradientTape() as tape:
        tape.watch(outputs)
        loss = tf.reduce_sum(reconstruction(likelihood, VALUES, outputs))
    expected = (OUTPUTS - VALUES) / np.mean((VALUES - OUTPUTS) ** 2)
    np.testing.assert_allclose(tape.gradient(loss, outputs), expected, rtol=1e-4, atol=1e-5)


def test_a_perfect_reconstruction_has_a_finite_likelihood():
    likelihood = make_likelihood("gaussian_optimal", SIZE, 1.0)
    assert np.isfinite(reconstruction(likelihood, VALUES, VALUES)).all()


def test_the_gradient_of_a_learned_variance_vanishes_at_the_mean_squared_error():
    def gradient(variance):
        likelihood = make_likelihood("gaussian_learned", SIZE, float(variance))
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(reconstruction(likelihood, VALUES, OUTPUTS))
        return float(tape.gradient(loss, likelihood.variables[0]))

    mse = np.mean((VALUES - OUTPUTS) ** 2)
    assert gradient(mse) == pytest.approx(0.0, abs=1e-4)
    assert gradient(mse / 2) < 0.0 < gradient(mse * 2)


def test_bernoulli_is_that_of_scipy():
    outputs = OUTPUTS * 3
    sounds = (VALUES > 0).astype(np.float32)
    likelihood = make_likelihood("bernoulli", SIZE, 1.0)
    means = likelihood.means(tf.constant(outputs)).numpy()
    np.testing.assert_allclose(means, scipy.special.expit(outputs), rtol=1e-5)
    expected = -scipy.stats.bernoulli(scipy.special.expit(outputs)).logpmf(sounds)
    found = reconstruction(likelihood, sounds, outputs)
    np.testing.assert_allclose(found, expected.sum(axis=(1, 2)), rtol=1e-4)


@pytest.mark.parametrize("name", ["gaussian_fixed", "gaussian_learned"])
@pytest.mark.parametrize("variance", [0.0, -1.0, float("nan"), float("inf")])
def test_variances_that_cannot_be_are_refused(name, variance):
    with pytest.raises(ConfigError, match=r"vae\.variance: found"):
        make_likelihood(name, SIZE, variance)


def test_an_unknown_likelihood_is_refused():
    assert all(make_likelihood(name, SIZE, 1.0).name == name for name in LIKELIHOODS)
    with pytest.raises(ConfigError, match=r"'bernouli' found.*did you mean 'bernoulli'"):
        make_likelihood("bernouli", SIZE, 1.0)
