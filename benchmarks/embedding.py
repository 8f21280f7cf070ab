"""Writing the activations of all layers, against the bare network and one file per activation.

All sides compute with one thread; ours compresses and writes with a second one, as rule ``embed``
does. Writing a file for each activation is fast as long as the files are only in the system's
cache, so the time until everything is on disk is measured too.
"""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.pairs import Figures, alternate, compare, timed
from benchmarks.sounds import sounds
from benchmarks.themes import Result, Settings, default_config
from latentaudio.embeddings.forward_pass import embed_snippets
from latentaudio.embeddings.writing import EmbeddingWriter, OutputFile
from latentaudio.features.space import layer_space
from latentaudio.networks.tensorflow_core import tf, use_threads
from latentaudio.networks.yamnet.description import DESCRIPTION
from latentaudio.networks.yamnet.frontend import log_mel_patches
from latentaudio.networks.yamnet.layers import LAYERS
from latentaudio.networks.yamnet.network import BATCH_SIZE, Readout, YamNet
from latentaudio.networks.yamnet.weights import published_parameters

SNIPPETS = 256
NUMBERS = [one.number for one in LAYERS]


def measure(settings: Settings) -> Result:
    """Compare `embed_snippets` with a bare forward pass and with one ``.npy`` per activation."""
    use_threads(1)
    count = 64 if settings.quick else SNIPPETS
    waves = sounds(count)
    network = YamNet(published_parameters())
    forward, to_parquet, to_npy = bare_pass(network), parquet_writer(network), npy_writer(network)
    sides = {
        "bare": timed(lambda: forward(waves)),
        "ours": sized(lambda folder: to_parquet(waves, folder), settings.folder / "parquet"),
        "npy": sized(lambda folder: to_npy(waves, folder), settings.folder / "npy"),
    }
    rounds = alternate(sides, settings.times(7))
    what = f"{count} snippets, 14 layers, to Parquet"
    npy = "to one float32 .npy per snippet and layer"
    return Result(
        [
            compare(rounds, "ours", "bare", what=what, against="bare forward pass", limit=2.0),
            compare(
                rounds, "ours", "npy", figure="on_disk_s", limit=1.0,
                what=f"{what}, until the disk has it", against=npy,
            ),
            compare(
                rounds, "ours", "npy", limit=None,
                what=f"{what}, until the system's cache has it", against=npy,
            ),
            compare(
                rounds, "ours", "npy", figure="bytes", unit="MB", per=1e6, limit=0.5,
                what=f"{what}, disk", against=npy,
            ),
        ]
    )  # fmt: skip


def bare_pass(network: YamNet) -> Callable[[np.ndarray], None]:
    """Give a function that computes the logits of snippets and nothing else."""

    @tf.function
    def logits(batch: tf.Tensor) -> tf.Tensor:
        activations = network.activations(log_mel_patches(batch))
        return network.continue_from(len(LAYERS), activations[-1])[1]

    def forward(waves: np.ndarray) -> None:
        for start in range(0, len(waves), BATCH_SIZE):
            logits(tf.constant(waves[start : start + BATCH_SIZE])).numpy()

    return forward


def parquet_writer(network: YamNet) -> Callable[[np.ndarray, Path], None]:
    """Give a function that writes activations as the workflow does."""
    readout = Readout(network, NUMBERS)
    level = default_config()["embeddings"]["compression_level"]

    def write(waves: np.ndarray, folder: Path) -> None:
        ids = [f"snippet {number}" for number in range(len(waves))]
        paths = {layer_space(one, DESCRIPTION): folder / f"{one.folder}.parquet" for one in LAYERS}
        output = OutputFile(folder / "output.parquet", DESCRIPTION)
        with EmbeddingWriter(paths, output, {}, compression_level=level, threads=1) as writer:
            embed_snippets(waves, ids, [(readout, writer)])

    return write


def npy_writer(network: YamNet) -> Callable[[np.ndarray, Path], None]:
    """Give a function that writes each activation to a file of its own, as the published study did.

    Its forward pass has the same batches as ours, so that only the writing differs.
    """

    @tf.function
    def activations(batch: tf.Tensor) -> list[tf.Tensor]:
        return network.activations(log_mel_patches(batch))

    def write(waves: np.ndarray, folder: Path) -> None:
        for start in range(0, len(waves), BATCH_SIZE):
            outputs = activations(tf.constant(waves[start : start + BATCH_SIZE]))
            for number, values in zip(NUMBERS, outputs, strict=True):
                for row, value in enumerate(values.numpy(), start=start):
                    np.save(folder / f"{row}_layer_{number:02d}.npy", value)

    return write


def sized(write: Callable[[Path], None], folder: Path) -> Callable[[], Figures]:
    """Make a side of a function that fills a folder.

    Its additional figures are the time until everything is on disk (``on_disk_s``) and the size of
    the files (``bytes``).
    """

    def side() -> Figures:
        # Neither earlier files nor what others have written should be part of the time.
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        os.sync()
        start = time.perf_counter()
        figures = timed(lambda: write(folder))()
        os.sync()
        on_disk = time.perf_counter() - start
        size = sum(path.stat().st_size for path in folder.iterdir())
        return {**figures, "on_disk_s": on_disk, "bytes": size}

    return side
