"""What all models share: the pair of networks, hidden layers, and initial weights."""

from dataclasses import dataclass

import numpy as np

from latentaudio.seeds import generator, integer_seed
from latentaudio.vae.keras_adapter import keras

#: Slope of leaky rectifiers for negative values.
_SLOPE = 0.2
#: Keras' own default, 0.99, needs more steps than a small training has.
_MOMENTUM = 0.9
#: Variables that start at random values; all others start at zero or one.
_RANDOM = ("kernel", "recurrent_kernel", "scale")


@dataclass(frozen=True)
class Networks:
    """An encoder and a decoder.

    Attributes
    ----------
    encoder
        Maps values, shape ``[n, *shape]``, to the mean and the log-variance of the code, each of
        shape ``[n, latent_units]``.
    decoder
        Maps codes, shape ``[n, latent_units]``, to outputs of shape ``[n, *shape]``: means of a
        Gaussian, or logits.
    """

    encoder: keras.Model
    decoder: keras.Model


class Hidden:
    """What follows the linear map of a hidden layer: normalisation, rectifier, dropout.

    Parameters
    ----------
    dropout
        Fraction of the units that are dropped in training.
    batch_normalisation
        Whether units are normalised over the batch first.
    seed
        Seed of dropout.
    """

    def __init__(self, dropout: float, batch_normalisation: bool, seed: int) -> None:
        self._dropout = dropout
        self._normalise = batch_normalisation
        self._seed = seed
        self._count = 0

    def __call__(self, x: keras.KerasTensor) -> keras.KerasTensor:
        """Add these layers to a model."""
        if self._normalise:
            x = keras.layers.BatchNormalization(momentum=_MOMENTUM)(x)
        x = keras.layers.LeakyReLU(negative_slope=_SLOPE)(x)
        if self._dropout:
            self._count += 1
            seed = integer_seed(self._seed, "vae dropout", self._count)
            x = keras.layers.Dropout(self._dropout, seed=seed)(x)
        return x


def code_of(x: keras.KerasTensor, latent_units: int) -> list[keras.KerasTensor]:
    """Add the layers that give the mean and the log-variance of the code."""
    return [keras.layers.Dense(latent_units)(x) for _ in range(2)]


def as_networks(
    values: keras.KerasTensor,
    code: list[keras.KerasTensor],
    z: keras.KerasTensor,
    outputs: keras.KerasTensor,
    seed: int,
) -> Networks:
    """Make both networks of their inputs and outputs, and draw their initial weights."""
    networks = Networks(keras.Model(values, code), keras.Model(z, outputs))
    draw_weights(networks.encoder, seed, "encoder")
    draw_weights(networks.decoder, seed, "decoder")
    return networks


def draw_weights(network: keras.Model, seed: int, name: str) -> None:
    """Draw all kernels of a network as Glorot and Bengio (2010) do, from our own generator."""
    draw = generator(seed, "vae weights", name)
    for variable in network.trainable_variables:
        if variable.name in _RANDOM:
            *receptive, inputs, outputs = (
                variable.shape if variable.ndim > 1 else (*variable.shape, 1)
            )
            limit = np.sqrt(6.0 / ((inputs + outputs) * np.prod(receptive)))
            variable.assign(draw.uniform(-limit, limit, variable.shape))
