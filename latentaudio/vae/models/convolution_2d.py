"""Convolutions over time and frequency."""

import math
from dataclasses import dataclass

from latentaudio.vae.keras_adapter import keras
from latentaudio.vae.models.networks import Hidden, Networks, as_networks, code_of
from latentaudio.vae.models.size_checks import check_counts, check_dropout, frames_and_bands


@dataclass(frozen=True)
class Sizes:
    """Sizes of the model.

    Attributes
    ----------
    filters
        Number of filters of each convolution; each halves the numbers of frames and of bands.
    kernel
        Width of the filters (frames, and bands).
    hidden_units
        Units of the dense layer between convolutions and code, on either side.
    dropout, batch_normalisation
        See `latentaudio.vae.models.networks.Hidden`.
    """

    filters: tuple[int, ...] = (16, 32, 32, 64)
    kernel: int = 3
    hidden_units: int = 128
    dropout: float = 0.0
    batch_normalisation: bool = False

    def __post_init__(self) -> None:
        check_counts(
            "convolution_2d",
            filters=self.filters,
            kernel=self.kernel,
            hidden_units=self.hidden_units,
        )
        check_dropout("convolution_2d", self.dropout)


def build(shape: tuple[int, ...], latent_units: int, sizes: Sizes, seed: int) -> Networks:
    """Build the networks; see `latentaudio.vae.models.registry.build_networks`."""
    frames, bands = frames_and_bands("convolution_2d", shape)
    hidden = Hidden(sizes.dropout, sizes.batch_normalisation, seed)
    layers = keras.layers
    strided = {"kernel_size": sizes.kernel, "strides": 2, "padding": "same"}
    values = keras.Input(shape)
    x = layers.Reshape((frames, bands, 1))(values)
    for filters in sizes.filters:
        x = hidden(layers.Conv2D(filters, **strided)(x))
    last = x.shape[1:]
    x = hidden(layers.Dense(sizes.hidden_units)(layers.Flatten()(x)))
    code = code_of(x, latent_units)
    z = keras.Input((latent_units,))
    x = hidden(layers.Dense(sizes.hidden_units)(z))
    x = layers.Reshape(last)(hidden(layers.Dense(math.prod(last))(x)))
    for filters in reversed(sizes.filters[:-1]):
        x = hidden(layers.Conv2DTranspose(filters, **strided)(x))
    x = layers.Conv2DTranspose(1, **strided)(x)
    # Halves were rounded up, so there may be too many frames and bands.
    x = layers.Reshape(shape)(x[:, :frames, :bands])
    return as_networks(values, code, z, x, seed)
