"""Compute a feature and write it, one row group at a time.

It is computed from what the network's pass has written, or from the waveforms of the snippets.
"""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from latentaudio.artifacts import EMBEDDING, OUTPUT, open_parquet, reading
from latentaudio.embeddings.reading import matrix, weights_in
from latentaudio.embeddings.writing import ROWS_PER_GROUP, EmbeddingWriter
from latentaudio.features import feature as features


def write_feature(
    feature: features.Feature, source: Path, path: Path, *, compression_level: int
) -> None:
    """Write the values of a feature for one part of the recordings.

    Parameters
    ----------
    feature
        The feature.
    source
        File of the same part that the feature is computed from.
    path
        File to write, as those of layers.
    compression_level
        Level of Zstandard.

    Raises
    ------
    ArtifactError
        When the source is damaged, or a value does not fit half precision.
    """
    kind = OUTPUT if feature.source == features.OUTPUT else EMBEDDING
    with (
        open_parquet(source, kind) as file,
        reading(source, kind),
        _writer(feature, path, compression_level, weights_in(file)) as writer,
    ):
        for group in range(file.num_row_groups):
            table = file.read_row_group(group, columns=["snippet_id", feature.column])
            values = feature.compute(matrix(table[feature.column]))
            writer.append(table["snippet_id"].to_pylist(), [_half(values)])


def write_waveform_feature(
    feature: features.Feature,
    snippet_ids: Sequence[str],
    waveforms: Iterable[np.ndarray],
    path: Path,
    *,
    compression_level: int,
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Write the values of a feature of waveforms for one part of the recordings.

    Parameters
    ----------
    feature
        The feature.
    snippet_ids
        Id of each snippet.
    waveforms
        Snippets as the network would take them, float32, shape ``[samples]``.
    path, compression_level
        As for `write_feature`.
    progress
        Called after every row group with the number of snippets done so far.

    Raises
    ------
    ArtifactError
        When a value does not fit half precision.
    """
    done = 0
    stream = iter(waveforms)
    with _writer(feature, path, compression_level, {}) as writer:
        while batch := list(itertools.islice(stream, ROWS_PER_GROUP)):
            values = feature.compute(np.stack(batch))
            writer.append(snippet_ids[done : done + len(batch)], [_half(values)])
            done += len(batch)
            progress(done)


def _writer(
    feature: features.Feature, path: Path, compression_level: int, metadata: Mapping[str, str]
) -> EmbeddingWriter:
    spaces = {feature.space: path}
    return EmbeddingWriter(spaces, None, metadata, compression_level=compression_level)


def _half(values: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):  # the writer names the snippet
        return values.astype(np.float16)
