"""The network of Predicting from Sound: four convolutions on MFCCs, with batch normalisation."""

from latentaudio.prediction.models.building import as_network
from latentaudio.prediction.models.sizes import OriginalCnn
from latentaudio.vae.keras_adapter import keras


def build(shape: tuple[int, int], outputs: int, sizes: OriginalCnn, seed: int) -> keras.Model:
    """Build the network; see `latentaudio.prediction.models.registry.build_network`.

    The picture has values as rows and frames as columns, as the original's.
    """
    layers = keras.layers
    crops = keras.Input(shape)
    x = layers.Reshape((*shape, 1))(crops)
    x = layers.Permute((2, 1, 3))(x)
    for filters in sizes.filters:
        x = layers.Conv2D(filters, sizes.kernel, padding="same")(x)
        x = layers.BatchNormalization(momentum=sizes.momentum)(x)
        x = layers.MaxPooling2D()(layers.ReLU()(x))
    x = layers.Dense(sizes.hidden_units)(layers.Flatten()(x))
    x = layers.ReLU()(layers.BatchNormalization(momentum=sizes.momentum)(x))
    return as_network(crops, layers.Dense(outputs)(x), seed)
