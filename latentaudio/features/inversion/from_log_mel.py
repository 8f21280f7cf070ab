"""Sounds from the log-mel spectrograms of a network, whole or pooled."""

import math

import numpy as np

from latentaudio.errors import ConfigError
from latentaudio.features.compiled import load_librosa
from latentaudio.features.inversion.from_stft import sound_of_frames
from latentaudio.features.log_magnitude import magnitudes_from
from latentaudio.features.log_mel_pooled import pooled_shape, unpool
from latentaudio.features.stft import Framing
from latentaudio.networks.base import LogMelAnalysis, LogMelPatch, NetworkDescription, mel


def sound(
    name: str,
    values: np.ndarray,
    network: NetworkDescription,
    generator: np.random.Generator,
    iterations: int,
) -> np.ndarray:
    """Turn one spectrogram into a sound; see `latentaudio.features.inversion.inversion`.

    Frequencies outside of the bands are silent.
    """
    patch, analysis = network.patch, _analysis(name, network)
    if name != "log_mel":
        values = unpool(values[np.newaxis], patch.shape, pooled_shape(name, network))[0]
    bands = magnitudes_from(values.reshape(patch.shape), analysis.log_offset)
    weights = mel_weights(patch, network.samplerate, analysis.fft_samples)
    return _sound_of_uncentred_frames(
        spectra_of_bands(bands, weights), analysis, network, generator, iterations
    )


def _analysis(name: str, network: NetworkDescription) -> LogMelAnalysis:
    analysis = network.patch.analysis
    if analysis is None:
        raise ConfigError(
            f"features: '{name}' cannot be turned back into sound, because the description of "
            f"{network.title} does not say how its spectrograms are computed (patch.analysis)"
        )
    return analysis


def mel_weights(patch: LogMelPatch, samplerate: int, fft_samples: int) -> np.ndarray:
    """Compute how much of each frequency a band receives.

    Parameters
    ----------
    patch
        The bands.
    samplerate
        Sample rate (Hz).
    fft_samples
        Samples that spectra are computed of.

    Returns
    -------
    numpy.ndarray
        Shape ``[fft_samples // 2 + 1, bands]``, from 0 to 1.
    """
    frequencies = mel(np.fft.rfftfreq(fft_samples, 1 / samplerate))
    corners = patch.corners_mel()
    triangles = [
        np.interp(frequencies, corners[band : band + 3], [0.0, 1.0, 0.0])
        for band in range(patch.bands)
    ]
    weights = np.stack(triangles, axis=1)
    weights[0] = 0  # an offset is not heard
    return weights


def spectra_of_bands(bands: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Find spectra that give the magnitudes of bands, by non-negative least squares.

    Parameters
    ----------
    bands
        Shape ``[frames, bands]``.
    weights
        Of each frequency in each band, shape ``[bins, bands]``.

    Returns
    -------
    numpy.ndarray
        Magnitudes, shape ``[frames, bins]``.
    """
    load_librosa()
    import librosa  # takes seconds

    return librosa.util.nnls(weights.T.astype(bands.dtype), bands.T).T


def _sound_of_uncentred_frames(
    magnitudes: np.ndarray,
    analysis: LogMelAnalysis,
    network: NetworkDescription,
    generator: np.random.Generator,
    iterations: int,
) -> np.ndarray:
    """Find a sound of which the first frame begins, rather than is centred, with the snippet.

    The first and the last frame are repeated, so that all samples of the snippet are in equally
    many frames; what these add outside of it is cut off.
    """
    hop = round(network.patch.frame_s * network.samplerate)
    repeated = math.ceil(analysis.window_samples / hop)
    # The first frame is now centred on the first sample, that of the snippet half a window after
    # where the snippet begins.
    before = repeated * hop - analysis.window_samples // 2
    extended = np.pad(magnitudes, [(repeated, repeated), (0, 0)], mode="edge")
    wider = sound_of_frames(
        extended,
        Framing(analysis.fft_samples, hop),
        (len(extended) - 1) * hop,
        generator,
        iterations,
        analysis.window_samples,
    )
    return wider[before : before + network.snippet.samples]
