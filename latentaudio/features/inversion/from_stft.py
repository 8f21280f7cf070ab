"""Sounds from short-time spectra."""

import numpy as np

from latentaudio.features.compiled import load_librosa
from latentaudio.features.log_magnitude import magnitudes_from
from latentaudio.features.stft import Framing, named_framing
from latentaudio.networks.base import NetworkDescription


def sound(
    name: str,
    values: np.ndarray,
    network: NetworkDescription,
    generator: np.random.Generator,
    iterations: int,
) -> np.ndarray:
    """Turn one short-time spectrum into a sound; see `latentaudio.features.inversion.inversion`."""
    frames = named_framing(name, network.snippet)
    magnitudes = magnitudes_from(values.reshape(-1, frames.bins))
    return sound_of_frames(magnitudes, frames, network.snippet.samples, generator, iterations)


def sound_of_frames(
    magnitudes: np.ndarray,
    frames: Framing,
    samples: int,
    generator: np.random.Generator,
    iterations: int,
    window: int | None = None,
) -> np.ndarray:
    """Find a sound with a short-time spectrum.

    Parameters
    ----------
    magnitudes
        Shape ``[frames, bins]``; the first frame is centred on the first sample.
    frames
        Length and distance of the frames.
    samples
        Length of the sound.
    generator, iterations
        As for `latentaudio.features.inversion.inversion.inverted`.

    window
        Length of the Hann window, if it is shorter than the frame.

    Returns
    -------
    numpy.ndarray
        Shape ``[samples]``.
    """
    load_librosa()
    import librosa  # takes seconds

    return librosa.griffinlim(
        magnitudes.T,
        n_iter=iterations,
        n_fft=frames.frame,
        hop_length=frames.hop,
        win_length=window,
        length=samples,
        random_state=generator,
    )
