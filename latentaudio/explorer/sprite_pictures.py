"""Sprites: small grey pictures of the spectrograms of sounds."""

import math

import numpy as np

from latentaudio.features.compiled import load_librosa
from latentaudio.features.descriptors import frame_length

#: Width and height of a sprite (pixels).
CELL = 32

#: Levels shown as black and as white (dB; 0 is about a sine wave of full scale). They are the same
#: for all sounds, so that silence is dark.
LOW_DB, HIGH_DB = -80.0, 0.0

#: Number of grey values that are told apart; few, because the sheets are then half as large.
GREYS = 32


def sprite_pictures(waveforms: np.ndarray, samplerate: int) -> np.ndarray:
    """Draw the spectrogram of each sound.

    Parameters
    ----------
    waveforms
        Samples, shape ``[m, samples]``, float.
    samplerate
        Sample rate (Hz).

    Returns
    -------
    numpy.ndarray
        Grey values, uint8, shape ``[m, CELL, CELL]``: mel bands from the highest (top) to the
        lowest, and time from left to right.
    """
    load_librosa()
    import librosa

    length = frame_length(samplerate)
    hop = math.ceil(waveforms.shape[1] / CELL)
    spectra = librosa.stft(waveforms, n_fft=length, hop_length=hop)
    # Bands with a peak of 1, so that a sine wave has the level of its own bins.
    bands = librosa.filters.mel(sr=samplerate, n_fft=length, n_mels=CELL, norm=None)
    power = bands @ np.square(np.abs(spectra))
    # The amplitude that a sine wave of full scale has in the spectrum of a Hann window.
    full_scale = (length / 4) ** 2
    levels_db = 10 * np.log10(np.maximum(power / full_scale, 10 ** (LOW_DB / 10)))
    frames = np.round(np.linspace(0, levels_db.shape[-1] - 1, CELL)).astype(int)
    return grey(levels_db[:, ::-1, frames])


def grey(levels_db: np.ndarray) -> np.ndarray:
    """Turn levels into grey values: uint8 from 0 (`LOW_DB` or less) to 255 (`HIGH_DB` or more).

    Examples
    --------
    >>> grey(np.array([-200.0, -80.0, -40.0, 0.0, 3.0])).tolist()
    [0, 0, 132, 255, 255]
    """
    share = np.clip((levels_db - LOW_DB) / (HIGH_DB - LOW_DB), 0, 1)
    return np.round(np.round(share * (GREYS - 1)) * (255 / (GREYS - 1))).astype(np.uint8)
