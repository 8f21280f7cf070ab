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

import numpy as np

from latentaudio.errors import ConfigError, check_known
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
    constants
        What is saved with them, and comes from the training sounds before anything is learned.
    """

    name = ""
    in_unit_interval = False

    def __init__(self, size: int) -> None:
        self._size = size
        self.variables: list[tf.Variable] = []
        self.constants: list[tf.Variable] = []

    def fit(self, values: np.ndarray) -> None:
        """Take from training sounds, shape ``[n, *shape]``, what is not learned with the networks.

        Most likelihoods need nothing of them.
        """

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


class Categorical(Likelihood):
    """The cross entropy of frames, each of which is a distribution over its bands.

    The decoder gives logits. The values of a frame, between 0 and 1, are divided by their sum, so
    that the level of a frame has no influence; a frame of zeros has no error. What is decoded has
    the mean level of training sounds.

    Parameters
    ----------
    shape
        Frames and bands.

    Attributes
    ----------
    level
        Sum of the values of each frame of what is decoded, shape ``[frames, 1]``.
    """

    name = "categorical"
    in_unit_interval = True

    def __init__(self, shape: tuple[int, ...]) -> None:
        super().__init__(math.prod(shape))
        if len(shape) != 2:
            raise ConfigError(
                f"vae.likelihood: '{self.name}' found for values of shape {list(shape)}, but it "
                "needs frames and bands; use a spectrogram (e.g. log_mel_48x32), or another "
                "likelihood"
            )
        self.level = tf.Variable(tf.ones([shape[0], 1]), trainable=False, name="level")
        self.constants = [self.level]

    def fit(self, values: np.ndarray) -> None:
        """Take the mean level of each frame."""
        self.level.assign(values.sum(axis=2, dtype=np.float64).mean(axis=0)[:, np.newaxis])

    def means(self, outputs: tf.Tensor) -> tf.Tensor:
        """Turn logits into distributions, of the mean level; as all values, these are at most 1."""
        return tf.minimum(tf.nn.softmax(outputs) * self.level, 1.0)

    def distance(self, values: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
        """Compute the cross entropy of the frames of each sound (nats), shape ``[n]``."""
        shares = tf.math.divide_no_nan(values, tf.reduce_sum(values, axis=2, keepdims=True))
        # TensorFlow's own cross entropy has wrong gradients where shares are all 0.
        return -_summed(shares * tf.nn.log_softmax(outputs))

    def reconstruction(self, distances: tf.Tensor) -> tf.Tensor:
        """Return the distances, which are negative log-likelihoods already."""
        return distances


LIKELIHOODS = (
    FixedGaussian.name,
    LearnedGaussian.name,
    OptimalGaussian.name,
    Bernoulli.name,
    Categorical.name,
)


def make_likelihood(name: str, shape: tuple[int, ...], variance: float) -> Likelihood:
    """Make a likelihood by its name.

    Parameters
    ----------
    name
        One of `LIKELIHOODS`.
    shape
        Shape of the values of a sound.
    variance
        Variance of ``gaussian_fixed``, and the first of ``gaussian_learned``.

    Raises
    ------
    ConfigError
        If there is no such likelihood, the variance is not above 0, or the values have no frames
        and bands, which ``categorical`` needs.
    """
    check_known("vae.likelihood", name, LIKELIHOODS)
    size = math.prod(shape)
    if name == FixedGaussian.name:
        return FixedGaussian(size, variance)
    if name == LearnedGaussian.name:
        return LearnedGaussian(size, variance)
    if name == OptimalGaussian.name:
        return OptimalGaussian(size)
    if name == Bernoulli.name:
        return Bernoulli(size)
    return Categorical(shape)


def _summed(values: tf.Tensor) -> tf.Tensor:
    """Sum over all axes but the first."""
    return tf.reduce_sum(values, axis=list(range(1, len(values.shape))))
