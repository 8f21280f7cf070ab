"""Frames of recordings as they are heard in rooms, for networks to be trained on."""

from collections.abc import Iterable, Iterator

import numpy as np

from latentaudio.audio.drawn_rooms import drawn_responses, reverberated
from latentaudio.seeds import generator

#: Number of rooms of which those of a recording are drawn, if it is heard in fewer.
ROOMS = 24
_BETWEEN = "#room_"


def names_in_rooms(recording_id: str, rooms: int) -> list[str]:
    """Name what is heard of a recording in its rooms.

    Examples
    --------
    >>> names_in_rooms("dog", 2)
    ['dog#room_1', 'dog#room_2']
    """
    return [f"{recording_id}{_BETWEEN}{place + 1}" for place in range(rooms)]


def in_rooms(
    recordings: Iterable[tuple[str, np.ndarray]], rooms: int, samplerate: int, seed: int
) -> Iterator[tuple[str, np.ndarray]]:
    """Reverberate each recording in rooms of its own, one recording at a time.

    Parameters
    ----------
    recordings
        Ids, and waveforms of shape ``[samples]``.
    rooms
        Number of rooms in which each is heard.
    samplerate
        Sample rate (Hz).
    seed
        The run's seed. Which rooms a recording is heard in depends on its id and this seed, so
        that other recordings change nothing.

    Yields
    ------
    name : str
        One of `names_in_rooms`.
    waveform : numpy.ndarray
        Samples, float32, shape ``[samples]``.
    """
    responses = drawn_responses(max(ROOMS, rooms), samplerate, seed)
    for recording_id, waveform in recordings:
        draw = generator(seed, "rooms of a recording", recording_id)
        chosen = draw.choice(len(responses), rooms, replace=False).tolist()
        sounds = reverberated(waveform, [responses[place] for place in chosen])
        yield from zip(names_in_rooms(recording_id, rooms), sounds, strict=True)
