"""YAMNet as a member of the registry of networks."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from latentaudio.networks import tensorflow_core
from latentaudio.networks.base import Continuation, Network, Reader
from latentaudio.networks.yamnet import network, weights
from latentaudio.networks.yamnet.description import DESCRIPTION
from latentaudio.networks.yamnet.permuted_weights import permuted


class YamNetwork(Network):
    """YAMNet with given parameters.

    Parameters
    ----------
    parameters
        All parameters by name, as `latentaudio.networks.yamnet.weights` returns them.
    """

    description = DESCRIPTION

    def __init__(self, parameters: Mapping[str, np.ndarray]) -> None:
        self._parameters = parameters
        self._network = network.YamNet(parameters)

    @classmethod
    def fetch_weights(cls, source: str, path: Path) -> None:
        """Write the published weights; `weights.published_parameters` lists the sources."""
        weights.save_parameters(path, weights.published_parameters(source))

    @classmethod
    def from_weights(cls, path: Path, permute: np.random.Generator | None = None) -> "YamNetwork":
        """Build YAMNet with the weights in a file, permuted within each filter for a control."""
        parameters = weights.load_parameters(path)
        return cls(parameters if permute is None else permuted(parameters, permute))

    @classmethod
    def use_threads(cls, threads: int) -> None:
        """Let TensorFlow use so many threads."""
        tensorflow_core.use_threads(threads)

    @property
    def weights_sha256(self) -> str:
        """Digest of all parameters."""
        return weights.digest(self._parameters)

    def reader(self, layers: Sequence[int]) -> Reader:
        """Compile a pass from waveforms to these layers."""
        return network.Readout(self._network, layers)

    def continuation(self, number: int) -> Continuation:
        """Compile a pass from this layer to the outputs."""
        return network.Continuation(self._network, number)
