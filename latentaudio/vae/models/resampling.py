"""Fewer frames in an encoder, and as many again in its decoder."""

from dataclasses import dataclass

from latentaudio.vae.keras_adapter import keras
from latentaudio.vae.models.convolution_sizes import MAX_POOLING, ConvolutionSizes
from latentaudio.vae.models.networks import Hidden, Linear

layers = keras.layers
# By the number of axes that are convolved.
_CONVOLUTION = {1: layers.Conv1D, 2: layers.Conv2D}
_TRANSPOSED = {1: layers.Conv1DTranspose, 2: layers.Conv2DTranspose}
_POOLING = {1: layers.MaxPooling1D, 2: layers.MaxPooling2D}
_REPETITION = {1: layers.UpSampling1D, 2: layers.UpSampling2D}


@dataclass(frozen=True)
class Resampling:
    """Convolutions that halve or double the number of frames (and bands).

    Halves are rounded up, so that doubling may give too many.

    Attributes
    ----------
    axes
        1 for convolutions over frames, 2 for those over frames and bands.
    sizes
        How they do it (`downsampling`), and the widths of filters.
    linear
        See `latentaudio.vae.models.networks.linear_layers`.
    """

    axes: int
    sizes: ConvolutionSizes
    linear: Linear

    def halve(self, x: keras.KerasTensor, filters: int, hidden: Hidden) -> keras.KerasTensor:
        """Add a hidden layer that halves them."""
        pooled = self.sizes.downsampling == MAX_POOLING
        convolution = _CONVOLUTION[self.axes](
            filters, self.sizes.kernel, strides=1 if pooled else 2, padding="same"
        )
        x = hidden(self.linear(convolution)(x))
        return _POOLING[self.axes](2, padding="same")(x) if pooled else x

    def double(self, x: keras.KerasTensor, filters: int, kernel: int) -> keras.KerasTensor:
        """Add a linear layer, with filters of a width, that doubles them."""
        if self.sizes.downsampling == MAX_POOLING:
            x = _REPETITION[self.axes](2)(x)
            return self.linear(_CONVOLUTION[self.axes](filters, kernel, padding="same"))(x)
        return self.linear(_TRANSPOSED[self.axes](filters, kernel, strides=2, padding="same"))(x)


def pool_frames(x: keras.KerasTensor, count: int) -> keras.KerasTensor:
    """Take the largest value of each channel in a number of parts that cover all frames.

    Parts are as equal as can be, and overlap by a frame where they cannot be equal (adaptive max
    pooling).

    Parameters
    ----------
    x
        Shape ``[n, frames, channels]``.
    count
        Number of parts, at most that of frames.
    """
    frames = x.shape[1]
    parts = [slice(i * frames // count, -(-(i + 1) * frames // count)) for i in range(count)]
    return keras.ops.stack([keras.ops.max(x[:, part], axis=1) for part in parts], axis=1)


def spread_frames(x: keras.KerasTensor, frames: int) -> keras.KerasTensor:
    """Repeat frames, shape ``[n, count, channels]``, so that there are as many as given."""
    sources = [frame * x.shape[1] // frames for frame in range(frames)]
    return keras.ops.take(x, sources, axis=1)
