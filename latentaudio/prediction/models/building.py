"""What models share: whether crops are large enough, and the last steps of building."""

from collections.abc import Sequence

from latentaudio.errors import ConfigError
from latentaudio.seeds import integer_seed
from latentaudio.vae.keras_adapter import keras
from latentaudio.vae.models.networks import draw_weights


def check_halvings(model: str, shape: tuple[int, int], halvings: int) -> None:
    """Check that a crop can be halved so often in time and across its values.

    Raises
    ------
    ConfigError
        If nothing would be left of one side.
    """
    if min(shape) < 2**halvings:
        raise ConfigError(
            f"prediction.networks: {model} found for crops of {shape[0]} frames of {shape[1]} "
            f"values, which it halves {halvings} times; use at least {2**halvings} of both, or "
            "fewer filters"
        )


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
