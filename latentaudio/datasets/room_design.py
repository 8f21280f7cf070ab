"""Which distances, in which rooms: the settings of sounds that are heard in simulated rooms.

Only the standard library is imported, because designs are part of the sources that the workflow
lists whenever it is parsed; `latentaudio.datasets.room_plan` draws what a design leaves to chance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from latentaudio.audio.room_shape import Triple

#: What a sound's level tells of its distance. ``"normalised"``: nothing, each sound is divided by
#: its largest |x|. ``"source_power"``: all that it tells in nature, since sources have a power.
Level = Literal["normalised", "source_power"]


@dataclass(frozen=True)
class ListedRoom:
    """A room that is described rather than drawn.

    Attributes
    ----------
    name
        Name of the room.
    size_m
        Length, width and height (m).
    rt60_s
        Reverberation time (s).
    microphone_m
        Where its microphone is (m); None if places of the microphone are drawn.
    """

    name: str
    size_m: Triple
    rt60_s: float
    microphone_m: Triple | None = None


@dataclass(frozen=True)
class RoomDesign:
    """Sounds at known distances in simulated rooms.

    Attributes
    ----------
    distances_m
        Distances from source to microphone (m).
    rooms
        Number of rooms that are drawn; 0 if they are listed.
    size_m
        Ranges of their length, width and height (m).
    rt60_s
        Range of their reverberation time (s), drawn on a logarithmic scale.
    listed
        Rooms that are described instead.
    placements
        Number of placements of source and microphone for each room and distance.
    groups
        Number of groups that rooms and dry recordings are dealt into. A recording is heard in the
        rooms of its own group only.
    objects
        Number of objects in each cell of the built-in sounds; 0 for a user's recordings.
    level
        What levels tell.
    source_db
        Level of the direct sound at 1 m (RMS, dB full scale), before sounds are normalised.
    source_spread_db
        Width of the range around it in which the level of each source is drawn (dB).
    noise_db
        Level of the noise floor relative to a source at 1 m (dB); None for no noise.
    samplerate
        Sample rate (Hz).
    samples
        Length of a sound.
    seed
        The run's seed.
    """

    distances_m: tuple[float, ...]
    rooms: int
    size_m: tuple[tuple[float, float], ...]
    rt60_s: tuple[float, float]
    listed: tuple[ListedRoom, ...]
    placements: int
    groups: int
    objects: int
    level: Level
    source_db: float
    source_spread_db: float
    noise_db: float | None
    samplerate: int
    samples: int
    seed: int

    @classmethod
    def restored(cls, fields: Mapping[str, Any]) -> "RoomDesign":
        """Restore a design from the JSON of its fields."""
        return cls(
            **{
                **fields,
                "distances_m": tuple(fields["distances_m"]),
                "size_m": tuple(map(tuple, fields["size_m"])),
                "rt60_s": tuple(fields["rt60_s"]),
                "listed": tuple(listed_room(**room) for room in fields["listed"]),
            }
        )


def listed_room(
    *,
    name: str,
    size_m: Sequence[float],
    rt60_s: float,
    microphone_m: Sequence[float] | None = None,
) -> ListedRoom:
    """Make a room from the lists that JSON and YAML have."""
    microphone = None if microphone_m is None else _triple(microphone_m)
    return ListedRoom(name, _triple(size_m), float(rt60_s), microphone)


def _triple(values: Sequence[float]) -> Triple:
    x, y, z = map(float, values)
    return x, y, z
