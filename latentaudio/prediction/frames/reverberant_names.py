"""Names of recordings as they are heard in rooms, and reading their frames."""

from collections.abc import Sequence
from pathlib import Path

from latentaudio.features.frames import FrameSettings, RecordingFrames
from latentaudio.prediction.frames.frame_files import read_frames


def names_in_rooms(recording_id: str, rooms: int) -> list[str]:
    """Name what is heard of a recording in its rooms.

    Examples
    --------
    >>> names_in_rooms("dog", 2)
    ['dog#room_1', 'dog#room_2']
    """
    return [f"{recording_id}#room_{place + 1}" for place in range(rooms)]


def read_in_rooms(
    paths: Sequence[Path],
    settings: FrameSettings,
    samplerate: int,
    recording_ids: Sequence[str],
    rooms: int,
) -> list[list[RecordingFrames]]:
    """Read the frames of recordings as they are heard in rooms.

    Parameters and errors are those of `latentaudio.prediction.frames.frame_files.read_frames`.

    Returns
    -------
    list of list of RecordingFrames
        For each of the `rooms`, frames in the order of the ids.
    """
    names = [name for one in recording_ids for name in names_in_rooms(one, rooms)]
    found = read_frames(paths, settings, samplerate, names)
    return [found[place::rooms] for place in range(rooms)]
