"""What a feature offers, and the features there are.

A feature is one file with a function ``feature(name, network)``, and one line in `FEATURES`. It is
computed from what the network's pass has written, so that it needs no pass of its own.
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


@dataclass(frozen=True)
class Feature:
    """One feature.

    Attributes
    ----------
    space
        The space of its values.
    source
        What it is computed from: ``"output"``, or the name of a layer, e.g. ``"layer_09"``.
    column
        Column of the source that `compute` reads, as a matrix in half precision.
    compute
        Function from some rows of that matrix to values, shape ``[n, space.size]``.
    """

    space: Space
    source: str
    column: str
    compute: Callable[[np.ndarray], np.ndarray]


#: Module of each feature by its name, in which NN stands for the number of a layer.
FEATURES: Mapping[str, str] = {
    "log_mel": "latentaudio.features.log_mel",
    "embedding": "latentaudio.features.embedding",
    "layer_NN_means": "latentaudio.features.layer_means",
}


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
    for known, module in FEATURES.items():
        if re.fullmatch(known.replace("NN", r"\d\d"), name):
            return module
    hint = did_you_mean(name, FEATURES)
    raise ConfigError(f"features: '{name}' found, expected one of {', '.join(FEATURES)}{hint}")


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
