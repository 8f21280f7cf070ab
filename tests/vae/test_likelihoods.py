import numpy as np
import pytest
import scipy.stats

from latentaudio.errors import ConfigError
from latentaudio.vae.keras_adapter import tf
from latentaudio.vae.likelihoods import LIKELIHOODS, make_likelihood

GENERATOR = np.random.default_rng(3)
VALUES = GENERATOR.normal(size=(6, 4, 5)).astype(np.float32)
OUTPUTS = (VALUES + GENERATOR.normal(0, 0.5, VALUES.shape)).astype(np.float32)
SHAPE = (4, 5)


def reconstruction(likelihood, values, outputs):
    return likelihood.reconstruction(likelihood.distance(tf.constant(values), tf.constant(outputs)))


@pytest.mark.parametrize("name", ["gaussian_fixed", "gaussian_learned"])
@pytest.mark.parametrize("variance", [0.25, 1.0, 4.0])
def test_gaussians_are_those_of_scipy(name, variance):
    found = reconstruction(make_likelihood(name, SHAPE, variance), VALUES, OUTPUTS)
    expected = -scipy.stats.norm(OUTPUTS, variance**0.5).logpdf(VALUES).sum(axis=(1, 2))
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_the_optimal_variance_is_the_mean_squared_error_and_maximises_the_likelihood():
    likelihood = make_likelihood("gaussian_optimal", SHAPE, 1.0)
    distances = likelihood.distance(tf.constant(VALUES), tf.constant(OUTPUTS))
    mse = np.mean((VALUES - OUTPUTS) ** 2)
    assert float(likelihood.variance(distances)) == pytest.approx(mse, rel=1e-5)
    found = np.mean(likelihood.reconstruction(distances))
    for factor in (0.9, 1.1):
        other = make_likelihood("gaussian_fixed", SHAPE, float(mse * factor))
        assert np.mean(other.reconstruction(distances)) > found


def test_no_gradient_passes_through_the_optimal_variance():
    likelihood = make_likelihood("gaussian_optimal", SHAPE, 1.0)
    outputs = tf.constant(OUTPUTS)
    with tf.GradientTape() as tape:
        tape.watch(outputs)
        loss = tf.reduce_sum(reconstruction(likelihood, VALUES, outputs))
    expected = (OUTPUTS - VALUES) / np.mean((VALUES - OUTPUTS) ** 2)
    np.testing.assert_allclose(tape.gradient(loss, outputs), expected, rtol=1e-4, atol=1e-5)


def test_a_perfect_reconstruction_has_a_finite_likelihood():
    likelihood = make_likelihood("gaussian_optimal", SHAPE, 1.0)
    assert np.isfinite(reconstruction(likelihood, VALUES, VALUES)).all()


def test_the_gradient_of_a_learned_variance_vanishes_at_the_mean_squared_error():
    def gradient(variance):
        likelihood = make_likelihood("gaussian_learned", SHAPE, float(variance))
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(reconstruction(likelihood, VALUES, OUTPUTS))
        return float(tape.gradient(loss, likelihood.variables[0]))

    mse = np.mean((VALUES - OUTPUTS) ** 2)
    assert gradient(mse) == pytest.approx(0.0, abs=1e-4)
    assert gradient(mse / 2) < 0.0 < gradient(mse * 2)


def test_bernoulli_is_that_of_scipy():
    outputs = OUTPUTS * 3
    sounds = (VALUES > 0).astype(np.float32)
    likelihood = make_likelihood("bernoulli", SHAPE, 1.0)
    means = likelihood.means(tf.constant(outputs)).numpy()
    np.testing.assert_allclose(means, scipy.special.expit(outputs), rtol=1e-5)
    expected = -scipy.stats.bernoulli(scipy.special.expit(outputs)).logpmf(sounds)
    found = reconstruction(likelihood, sounds, outputs)
    np.testing.assert_allclose(found, expected.sum(axis=(1, 2)), rtol=1e-4)


@pytest.mark.parametrize("name", ["gaussian_fixed", "gaussian_learned"])
@pytest.mark.parametrize("variance", [0.0, -1.0, float("nan"), float("inf")])
def test_variances_that_cannot_be_are_refused(name, variance):
    with pytest.raises(ConfigError, match=r"vae\.variance: found"):
        make_likelihood(name, SHAPE, variance)


def test_an_unknown_likelihood_is_refused():
    assert all(make_likelihood(name, SHAPE, 1.0).name == name for name in LIKELIHOODS)
    with pytest.raises(ConfigError, match=r"'bernouli' found.*did you mean 'bernoulli'"):
        make_likelihood("bernouli", SHAPE, 1.0)


FRAMES = np.array([[[0.2, 0.6, 0.0], [0.5, 0.5, 1.0]], [[0.1, 0.3, 0.0], [0.0, 0.0, 0.0]]], "f4")
LOGITS = np.random.default_rng(4).normal(size=FRAMES.shape).astype(np.float32)


def test_categorical_is_the_cross_entropy_of_frames_whatever_their_levels():
    likelihood = make_likelihood("categorical", (2, 3), 1.0)
    found = reconstruction(likelihood, FRAMES, LOGITS)
    logs = scipy.special.log_softmax(LOGITS, axis=2)
    first = -(np.array([0.25, 0.75, 0.0]) @ logs[0, 0] + np.array([0.25, 0.25, 0.5]) @ logs[0, 1])
    # The other sound begins with the same distribution, at half the level, and ends in silence.
    other = -np.array([0.25, 0.75, 0.0]) @ logs[1, 0]
    np.testing.assert_allclose(found, [first, other], rtol=1e-5)


def test_categorical_has_its_least_error_at_the_frames_themselves_and_none_for_silence():
    likelihood = make_likelihood("categorical", (2, 3), 1.0)
    outputs = tf.constant(np.log(FRAMES + 1e-12))
    with tf.GradientTape() as tape:
        tape.watch(outputs)
        loss = tf.reduce_sum(reconstruction(likelihood, FRAMES, outputs))
    np.testing.assert_allclose(tape.gradient(loss, outputs), 0.0, atol=1e-6)
    shares = FRAMES[FRAMES.sum(axis=2) > 0]
    entropy = scipy.stats.entropy(shares, axis=1).sum()
    assert float(loss) == pytest.approx(entropy, rel=1e-5)


def test_what_is_decoded_has_the_mean_level_of_each_frame_of_training_sounds_and_ends_at_1():
    likelihood = make_likelihood("categorical", (2, 3), 1.0)
    likelihood.fit(FRAMES)
    np.testing.assert_allclose(likelihood.level, [[0.6], [1.0]], rtol=1e-6)
    means = likelihood.means(tf.constant(LOGITS)).numpy()
    expected = scipy.special.softmax(LOGITS, axis=2) * [[0.6], [1.0]]
    np.testing.assert_allclose(means, expected, rtol=1e-5)
    likelihood.fit(np.ones((1, 2, 3), np.float32))
    assert likelihood.means(tf.constant(9.0 * LOGITS)).numpy().max() == 1.0


@pytest.mark.parametrize("shape", [(9,), (2, 3, 4)])
def test_values_without_frames_and_bands_are_no_distributions(shape):
    message = rf"vae\.likelihood: 'categorical' found for values of shape \[{shape[0]}.* frames and"
    with pytest.raises(ConfigError, match=message):
        make_likelihood("categorical", shape, 1.0)
