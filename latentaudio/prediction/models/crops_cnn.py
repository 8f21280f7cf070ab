"""A small convolutional network that cannot tell where in a crop something is heard.

What the last convolution finds is pooled over time and frequency, by its mean and its maximum, so
that a few dozen recordings do not teach it their places by heart.
"""

from latentaudio.prediction.models.building import as_network, pooled_logits
from latentaudio.prediction.models.sizes import CropsCnn
from latentaudio.vae.keras_adapter import keras


def build(shape: tuple[int, int], outputs: int, sizes: CropsCnn, seed: int) -> keras.Model:
    """Build the network; see `latentaudio.prediction.models.registry.build_network`."""
    layers = keras.layers
    crops = keras.Input(shape)
    x = layers.Reshape((*shape, 1))(crops)
    for place, filters in enumerate(sizes.filters):
        x = layers.MaxPooling2D()(x) if place else x
        x = layers.Conv2D(filters, sizes.kernel, padding="same", use_bias=False)(x)
        x = layers.ReLU()(layers.BatchNormalization(momentum=sizes.momentum)(x))
    pooled = [layers.GlobalAveragePooling2D()(x), layers.GlobalMaxPooling2D()(x)]
    return as_network(crops, pooled_logits(pooled, outputs, sizes.dropout, seed), seed)
