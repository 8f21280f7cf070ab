"""The spectrogram as an image: pairs of 3 x 3 convolutions between poolings, as for photographs.

References
----------
Simonyan, K. and Zisserman, A. (2015). Very deep convolutional networks for large-scale image
recognition. ICLR.
"""

from latentaudio.prediction.models.building import as_network, dropped
from latentaudio.prediction.models.sizes import ImageCnn
from latentaudio.vae.keras_adapter import keras


def build(shape: tuple[int, int], outputs: int, sizes: ImageCnn, seed: int) -> keras.Model:
    """Build the network; see `latentaudio.prediction.models.registry.build_network`."""
    layers = keras.layers
    crops = keras.Input(shape)
    x = layers.Reshape((*shape, 1))(crops)
    for filters in sizes.filters:
        for _ in range(2):
            x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = layers.MaxPooling2D()(x)
    x = layers.Dense(sizes.hidden_units, activation="relu")(layers.Flatten()(x))
    return as_network(crops, layers.Dense(outputs)(dropped(x, sizes.dropout, seed)), seed)
