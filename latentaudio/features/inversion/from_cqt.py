"""Sounds from constant-Q spectra."""

import numpy as np

from latentaudio.features.compiled import load_librosa
from latentaudio.features.cqt import semitones, short_sounds_allowed
from latentaudio.features.log_magnitude import magnitudes_from
from latentaudio.networks.base import NetworkDescription


def sound(
    name: str,
    values: np.ndarray,
    network: NetworkDescription,
    generator: np.random.Generator,
    iterations: int,
) -> np.ndarray:
    """Turn one constant-Q spectrum into a sound; see `latentaudio.features.inversion.inversion`."""
    load_librosa()
    import librosa  # takes seconds

    notes = semitones(network.snippet, name)
    with short_sounds_allowed():
        return librosa.griffinlim_cqt(
            magnitudes_from(values.reshape(-1, notes.bins)).T,
            n_iter=iterations,
            sr=network.samplerate,
            hop_length=notes.hop,
            fmin=notes.lowest_hz,
            bins_per_octave=notes.per_octave,
            length=network.snippet.samples,
            random_state=generator,
        )
