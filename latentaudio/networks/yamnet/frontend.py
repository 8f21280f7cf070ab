"""YAMNet's front end: waveforms to patches of log-mel energies."""

from latentaudio.networks.tensorflow_core import tf
from latentaudio.networks.yamnet.layers import (
    FFT_SAMPLES,
    HIGHEST_HZ,
    HOP_SAMPLES,
    LOG_OFFSET,
    LOWEST_HZ,
    MEL_BANDS,
    SAMPLE_RATE,
    SNIPPET_SAMPLES,
    WINDOW_SAMPLES,
)


def log_mel_patches(waveforms: tf.Tensor) -> tf.Tensor:
    """Compute one patch of log-mel energies for each snippet.

    Parameters
    ----------
    waveforms
        Snippets, shape ``[n, 15600]``, float32, 16 kHz, in [-1, 1].

    Returns
    -------
    tf.Tensor
        Shape ``[n, 96, 64]``: natural logarithm of mel-band magnitudes plus 0.001; frames of 10 ms,
        bands of the HTK mel scale from 125 to 7500 Hz.
    """
    waveforms = tf.ensure_shape(waveforms, [None, SNIPPET_SAMPLES])
    spectra = tf.signal.stft(waveforms, WINDOW_SAMPLES, HOP_SAMPLES, FFT_SAMPLES)
    mel_weights = tf.signal.linear_to_mel_weight_matrix(
        num_mel_bins=MEL_BANDS,
        num_spectrogram_bins=FFT_SAMPLES // 2 + 1,
        sample_rate=SAMPLE_RATE,
        lower_edge_hertz=LOWEST_HZ,
        upper_edge_hertz=HIGHEST_HZ,
    )
    return tf.math.log(tf.matmul(tf.abs(spectra), mel_weights) + LOG_OFFSET)
