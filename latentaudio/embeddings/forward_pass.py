"""Stream snippets through one or several networks."""

import itertools
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from latentaudio.embeddings.writing import EmbeddingWriter
from latentaudio.networks.yamnet.network import Readout


def embed_snippets(
    snippets: Iterable[np.ndarray],
    snippet_ids: Sequence[str],
    readouts: Sequence[tuple[Readout, EmbeddingWriter]],
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Read out all snippets with one or several networks, and write activations and outputs.

    Memory does not depend on the number of snippets, and writing overlaps with computing.

    Parameters
    ----------
    snippets
        Waveforms of 15,600 samples, float32, at 16 kHz, with the gain of their recording applied.
    snippet_ids
        Id of each snippet.
    readouts
        One readout per network, paired with the open writer for its layers; all readouts have the
        same batch size.
    progress
        Called after every pass with the number of snippets done so far.
    """
    done = 0
    batch_size = readouts[0][0].batch_size
    stream = iter(snippets)
    while batch := list(itertools.islice(stream, batch_size)):
        ids = snippet_ids[done : done + len(batch)]
        for readout, writer in readouts:
            writer.append(ids, *readout(np.stack(batch)))
        done += len(batch)
        progress(done)
