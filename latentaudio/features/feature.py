"""What a feature offers, and the features there are.

A feature is one file with a function ``feature(name, network)``, and one line in `FEATURES`. It is
computed from what the network's pass has written, or from the waveforms of the snippets.
"""

import importlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from latentaudio.errors import ConfigError, did_you_mean
from latentaudio.features.space import Space
from latentaudio.networks.base import NetworkDescription

#: Name of the stored output of a network beside its layers.
OUTPUT = "output"
#: Source of a feature that is computed from the sounds themselves.
WAVEFORMS = "waveforms"


@dataclass(frozen=True)
class Feature:
    """One feature.

    Attributes
    ----------
    space
        The space of its values.
    source
        What it is computed from: ``"output"``, the name of a layer, e.g. ``"layer_09"``, or
        ``"waveforms"``.
    column
        Column of the source that `compute` reads, as a matrix in half precision; None for
        waveforms, which are a matrix ``[n, samples]``, float32.
    compute
        Function from some rows of that matrix to values, shape ``[n, space.size]``. The values of
        a row do not depend on the others.
    """

    space: Space
    source: str
    column: str | None
    compute: Callable[[np.ndarray], np.ndarray]


#: What stands for numbers in the names below: that of a layer, those of frames and bands, that of
#: bins in all, and that of bins in an octave.
PLACEHOLDERS: Mapping[str, str] = {
    "NN": r"\d\d",
    **dict.fromkeys(("FRAMES", "BANDS", "BINS", "OCTAVE"), r"[1-9]\d*"),
}

#: Module of each feature by its name.
FEATURES: Mapping[str, str] = {
    "log_mel": "latentaudio.features.log_mel",
    "log_mel_FRAMESxBANDS": "latentaudio.features.log_mel_pooled",
    "embedding": "latentaudio.features.embedding",
    "layer_NN_means": "latentaudio.features.layer_means",
    "waveform": "latentaudio.features.waveform",
    "stft": "latentaudio.features.stft",
    "stft_BINS": "latentaudio.features.stft",
    "cqt": "latentaudio.features.cqt",
    "cqt_BINSxOCTAVE": "latentaudio.features.cqt",
    "mfcc": "latentaudio.features.mfcc",
}


#: Those whose values are logarithms of magnitudes.
_LOG_MAGNITUDES = (
    "log_mel",
    "log_mel_FRAMESxBANDS",
    "stft",
    "stft_BINS",
    "cqt",
    "cqt_BINSxOCTAVE",
)


def are_log_magnitudes(name: str) -> bool:
    """Return whether the values of a space are logarithms of magnitudes.

    Examples
    --------
    >>> are_log_magnitudes("cqt_100x14"), are_log_magnitudes("waveform")
    (True, False)
    """
    return module_for(name, {known: FEATURES[known] for known in _LOG_MAGNITUDES}) is not None


def feature_module(name: str) -> str:
    """Name the module that computes a feature.

    Raises
    ------
    ConfigError
        When there is no such feature.

    Examples
    --------
    >>> feature_module("layer_09_means")
    'latentaudio.features.layer_means'
    """
    module = module_for(name, FEATURES)
    if module is None:
        hint = did_you_mean(name, FEATURES)
        raise ConfigError(f"features: '{name}' found, expected one of {', '.join(FEATURES)}{hint}")
    return module


def is_feature(name: str) -> bool:
    """Return whether there is a feature of that name, for some network.

    Examples
    --------
    >>> is_feature("stft_512"), is_feature("layer_09")
    (True, False)
    """
    return module_for(name, FEATURES) is not None


def module_for(name: str, modules: Mapping[str, str]) -> str | None:
    """Find the module for a feature among modules by name, in which `PLACEHOLDERS` may stand."""
    for known, module in modules.items():
        pattern = known
        for placeholder, number in PLACEHOLDERS.items():
            pattern = pattern.replace(placeholder, number)
        if re.fullmatch(pattern, name):
            return module
    return None


def find_feature(name: str, network: NetworkDescription) -> Feature:
    """Get a feature by its name.

    Raises
    ------
    ConfigError
        When there is no such feature, or the network does not offer what it needs.
    """
    found: Feature = importlib.import_module(feature_module(name)).feature(name, network)
    return found


def as_stored(values: np.ndarray) -> np.ndarray:
    """Take values as they are, for a feature that the network's pass has computed already."""
    return values
