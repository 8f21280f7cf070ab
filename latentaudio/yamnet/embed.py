"""Sending the snippets of one recording through YAMNet, as a stream."""

import itertools
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from latentaudio.embeddings import EmbeddingWriter
from latentaudio.yamnet.network import Readout, YamNet

#: Snippets in one pass. Of 8, 16 and 32 the fastest on one core and on two.
BATCH_SIZE = 16


def embed_snippets(
    snippets: Iterable[np.ndarray],
    snippet_ids: Sequence[str],
    networks: Sequence[tuple[YamNet, EmbeddingWriter]],
    layers: Sequence[int],
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
    networks
        Each with the open writer of its results.
    layers
        Numbers of the layers that the writers expect.
    progress
        Called with the number of snippets done after every pass.
    """
    readouts = [(Readout(network, layers, BATCH_SIZE), writer) for network, writer in networks]
    done = 0
    stream = iter(snippets)
    while batch := list(itertools.islice(stream, BATCH_SIZE)):
        ids = snippet_ids[done : done + len(batch)]
        for readout, writer in readouts:
            writer.append(ids, *readout(np.stack(batch)))
        done += len(batch)
        progress(done)
