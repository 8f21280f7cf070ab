"""The input of YAMNet, and its 14 layers: their names, shapes and strides."""

from latentaudio.networks.base import Layer

#: Sample rate of the input (Hz).
SAMPLE_RATE = 16_000

#: Samples in a snippet (0.975 s): what one patch needs, 95 hops of 160 samples and a window of 400.
SNIPPET_SAMPLES = 15_600

#: Frames and mel bands of a patch. Its 96 frames start within 0.96 s; the last ends at 0.975 s.
PATCH_FRAMES = 96
MEL_BANDS = 64

#: Frequencies between which the bands lie, on the HTK mel scale.
LOWEST_HZ = 125.0
HIGHEST_HZ = 7500.0

#: Time from the start of one frame to the start of the next (s).
FRAME_S = 0.01

#: Samples in a frame (25 ms), between the starts of two frames, and in a frame with the zeros that
#: its spectrum is computed with.
WINDOW_SAMPLES = 400
HOP_SAMPLES = 160
FFT_SAMPLES = 512

#: What is added to the magnitudes of mel bands before their logarithm is taken.
LOG_OFFSET = 0.001

#: Length of YAMNet's embedding, and number of its AudioSet classes.
EMBEDDING_SIZE = 1024
CLASSES = 521

#: Stride of each layer's (depthwise) convolution, in both time and frequency.
STRIDES = (2, 1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)

_CHANNELS = (32, 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024)


def _layers() -> tuple[Layer, ...]:
    """List the layers with their names in the published study; shapes are time, frequency, channel.

    Layer 1 comes after the first convolution, layer 14 after the last pointwise convolution.
    """
    height, width = PATCH_FRAMES, MEL_BANDS
    layers = []
    for number, (depth, stride) in enumerate(zip(_CHANNELS, STRIDES, strict=True), start=1):
        height, width = height // stride, width // stride
        name = "Conv 1" if number == 1 else f"Conv {number - 1} pw"
        layers.append(Layer(number, name, (height, width, depth)))
    return tuple(layers)


#: All layers, the first one at index 0.
LAYERS = _layers()
