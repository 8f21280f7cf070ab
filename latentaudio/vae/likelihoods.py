"""Likelihoods: how probable a sound is, given what the decoder makes of its code.

Every term is summed over the values of a sound and is in nats, as the divergence of the code is:
beta has a meaning only with reference to this scale. The variance of a Gaussian is its own; the
variance of the code has nothing to do with it.

References
----------
.. [1] Rybkin, O., Daniilidis, K. and Levine, S. (2021). Simple and effective VAE training with
   calibrated decoders. ICML. arXiv:2006.13202. (``gaussian_optimal``)
"""

import math

from latentaudio.errors import ConfigError, did_you_mean
from latentaudio.vae.keras_adapter import tf

#: Smallest variance of a Gaussian, so that perfect reconstructions stay finite.
_SMALLEST = 1e-6


class Likelihood:
    """A likelihood of values of shape ``[n, *shape]``.

    Attributes
    ----------
    name
        Its name in the configuration.
    variables
        What is learned with the networks.
    """

    name = ""
    in_unit_interval = False

    def __init__(self, size: int) -> None:
        self._size = size
        self.variables: list[tf.Variable] = []

    def means(self, outputs: tf.Tensor) -> tf.Tensor:
        """Turn outputs of the decoder into means of the values."""
        return outputs

    def distance(self, values: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
        """Compute what the likelihood needs to know of each sound, shape ``[n]``.

        For a Gaussian, this is the sum of squared errors.
        """
        return _summed(tf.math.squared_difference(values, outputs))

    def reconstruction(self, distances: tf.Tensor) -> tf.Tensor:
        """Turn distances into negative log-likelihoods (nats a sound), shape ``[n]``."""
        variance = self.variance(distances)
        return 0.5 * (distances / variance + self._size * tf.math.log(2.0 * math.pi * variance))

    def variance(self, distances: tf.Tensor) -> tf.Tensor:
        """Return the variance of the values, a scalar."""
        raise NotImplementedError


class FixedGaussian(Likelihood):
    """A Gaussian with a given variance.

    Parameters
    ----------
    size
        Number of values of a sound.
    variance
        Variance of each value (standardised units, squared).
    """

    name = "gaussian_fixed"

    def __init__(self, size: int, variance: float) -> None:
        super().__init__(size)
        if not 0.0 < variance < math.inf:
            raise ConfigError(f"vae.variance: found {variance}, expected a number above 0")
        self._variance = tf.constant(variance, tf.float32)

    def variance(self, distances: tf.Tensor) -> tf.Tensor:
        """Return the given variance."""
        return self._variance


class LearnedGaussian(Likelihood):
    """A Gaussian whose logarithm of the variance, one scalar, is learned, starting at `variance`.

    An optimiser with a rate of 0.001 moves it by little in an epoch; `OptimalGaussian` is there
    at once.
    """

    name = "gaussian_learned"

    def __init__(self, size: int, variance: float) -> None:
        super().__init__(size)
        start = FixedGaussian(size, variance).variance(tf.zeros([0]))
        self.log_variance = tf.Variable(tf.math.log(start), name="log_variance")
        self.variables = [self.log_variance]

    def variance(self, distances: tf.Tensor) -> tf.Tensor:
        """Return the learned variance."""
        return tf.exp(self.log_variance)


class OptimalGaussian(Likelihood):
    """A Gaussian whose variance is the mean squared error of the sounds at hand.

    This maximises their likelihood; gradients do not pass through the variance.
    """

    name = "gaussian_optimal"

    def variance(self, distances: tf.Tensor) -> tf.Tensor:
        """Return the mean squared error."""
        return tf.stop_gradient(tf.maximum(tf.reduce_mean(distances) / self._size, _SMALLEST))


class Bernoulli(Likelihood):
    """The cross entropy of values between 0 and 1, of which the decoder gives logits."""

    name = "bernoulli"
    in_unit_interval = True

    def means(self, outputs: tf.Tensor) -> tf.Tensor:
        """Turn logits into probabilities."""
        return tf.sigmoid(outputs)

    def distance(self, values: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
        """Compute the cross entropy of each sound (nats), shape ``[n]``."""
        return _summed(tf.nn.sigmoid_cross_entropy_with_logits(values, outputs))

    def reconstruction(self, distances: tf.Tensor) -> tf.Tensor:
        """Return the distances, which are negative log-likelihoods already."""
        return distances


LIKELIHOODS = (
    FixedGaussian.name,
    LearnedGaussian.name,
    OptimalGaussian.name,
    Bernoulli.name,
)


def make_likelihood(name: str, size: int, variance: float) -> Likelihood:
    """Make a likelihood by its name.

    Parameters
    ----------
    name
        One of `LIKELIHOODS`.
    size
        Number of values of a sound.
    variance
        Variance of ``gaussian_fixed``, and the first of ``gaussian_learned``.

    Raises
    ------
    ConfigError
        If there is no such likelihood, or the variance is not above 0.
    """
    if name == FixedGaussian.name:
        return FixedGaussian(size, variance)
    if name == LearnedGaussian.name:
        return LearnedGaussian(size, variance)
    if name == OptimalGaussian.name:
        return OptimalGaussian(size)
    if name == Bernoulli.name:
        return Bernoulli(size)
    raise ConfigError(
        f"vae.likelihood: '{name}' found, expected one of {', '.join(LIKELIHOODS)}"
        f"{did_you_mean(name, LIKELIHOODS)}"
    )


def _summed(values: tf.Tensor) -> tf.Tensor:
    """Sum over all axes but the first."""
    return tf.reduce_sum(values, axis=list(range(1, len(values.shape))))
