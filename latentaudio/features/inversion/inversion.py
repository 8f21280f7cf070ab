"""Turn the values of a feature back into sounds.

Each feature that allows it has one file here, with a function
``sound(name, values, network, generator, iterations)`` for one snippet, and one line in
`INVERSIONS`. All but the waveform have lost the phases, which are found by Griffin and Lim's
method: random ones first, then, again and again, those of the sound that comes nearest to the
spectrum.

References
----------
Griffin, D. and Lim, J. (1984). Signal estimation from modified short-time Fourier transform. IEEE
Transactions on Acoustics, Speech, and Signal Processing 32.

Perraudin, N., Balazs, P. and Søndergaard, P. L. (2013). A fast Griffin-Lim algorithm. WASPAA.
"""

import importlib
from collections.abc import Mapping

import numpy as np

from latentaudio.errors import ConfigError
from latentaudio.features.feature import find_feature, module_for
from latentaudio.networks.base import NetworkDescription

#: Module that turns each feature back, by name, with placeholders as in `FEATURES`.
INVERSIONS: Mapping[str, str] = {
    "log_mel": "latentaudio.features.inversion.from_log_mel",
    "log_mel_FRAMESxBANDS": "latentaudio.features.inversion.from_log_mel",
    "waveform": "latentaudio.features.inversion.from_waveform",
    "stft": "latentaudio.features.inversion.from_stft",
    "stft_BINS": "latentaudio.features.inversion.from_stft",
    "cqt": "latentaudio.features.inversion.from_cqt",
    "cqt_BINSxOCTAVE": "latentaudio.features.inversion.from_cqt",
    "mfcc": "latentaudio.features.inversion.from_mfcc",
}


def inversion_module(name: str) -> str:
    """Name the module that turns a feature back into sound.

    Raises
    ------
    ConfigError
        When there is none.

    Examples
    --------
    >>> inversion_module("log_mel_48x32")
    'latentaudio.features.inversion.from_log_mel'
    """
    module = module_for(name, INVERSIONS)
    if module is None:
        raise ConfigError(
            f"features: '{name}' cannot be turned back into sound; choose one of "
            f"{', '.join(INVERSIONS)}"
        )
    return module


def inverted(
    name: str,
    values: np.ndarray,
    network: NetworkDescription,
    generator: np.random.Generator,
    iterations: int = 32,
) -> np.ndarray:
    """Turn the values of a feature back into sounds.

    Parameters
    ----------
    name
        Name of the feature, e.g. ``"log_mel_48x32"``.
    values
        Its values for ``n`` snippets, shape ``[n, size]``.
    network
        The network that snippets are cut for.
    generator
        Source of the first phases. A sound does not depend on the sounds that follow it.
    iterations
        Number of improvements of the phases.

    Returns
    -------
    numpy.ndarray
        Waveforms at the sample rate of the network, shape ``[n, samples]``, float32. The level is
        that of the feature, but a sound that would exceed 1 is scaled down to it.

    Raises
    ------
    ConfigError
        When the feature cannot be turned back, or the network does not say how its spectrograms
        are computed.
    ValueError
        When the values have another size, or are not finite.
    """
    module = importlib.import_module(inversion_module(name))
    size = find_feature(name, network).space.size
    if values.ndim != 2 or values.shape[1] != size:
        raise ValueError(f"{name}: values of shape {values.shape} found, expected [n, {size}]")
    if not np.isfinite(values).all():
        raise ValueError(f"{name}: some values are not finite")
    sounds = np.zeros((len(values), network.snippet.samples), np.float32)
    for sound, own in zip(sounds, values, strict=True):
        sound[:] = module.sound(name, own.astype(np.float32), network, generator, iterations)
    peaks = np.abs(sounds).max(axis=1, keepdims=True, initial=0)
    return sounds / np.maximum(peaks, 1)
