"""Sizes that the convolutional models have in common; without TensorFlow."""

from dataclasses import dataclass

from latentaudio.errors import ConfigError
from latentaudio.vae.models.hidden_sizes import HiddenSizes
from latentaudio.vae.models.size_checks import check_choice, check_counts

#: How convolutions halve the number of frames.
STRIDE, MAX_POOLING = DOWNSAMPLINGS = ("stride", "max_pooling")
#: What is dropped together.
UNITS, CHANNELS = DROPPED = ("units", "channels")


@dataclass(frozen=True, kw_only=True)
class ConvolutionSizes(HiddenSizes):
    """Sizes of a model of convolutions.

    Attributes
    ----------
    filters
        Number of filters of each convolution; each halves the number of frames (and of bands).
    kernel
        Width of the filters (frames, and bands).
    decoder_kernel
        The same in the decoder; None for the same width. With several, of each convolution of the
        decoder, from the code to the values.
    hidden_units
        Units of the dense layer between convolutions and code; with several, of several layers,
        from the convolutions to the code. The decoder has them in reverse.
    downsampling
        ``"stride"``: convolutions give every other frame, and transposed convolutions lead back.
        ``"max_pooling"``: convolutions give all frames, of which the larger one of each two is
        taken; in the decoder, frames are repeated and then convolved.
    dropout_of
        What is dropped in convolutions: single ``"units"``, or whole ``"channels"`` (Tompson et
        al., 2015).

    References
    ----------
    Tompson, J., Goroshin, R., Jain, A., LeCun, Y. and Bregler, C. (2015). Efficient object
    localization using convolutional networks. CVPR.
    """

    filters: tuple[int, ...]
    kernel: int
    decoder_kernel: int | tuple[int, ...] | None = None
    hidden_units: int | tuple[int, ...] = 128
    downsampling: str = STRIDE
    dropout_of: str = UNITS

    def check_convolutions(self, model: str) -> None:
        """Refuse settings that cannot work.

        Raises
        ------
        ConfigError
            If there are any.
        """
        self.check_hidden(model)
        check_counts(
            model, filters=self.filters, kernel=self.kernel, hidden_units=self.hidden_units
        )
        if self.decoder_kernel is not None:
            check_counts(model, decoder_kernel=self.decoder_kernel)
        check_choice(model, DOWNSAMPLINGS, downsampling=self.downsampling)
        check_choice(model, DROPPED, dropout_of=self.dropout_of)

    def decoder_kernels(self, model: str, convolutions: int) -> tuple[int, ...]:
        """Give the width of the filters of each convolution of the decoder, beginning at the code.

        Raises
        ------
        ConfigError
            If there is a list of more or fewer widths than convolutions.
        """
        kernels = self.kernel if self.decoder_kernel is None else self.decoder_kernel
        if isinstance(kernels, int):
            return (kernels,) * convolutions
        if len(kernels) != convolutions:
            raise ConfigError(
                f"vae.models.{model}.decoder_kernel: found {list(kernels)}, expected one number, "
                f"or one for each of the decoder's {convolutions} convolutions"
            )
        return kernels

    @property
    def dense_units(self) -> tuple[int, ...]:
        """Units of each dense layer, from the convolutions to the code."""
        units = self.hidden_units
        return (units,) if isinstance(units, int) else units
