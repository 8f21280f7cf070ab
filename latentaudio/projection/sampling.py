"""The sample of snippets that a projection is fitted on."""

from collections.abc import Iterable

import numpy as np


def sample_rows(eligible: np.ndarray, size: int, generator: np.random.Generator) -> np.ndarray:
    """Draw at most `size` of the eligible snippets without replacement.

    Parameters
    ----------
    eligible
        Whether each snippet may be drawn, shape ``[n]``, bool.
    size
        Number of snippets to draw.
    generator
        Source of the draw.

    Returns
    -------
    numpy.ndarray
        Whether each snippet is drawn, shape ``[n]``, bool.

    Examples
    --------
    >>> drawn = sample_rows(np.array([True, True, False, True]), 2, np.random.default_rng(0))
    >>> int(drawn.sum()), bool(drawn[2])
    (2, False)
    """
    candidates = np.flatnonzero(eligible)
    if len(candidates) > size:
        candidates = generator.choice(candidates, size, replace=False, shuffle=False)
    drawn = np.zeros(len(eligible), bool)
    drawn[candidates] = True
    return drawn


def collect(
    batches: Iterable[tuple[np.ndarray, np.ndarray]], drawn: np.ndarray, width: int
) -> tuple[np.ndarray, np.ndarray]:
    """Gather the drawn snippets from a stream of all snippets, in half precision.

    Parameters
    ----------
    batches
        Pairs of snippet ids and activations (float16), as
        `latentaudio.embeddings.reading.iterate_activations` yields them.
    drawn
        Whether to keep each snippet of the stream, shape ``[n]``, bool.
    width
        Number of units of the layer.

    Returns
    -------
    snippet_ids, activations : numpy.ndarray
        Shapes ``[m]`` and ``[m, width]``, with ``m = drawn.sum()``.
    """
    activations = np.empty((np.count_nonzero(drawn), width), np.float16)
    ids: list[np.ndarray] = []
    position = filled = 0
    for batch_ids, values in batches:
        mask = drawn[position : position + len(batch_ids)]
        kept = int(np.count_nonzero(mask))
        activations[filled : filled + kept] = values[mask]
        ids.append(batch_ids[mask])
        position += len(batch_ids)
        filled += kept
    return np.concatenate(ids), activations
