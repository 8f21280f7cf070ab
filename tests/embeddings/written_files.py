"""Files of activations and outputs, written for the tests of writing and reading."""

import numpy as np

from latentaudio.embeddings.writing import ROWS_PER_GROUP, EmbeddingWriter, OutputFile
from latentaudio.features.space import Space, layer_space
from latentaudio.networks.base import ReadOut
from latentaudio.networks.yamnet.description import DESCRIPTION
from latentaudio.networks.yamnet.layers import LAYERS

#: Small layers, and not in ascending order.
NUMBERS = (13, 9)
#: Two full row groups and a part of one.
COUNT = 2 * ROWS_PER_GROUP + 19


def ids_of(count):
    return [f"WT_{index:04d}" for index in range(count)]


def content(count, seed=0):
    """Draw rectified activations of the layers `NUMBERS`, logits and log-mel patches."""
    generator = np.random.default_rng(seed)
    activations = [
        np.maximum(generator.normal(size=(count, LAYERS[number - 1].size)), 0).astype(np.float16)
        for number in NUMBERS
    ]
    logits = generator.normal(size=(count, 521)).astype(np.float32)
    return activations, logits, generator.normal(size=(count, 96, 64)).astype(np.float16)


def paths_in(folder):
    return {number: folder / f"layer_{number:02d}" / "WT.parquet" for number in NUMBERS}


def space(number) -> Space:
    """Give a layer as the space that a writer takes."""
    return layer_space(DESCRIPTION.layer(number), DESCRIPTION)


def by_space(paths):
    """Give the spaces in place of the numbers of layers."""
    return {space(number): path for number, path in paths.items()}


def embeddings(count):
    return np.random.default_rng(1).normal(size=(count, 1024)).astype(np.float32)


def write(folder, count, batch, *, output=True):
    """Write what `content` returns in batches, and return it."""
    activations, logits, log_mel = content(count)
    ids = ids_of(count)
    file = OutputFile(folder / "output" / "WT.parquet", DESCRIPTION) if output else None
    paths = by_space(paths_in(folder))
    with EmbeddingWriter(paths, file, {"weights_sha256": "abc"}) as writer:
        for start in range(0, count, batch):
            some = slice(start, start + batch)
            values = [one[some] for one in activations]
            read = ReadOut(values, embeddings(count)[some], logits[some], log_mel[some])
            writer.append(ids[some], values)
            writer.append_outputs(ids[some], read)
    return activations, logits, log_mel
