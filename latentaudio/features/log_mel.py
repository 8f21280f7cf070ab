"""The log-mel spectrogram that the network itself receives.

It is the baseline of every layer: what can be decoded from it was there before the network.
"""

from latentaudio.features.feature import OUTPUT, Feature, as_stored
from latentaudio.features.space import Space
from latentaudio.networks.base import NetworkDescription


def feature(name: str, network: NetworkDescription) -> Feature:
    """Describe the spectrogram: one value per frame and mel band."""
    space = Space(name, "log-mel spectrogram", network.patch.shape, network.snippet_s)
    return Feature(space, OUTPUT, "log_mel", as_stored)
