"""Gaussian codes of a batch: drawing from them, and their divergences."""

import math
from typing import NamedTuple

from latentaudio.vae.keras_adapter import tf


class Code(NamedTuple):
    """The codes of a batch, each of shape ``[n, units]``.

    Attributes
    ----------
    mean, log_variance
        Parameters of the posterior of each sound.
    z
        One draw from each posterior.
    """

    mean: tf.Tensor
    log_variance: tf.Tensor
    z: tf.Tensor


def draw(mean: tf.Tensor, log_variance: tf.Tensor, noise: tf.Tensor) -> Code:
    """Draw from posteriors, given standard normal noise of the same shape."""
    return Code(mean, log_variance, mean + tf.exp(0.5 * log_variance) * noise)


def divergence(code: Code) -> tf.Tensor:
    """Compute the Kullback-Leibler divergence of each unit from the prior N(0, 1).

    Returns
    -------
    tf.Tensor
        Nats, shape ``[n, units]``; the sum over the units is the rate of a sound.
    """
    return 0.5 * (tf.square(code.mean) + tf.exp(code.log_variance) - code.log_variance - 1.0)


def total_correlation(code: Code) -> tf.Tensor:
    r"""Estimate the total correlation of a code's units from one batch (Chen et al., 2018, 4.1).

    The density of codes over all sounds, and that of each unit, is the mean over the posteriors of
    the batch. The published estimate weights by the number N of training sounds as well, which
    adds the constant :math:`(D - 1) \log N` for D units and changes no gradient; without it,
    independent units have a total correlation near 0.

    Returns
    -------
    tf.Tensor
        Nats, a scalar.
    """
    z, mean, log_variance = code.z[:, tf.newaxis], code.mean, code.log_variance
    # [i, j, d]: density of unit d of draw i in the posterior of sound j.
    log_density = -0.5 * (
        tf.math.squared_difference(z, mean) * tf.exp(-log_variance)
        + log_variance
        + math.log(2.0 * math.pi)
    )
    log_count = tf.math.log(tf.cast(tf.shape(mean)[0], tf.float32))
    together = tf.reduce_logsumexp(tf.reduce_sum(log_density, axis=2), axis=1) - log_count
    apart = tf.reduce_sum(tf.reduce_logsumexp(log_density, axis=1) - log_count, axis=1)
    return tf.reduce_mean(together - apart)
