"""Compute a feature from what the network's pass has written, one row group at a time."""

from pathlib import Path

import numpy as np

from latentaudio.artifacts import EMBEDDING, OUTPUT, open_parquet, reading
from latentaudio.embeddings.reading import matrix
from latentaudio.embeddings.writing import EmbeddingWriter
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
    writer = EmbeddingWriter({feature.space: path}, None, {}, compression_level=compression_level)
    with open_parquet(source, kind) as file, reading(source, kind), writer:
        for group in range(file.num_row_groups):
            table = file.read_row_group(group, columns=["snippet_id", feature.column])
            values = feature.compute(matrix(table[feature.column]))
            with np.errstate(over="ignore"):  # the writer names the snippet
                writer.append(table["snippet_id"].to_pylist(), [values.astype(np.float16)])
