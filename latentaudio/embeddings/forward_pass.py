"""Stream snippets through one or several networks."""

import itertools
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from latentaudio.embeddings.writing import EmbeddingWriter
from latentaudio.networks.base import Reader


def embed_snippets(
    snippets: Iterable[np.ndarray],
    snippet_ids: Sequence[str],
    readers: Sequence[tuple[Reader, EmbeddingWriter]],
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Read out all snippets with one or several networks, and write activations and outputs.

    Memory does not depend on the number of snippets, and writing overlaps with computing.

    Parameters
    ----------
    snippets
        Waveforms as the networks take them, float32, with the gain of their recording applied.
    snippet_ids
        Id of each snippet.
    readers
        One reader per network, paired with the open writer for its layers; all readers have the
        same batch size.
    progress
        Called after every pass with the number of snippets done so far.
    """
    done = 0
    batch_size = readers[0][0].batch_size
    stream = iter(snippets)
    while batch := list(itertools.islice(stream, batch_size)):
        ids = snippet_ids[done : done + len(batch)]
        for reader, writer in readers:
            read = reader(np.stack(batch))
            writer.append(ids, read.activations)
            writer.append_outputs(ids, read)
        done += len(batch)
        progress(done)
