"""The gain of a recording, and levels that cannot be right."""

from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike

from latentaudio.errors import AudioError

if TYPE_CHECKING:
    from latentaudio.audio.sound_files import AudioScan

#: RMS to which ``normalise="rms"`` scales (-20 dB full scale).
TARGET_RMS = 0.1

#: Peak above which a recording that keeps its level cannot be in units of full scale (+6 dB).
HIGHEST_PEAK = 2.0

#: Gain (dB) above which a recording is so quiet that users are told.
LARGE_GAIN_DB = 40.0

Normalise = Literal["peak", "rms", "none"]


def gain(facts: "AudioScan", normalise: Normalise) -> float:
    """Return the gain by which a recording's samples are multiplied.

    ``"peak"`` scales the peak to 1. ``"rms"`` scales the RMS to `TARGET_RMS`, or to less where the
    peak would exceed 1. ``"none"`` returns 1. Peak and RMS are those of the band that the network
    hears, so samples may exceed 1 by an offset or rumble.
    """
    if normalise == "none":
        return 1.0
    to_full_scale = 1.0 / facts.peak
    return to_full_scale if normalise == "peak" else min(TARGET_RMS / facts.rms, to_full_scale)


def is_large(gains: ArrayLike) -> np.ndarray:
    """Return which gains exceed `LARGE_GAIN_DB`; bool, of the same shape."""
    return np.asarray(gains) > 10 ** (LARGE_GAIN_DB / 20)


def check_full_scale(where: str, facts: "AudioScan", normalise: Normalise) -> None:
    """Refuse a recording that would keep a level far above full scale.

    Parameters
    ----------
    where
        Name of the recording, for the message.
    facts
        What was measured of it.
    normalise
        The setting.

    Raises
    ------
    AudioError
        When `normalise` is ``"none"`` and the peak is above `HIGHEST_PEAK`.
    """
    if normalise == "none" and facts.peak > HIGHEST_PEAK:
        raise AudioError(
            f"{where}: peak of {facts.peak:.4g}, {20 * np.log10(facts.peak):.0f} dB above full "
            f"scale (at most {HIGHEST_PEAK:g} expected where levels count); divide its samples by "
            "their full scale, which is 32768 for values of 16 bits",
            setting="set dataset.normalise to peak",
        )
