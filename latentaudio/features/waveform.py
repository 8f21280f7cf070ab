"""The waveform: samples as the network receives them.

It is the baseline of the spectrogram: two sounds with the same spectrum may have nothing in common
here, because phases differ.
"""

import numpy as np

from latentaudio.features.feature import WAVEFORMS, Feature
from latentaudio.features.space import Space
from latentaudio.networks.base import NetworkDescription


def feature(name: str, network: NetworkDescription) -> Feature:
    """Describe the waveform: one value per sample, at the sample rate of the network.

    Samples within [-1, 1] have eleven binary digits in half precision: an error of at most 1/2048
    of each, or noise some 74 dB below the sound.
    """
    space = Space(name, "waveform", (network.snippet.samples,), network.snippet_s)
    return Feature(space, WAVEFORMS, None, as_heard)


def as_heard(waveforms: np.ndarray) -> np.ndarray:
    """Take waveforms as they are."""
    return waveforms
