"""The 14 layers of YAMNet: their names, shapes and strides."""

from dataclasses import dataclass

#: Frames and mel bands of a patch. Its 96 frames start within 0.96 s; the last ends at 0.975 s.
PATCH_FRAMES = 96
MEL_BANDS = 64

#: Frequencies between which the bands lie, on the HTK mel scale.
LOWEST_HZ = 125.0
HIGHEST_HZ = 7500.0

#: Time from the start of one frame to the start of the next (s).
FRAME_S = 0.01

#: Length of YAMNet's embedding, and number of its AudioSet classes.
EMBEDDING_SIZE = 1024
CLASSES = 521


@dataclass(frozen=True)
class Layer:
    """One layer of YAMNet, numbered as in the published study.

    Attributes
    ----------
    number
        1 (after the first convolution) to 14 (after the last pointwise convolution).
    name
        Name in the published study, e.g. ``"Conv 8 pw"``.
    shape
        Height (time), width (frequency) and channels of its output for one patch.
    stride
        Stride of its (depthwise) convolution, in both time and frequency.
    """

    number: int
    name: str
    shape: tuple[int, int, int]
    stride: int

    @property
    def size(self) -> int:
        """Number of units: values for one patch."""
        height, width, channels = self.shape
        return height * width * channels

    @property
    def folder(self) -> str:
        """Name of the layer in paths, e.g. ``"layer_09"``."""
        return f"layer_{self.number:02d}"


def _layers() -> tuple[Layer, ...]:
    channels = (32, 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024)
    strides = (2, 1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)
    height, width = PATCH_FRAMES, MEL_BANDS
    layers = []
    for number, (depth, stride) in enumerate(zip(channels, strides, strict=True), start=1):
        height, width = height // stride, width // stride
        name = "Conv 1" if number == 1 else f"Conv {number - 1} pw"
        layers.append(Layer(number, name, (height, width, depth), stride))
    return tuple(layers)


#: All layers, the first one at index 0.
LAYERS = _layers()


def layer(number: int) -> Layer:
    """Get a layer by its number, 1 to 14.

    Examples
    --------
    >>> layer(9)
    Layer(number=9, name='Conv 8 pw', shape=(6, 4, 512), stride=1)
    >>> layer(9).size
    12288
    """
    if not 1 <= number <= len(LAYERS):
        raise ValueError(f"layer {number}: YAMNet has layers 1 to {len(LAYERS)}")
    return LAYERS[number - 1]
