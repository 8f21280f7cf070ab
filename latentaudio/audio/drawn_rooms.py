"""Rooms that are drawn at random, in which sounds are heard that networks are trained on."""

from collections.abc import Sequence

import numpy as np

from latentaudio.audio.room_placements import draw_placement
from latentaudio.audio.room_shape import Room, Triple, shortest_rt60_s
from latentaudio.audio.rooms import Response, heard, simulate
from latentaudio.seeds import generator, integer_seed

#: Lengths, widths and heights between which rooms are drawn (m): from a small office to a hall.
SIZES_M = ((3.0, 12.0), (2.5, 8.0), (2.3, 4.5))
#: Reverberation times (s), and distances from source to microphone (m).
RT60_S, DISTANCES_M = (0.2, 0.9), (0.5, 1.8)
# A dead room is no room in which such a time could be reached.
_LEAST_REVERBERANT = 1.2


def drawn_responses(count: int, samplerate: int, seed: int) -> list[Response]:
    """Draw rooms, and simulate the response of each.

    Parameters
    ----------
    count
        Number of rooms.
    samplerate
        Sample rate (Hz).
    seed
        The run's seed; the same rooms are drawn for the same seed.
    """
    return [_drawn_response(place, samplerate, seed) for place in range(count)]


def _drawn_response(place: int, samplerate: int, seed: int) -> Response:
    draw = generator(seed, "drawn rooms", place)
    length, width, height = (float(draw.uniform(*ends)) for ends in SIZES_M)
    size: Triple = (length, width, height)
    rt60_s = max(float(draw.uniform(*RT60_S)), _LEAST_REVERBERANT * shortest_rt60_s(size))
    room = Room.reverberating(f"room {place + 1}", size, rt60_s)
    placement = draw_placement(draw, room, float(draw.uniform(*DISTANCES_M)))
    return simulate(room, placement, samplerate, integer_seed(seed, "drawn room", place))


def reverberated(waveform: np.ndarray, responses: Sequence[Response]) -> list[np.ndarray]:
    """Compute what is heard of a sound in each room, as loud as the sound itself.

    Parameters
    ----------
    waveform
        Samples, shape ``[n]``.
    responses
        Responses of the rooms.

    Returns
    -------
    list of numpy.ndarray
        Samples, float32, shape ``[n]`` each, with the root mean square of the sound; where the
        peak would then exceed full scale, with this peak.
    """
    own = float(np.sqrt(np.mean(np.square(waveform, dtype=np.float64))))
    return [_as_loud(heard(waveform, one), own) for one in responses]


def _as_loud(sound: np.ndarray, rms: float) -> np.ndarray:
    found = float(np.sqrt(np.mean(np.square(sound))))
    scaled = sound * (rms / found) if found else sound
    return (scaled / max(1.0, float(np.abs(scaled).max()))).astype(np.float32)
