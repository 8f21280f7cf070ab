"""Convolutions over time, with the bands as channels; or over the samples of a waveform."""

import math
from dataclasses import dataclass

from latentaudio.errors import ConfigError
from latentaudio.vae.keras_adapter import keras
from latentaudio.vae.models.convolution_sizes import CHANNELS, ConvolutionSizes
from latentaudio.vae.models.networks import Hidden, Networks, as_networks, code_of, linear_layers
from latentaudio.vae.models.resampling import Resampling, pool_frames, spread_frames
from latentaudio.vae.models.size_checks import check_counts, frames_and_bands

#: Largest number of weights of the dense layer next to the convolutions of a waveform. Training
#: holds four numbers for each, in the encoder and in the decoder: 0.6 GB.
LARGEST_DENSE = 20_000_000


@dataclass(frozen=True, kw_only=True)
class Sizes(ConvolutionSizes):
    """Sizes of the model.

    See `latentaudio.vae.models.convolution_sizes.ConvolutionSizes` for the others.

    Attributes
    ----------
    sample_kernel, sample_stride
        Of a waveform only: width of the filters that turn samples into frames, and samples from
        one frame to the next. There are as many of these filters as of the first of `filters`.
    pooled_frames
        Number of frames that are left by adaptive max pooling after the last convolution, however
        long the sounds are; None for all.
    """

    filters: tuple[int, ...] = (64, 64, 128)
    kernel: int = 5
    sample_kernel: int = 128
    sample_stride: int = 32
    pooled_frames: int | None = None

    def __post_init__(self) -> None:
        self.check_convolutions("convolution_1d")
        check_counts(
            "convolution_1d", sample_kernel=self.sample_kernel, sample_stride=self.sample_stride
        )
        if self.pooled_frames is not None:
            check_counts("convolution_1d", pooled_frames=self.pooled_frames)


def build(shape: tuple[int, ...], latent_units: int, sizes: Sizes, seed: int) -> Networks:
    """Build the networks; see `latentaudio.vae.models.registry.build_networks`.

    Values without frames and bands, shape ``(samples,)``, are the samples of a waveform.
    """
    is_waveform = len(shape) == 1
    encoding = Hidden(sizes, seed, whole_channels=sizes.dropout_of == CHANNELS)
    decoding = encoding.of_decoder()
    layers, linear = keras.layers, linear_layers(sizes)
    resampling = Resampling(1, sizes, linear)
    framing = {
        "kernel_size": sizes.sample_kernel,
        "strides": sizes.sample_stride,
        "padding": "same",
    }
    values = x = keras.Input(shape)
    if is_waveform:
        x = layers.Reshape((*shape, 1))(x)
        x = encoding(linear(layers.Conv1D(sizes.filters[0], **framing))(x))
    else:
        frames_and_bands("convolution_1d", shape)
    frames, bands = x.shape[1:]
    for filters in sizes.filters:
        x = resampling.halve(x, filters, encoding)
    halved = x.shape[1]
    if sizes.pooled_frames is not None:
        _check_pooled(sizes.pooled_frames, halved)
        x = pool_frames(x, sizes.pooled_frames)
    last = x.shape[1:]
    if is_waveform:
        _check_dense(shape[0], last, sizes.dense_units[0])
    x = layers.Flatten()(x)
    for units in sizes.dense_units:
        x = encoding(linear(layers.Dense(units))(x))
    code = code_of(x, latent_units, linear)
    z = x = keras.Input((latent_units,))
    for units in (*reversed(sizes.dense_units), math.prod(last)):
        x = decoding(linear(layers.Dense(units))(x))
    x = layers.Reshape(last)(x)
    if sizes.pooled_frames is not None:
        x = spread_frames(x, halved)
    kernels = sizes.decoder_kernels("convolution_1d", len(sizes.filters) + (not is_waveform))
    # Frames have a last convolution of their own.
    for filters, kernel in zip(reversed(sizes.filters), kernels, strict=False):
        x = decoding(resampling.double(x, filters, kernel))
    # Halves were rounded up, so there may be too many frames, and samples.
    x = x[:, :frames]
    if is_waveform:
        x = linear(layers.Conv1DTranspose(1, **framing))(x)[:, : shape[0], 0]
    else:
        x = linear(layers.Conv1D(bands, kernels[-1], padding="same"))(x)
    return as_networks(values, code, z, x, seed)


def _check_pooled(asked: int, frames: int) -> None:
    if asked > frames:
        raise ConfigError(
            f"vae.models.convolution_1d.pooled_frames: found {asked}, but the convolutions leave "
            f"{frames} frames; lower it, or give fewer filters"
        )


def _check_dense(samples: int, last: tuple[int, ...], units: int) -> None:
    frames, channels = last
    weights = frames * channels * units
    if weights > LARGEST_DENSE:
        raise ConfigError(
            f"vae.models.convolution_1d: {samples:,} samples leave {frames:,} frames of {channels} "
            f"channels, and a dense layer of {units} units on them has {weights:,} weights; "
            f"expected at most {LARGEST_DENSE:,}: raise sample_stride, set pooled_frames, or give "
            "more or smaller filters"
        )
