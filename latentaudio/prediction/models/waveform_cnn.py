"""Convolutions on the samples themselves: the first one learns what a spectrogram computes."""

from latentaudio.prediction.models.building import as_network, pooled_logits
from latentaudio.prediction.models.sizes import WaveformCnn
from latentaudio.vae.keras_adapter import keras


def build(shape: tuple[int, int], outputs: int, sizes: WaveformCnn, seed: int) -> keras.Model:
    """Build the network; see `latentaudio.prediction.models.registry.build_network`.

    Frames of a waveform do not overlap, so a crop of them is a series of samples.
    """
    samples = shape[0] * shape[1]
    layers = keras.layers
    crops = keras.Input(shape)
    x = layers.Reshape((samples, 1))(crops)
    for place, filters in enumerate(sizes.filters):
        kernel, stride = (sizes.kernel, 1) if place else (sizes.first_kernel, sizes.stride)
        x = layers.MaxPooling1D(sizes.pooling)(x) if place else x
        x = layers.Conv1D(filters, kernel, strides=stride, padding="same", use_bias=False)(x)
        x = layers.ReLU()(layers.BatchNormalization(momentum=sizes.momentum)(x))
    pooled = [layers.GlobalAveragePooling1D()(x), layers.GlobalMaxPooling1D()(x)]
    return as_network(crops, pooled_logits(pooled, outputs, sizes.dropout, seed), seed)
