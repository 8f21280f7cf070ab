"""Frames of recordings as they are heard in rooms, for networks to be trained on."""

from collections.abc import Iterable, Iterator

import numpy as np

from latentaudio.audio.drawn_rooms import drawn_responses, reverberated
from latentaudio.prediction.frames.reverberant_names import names_in_rooms
from latentaudio.seeds import generator

#: Number of rooms of which those of a recording are drawn, if it is heard in fewer.
ROOMS = 24


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
        See `latentaudio.prediction.frames.reverberant_names.names_in_rooms`.
    waveform : numpy.ndarray
        Samples, float32, shape ``[samples]``.
    """
    responses = drawn_responses(max(ROOMS, rooms), samplerate, seed)
    for recording_id, waveform in recordings:
        draw = generator(seed, "rooms of a recording", recording_id)
        chosen = draw.choice(len(responses), rooms, replace=False).tolist()
        sounds = reverberated(waveform, [responses[place] for place in chosen])
        yield from zip(names_in_rooms(recording_id, rooms), sounds, strict=True)
