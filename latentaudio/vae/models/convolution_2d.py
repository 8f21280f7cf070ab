"""Convolutions over time and frequency."""

import math
from dataclasses import dataclass

from latentaudio.vae.keras_adapter import keras
from latentaudio.vae.models.convolution_sizes import CHANNELS, ConvolutionSizes
from latentaudio.vae.models.networks import Hidden, Networks, as_networks, code_of, linear_layers
from latentaudio.vae.models.resampling import Resampling
from latentaudio.vae.models.size_checks import frames_and_bands


@dataclass(frozen=True, kw_only=True)
class Sizes(ConvolutionSizes):
    """Sizes of the model; see `latentaudio.vae.models.convolution_sizes.ConvolutionSizes`."""

    filters: tuple[int, ...] = (16, 32, 32, 64)
    kernel: int = 3

    def __post_init__(self) -> None:
        self.check_convolutions("convolution_2d")


def build(shape: tuple[int, ...], latent_units: int, sizes: Sizes, seed: int) -> Networks:
    """Build the networks; see `latentaudio.vae.models.registry.build_networks`."""
    frames, bands = frames_and_bands("convolution_2d", shape)
    encoding = Hidden(sizes, seed, whole_channels=sizes.dropout_of == CHANNELS)
    decoding = encoding.of_decoder()
    layers, linear = keras.layers, linear_layers(sizes)
    resampling = Resampling(2, sizes, linear)
    values = keras.Input(shape)
    x = layers.Reshape((frames, bands, 1))(values)
    for filters in sizes.filters:
        x = resampling.halve(x, filters, encoding)
    last = x.shape[1:]
    x = layers.Flatten()(x)
    for units in sizes.dense_units:
        x = encoding(linear(layers.Dense(units))(x))
    code = code_of(x, latent_units, linear)
    z = x = keras.Input((latent_units,))
    for units in (*reversed(sizes.dense_units), math.prod(last)):
        x = decoding(linear(layers.Dense(units))(x))
    x = layers.Reshape(last)(x)
    *kernels, last_kernel = sizes.decoder_kernels("convolution_2d", len(sizes.filters))
    for filters, kernel in zip(reversed(sizes.filters[:-1]), kernels, strict=True):
        x = decoding(resampling.double(x, filters, kernel))
    x = resampling.double(x, 1, last_kernel)
    # Halves were rounded up, so there may be too many frames and bands.
    x = layers.Reshape(shape)(x[:, :frames, :bands])
    return as_networks(values, code, z, x, seed)
