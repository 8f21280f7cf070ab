"""What models share: the last steps of building."""

from collections.abc import Sequence

from latentaudio.seeds import integer_seed
from latentaudio.vae.keras_adapter import keras
from latentaudio.vae.models.networks import draw_weights


def dropped(x: keras.KerasTensor, dropout: float, seed: int) -> keras.KerasTensor:
    """Drop a fraction of values in training."""
    if not dropout:
        return x
    return keras.layers.Dropout(dropout, seed=integer_seed(seed, "prediction dropout"))(x)


def pooled_logits(
    pooled: Sequence[keras.KerasTensor], outputs: int, dropout: float, seed: int
) -> keras.KerasTensor:
    """Make logits of what was pooled over a crop."""
    x = dropped(keras.layers.Concatenate()(list(pooled)), dropout, seed)
    return keras.layers.Dense(outputs)(x)


def as_network(crops: keras.KerasTensor, logits: keras.KerasTensor, seed: int) -> keras.Model:
    """Make a network of its input and output, and draw its initial weights."""
    network = keras.Model(crops, logits)
    draw_weights(network, seed, "predictor")
    return network
