"""Snippets to measure with; how well activations compress depends on the sounds."""

import numpy as np

from latentaudio.networks.yamnet.layers import SAMPLE_RATE, SNIPPET_SAMPLES
from latentaudio.synthesis.factorial import synthesise_recording

CELLS = (("wood", "tapping"), ("metal", "rubbing"), ("glass", "destructing"))


def sounds(count: int) -> np.ndarray:
    """Cut snippets from the built-in sounds.

    Parameters
    ----------
    count
        Number of snippets. They start 0.975 s apart if that gives enough of them, and overlap
        otherwise.

    Returns
    -------
    numpy.ndarray
        Shape ``[count, 15600]``, float32, in [-1, 1].
    """
    waves = np.concatenate(
        [
            synthesise_recording(
                *cell, objects=12, seconds_per_object=7.8, samplerate=SAMPLE_RATE, seed=1
            )
            for cell in CELLS
        ]
    )
    hop = min(SNIPPET_SAMPLES, (len(waves) - SNIPPET_SAMPLES) // max(count - 1, 1))
    windows = np.lib.stride_tricks.sliding_window_view(waves, SNIPPET_SAMPLES)[::hop][:count]
    return (windows / np.abs(waves).max()).astype(np.float32)
