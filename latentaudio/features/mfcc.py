"""Mel-frequency cepstral coefficients: the coarse shape of the spectrum, frame by frame.

The first coefficient is the level, the next ones are broad features of the spectrum; harmonics, and
with them pitch, are in those that are left out. They are those of librosa, with its defaults, in
the frames of the feature ``stft``.

References
----------
Davis, S. and Mermelstein, P. (1980). Comparison of parametric representations for monosyllabic
word recognition in continuously spoken sentences. IEEE Transactions on Acoustics, Speech, and
Signal Processing 28.
"""

from functools import partial

import numpy as np

from latentaudio.features.compiled import load_librosa
from latentaudio.features.feature import WAVEFORMS, Feature
from latentaudio.features.space import Space
from latentaudio.features.stft import Framing, framing
from latentaudio.networks.base import NetworkDescription

#: Number of coefficients, and of the mel bands that they are computed from.
COEFFICIENTS, BANDS = 20, 64

#: Levels of bands end so far below the highest of the sound (dB).
RANGE_DB = 80.0


def feature(name: str, network: NetworkDescription) -> Feature:
    """Describe the coefficients of each frame, which half precision holds to 0.1 %."""
    frames = framing(network.samplerate)
    shape = (frames.count(network.snippet.samples), COEFFICIENTS)
    space = Space(name, "MFCCs", shape, network.snippet_s)
    compute = partial(coefficients, frames=frames, samplerate=network.samplerate)
    return Feature(space, WAVEFORMS, None, compute)


def coefficients(
    waveforms: np.ndarray,
    frames: Framing,
    samplerate: int,
    *,
    bands: int = BANDS,
    count: int = COEFFICIENTS,
) -> np.ndarray:
    """Compute the coefficients of sounds.

    Parameters
    ----------
    waveforms
        Samples, shape ``[n, samples]``, float32.
    frames
        Frames, each weighted with a Hann window.
    samplerate
        Sample rate (Hz).
    bands
        Number of mel bands that they are computed from.
    count
        Number of coefficients of a frame.

    Returns
    -------
    numpy.ndarray
        Orthonormal cosine transforms of levels (dB), float32, shape ``[n, frames * count]``.
    """
    load_librosa()
    import librosa  # takes seconds, and others ask only for names
    from librosa import feature as librosa_feature

    power = librosa_feature.melspectrogram(
        y=waveforms, sr=samplerate, n_fft=frames.frame, hop_length=frames.hop, n_mels=bands
    )
    # librosa would take the highest level of all sounds that are computed together.
    levels = librosa.power_to_db(power, top_db=None)
    levels = np.maximum(levels, levels.max(axis=(1, 2), keepdims=True) - RANGE_DB)
    found = librosa_feature.mfcc(S=levels, n_mfcc=count)
    return found.swapaxes(1, 2).reshape(len(waveforms), -1)
