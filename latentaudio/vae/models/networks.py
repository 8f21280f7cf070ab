"""What all models share: the pair of networks, hidden layers, and initial weights."""

import copy
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from latentaudio.seeds import generator, integer_seed
from latentaudio.vae.keras_adapter import keras
from latentaudio.vae.models.hidden_sizes import HiddenSizes
from latentaudio.vae.models.weight_normalisation import WeightNormalised

#: Slope of leaky rectifiers for negative values.
_SLOPE = 0.2
#: Keras' own default, 0.99, needs more steps than a small training has.
_MOMENTUM = 0.9
#: Variables that start at random values; all others start at zero or one.
_RANDOM = ("kernel", "recurrent_kernel", "scale")
_ACTIVATIONS: dict[str, Callable[[], keras.layers.Layer]] = {
    "leaky_relu": partial(keras.layers.LeakyReLU, negative_slope=_SLOPE),
    "relu": keras.layers.ReLU,
    "relu6": partial(keras.layers.ReLU, max_value=6.0),
    "tanh": partial(keras.layers.Activation, "tanh"),
    "sigmoid": partial(keras.layers.Activation, "sigmoid"),
}
# By the number of axes of what they drop from.
_CHANNEL_DROPOUT = {
    2: keras.layers.Dropout,
    3: keras.layers.SpatialDropout1D,
    4: keras.layers.SpatialDropout2D,
}


@dataclass(frozen=True)
class Networks:
    """An encoder and a decoder.

    Attributes
    ----------
    encoder
        Maps values, shape ``[n, *shape]``, to the mean and the log-variance of the code, each of
        shape ``[n, units]``: `latent_units`, or as many for each of several steps.
    decoder
        Maps codes, shape ``[n, units]``, to outputs of shape ``[n, *shape]``: means of a Gaussian,
        or logits.
    """

    encoder: keras.Model
    decoder: keras.Model


#: What a dense or convolutional layer is passed through before it is used.
Linear = Callable[[keras.layers.Layer], keras.layers.Layer]


def linear_layers(sizes: HiddenSizes) -> Linear:
    """Return what makes the weights of a layer normalised ones, or leaves the layer as it is."""
    return WeightNormalised if sizes.weight_normalisation else _as_it_is


def _as_it_is(layer: keras.layers.Layer) -> keras.layers.Layer:
    return layer


class Hidden:
    """What follows the linear map of a hidden layer: normalisation, activation, dropout.

    Dropout comes last, because it would disturb the statistics of a normalisation after it
    (Li et al., 2019).

    Parameters
    ----------
    sizes
        What the layers are.
    seed
        Seed of dropout.
    whole_channels
        Whether all frames of a channel are dropped together.

    References
    ----------
    Li, X., Chen, S., Hu, X. and Yang, J. (2019). Understanding the disharmony between dropout and
    batch normalization by variance shift. CVPR.
    """

    def __init__(self, sizes: HiddenSizes, seed: int, *, whole_channels: bool = False) -> None:
        self._sizes = sizes
        self._activation = sizes.encoder_activation
        self._seed = seed
        self._whole_channels = whole_channels
        self._numbers = itertools.count(1)

    def of_decoder(self) -> "Hidden":
        """Return the same for the decoder, whose dropout continues the numbers of seeds."""
        hidden = copy.copy(self)
        hidden._activation = self._sizes.decoder_activation
        return hidden

    def __call__(self, x: keras.KerasTensor) -> keras.KerasTensor:
        """Add these layers to a model."""
        if self._sizes.batch_normalisation:
            x = keras.layers.BatchNormalization(momentum=_MOMENTUM)(x)
        x = _ACTIVATIONS[self._activation]()(x)
        if self._sizes.dropout:
            seed = integer_seed(self._seed, "vae dropout", next(self._numbers))
            x = self._dropout(x.ndim)(self._sizes.dropout, seed=seed)(x)
        return x

    def _dropout(self, axes: int) -> type[keras.layers.Layer]:
        return _CHANNEL_DROPOUT[axes] if self._whole_channels else keras.layers.Dropout


def code_of(x: keras.KerasTensor, latent_units: int, linear: Linear) -> list[keras.KerasTensor]:
    """Add the layers that give the mean and the log-variance of the code."""
    return [linear(keras.layers.Dense(latent_units))(x) for _ in range(2)]


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
    """Draw all kernels of a network as Glorot and Bengio (2010) do, from our own generator.

    Normalised weights start as the same kernels.
    """
    draw = generator(seed, "vae weights", name)
    for variable in network.trainable_variables:
        if variable.name in _RANDOM:
            *receptive, inputs, outputs = (
                variable.shape if variable.ndim > 1 else (*variable.shape, 1)
            )
            limit = np.sqrt(6.0 / ((inputs + outputs) * np.prod(receptive)))
            variable.assign(draw.uniform(-limit, limit, variable.shape))
    for layer in network.layers:
        if isinstance(layer, WeightNormalised):
            layer.keep_kernel()
