"""A second network, in NumPy: 4 layers, sounds of 0.5 s at 8 kHz, 12 classes.

Tests copy this file into the folder of a run, and name it in ``network.module``.
"""

import hashlib
import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from latentaudio.audio.rate import SnippetFormat
from latentaudio.networks.base import (
    Continued,
    Layer,
    LogMelPatch,
    Network,
    NetworkDescription,
    ReadOut,
)
from latentaudio.networks.registry import register

#: Channels of the input and of each layer.
CHANNELS = (8, 6, 8, 10, 12)
CLASSES = ("Ping", "Ding", "Thump, thud", *(f"Sound {number}" for number in range(4, 13)))
#: By how much each layer shortens time, after what it computes.
POOLED = (1, 2, 2, 1)

DESCRIPTION = NetworkDescription(
    name="tiny",
    title="TinyNet",
    snippet=SnippetFormat(samplerate=8_000, samples=4_000),
    layers=(
        Layer(1, "First", (20, 6)),
        Layer(2, "Second", (10, 8)),
        Layer(3, "Third", (5, 10)),
        Layer(4, "Fourth", (5, 12)),
    ),
    embedding_size=12,
    classes=CLASSES,
    classes_title="tiny classes",
    patch=LogMelPatch(frames=20, bands=8, frame_s=0.025, lowest_hz=100.0, highest_hz=3900.0),
)

register("tiny", f"{__name__}:DESCRIPTION", f"{__name__}:TinyNetwork")


def log_mel(waveforms: np.ndarray) -> np.ndarray:
    """Compute log-mel energies ``[n, 20, 8]`` of snippets ``[n, 4000]``."""
    frames = waveforms.reshape(len(waveforms), 20, 200) * np.hanning(200)
    spectra = np.abs(np.fft.rfft(frames))
    bins = np.arange(101) * 40.0
    centres = [100.0, *DESCRIPTION.patch.centres_hz(), 3900.0]
    triangles = [
        np.interp(bins, centres[band : band + 3], [0.0, 1.0, 0.0])
        for band in range(DESCRIPTION.patch.bands)
    ]
    return np.log(spectra @ np.transpose(triangles) + 0.001)


class TinyNetwork(Network):
    """Matrices between channels, rectified, with means over two frames where time is shortened."""

    description = DESCRIPTION

    def __init__(self, matrices: Sequence[np.ndarray]) -> None:
        self.matrices = list(matrices)

    @classmethod
    def fetch_weights(cls, source: str, path: Path) -> None:
        generator = np.random.default_rng(7)
        shapes = [*itertools.pairwise(CHANNELS), (CHANNELS[-1], len(CLASSES))]
        np.savez(path, *(generator.normal(size=shape) / shape[0] ** 0.5 for shape in shapes))

    @classmethod
    def from_weights(cls, path: Path, permute: np.random.Generator | None = None) -> "TinyNetwork":
        with np.load(path) as archive:
            matrices = list(archive.values())
        if permute is not None:
            matrices = [permute.permuted(one, axis=0) for one in matrices]
        return cls(matrices)

    @classmethod
    def use_threads(cls, threads: int) -> None:
        """It is too small for more than one."""

    @property
    def weights_sha256(self) -> str:
        return hashlib.sha256(b"".join(one.tobytes() for one in self.matrices)).hexdigest()

    def reader(self, layers: Sequence[int]) -> "TinyReader":
        return TinyReader(self, layers)

    def continuation(self, number: int) -> "TinyContinuation":
        return TinyContinuation(self, number)

    def apply(self, number: int, values: np.ndarray) -> np.ndarray:
        """Compute one layer ``[n, time, channels]`` from the output of the one before."""
        values = np.maximum(values @ self.matrices[number - 1], 0)
        count, time, channels = values.shape
        pooled = POOLED[number - 1]
        return values.reshape(count, time // pooled, pooled, channels).mean(axis=2)

    def finish(self, values: np.ndarray) -> Continued:
        embeddings = values.mean(axis=1)
        logits = embeddings @ self.matrices[-1]
        return Continued(embeddings.astype(np.float32), logits.astype(np.float32))


class TinyReader:
    batch_size = 16

    def __init__(self, network: TinyNetwork, layers: Sequence[int]) -> None:
        self.network = network
        self.layers = layers

    def __call__(self, waveforms: np.ndarray) -> ReadOut:
        patches = log_mel(waveforms)
        outputs = {0: patches}
        for one in DESCRIPTION.layers:
            outputs[one.number] = self.network.apply(one.number, outputs[one.number - 1])
        kept = [outputs[one].reshape(len(patches), -1).astype(np.float16) for one in self.layers]
        return ReadOut(kept, *self.network.finish(outputs[4]), patches.astype(np.float16))


class TinyContinuation:
    def __init__(self, network: TinyNetwork, number: int) -> None:
        self.network = network
        self.number = number

    def __call__(self, activations: np.ndarray) -> Continued:
        values = activations.reshape(-1, *DESCRIPTION.layer(self.number).shape)
        for number in range(self.number + 1, 5):
            values = self.network.apply(number, values)
        return self.network.finish(values)
