"""Convolutions over time, with the bands as channels."""

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
        Number of filters of each convolution; each halves the number of frames.
    kernel
        Width of the filters (frames).
    hidden_units
        Units of the dense layer between convolutions and code, on either side.
    dropout, batch_normalisation
        See `latentaudio.vae.models.networks.Hidden`.
    """

    filters: tuple[int, ...] = (64, 64, 128)
    kernel: int = 5
    hidden_units: int = 128
    dropout: float = 0.0
    batch_normalisation: bool = False

    def __post_init__(self) -> None:
        check_counts(
            "convolution_1d",
            filters=self.filters,
            kernel=self.kernel,
            hidden_units=self.hidden_units,
        )
        check_dropout("convolution_1d", self.dropout)


def build(shape: tuple[int, ...], latent_units: int, sizes: Sizes, seed: int) -> Networks:
    """Build the networks; see `latentaudio.vae.models.registry.build_networks`."""
    frames, bands = frames_and_bands("convolution_1d", shape)
    hidden = Hidden(sizes.dropout, sizes.batch_normalisation, seed)
    layers = keras.layers
    strided = {"kernel_size": sizes.kernel, "strides": 2, "padding": "same"}
    values = x = keras.Input(shape)
    for filters in sizes.filters:
        x = hidden(layers.Conv1D(filters, **strided)(x))
    last = x.shape[1:]
    x = hidden(layers.Dense(sizes.hidden_units)(layers.Flatten()(x)))
    code = code_of(x, latent_units)
    z = keras.Input((latent_units,))
    x = hidden(layers.Dense(sizes.hidden_units)(z))
    x = layers.Reshape(last)(hidden(layers.Dense(last[0] * last[1])(x)))
    for filters in reversed(sizes.filters):
        x = hidden(layers.Conv1DTranspose(filters, **strided)(x))
    # Halves were rounded up, so there may be too many frames.
    x = layers.Conv1D(bands, sizes.kernel, padding="same")(x[:, :frames])
    return as_networks(values, code, z, x, seed)
