"""The description of YAMNet's spectrograms tells how its front end computes them."""

import numpy as np

from latentaudio.features.inversion.from_log_mel import mel_weights
from latentaudio.networks.tensorflow_core import tf
from latentaudio.networks.yamnet.description import DESCRIPTION
from latentaudio.networks.yamnet.frontend import log_mel_patches


def test_spectrograms_are_computed_as_described():
    waveforms = np.random.default_rng(0).normal(0, 0.1, (2, 15_600)).astype(np.float32)
    patch, analysis = DESCRIPTION.patch, DESCRIPTION.patch.analysis
    window, hop = analysis.window_samples, round(patch.frame_s * DESCRIPTION.samplerate)
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(window) / window)
    starts = hop * np.arange(patch.frames)
    frames = np.stack([waveforms[:, start : start + window] * hann for start in starts], axis=1)
    spectra = np.abs(np.fft.rfft(frames, analysis.fft_samples))
    bands = spectra @ mel_weights(patch, DESCRIPTION.samplerate, analysis.fft_samples)
    expected = np.log(bands + analysis.log_offset)
    np.testing.assert_allclose(log_mel_patches(tf.constant(waveforms)), expected, atol=2e-4)
