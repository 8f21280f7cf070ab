"""Sizes of all models, without TensorFlow: configurations are checked by them."""

from collections.abc import Mapping
from dataclasses import dataclass

from latentaudio.errors import ConfigError


def _check(model: str, dropout: float, momentum: float, **counts: int | tuple[int, ...]) -> None:
    for key, value in counts.items():
        numbers = value if isinstance(value, tuple) else (value,)
        if not numbers or any(not isinstance(one, int) or one < 1 for one in numbers):
            found = list(numbers) if isinstance(value, tuple) else value
            raise ConfigError(
                f"prediction.networks: sizes of {model}: {key}: found {found}, expected whole "
                "numbers of at least 1"
            )
    for key, share in (("dropout", dropout), ("momentum", momentum)):
        if not isinstance(share, int | float) or not 0.0 <= share < 1.0:
            raise ConfigError(
                f"prediction.networks: sizes of {model}: {key}: found {share!r}, expected a number "
                "from 0 to below 1"
            )


def _check_halvings(model: str, shape: tuple[int, int], halvings: int) -> None:
    if min(shape) < 2**halvings:
        raise ConfigError(
            f"prediction.networks: crop_frames: {model} found for crops of {shape[0]} frames of "
            f"{shape[1]} values, which it halves {halvings} times; use at least {2**halvings} of "
            "both, or fewer filters"
        )


@dataclass(frozen=True)
class OriginalCnn:
    """Sizes of `latentaudio.prediction.models.original_cnn`; defaults as published.

    Attributes
    ----------
    filters
        Number of filters of each convolution; each is followed by pooling.
    kernel
        Values and frames that a filter spans.
    hidden_units
        Units of the dense layer.
    momentum
        Of the running averages of batch normalisation. With 0.99, they need some hundred steps to
        forget their initial values.
    """

    filters: tuple[int, ...] = (32, 32, 32, 32)
    kernel: tuple[int, int] = (4, 10)
    hidden_units: int = 64
    momentum: float = 0.99

    def __post_init__(self) -> None:
        _check(
            "original_cnn",
            0.0,
            self.momentum,
            filters=self.filters,
            kernel=self.kernel,
            hidden_units=self.hidden_units,
        )

    def check_crops(self, shape: tuple[int, int]) -> None:
        """Refuse crops, of these frames and values, of which poolings leave nothing."""
        _check_halvings("original_cnn", shape, len(self.filters))


@dataclass(frozen=True)
class CropsCnn:
    """Sizes of `latentaudio.prediction.models.crops_cnn`.

    Attributes
    ----------
    filters
        Number of filters of each convolution; pooling halves both sides between them.
    kernel
        Frames and values that a filter spans, on either side.
    dropout
        Fraction of the pooled values that are dropped in training.
    momentum
        Of the running averages of batch normalisation.
    """

    filters: tuple[int, ...] = (16, 32, 48, 64)
    kernel: int = 3
    dropout: float = 0.3
    momentum: float = 0.9

    def __post_init__(self) -> None:
        _check("crops_cnn", self.dropout, self.momentum, filters=self.filters, kernel=self.kernel)

    def check_crops(self, shape: tuple[int, int]) -> None:
        """Refuse crops, of these frames and values, of which poolings leave nothing."""
        _check_halvings("crops_cnn", shape, len(self.filters) - 1)


@dataclass(frozen=True)
class WaveformCnn:
    """Sizes of `latentaudio.prediction.models.waveform_cnn`.

    Attributes
    ----------
    filters
        Number of filters of each convolution.
    first_kernel, stride
        Samples that a filter of the first convolution spans, and from one to the next.
    kernel
        Width of the filters of all others.
    pooling
        Number of values that are pooled into one between convolutions.
    dropout, momentum
        As in `CropsCnn`.
    """

    filters: tuple[int, ...] = (16, 32, 48, 64)
    first_kernel: int = 64
    stride: int = 8
    kernel: int = 8
    pooling: int = 4
    dropout: float = 0.3
    momentum: float = 0.9

    def __post_init__(self) -> None:
        _check(
            "waveform_cnn",
            self.dropout,
            self.momentum,
            filters=self.filters,
            first_kernel=self.first_kernel,
            stride=self.stride,
            kernel=self.kernel,
            pooling=self.pooling,
        )

    def check_crops(self, shape: tuple[int, int]) -> None:
        """Refuse crops, of these frames and values, of which strides and poolings leave nothing."""
        least = self.stride * self.pooling ** (len(self.filters) - 1)
        if shape[0] * shape[1] < least:
            raise ConfigError(
                f"prediction.networks: crop_frames: waveform_cnn found for crops of {shape[0]} "
                f"frames of {shape[1]} values, of which its strides and pooling leave nothing; use "
                f"at least {least} samples, or fewer filters"
            )


@dataclass(frozen=True)
class ImageCnn:
    """Sizes of `latentaudio.prediction.models.image_cnn`.

    Attributes
    ----------
    filters
        Number of filters of each pair of convolutions, which pooling follows.
    hidden_units
        Units of the dense layer.
    dropout
        Fraction of these that are dropped in training.
    """

    filters: tuple[int, ...] = (16, 32, 64)
    hidden_units: int = 128
    dropout: float = 0.5

    def __post_init__(self) -> None:
        _check("image_cnn", self.dropout, 0.0, filters=self.filters, hidden_units=self.hidden_units)

    def check_crops(self, shape: tuple[int, int]) -> None:
        """Refuse crops, of these frames and values, of which poolings leave nothing."""
        _check_halvings("image_cnn", shape, len(self.filters))


#: Sizes by the name of the model.
SIZES: Mapping[str, type] = {
    "original_cnn": OriginalCnn,
    "crops_cnn": CropsCnn,
    "waveform_cnn": WaveformCnn,
    "image_cnn": ImageCnn,
}
