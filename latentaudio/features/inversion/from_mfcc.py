"""Sounds from mel-frequency cepstral coefficients."""

import numpy as np

from latentaudio.features.compiled import load_librosa
from latentaudio.features.inversion.from_stft import sound_of_frames
from latentaudio.features.mfcc import BANDS, COEFFICIENTS
from latentaudio.features.stft import framing
from latentaudio.networks.base import NetworkDescription


def sound(
    name: str,
    values: np.ndarray,
    network: NetworkDescription,
    generator: np.random.Generator,
    iterations: int,
) -> np.ndarray:
    """Turn the coefficients of one sound back; see `latentaudio.features.inversion.inversion`.

    Those that were left out are taken for 0, which gives the smoothest spectrum with the others.
    """
    load_librosa()
    from librosa.feature import inverse  # takes seconds

    frames = framing(network.samplerate)
    power = inverse.mfcc_to_mel(values.reshape(-1, COEFFICIENTS).T, n_mels=BANDS)
    magnitudes = inverse.mel_to_stft(power, sr=network.samplerate, n_fft=frames.frame)
    return sound_of_frames(magnitudes.T, frames, network.snippet.samples, generator, iterations)
