"""Crops: pieces of equal length of the frames of recordings."""

from collections.abc import Sequence

import numpy as np

from latentaudio.features.frames import RecordingFrames

#: Frames that are quieter than the loudest by more than this are silence (dB).
SOUND_RANGE_DB = 60.0
#: Where crops are drawn.
ANYWHERE, SOUND = PLACES = ("anywhere", "sound")


def sounding(frames: RecordingFrames) -> np.ndarray:
    """Return the indices of frames with sound, in order; at least the loudest."""
    levels = frames.levels.astype(np.float32)
    return np.flatnonzero(levels >= levels.max() - SOUND_RANGE_DB)


def drawn_start(frames: RecordingFrames, length: int, place: str, draw: np.random.Generator) -> int:
    """Draw where a crop begins.

    Parameters
    ----------
    frames
        Frames of a recording, `n` of them.
    length
        Number of frames of the crop.
    place
        ``"anywhere"``, or ``"sound"``: a frame with sound is drawn, which then lies anywhere in the
        crop, so that no crop is silent.
    draw
        Random generator.

    Returns
    -------
    int
        First frame. Of a recording shorter than a crop, it is at most 0: as many frames of silence
        are before the recording.
    """
    room = len(frames.values) - length
    if place == ANYWHERE or room <= 0:
        return int(draw.integers(min(room, 0), max(room, 0) + 1))
    start = draw.choice(sounding(frames)) - draw.integers(length)
    return int(np.clip(start, 0, room))


def even_starts(frames: RecordingFrames, length: int, count: int) -> list[int]:
    """Space crops evenly between the first and the last sound of a recording.

    Fewer crops are given where some would be the same. Of a recording shorter than a crop, there is
    one, with the recording in its middle.
    """
    room = len(frames.values) - length
    if room <= 0:
        return [-(-room // 2)]
    sound = sounding(frames)
    first = min(int(sound[0]), room)
    last = max(first, min(int(sound[-1]) + 1 - length, room))
    if count == 1:
        return [(first + last) // 2]
    return sorted({round(one) for one in np.linspace(first, last, count)})


def cut_crop(frames: RecordingFrames, start: int, length: int) -> np.ndarray:
    """Cut a crop, shape ``[length, width]``, float32; outside of the recording is silence."""
    values = frames.values[max(start, 0) : start + length].astype(np.float32)
    before = max(-start, 0)
    after = length - before - len(values)
    if not before and not after:
        return values
    silence = frames.silence.astype(np.float32)
    return np.concatenate([np.tile(silence, (before, 1)), values, np.tile(silence, (after, 1))])


def even_crops(
    recordings: Sequence[RecordingFrames], length: int, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """Cut evenly spaced crops of recordings.

    Returns
    -------
    crops : numpy.ndarray
        Shape ``[m, length, width]``, float32.
    members : numpy.ndarray
        Index of the recording of each crop, shape ``[m]``.
    """
    starts = [even_starts(one, length, count) for one in recordings]
    crops = [
        cut_crop(frames, start, length)
        for frames, own in zip(recordings, starts, strict=True)
        for start in own
    ]
    return np.stack(crops), np.repeat(np.arange(len(starts)), [len(own) for own in starts])
