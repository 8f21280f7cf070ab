"""Augmentation: changes of crops in training that leave their class what it is.

All act on frames. Shifts in time come from where crops are drawn, and other rooms from frames of
reverberated recordings (`latentaudio.prediction.frames.reverberant_frames`).

References
----------
Park, D. S. et al. (2019). SpecAugment: a simple data augmentation method for automatic speech
recognition. Interspeech.

Zhang, H., Cisse, M., Dauphin, Y. N. and Lopez-Paz, D. (2018). mixup: beyond empirical risk
minimization. ICLR.
"""

import numpy as np


def with_gain(
    crops: np.ndarray, per_db: np.ndarray | None, largest_db: float, draw: np.random.Generator
) -> np.ndarray:
    """Make each crop louder or softer.

    Parameters
    ----------
    crops
        Shape ``[n, frames, width]``, in their own units.
    per_db
        What 1 dB adds to a frame, shape ``[width]``; None for samples, which are multiplied.
    largest_db
        Gains are uniform between this and its negative (dB).
    draw
        Random generator.
    """
    if not largest_db:
        return crops
    gains = draw.uniform(-largest_db, largest_db, (len(crops), 1, 1)).astype(np.float32)
    if per_db is None:
        return np.asarray(crops * 10 ** (gains / 20))
    return np.asarray(crops + gains * per_db)


def masked(
    crops: np.ndarray, most_frames: int, most_values: int, draw: np.random.Generator
) -> np.ndarray:
    """Replace some successive frames, and some neighbouring values of all frames, by zero.

    Parameters
    ----------
    crops
        Standardised crops, of which zero is the mean; shape ``[n, frames, width]``.
    most_frames, most_values
        Largest width of the two masks of a crop; widths are uniform from 0 on.
    draw
        Random generator.
    """
    if not (most_frames or most_values):
        return crops
    keep = _outside(crops.shape[1], len(crops), most_frames, draw)[:, :, np.newaxis]
    keep = keep & _outside(crops.shape[2], len(crops), most_values, draw)[:, np.newaxis, :]
    return np.asarray(crops * keep)


def _outside(size: int, count: int, widest: int, draw: np.random.Generator) -> np.ndarray:
    """Draw a mask for each of some crops, and return what is outside, shape ``[count, size]``."""
    widths = draw.integers(min(widest, size) + 1, size=count)
    starts = draw.integers(size - widths + 1)
    places = np.arange(size)
    inside = (places >= starts[:, np.newaxis]) & (places < (starts + widths)[:, np.newaxis])
    return np.asarray(~inside)


def mixed(
    crops: np.ndarray, targets: np.ndarray, concentration: float, draw: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Mix each crop with another of the batch, and their targets in the same proportion (mixup).

    Parameters
    ----------
    crops, targets
        Shapes ``[n, frames, width]`` and ``[n, outputs]``.
    concentration
        Both parameters of the beta distribution of the proportion; 0 mixes nothing. Below 1, most
        mixtures are nearly one of the two.
    draw
        Random generator.
    """
    if not concentration:
        return crops, targets
    share = draw.beta(concentration, concentration, len(crops)).astype(np.float32)
    other = draw.permutation(len(crops))
    across = share[:, np.newaxis]
    return (
        across[:, :, np.newaxis] * crops + (1 - across)[:, :, np.newaxis] * crops[other],
        across * targets + (1 - across) * targets[other],
    )
