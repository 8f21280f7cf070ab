"""A dense network over all values at once."""

import math
from dataclasses import dataclass

from latentaudio.vae.hilbert import curve_positions, side_of
from latentaudio.vae.keras_adapter import keras
from latentaudio.vae.models.hidden_sizes import HiddenSizes
from latentaudio.vae.models.networks import Hidden, Networks, as_networks, code_of, linear_layers
from latentaudio.vae.models.size_checks import check_choice, check_counts, frames_and_bands

#: Orders in which a spectrogram is flattened.
ROWS, HILBERT = ORDERS = ("rows", "hilbert")


@dataclass(frozen=True, kw_only=True)
class Sizes(HiddenSizes):
    """Sizes of the dense model; see `latentaudio.vae.models.hidden_sizes.HiddenSizes` for others.

    Attributes
    ----------
    hidden_units
        Units of the encoder's hidden layers; the decoder has them in reverse.
    flatten
        ``"rows"``, frame after frame, or ``"hilbert"``, along a Hilbert curve through the
        spectrogram, padded to a square. A dense network can learn the same from either order.
    """

    hidden_units: tuple[int, ...] = (256,)
    flatten: str = ROWS

    def __post_init__(self) -> None:
        self.check_hidden("dense")
        check_counts("dense", hidden_units=self.hidden_units)
        check_choice("dense", ORDERS, flatten=self.flatten)


def build(shape: tuple[int, ...], latent_units: int, sizes: Sizes, seed: int) -> Networks:
    """Build the networks; see `latentaudio.vae.models.registry.build_networks`."""
    encoding = Hidden(sizes, seed)
    decoding = encoding.of_decoder()
    dense, linear = keras.layers.Dense, linear_layers(sizes)
    values = keras.Input(shape)
    x = _flatten(values, shape, sizes.flatten)
    width = x.shape[1]
    for units in sizes.hidden_units:
        x = encoding(linear(dense(units))(x))
    code = code_of(x, latent_units, linear)
    z = x = keras.Input((latent_units,))
    for units in reversed(sizes.hidden_units):
        x = decoding(linear(dense(units))(x))
    x = linear(dense(width))(x)
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
