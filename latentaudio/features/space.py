"""Spaces: where a snippet has coordinates, a layer of a network or a feature."""

import re
from dataclasses import dataclass

import numpy as np

from latentaudio.networks.base import Layer, NetworkDescription


@dataclass(frozen=True)
class Space:
    """One space.

    Attributes
    ----------
    name
        Name in tables and paths, e.g. ``"layer_09"`` or ``"log_mel"``.
    title
        Name in texts and figures, e.g. ``"Conv 8 pw"``.
    shape
        Shape of its values for one snippet.
    window_s
        Duration of the sound that the values describe (s).
    layer
        Number of the layer; None for a feature.
    """

    name: str
    title: str
    shape: tuple[int, ...]
    window_s: float
    layer: int | None = None

    @property
    def size(self) -> int:
        """Number of values for one snippet."""
        return int(np.prod(self.shape))


def layer_space(layer: Layer, network: NetworkDescription) -> Space:
    """Describe a layer of a network as a space."""
    return Space(layer.folder, layer.name, layer.shape, network.snippet_s, layer.number)


def layer_number(name: str) -> int | None:
    """Read the number of a layer from the name of its space; None for a feature.

    Examples
    --------
    >>> layer_number("layer_09"), layer_number("layer_09_means"), layer_number("log_mel")
    (9, None, None)
    """
    match = re.fullmatch(r"layer_(\d\d)", name)
    return int(match[1]) if match else None
