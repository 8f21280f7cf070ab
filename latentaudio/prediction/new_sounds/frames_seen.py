"""What models on frames see of new sounds: statistics of frames, or crops of them."""

from collections.abc import Iterable, Iterator

import numpy as np

from latentaudio.features.frames import FrameSettings, RecordingFrames, recording_frames
from latentaudio.prediction.frames.blind_descriptors import recording_reverberation
from latentaudio.prediction.frames.crops import even_crops
from latentaudio.prediction.frames.frame_files import in_half_precision
from latentaudio.prediction.heads.head_kinds import REVERBERATION, STATISTICS
from latentaudio.prediction.heads.recording_values import frame_statistics
from latentaudio.prediction.new_sounds.heard_sounds import Failures, Sound


class FrameStatistics:
    """A summary of frames: means and deviations, or descriptors of reverberation.

    Parameters
    ----------
    settings
        How frames are computed.
    summary
        See `latentaudio.prediction.heads.head_kinds.SUMMARIES`.
    """

    def __init__(self, settings: FrameSettings, summary: str = STATISTICS) -> None:
        self._settings = settings
        self._summary = summary

    def __call__(
        self, sounds: Iterable[Sound], failures: Failures
    ) -> Iterator[tuple[Sound, np.ndarray]]:
        """Yield each sound with its values, shape ``[width]``."""
        for sound in sounds:
            with failures.noting(sound.path):
                yield sound, self._summarised(sound)

    def _summarised(self, sound: Sound) -> np.ndarray:
        frames = [_frames_of(sound, self._settings)]
        if self._summary == REVERBERATION:
            (found,) = recording_reverberation(frames, sound.plan.snippet.samplerate)
        else:
            (found,) = frame_statistics(frames)
        return np.asarray(found)


class Crops:
    """Evenly spaced crops, see `latentaudio.prediction.frames.crops`.

    Parameters
    ----------
    settings
        How frames are computed.
    length, count
        Frames of a crop, and most crops of a sound.
    """

    def __init__(self, settings: FrameSettings, length: int, count: int) -> None:
        self._settings = settings
        self._length = length
        self._count = count

    def __call__(
        self, sounds: Iterable[Sound], failures: Failures
    ) -> Iterator[tuple[Sound, np.ndarray]]:
        """Yield each sound with its crops, shape ``[m, length, width]``."""
        for sound in sounds:
            with failures.noting(sound.path):
                frames = _frames_of(sound, self._settings)
                yield sound, even_crops([frames], self._length, self._count)[0]


def _frames_of(sound: Sound, settings: FrameSettings) -> RecordingFrames:
    """Compute frames as they are stored for training, in half precision."""
    found = recording_frames(sound.waveform(), settings, sound.plan.snippet.samplerate)
    return in_half_precision(str(sound.path), found)
