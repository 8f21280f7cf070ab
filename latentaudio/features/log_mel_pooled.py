"""The log-mel spectrogram that the network receives, made smaller by means over rectangles.

A small spectrogram is a fair match for models with few parameters, and shows how much of what is
decoded from the whole one needs its detail.
"""

from functools import partial

import numpy as np

from latentaudio.errors import ConfigError
from latentaudio.features.feature import OUTPUT, Feature
from latentaudio.features.space import Space
from latentaudio.networks.base import NetworkDescription


def feature(name: str, network: NetworkDescription) -> Feature:
    """Describe the spectrogram: one value per group of frames and group of mel bands.

    Raises
    ------
    ConfigError
        When the spectrogram of the network does not divide into so many frames and bands.
    """
    shape = pooled_shape(name, network)
    space = Space(name, f"{shape[0]} x {shape[1]} log-mel spectrogram", shape, network.snippet_s)
    return Feature(space, OUTPUT, "log_mel", partial(pool, whole=network.patch.shape, shape=shape))


def pooled_shape(name: str, network: NetworkDescription) -> tuple[int, int]:
    """Read the shape of a pooled spectrogram from its name, e.g. ``"log_mel_48x32"``.

    Raises
    ------
    ConfigError
        When it does not divide the spectrogram of the network.
    """
    frames, bands = map(int, name.removeprefix("log_mel_").split("x"))
    wrong = [
        f"into {_divisors(whole)} {axis}, not {asked}"
        for axis, whole, asked in (
            ("frames", network.patch.frames, frames),
            ("bands", network.patch.bands, bands),
        )
        if whole % asked
    ]
    if wrong:
        raise ConfigError(
            f"features: '{name}' found, but the spectrogram of {network.title} has "
            f"{network.patch.frames} frames and {network.patch.bands} bands, and is divided evenly "
            f"{', and '.join(wrong)}"
        )
    return frames, bands


def _divisors(whole: int) -> str:
    *others, last = [str(number) for number in range(1, whole + 1) if whole % number == 0]
    return f"{', '.join(others)} or {last}" if others else last


def pool(log_mel: np.ndarray, whole: tuple[int, int], shape: tuple[int, int]) -> np.ndarray:
    """Average spectrograms over rectangles.

    Parameters
    ----------
    log_mel
        Spectrograms of ``n`` snippets, shape ``[n, frames * bands]``.
    whole, shape
        Their frames and bands, and those of the result.

    Returns
    -------
    numpy.ndarray
        Shape ``[n, shape[0] * shape[1]]``, float32.
    """
    (frames, bands), (few, low) = whole, shape
    blocks = log_mel.astype(np.float32).reshape(-1, few, frames // few, low, bands // low)
    return blocks.mean(axis=(2, 4)).reshape(len(log_mel), -1)


def unpool(pooled: np.ndarray, whole: tuple[int, int], shape: tuple[int, int]) -> np.ndarray:
    """Fill each rectangle with its mean, the shortest of the answers that `pool` leaves open.

    Parameters
    ----------
    pooled
        Spectrograms of ``n`` snippets, shape ``[n, shape[0] * shape[1]]``.
    whole, shape
        As for `pool`.

    Returns
    -------
    numpy.ndarray
        Shape ``[n, whole[0] * whole[1]]``.
    """
    (frames, bands), (few, low) = whole, shape
    values = pooled.reshape(-1, few, low)
    return (
        values.repeat(frames // few, axis=1).repeat(bands // low, axis=2).reshape(len(pooled), -1)
    )
