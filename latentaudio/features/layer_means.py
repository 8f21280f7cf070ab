"""Means and standard deviations of the channels of a layer, over time and frequency.

They say what a layer detects, and how evenly, but no longer when and at which frequency. The
comparison with the layer itself shows what is encoded in the place of activations.
"""

from functools import partial

import numpy as np

from latentaudio.errors import ConfigError
from latentaudio.features.feature import Feature
from latentaudio.features.space import Space
from latentaudio.networks.base import NetworkDescription


def feature(name: str, network: NetworkDescription) -> Feature:
    """Describe the means, followed by the deviations, of one layer's channels.

    Raises
    ------
    ConfigError
        When the network has no such layer, or the layer has channels only.
    """
    source = name.removesuffix("_means")
    layer = network.layer(int(source.removeprefix("layer_")))
    if len(layer.shape) < 2:
        raise ConfigError(
            f"features: '{name}' found, but {network.title}'s layer {layer.number} has one value "
            "per channel, of which there is no mean; use the layer itself"
        )
    channels = layer.shape[-1]
    title = f"means and deviations of {layer.name}"
    space = Space(name, title, (2, channels), network.snippet_s)
    return Feature(space, source, "activation", partial(channel_means, channels=channels))


def channel_means(activations: np.ndarray, channels: int) -> np.ndarray:
    """Compute means and standard deviations over all positions of a layer.

    Parameters
    ----------
    activations
        Activations of ``n`` snippets, shape ``[n, size]``, row-major with channels last.
    channels
        Number of channels.

    Returns
    -------
    numpy.ndarray
        Shape ``[n, 2 * channels]``, float32: the means, then the deviations.
    """
    values = activations.astype(np.float32).reshape(len(activations), -1, channels)
    return np.concatenate([values.mean(axis=1), values.std(axis=1)], axis=1)
