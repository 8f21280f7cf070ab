"""What a network must offer, so that any part of the library can do without knowing which it is.

A `NetworkDescription` says what a network takes and gives; whoever names layers or cuts snippets
needs no more. A `Network` computes. This module imports no TensorFlow.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, NamedTuple, Protocol

import numpy as np

from latentaudio.audio.heard_band import RUMBLE_HZ, HeardBand
from latentaudio.audio.rate import SnippetFormat
from latentaudio.errors import ConfigError


def layer_folder(number: int) -> str:
    """Return the name of a layer in paths, which is also that of its space.

    Examples
    --------
    >>> layer_folder(9)
    'layer_09'
    """
    return f"layer_{number:02d}"


@dataclass(frozen=True)
class Layer:
    """One layer of a network.

    Attributes
    ----------
    number
        Counted from 1, in the order in which layers are computed.
    name
        Name in tables and figures, e.g. ``"Conv 8 pw"``.
    shape
        Shape of its output for one snippet.
    """

    number: int
    name: str
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """Number of units: values for one snippet."""
        return int(np.prod(self.shape))

    @property
    def folder(self) -> str:
        """Name of the layer in paths, e.g. ``"layer_09"``."""
        return layer_folder(self.number)


def mel(hertz: float | np.ndarray) -> np.ndarray:
    """Convert frequencies (Hz) to the HTK mel scale."""
    return np.asarray(1127.0 * np.log1p(np.asarray(hertz) / 700.0))


@dataclass(frozen=True)
class LogMelAnalysis:
    """How a network computes its log-mel spectrograms, which is needed to turn one into sound.

    The first frame begins with the snippet. A frame is weighted with a periodic Hann window and
    filled up with zeros; the magnitudes of its spectrum are added up to bands by triangles of
    height 1 on the mel scale; the values are the natural logarithms of these sums plus an offset.

    Attributes
    ----------
    window_samples, fft_samples
        Samples in a frame, and with the zeros.
    log_offset
        The offset.
    """

    window_samples: int
    fft_samples: int
    log_offset: float


@dataclass(frozen=True)
class LogMelPatch:
    """The log-mel spectrogram that a network gives for one snippet.

    Attributes
    ----------
    frames, bands
        Its shape. The bands are triangles whose corners are equally spaced on the HTK mel scale,
        1127 ln(1 + f / 700 Hz).
    frame_s
        Time from the start of one frame to the start of the next (s).
    lowest_hz, highest_hz
        Frequencies between which the bands lie. The levels of recordings are measured there.
    analysis
        How it is computed; None if it is computed otherwise, and cannot be turned into sound.
    """

    frames: int
    bands: int
    frame_s: float
    lowest_hz: float
    highest_hz: float
    analysis: LogMelAnalysis | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Frames and bands."""
        return self.frames, self.bands

    def corners_mel(self) -> np.ndarray:
        """Compute the corners of the bands (mel), shape ``[bands + 2]``.

        A band rises from its corner to the next one, and falls to the one after that.
        """
        return np.linspace(mel(self.lowest_hz), mel(self.highest_hz), self.bands + 2)

    def centres_hz(self) -> np.ndarray:
        """Compute the centre frequencies of the bands (Hz), shape ``[bands]``.

        Examples
        --------
        >>> LogMelPatch(50, 3, 0.01, 0.0, 4000.0).centres_hz().round().tolist()
        [427.0, 1114.0, 2220.0]
        """
        corners = self.corners_mel()
        return np.asarray(700.0 * np.expm1(corners[1:-1] / 1127.0))


@dataclass(frozen=True)
class NetworkDescription:
    """What a network takes and gives.

    Attributes
    ----------
    name
        Name in the configuration and in paths, e.g. ``"yamnet"``.
    title
        Name in texts, e.g. ``"YAMNet"``.
    snippet
        Sample rate and length of its input.
    layers
        Layers that can be read out, with the numbers 1, 2, 3, ...
    embedding_size
        Length of its embedding, from which the outputs are computed.
    classes
        Names of its outputs, in their order.
    classes_title
        What these names are, e.g. ``"AudioSet classes"``.
    patch
        Its log-mel spectrograms.
    citation
        Authors and year of the work to cite where its name stands, e.g. ``"Lee and Wu 2021"``;
        may be empty.
    references
        That work and others to list with it, in full.
    """

    name: str
    title: str
    snippet: SnippetFormat
    layers: tuple[Layer, ...]
    embedding_size: int
    classes: tuple[str, ...]
    classes_title: str
    patch: LogMelPatch
    citation: str = ""
    references: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        numbers = [one.number for one in self.layers]
        if numbers != list(range(1, len(numbers) + 1)) or not 1 <= len(numbers) <= 99:
            raise ValueError(
                f"network '{self.name}': its layers have the numbers {numbers}, expected 1, 2, 3, "
                "... and at most 99"
            )
        if len(set(self.classes)) != len(self.classes):
            raise ValueError(f"network '{self.name}': two of its classes have the same name")

    @property
    def samplerate(self) -> int:
        """Sample rate of its input (Hz)."""
        return self.snippet.samplerate

    @property
    def snippet_s(self) -> float:
        """Duration of a snippet (s)."""
        return self.snippet.seconds

    @property
    def heard_band(self) -> HeardBand:
        """Band of its spectrograms, without an offset and rumble, in which levels are measured."""
        return HeardBand(self.patch.lowest_hz or RUMBLE_HZ, self.patch.highest_hz)

    def layer(self, number: int) -> Layer:
        """Get a layer by its number.

        Raises
        ------
        ConfigError
            When the network has no such layer.
        """
        if not 1 <= number <= len(self.layers):
            raise ConfigError(
                f"layer {number}: {self.title} has layers 1 to {len(self.layers)}; choose among "
                "these"
            )
        return self.layers[number - 1]


class ReadOut(NamedTuple):
    """What a network gives for ``n`` snippets.

    Attributes
    ----------
    activations
        One array for each layer asked for, shape ``[n, size]``, float16.
    embeddings
        Shape ``[n, embedding_size]``, float32.
    logits
        Shape ``[n, classes]``, float32; scores are the sigmoid of the logits.
    log_mel
        Log-mel energies, shape ``[n, frames, bands]``, float16.
    """

    activations: list[np.ndarray]
    embeddings: np.ndarray
    logits: np.ndarray
    log_mel: np.ndarray


class Continued(NamedTuple):
    """What a network gives when continued from one layer: as in `ReadOut`."""

    embeddings: np.ndarray
    logits: np.ndarray


class Reader(Protocol):
    """Reads out at most `batch_size` snippets: waveforms ``[n, samples]``, float32."""

    @property
    def batch_size(self) -> int:
        """Largest number of snippets per call."""

    def __call__(self, waveforms: np.ndarray) -> ReadOut:
        """Read out some snippets; their values do not depend on how many they are."""


class Continuation(Protocol):
    """Continues a network from activations of one layer: ``[n, size]``, float32."""

    def __call__(self, activations: np.ndarray) -> Continued:
        """Compute what follows from some activations, whatever their number."""


class Network(ABC):
    """A network that can be read out, and continued from any layer.

    A network is registered with `latentaudio.networks.registry.register`.

    Attributes
    ----------
    description
        What the network takes and gives.
    """

    description: ClassVar[NetworkDescription]

    @classmethod
    @abstractmethod
    def fetch_weights(cls, source: str, path: Path) -> None:
        """Obtain the weights, verify them, and write them to a file.

        Parameters
        ----------
        source
            Where from: the key ``network.weights`` of the configuration. ``"auto"`` leaves the
            choice to the network.
        path
            File to write, an ``.npz`` archive.

        Raises
        ------
        WeightsError
            When the weights could not be obtained, or failed verification.
        """

    @classmethod
    @abstractmethod
    def from_weights(cls, path: Path, permute: np.random.Generator | None = None) -> "Network":
        """Build the network with the weights that `fetch_weights` wrote.

        Parameters
        ----------
        path
            File of the weights.
        permute
            Source of random permutations. With it, the network becomes a control: it keeps its
            architecture and the distribution of its weights, but nothing that was learnt.
        """

    @classmethod
    @abstractmethod
    def use_threads(cls, threads: int) -> None:
        """Compute with at most so many threads; called before anything else is."""

    @property
    @abstractmethod
    def weights_sha256(self) -> str:
        """Digest of the weights, which files of activations record."""

    @abstractmethod
    def reader(self, layers: Sequence[int]) -> Reader:
        """Prepare to read out some layers, given by their numbers."""

    @abstractmethod
    def continuation(self, number: int) -> Continuation:
        """Prepare to continue from the layer of this number."""
