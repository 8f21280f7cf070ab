"""Objectives: what is added to the reconstruction error of a batch.

All terms are in nats a sound: the reconstruction and the rate are each summed over the values, or
the units, of a sound, and then averaged over sounds.
"""

from latentaudio.errors import check_known
from latentaudio.seeds import integer_seed
from latentaudio.vae import penalties
from latentaudio.vae.codes import Code, total_correlation
from latentaudio.vae.keras_adapter import keras, tf
from latentaudio.vae.models.networks import draw_weights
from latentaudio.vae.penalties import BETA_TCVAE, BETA_VAE
from latentaudio.vae.schedules import Pressure


class Objective:
    """What is minimised beside the reconstruction error.

    Attributes
    ----------
    takes_capacity
        Whether the schedule ``capacity`` makes sense for it.
    """

    takes_capacity = False

    def total_correlation(self, code: Code) -> tf.Tensor:
        """Estimate what the objective needs to know of the units' dependence (nats)."""
        raise NotImplementedError

    def penalty(
        self, rate: tf.Tensor, total_correlation: tf.Tensor, pressure: Pressure
    ) -> tf.Tensor:
        """Compute what is added to the reconstruction error.

        Parameters
        ----------
        rate
            Mean divergence of codes from the prior (nats a sound).
        total_correlation
            As estimated above.
        pressure
            How hard the code is pressed; its fields may be tensors.
        """
        raise NotImplementedError

    def learn(self, z: tf.Tensor, permutation: tf.Tensor) -> None:
        """Update what the objective itself learns, from the codes of a batch.

        Parameters
        ----------
        z
            Draws from the posteriors, shape ``[n, units]``.
        permutation
            For each unit, an order of the second half of the batch, shape ``[units, n // 2]``.
        """


class BetaVae(Objective):
    r"""The objective of Higgins et al. (2017): :math:`\beta \, |rate - C|`.

    The capacity C is 0 unless the schedule is ``capacity`` (Burgess et al., 2018). With beta 1 and
    C = 0, the loss is the negative evidence lower bound.
    """

    takes_capacity = True

    def total_correlation(self, code: Code) -> tf.Tensor:
        """Return 0: it is not needed."""
        return tf.zeros([])

    def penalty(
        self, rate: tf.Tensor, total_correlation: tf.Tensor, pressure: Pressure
    ) -> tf.Tensor:
        """Weight the distance of the rate from the capacity."""
        return penalties.beta_vae(rate, total_correlation, pressure)


class BetaTcVae(Objective):
    r"""The objective of Chen et al. (2018): :math:`rate + (\beta - 1) \, TC`.

    The rate is the sum of mutual information, total correlation, and the divergence of each unit;
    beta weights the second alone, which is estimated from the batch.
    """

    def total_correlation(self, code: Code) -> tf.Tensor:
        """Estimate the total correlation from the batch."""
        return total_correlation(code)

    def penalty(
        self, rate: tf.Tensor, total_correlation: tf.Tensor, pressure: Pressure
    ) -> tf.Tensor:
        """Add the total correlation beyond what the rate contains of it."""
        return penalties.beta_tcvae(rate, total_correlation, pressure)


class FactorVae(Objective):
    r"""The objective of Kim and Mnih (2018): :math:`rate + \beta \, TC` (their gamma).

    A discriminator learns to tell codes from codes whose units are permuted over sounds; its logit
    estimates the total correlation.

    Parameters
    ----------
    latent_units
        Number of units of the code.
    hidden_units
        Units of each of the two hidden layers of the discriminator.
    learning_rate
        Learning rate of the discriminator.
    seed
        Seed of its initial weights.
    """

    def __init__(
        self, latent_units: int, hidden_units: int, learning_rate: float, seed: int
    ) -> None:
        layers = keras.layers
        z = x = keras.Input((latent_units,))
        for _ in range(2):
            x = layers.LeakyReLU(negative_slope=0.2)(layers.Dense(hidden_units)(x))
        self.discriminator = keras.Model(z, layers.Dense(1)(x))
        draw_weights(self.discriminator, integer_seed(seed, "vae discriminator"), "discriminator")
        self._optimizer = keras.optimizers.Adam(learning_rate, beta_1=0.5, beta_2=0.9)
        self._optimizer.build(self.discriminator.trainable_variables)

    def total_correlation(self, code: Code) -> tf.Tensor:
        """Ask the discriminator."""
        return tf.reduce_mean(self.discriminator(code.z))

    def penalty(
        self, rate: tf.Tensor, total_correlation: tf.Tensor, pressure: Pressure
    ) -> tf.Tensor:
        """Add the weighted total correlation to the rate."""
        return penalties.factor_vae(rate, total_correlation, pressure)

    def learn(self, z: tf.Tensor, permutation: tf.Tensor) -> None:
        """Train the discriminator on the first half of a batch, and the second half, permuted."""
        half = tf.shape(permutation)[1]
        columns = tf.transpose(z[half : 2 * half])
        permuted = tf.transpose(tf.gather(columns, permutation, batch_dims=1))
        both = tf.concat([z[:half], permuted], axis=0)
        is_code = tf.concat([tf.ones([half, 1]), tf.zeros([half, 1])], axis=0)
        variables = self.discriminator.trainable_variables
        with tf.GradientTape() as tape:
            logits = self.discriminator(both)
            loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(is_code, logits))
        self._optimizer.apply(tape.gradient(loss, variables), variables)


OBJECTIVES = tuple(penalties.PENALTIES)


def make_objective(
    name: str, latent_units: int, *, hidden_units: int, learning_rate: float, seed: int
) -> Objective:
    """Make an objective by its name; see `FactorVae` for the other parameters.

    Raises
    ------
    ConfigError
        If there is no such objective.
    """
    check_known("vae.objectives", name, OBJECTIVES)
    if name == BETA_VAE:
        return BetaVae()
    if name == BETA_TCVAE:
        return BetaTcVae()
    return FactorVae(latent_units, hidden_units, learning_rate, seed)
