"""The values of any waveforms in a space, e.g. of mixtures: through the network, as snippets go."""

from collections.abc import Callable

import numpy as np

from latentaudio.errors import ConfigError
from latentaudio.features.feature import OUTPUT, WAVEFORMS, Feature
from latentaudio.networks.base import Reader

_COLUMNS = {"log_mel": "log_mel", "embedding": "embeddings", "logits": "logits"}


def values_through(feature: Feature, reader: Reader) -> Callable[[np.ndarray], np.ndarray]:
    """Give a function that computes a feature of waveforms.

    Parameters
    ----------
    feature
        The feature.
    reader
        Reads out the network.

    Returns
    -------
    callable
        From waveforms, shape ``[n, samples]``, float32, to values as they are stored, shape
        ``[n, size]``, float32.

    Raises
    ------
    ConfigError
        When the feature is computed from a layer.
    """
    if feature.source == WAVEFORMS:
        return lambda waveforms: _as_stored(feature.compute(waveforms))
    if feature.source != OUTPUT or feature.column not in _COLUMNS:
        raise ConfigError(
            f"views.mixing_space: '{feature.space.name}' found, which is computed from "
            f"{feature.source}; choose a feature of the waveform or of the log-mel spectrogram"
        )
    attribute = _COLUMNS[feature.column]

    def through_the_network(waveforms: np.ndarray) -> np.ndarray:
        parts = [
            getattr(reader(waveforms[start : start + reader.batch_size]), attribute)
            for start in range(0, len(waveforms), reader.batch_size)
        ]
        outputs = np.concatenate(parts).reshape(len(waveforms), -1)
        return _as_stored(feature.compute(outputs.astype(np.float16)))

    return through_the_network


def _as_stored(values: np.ndarray) -> np.ndarray:
    return values.astype(np.float16).astype(np.float32)
