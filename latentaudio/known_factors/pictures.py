"""Small pictures of views, for buttons of the players' page."""

import io

import numpy as np

#: Samples in a frame of a spectrogram of a sound, and from one frame to the next.
_FRAME, _HOP = 1024, 256
#: Bins of its spectrum that are drawn, at equal ratios of frequency: from 80 Hz at 16 kHz.
_BINS = np.round(np.geomspace(5, _FRAME // 2, 64)).astype(int)
#: Levels of a spectrogram end so far below the highest of all sounds drawn with it, as a factor.
_FLOOR = 1e-4


def value_pictures(values: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Arrange the values of spectrograms as pictures.

    Parameters
    ----------
    values
        Shape ``[n, frames * bands]``.
    shape
        Frames and bands.

    Returns
    -------
    numpy.ndarray
        Shape ``[n, bands, frames]``: the highest band on top, time from left to right.
    """
    return values.reshape(-1, *shape).swapaxes(1, 2)[:, ::-1]


def sound_pictures(sounds: np.ndarray) -> np.ndarray:
    """Compute log-magnitude spectrograms of sounds whose values are no pictures.

    Parameters
    ----------
    sounds
        Waveforms, shape ``[n, samples]``, at least 1024 samples each.

    Returns
    -------
    numpy.ndarray
        Natural logarithms, shape ``[n, 64, frames]``: frequencies in equal ratios, half the sample
        rate on top.
    """
    frames = np.lib.stride_tricks.sliding_window_view(sounds, _FRAME, axis=1)[:, ::_HOP]
    magnitudes = np.abs(np.fft.rfft(frames * np.hanning(_FRAME), axis=2))[:, :, _BINS]
    floor = max(float(magnitudes.max()), np.finfo(float).tiny) * _FLOOR
    return np.log(np.maximum(magnitudes, floor)).swapaxes(1, 2)[:, ::-1]


def png_files(pictures: np.ndarray) -> list[bytes]:
    """Encode pictures on one colour scale, from the lowest to the highest value of all.

    Parameters
    ----------
    pictures
        Shape ``[n, height, width]``.

    Returns
    -------
    list of bytes
        PNG files with a palette; the same pictures give the same bytes.
    """
    from matplotlib import colormaps
    from PIL import Image

    low, high = float(pictures.min()), float(pictures.max())
    grey = np.round((pictures - low) * (255 / ((high - low) or 1.0))).astype(np.uint8)
    palette = np.round(colormaps["magma"](np.arange(256))[:, :3] * 255).astype(np.uint8)
    files = []
    for one in grey:
        image = Image.frombytes("P", one.shape[::-1], one.tobytes())
        image.putpalette(palette.ravel().tolist())
        file = io.BytesIO()
        image.save(file, "PNG", optimize=True)
        files.append(file.getvalue())
    return files
