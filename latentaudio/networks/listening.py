"""A network for work in a notebook: sounds in, activations and classes out."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import soxr
from numpy.typing import ArrayLike

from latentaudio.audio.snippets import cut, snippet_starts
from latentaudio.errors import AudioError
from latentaudio.networks.base import Continuation, Network, Reader
from latentaudio.networks.registry import implementation

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Heard:
    """What a network gives for a sound of ``n`` snippets.

    Attributes
    ----------
    start_s
        Start of each snippet (s), shape ``[n]``.
    activations
        Activations by the number of the layer, each of shape ``[n, *shape]``, float16.
    embeddings
        Shape ``[n, embedding_size]``.
    log_mel
        Log-mel energies, shape ``[n, frames, bands]``.
    scores
        One row per snippet and one column per output class, 0 to 1.
    """

    start_s: np.ndarray
    activations: dict[int, np.ndarray]
    embeddings: np.ndarray
    log_mel: np.ndarray
    scores: "pd.DataFrame"


class LoadedNetwork:
    """A network with its weights.

    Parameters
    ----------
    network
        The network.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._readers: dict[tuple[int, ...], Reader] = {}
        self._continuations: dict[int, Continuation] = {}
        self.description = network.description

    def read_out(
        self,
        waveform: ArrayLike,
        samplerate: int,
        layers: Sequence[int] = (),
        *,
        hop_s: float | None = None,
    ) -> Heard:
        """Pass a sound through the network.

        As in the workflow by default, channels are averaged, the sound is resampled (soxr, HQ) and
        cut into snippets; a sound shorter than one is padded. It is not normalised: scale it
        before.

        Parameters
        ----------
        waveform
            Samples, shape ``[samples]`` or ``[samples, channels]``; full scale is 1.
        samplerate
            Sample rate of the waveform (Hz).
        layers
            Numbers of the layers to return.
        hop_s
            Distance between the starts of successive snippets (s); by default their length.

        Raises
        ------
        AudioError
            When the waveform is empty, of another shape, or not finite.
        ConfigError
            When a layer does not exist, or `hop_s` is not positive.
        """
        wanted = [self.description.layer(number) for number in layers]
        snippet = self.description.snippet
        samples = _mono(waveform)
        if samplerate != snippet.samplerate:
            samples = soxr.resample(samples, samplerate, snippet.samplerate, "HQ")
        hop = snippet.samples if hop_s is None else round(hop_s * snippet.samplerate)
        starts, *_ = snippet_starts(len(samples), snippet, hop=hop)
        waves = np.stack(list(cut([samples], starts, snippet.samples)))
        reader = self._reader(tuple(layers))
        size = reader.batch_size
        parts = [reader(waves[at : at + size]) for at in range(0, len(waves), size)]
        activations = {
            layer.number: np.concatenate([part.activations[index] for part in parts]).reshape(
                len(waves), *layer.shape
            )
            for index, layer in enumerate(wanted)
        }
        return Heard(
            starts / snippet.samplerate,
            activations,
            np.concatenate([part.embeddings for part in parts]),
            np.concatenate([part.log_mel for part in parts]),
            self._scores(np.concatenate([part.logits for part in parts])),
        )

    def continue_from(self, number: int, activation: ArrayLike) -> "pd.DataFrame":
        """Run the rest of the network on activations of one layer, which may have been changed.

        Parameters
        ----------
        number
            Number of the layer.
        activation
            Its activations, shape ``[n, *shape]``; one activation may be given without ``n``.

        Returns
        -------
        pandas.DataFrame
            One row per activation and one column per output class: scores, 0 to 1.
        """
        layer = self.description.layer(number)
        values = np.asarray(activation, np.float32).reshape(-1, layer.size)
        if number not in self._continuations:
            self._continuations[number] = self._network.continuation(number)
        return self._scores(self._continuations[number](values).logits)

    def _reader(self, layers: tuple[int, ...]) -> Reader:
        if layers not in self._readers:
            self._readers[layers] = self._network.reader(layers)
        return self._readers[layers]

    def _scores(self, logits: np.ndarray) -> "pd.DataFrame":
        import pandas as pd
        from scipy.special import expit

        return pd.DataFrame(expit(logits), columns=list(self.description.classes))


def _mono(waveform: ArrayLike) -> np.ndarray:
    samples = np.asarray(waveform, np.float32)
    if samples.ndim not in (1, 2) or not samples.size:
        raise AudioError(
            f"waveform: shape {samples.shape} found, expected [samples] or [samples, channels]"
        )
    if not np.isfinite(samples).all():
        raise AudioError("waveform: NaN or infinite samples found; remove them")
    return samples.mean(axis=1) if samples.ndim == 2 else samples


def load(name: str, weights: str | Path = "auto", module: str | None = None) -> LoadedNetwork:
    """Load a network with its weights.

    Parameters
    ----------
    name
        Name of the network, e.g. ``"yamnet"``.
    weights
        A file of weights that a run has made, e.g. ``results/demo/yamnet/weights.npz``, or any
        value of the key ``network.weights``.
    module
        Module that registers the network, as the key ``network.module``.

    Raises
    ------
    ConfigError
        When there is no such network.
    WeightsError
        When the weights could not be obtained, or failed verification.

    Examples
    --------
    >>> network = load("yamnet")  # doctest: +SKIP
    >>> heard = network.read_out(np.zeros(48_000), 48_000, layers=[9])  # doctest: +SKIP
    >>> heard.activations[9].shape  # doctest: +SKIP
    (1, 6, 4, 512)
    >>> network.continue_from(9, heard.activations[9]).iloc[0].nlargest(1)  # doctest: +SKIP
    Silence    0.999992
    """
    network = implementation(name, module)
    if Path(weights).suffix == ".npz":
        return LoadedNetwork(network.from_weights(Path(weights)))
    with tempfile.TemporaryDirectory(prefix="latentaudio-") as folder:
        path = Path(folder) / "weights.npz"
        network.fetch_weights(str(weights), path)
        return LoadedNetwork(network.from_weights(path))
