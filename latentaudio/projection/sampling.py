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
    batches: Iterable[tuple[np.ndarray, np.ndarray]], wanted: np.ndarray, width: int
) -> np.ndarray:
    """Gather some snippets from a stream of all snippets, in half precision.

    Parameters
    ----------
    batches
        Pairs of rows in the table of snippets and activations (float16), as
        `latentaudio.embeddings.reading.iterate_activations` yields them; in any order.
    wanted
        Rows of the snippets to keep, each once, shape ``[m]``.
    width
        Number of units of the layer.

    Returns
    -------
    numpy.ndarray
        Activations in the order of `wanted`, shape ``[m, width]``, float16.

    Examples
    --------
    >>> stream = [(np.array([2, 0]), np.eye(2)), (np.array([1]), np.ones((1, 2)))]
    >>> collect(stream, np.array([1, 2]), width=2)
    array([[1., 1.],
           [1., 0.]], dtype=float16)
    """
    activations = np.empty((len(wanted), width), np.float16)
    order = np.argsort(wanted)
    ordered = wanted[order]
    for rows, values in batches:
        found = np.isin(rows, ordered)
        activations[order[np.searchsorted(ordered, rows[found])]] = values[found]
    return activations
