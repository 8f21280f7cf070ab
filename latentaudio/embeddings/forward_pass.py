"""Sending the snippets of one recording through YAMNet, as a stream."""

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
    """Read out all snippets with one or several networks, and write what they say.

    Memory does not depend on the number of snippets, and writing overlaps with computing.

    Parameters
    ----------
    snippets
        Waveforms of 15,600 samples, float32, at 16 kHz and with their recording's gain applied.
    snippet_ids
        The id of each.
    readouts
        Of one or several networks, each with the open writer of the layers that it reads out; all
        of the same batch size.
    progress
        Called with the number of snippets done after every pass.
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
