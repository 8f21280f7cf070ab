"""How far each stage is from the best that this machine could do on one thread.

A stage that computes ``f`` floating-point operations and moves ``b`` bytes takes at least
``max(f / F, b / B)``, with the rate ``F`` at which large matrices are multiplied and the
bandwidth ``B`` of memory [1]_. Both are measured in the same rounds as the stages.

References
----------
.. [1] Williams, S., Waterman, A. and Patterson, D. (2009). Roofline: an insightful visual
   performance model for multicore architectures. Communications of the ACM 52(4).
"""

import math
import os
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks import machine
from benchmarks.embedding import bare_pass
from benchmarks.pairs import Figures, Line, alternate, timed
from benchmarks.sounds import sounds
from benchmarks.themes import Result, Settings, default_config
from latentaudio.decoding.knn import decode as nearest_neighbors
from latentaudio.embeddings.writing import EmbeddingWriter, OutputFile
from latentaudio.features.space import layer_space
from latentaudio.networks.base import ReadOut
from latentaudio.networks.tensorflow_core import use_threads
from latentaudio.networks.yamnet.description import DESCRIPTION
from latentaudio.networks.yamnet.layers import (
    CLASSES,
    EMBEDDING_SIZE,
    FFT_SAMPLES,
    LAYERS,
    MEL_BANDS,
    PATCH_FRAMES,
    SNIPPET_SAMPLES,
)
from latentaudio.networks.yamnet.network import BATCH_SIZE, Readout, YamNet
from latentaudio.networks.yamnet.weights import parameter_shapes, published_parameters
from latentaudio.projection.pca import fit_projection

SINGLE, HALF = 4, 2
LAYER = DESCRIPTION.layer(13)
COMPONENTS = 64
NEIGHBORS = 10


# -- Work -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Operation:
    """A part of the network, with its cost for one snippet.

    Attributes
    ----------
    layer
        Number of the layer it belongs to; 0 for the front end, 15 for what follows the last layer.
    flops
        Number of floating-point operations; a multiplication and the addition after it are two.
    bytes
        Number of bytes that are read and written once, in single precision; the bytes of a kernel
        are shared by a batch.
    """

    layer: int
    flops: float
    bytes: float


def operations(batch: int = BATCH_SIZE) -> list[Operation]:
    """Count the operations and bytes of one pass of the network for one snippet of a batch.

    A kernel is applied at every position of its output, so a convolution of any kind takes as many
    multiplications and additions as its kernel has values, times the number of positions. Biases,
    rectifiers and logarithms, which take one operation per value, are left out.
    """
    shapes = parameter_shapes()
    counted = [_front_end()]
    before = PATCH_FRAMES * MEL_BANDS
    for one in LAYERS:
        height, width, _ = one.shape
        for kind in ("conv", "depthwise", "pointwise"):
            kernel = shapes.get(f"layer{one.number:02d}/{kind}/kernel")
            if kernel is None:
                continue
            # A depthwise kernel has one filter per input channel, others one per output channel.
            channels = kernel[2] if kind == "depthwise" else kernel[3]
            after = height * width * channels
            moved = before + after + math.prod(kernel) / batch
            flops = 2.0 * math.prod(kernel) * height * width
            counted.append(Operation(one.number, flops, SINGLE * moved))
            before = after
    dense = EMBEDDING_SIZE * CLASSES
    moved = before + 2 * EMBEDDING_SIZE + CLASSES + dense / batch
    counted.append(Operation(len(LAYERS) + 1, 2.0 * dense, SINGLE * moved))
    return counted


def _front_end() -> Operation:
    """Count the Fourier transforms (real, ``2.5 n log2 n``) and the product with the mel bands."""
    bins = FFT_SAMPLES // 2 + 1
    transforms = PATCH_FRAMES * 2.5 * FFT_SAMPLES * math.log2(FFT_SAMPLES)
    mel = 2.0 * PATCH_FRAMES * bins * MEL_BANDS
    # Frames, complex spectra, magnitudes and mel bands.
    values = SNIPPET_SAMPLES + PATCH_FRAMES * (FFT_SAMPLES + 3 * bins + MEL_BANDS)
    return Operation(0, transforms + mel, SINGLE * values)


def bound(work: Sequence[Operation], rates: Figures) -> float:
    """Compute the least time of operations that follow each other (s)."""
    return sum(max(one.flops / rates["flops"], one.bytes / rates["memory"]) for one in work)


def fit_work(count: int, width: int, components: int) -> Operation:
    """Count the work that every fit needs: one pass over the sample, in half precision.

    That is one product of the sample with as many directions as there are components, and one of
    its transpose. Whatever else a fit computes makes the components accurate.
    """
    values = float(count) * width
    return Operation(0, 2 * 2 * values * components, HALF * values)


def projection_work(width: int, components: int) -> Operation:
    """Count the work of projecting one snippet."""
    return Operation(0, 2.0 * width * components, HALF * width + SINGLE * components)


def neighbors_work(training: int, components: int) -> Operation:
    """Count the work of the distances of one snippet to all training snippets: mostly a product."""
    return Operation(0, 2.0 * training * components, SINGLE * (training + components))


# -- Measuring ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stage:
    """A stage of the workflow, per snippet.

    Attributes
    ----------
    name
        Name of the stage.
    run
        Function that runs the stage on all `snippets`.
    snippets
        Number of snippets.
    work
        Operations of the stage for one snippet.
    bound
        Function that computes the least time for one snippet (s) from the rates of the machine.
    limited_by
        What the bound comes from.
    """

    name: str
    run: Callable[[], object]
    snippets: int
    work: Sequence[Operation]
    bound: Callable[[Figures], float]
    limited_by: str


def measure(settings: Settings) -> Result:
    """Measure rates and stages in turn, on one thread."""
    use_threads(1)
    count = 64 if settings.quick else 256
    network = YamNet(published_parameters())
    waves = sounds(count)
    outputs = read_out(network, waves)
    files = settings.folder / "activations"
    write(outputs, files)
    stages = [
        *embedding_stages(network, waves, outputs, files),
        *analysis_stages(2000 if settings.quick else 8000),
    ]
    sides: dict[str, Callable[[], Figures]] = {
        "machine": partial(rates, outputs.activations, settings.folder)
    }
    sides |= {stage.name: timed(stage.run) for stage in stages}
    rounds = alternate(sides, settings.times(5))
    return Result(
        [stage_line(stage, rounds) for stage in stages],
        {
            "rates": rate_rows(rounds),
            "stages": [stage_row(stage, rounds) for stage in stages],
            "snippet": snippet_rows(count, files),
        },
    )


def rates(activations: Sequence[np.ndarray], folder: Path) -> Figures:
    """Measure the best that the machine can do, in operations or bytes per second."""
    # Some activations of each layer, so that layers have the same shares as in a run.
    some = np.concatenate([one[:32].ravel() for one in activations])
    level = default_config()["embeddings"]["compression_level"]
    return {
        "flops": machine.product_rate(),
        "memory": machine.copy_rate(),
        "zstd": machine.zstd_rate(some, level),
        "disk": machine.disk_rate(folder),
    }


def read_out(network: YamNet, waves: np.ndarray) -> ReadOut:
    """Compute everything that is stored."""
    readout = Readout(network, [one.number for one in LAYERS])
    parts = [readout(waves[at : at + BATCH_SIZE]) for at in range(0, len(waves), BATCH_SIZE)]
    kept = zip(*(part.activations for part in parts), strict=True)
    return ReadOut(
        [np.concatenate(one) for one in kept],
        *(np.concatenate(one) for one in list(zip(*parts, strict=True))[1:]),
    )


def write(outputs: ReadOut, folder: Path) -> None:
    """Write activations as the workflow does, and wait until they are on disk."""
    folder.mkdir(exist_ok=True)
    ids = [f"snippet {number}" for number in range(len(outputs.logits))]
    paths = {layer_space(one, DESCRIPTION): folder / f"{one.folder}.parquet" for one in LAYERS}
    level = default_config()["embeddings"]["compression_level"]
    output = OutputFile(folder / "output.parquet", DESCRIPTION)
    with EmbeddingWriter(paths, output, {}, compression_level=level) as writer:
        writer.append(ids, outputs.activations)
        writer.append_outputs(ids, outputs)
    for path in folder.iterdir():
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def embedding_stages(
    network: YamNet, waves: np.ndarray, outputs: ReadOut, files: Path
) -> list[Stage]:
    """List the stages of embedding: the forward pass, compression, writing."""
    count = len(waves)
    forward = bare_pass(network)
    stored = sum(path.stat().st_size for path in files.iterdir()) / count
    half = sum(one.size for one in LAYERS) * HALF
    level = default_config()["embeddings"]["compression_level"]
    network_work = operations()
    data = np.concatenate([one.ravel() for one in outputs.activations])
    return [
        Stage(
            "forward pass", lambda: forward(waves), count, network_work,
            lambda rate: bound(network_work, rate), "products and memory",
        ),
        Stage(
            "compression", lambda: machine.zstd(data, level), count,
            [Operation(0, 0.0, half + stored)],
            lambda rate: (half + stored) / rate["memory"], "memory",
        ),
        Stage(
            "compression and writing", lambda: write(outputs, files), count,
            [Operation(0, 0.0, half + stored)],
            lambda rate: half / rate["zstd"] + stored / rate["disk"], "zstd, then disk",
        ),
    ]  # fmt: skip


def analysis_stages(count: int) -> list[Stage]:
    """List the stages after embedding, on values like those of a layer: half of them zero."""
    draw = np.random.default_rng(0)
    sample = np.maximum(draw.standard_normal((count // 4, LAYER.size), np.float32), 0)
    sample = sample.astype(np.float16)
    projection = fit_projection(sample, COMPONENTS, draw)
    points = draw.standard_normal((count, COMPONENTS), np.float32)
    labels = draw.integers(0, 6, (count, 2)).astype(str)
    test = np.arange(count) % 10 == 0
    tested = int(test.sum())
    fit = fit_work(len(sample), LAYER.size, COMPONENTS)
    fit = Operation(0, fit.flops / len(sample), fit.bytes / len(sample))
    project = projection_work(LAYER.size, COMPONENTS)
    neighbors = neighbors_work(count - tested, COMPONENTS)
    of = f"layer {LAYER.number}, {LAYER.size:,} units"
    return [
        Stage(
            f"fit of a projection ({of}, {len(sample):,} snippets)",
            lambda: fit_projection(sample, COMPONENTS, np.random.default_rng(0)),
            len(sample), [fit], lambda rate: bound([fit], rate), "products of one pass",
        ),
        Stage(
            f"projection ({of})", lambda: projection.transform(sample),
            len(sample), [project], lambda rate: bound([project], rate), "products",
        ),
        Stage(
            f"nearest neighbors ({tested:,} of {count:,} snippets tested)",
            lambda: nearest_neighbors(points, labels, test, NEIGHBORS),
            tested, [neighbors], lambda rate: bound([neighbors], rate), "products",
        ),
    ]  # fmt: skip


# -- Results --------------------------------------------------------------------------------------


def stage_line(stage: Stage, rounds: Sequence[Mapping[str, Figures]]) -> Line:
    """Compare a stage with its bound at the rates of the same round."""
    return Line(
        what=stage.name,
        against=f"its bound: {stage.limited_by}",
        unit="ms/snippet",
        ours=tuple(1000 * one[stage.name]["s"] / stage.snippets for one in rounds),
        yardstick=tuple(1000 * stage.bound(one["machine"]) for one in rounds),
        limit=None,
    )


def stage_row(stage: Stage, rounds: Sequence[Mapping[str, Figures]]) -> dict[str, object]:
    """Format a stage as a row: its work, its bound, its time, and their ratio."""
    line = stage_line(stage, rounds)
    return {
        "stage": stage.name,
        "MFLOP per snippet": sum(one.flops for one in stage.work) / 1e6,
        "MB moved": sum(one.bytes for one in stage.work) / 1e6,
        "bound by": stage.limited_by,
        "bound (ms)": statistics.median(line.yardstick),
        "measured (ms)": statistics.median(line.ours),
        "times the bound": line.ratio,
    }


def rate_rows(rounds: Sequence[Mapping[str, Figures]]) -> list[dict[str, object]]:
    """Tabulate the rates of the machine."""
    names = {
        "flops": "product of matrices, float32 (GFLOP/s)",
        "memory": "copy of memory, read and written (GB/s)",
        "zstd": "zstd of activations (GB/s of float16)",
        "disk": "one large file, until the disk has it (GB/s)",
    }
    return [
        {
            "one thread": name,
            "median": statistics.median(one["machine"][key] for one in rounds) / 1e9,
            "best": max(one["machine"][key] for one in rounds) / 1e9,
        }
        for key, name in names.items()
    ]


def snippet_rows(count: int, files: Path) -> list[dict[str, object]]:
    """Tabulate the cost of a snippet in each layer: operations, bytes in memory and on disk."""
    work = operations()
    rows: list[dict[str, object]] = [
        {
            "layer": str(one.number),
            "name": one.name,
            "MFLOP": sum(part.flops for part in work if part.layer == one.number) / 1e6,
            "float32 (kB)": one.size * SINGLE / 1e3,
            "float16 (kB)": one.size * HALF / 1e3,
            "on disk (kB)": (files / f"{one.folder}.parquet").stat().st_size / count / 1e3,
        }
        for one in LAYERS
    ]
    columns = list(rows[0])[2:]
    rest = sum(part.flops for part in work if not 1 <= part.layer <= len(LAYERS)) / 1e6
    output = (files / "output.parquet").stat().st_size / count / 1e3
    single = SINGLE * (CLASSES + PATCH_FRAMES * MEL_BANDS) / 1e3
    half = (SINGLE * CLASSES + HALF * PATCH_FRAMES * MEL_BANDS) / 1e3
    rows.append(
        {
            "layer": "", "name": "log-mel and logits",
            **dict(zip(columns, (rest, single, half, output), strict=True)),
        }
    )  # fmt: skip
    total = {column: sum(float(str(row[column])) for row in rows) for column in columns}
    return [*rows, {"layer": "", "name": "all", **total}]
