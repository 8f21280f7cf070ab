"""The embedding of the network: what its output classes are computed from."""

from latentaudio.features.feature import OUTPUT, Feature, as_stored
from latentaudio.features.space import Space
from latentaudio.networks.base import NetworkDescription


def feature(name: str, network: NetworkDescription) -> Feature:
    """Describe the embedding: one value per channel."""
    space = Space(name, "embedding", (network.embedding_size,), network.snippet_s)
    return Feature(space, OUTPUT, "embedding", as_stored)
