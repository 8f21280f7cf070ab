"""A dense network over all values at once."""

import math
from dataclasses import dataclass

from latentaudio.errors import ConfigError
from latentaudio.vae.hilbert import curve_positions, side_of
from latentaudio.vae.keras_adapter import keras
from latentaudio.vae.models.networks import Hidden, Networks, as_networks, code_of
from latentaudio.vae.models.size_checks import check_counts, check_dropout, frames_and_bands

#: Orders in which a spectrogram is flattened.
ROWS, HILBERT = ORDERS = ("rows", "hilbert")


@dataclass(frozen=True)
class Sizes:
    """Sizes of the dense model.

    Attributes
    ----------
    hidden_units
        Units of the encoder's hidden layers; the decoder has them in reverse.
    flatten
        ``"rows"``, frame after frame, or ``"hilbert"``, along a Hilbert curve through the
        spectrogram, padded to a square. A dense network can learn the same from either order.
    dropout, batch_normalisation
        See `latentaudio.vae.models.networks.Hidden`.
    """

    hidden_units: tuple[int, ...] = (256,)
    flatten: str = ROWS
    dropout: float = 0.0
    batch_normalisation: bool = False

    def __post_init__(self) -> None:
        check_counts("dense", hidden_units=self.hidden_units)
        check_dropout("dense", self.dropout)
        if self.flatten not in ORDERS:
            raise ConfigError(
                f"vae.models.dense.flatten: found {self.flatten!r}, expected one of "
                f"{', '.join(ORDERS)}"
            )


def build(shape: tuple[int, ...], latent_units: int, sizes: Sizes, seed: int) -> Networks:
    """Build the networks; see `latentaudio.vae.models.registry.build_networks`."""
    hidden = Hidden(sizes.dropout, sizes.batch_normalisation, seed)
    values = keras.Input(shape)
    x = _flatten(values, shape, sizes.flatten)
    width = x.shape[1]
    for units in sizes.hidden_units:
        x = hidden(keras.layers.Dense(units)(x))
    code = code_of(x, latent_units)
    z = x = keras.Input((latent_units,))
    for units in reversed(sizes.hidden_units):
        x = hidden(keras.layers.Dense(units)(x))
    x = keras.layers.Dense(width)(x)
    return as_networks(values, code, z, _unflatten(x, shape, sizes.flatten), seed)


def _flatten(x: keras.KerasTensor, shape: tuple[int, ...], order: str) -> keras.KerasTensor:
    if order == ROWS:
        return keras.layers.Reshape((math.prod(shape),))(x)
    frames, bands = frames_and_bands("dense with flatten: hilbert", shape)
    side = side_of(frames, bands)
    square = keras.ops.pad(x, [[0, 0], [0, side - frames], [0, side - bands]])
    flat = keras.ops.reshape(square, (-1, side * side))
    return keras.ops.take(flat, curve_positions(side), axis=1)


def _unflatten(x: keras.KerasTensor, shape: tuple[int, ...], order: str) -> keras.KerasTensor:
    if order == ROWS:
        return keras.layers.Reshape(shape)(x)
    frames, bands = shape
    side = side_of(frames, bands)
    # The place of each pixel on the curve.
    places = curve_positions(side).argsort().reshape(side, side)[:frames, :bands]
    return keras.layers.Reshape(shape)(keras.ops.take(x, places.ravel(), axis=1))
