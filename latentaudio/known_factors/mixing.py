"""Plain mixing of two waveforms: what morphs of models are compared with."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from latentaudio.known_factors.flow_views import morph_views
from latentaudio.known_factors.views import View


def mixtures(first: np.ndarray, second: np.ndarray, steps: int) -> np.ndarray:
    """Fade from one waveform to another in equal steps.

    Parameters
    ----------
    first, second
        Waveforms, shape ``[samples]``.
    steps
        Number of steps, at least 2; the ends are the waveforms themselves.

    Returns
    -------
    numpy.ndarray
        Shape ``[steps, samples]``, float32.

    Examples
    --------
    >>> mixtures(np.array([1.0, 0.0]), np.array([0.0, 1.0]), 3).tolist()
    [[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]
    """
    shares = np.linspace(0, 1, steps)[:, np.newaxis]
    return ((1 - shares) * first + shares * second).astype(np.float32)


def mixed_views(
    pairs: Sequence[tuple[str, str]],
    waveforms: Mapping[str, np.ndarray],
    steps: int,
    values_of: Callable[[np.ndarray], np.ndarray],
) -> list[View]:
    """Show mixtures of pairs of sounds in a space.

    Parameters
    ----------
    pairs
        Ids of the two sounds of each pair.
    waveforms
        Waveform of each sound by its id, shape ``[samples]``.
    steps
        Number of steps.
    values_of
        Computes the values of waveforms ``[n, samples]`` in the space, ``[n, size]``.
    """
    views = []
    for first, second in pairs:
        mixed = mixtures(waveforms[first], waveforms[second], steps)
        views += morph_views((first, second), values_of(mixed))
    return views
