"""Which sound is heard where: what a design of rooms leaves to chance, drawn from its seed.

Nothing that was heard in training may be heard in a test, neither a recording nor a room. If every
recording were heard in every room, holding out some of both would leave a remainder that mixes the
two, and no grouping of all sounds would keep them apart. Rooms and dry recordings are therefore
dealt into groups together, and a recording is only heard in the rooms of its own group. Any choice
of whole groups then holds out recordings *and* rooms, and no sound that was made is left over.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from latentaudio.audio.room_placements import Placement, draw_placement
from latentaudio.audio.room_shape import Room, Triple
from latentaudio.audio.segment import Segment, plain
from latentaudio.datasets.recording_ids import recording_id_of
from latentaudio.datasets.room_design import RoomDesign
from latentaudio.datasets.source import Recording
from latentaudio.errors import ConfigError
from latentaudio.seeds import generator
from latentaudio.synthesis.tone_set import GAP_S

#: Most problems that are told at once.
_MOST_PROBLEMS = 5


@dataclass(frozen=True)
class DrySound:
    """A sound without a room.

    Attributes
    ----------
    dry_id
        Identifier, safe as a part of a file name.
    labels
        Label or value of each factor.
    group
        Sounds of one group come from one recording, and must not be dealt apart.
    recording
        The user's recording; None for a built-in sound.
    cell
        Material and action of a built-in sound.
    number
        Number of its object, from 0.
    """

    dry_id: str
    labels: dict[str, str | float]
    group: str
    recording: Recording | None = None
    cell: tuple[str, str] = ("", "")
    number: int = 0


@dataclass(frozen=True)
class PlacedRoom:
    """A room, and where its microphone is (m); None if places of the microphone are drawn."""

    room: Room
    microphone: Triple | None = None


@dataclass(frozen=True)
class RoomSound:
    """One sound of the set: a dry sound in a room, at a distance.

    Attributes
    ----------
    recording_id
        Identifier of the recording that it becomes.
    dry
        The dry sound.
    room
        The room.
    distance_m
        Distance from source to microphone (m).
    placement
        Number of the placement in this room at this distance, from 0.
    """

    recording_id: str
    dry: DrySound
    room: PlacedRoom
    distance_m: float
    placement: int


@dataclass(frozen=True)
class RoomPlan:
    """All sounds of a design.

    Attributes
    ----------
    design
        The design.
    dry
        The dry sounds, in a fixed order.
    """

    design: RoomDesign
    dry: Sequence[DrySound] = field(repr=False)

    @cached_property
    def rooms(self) -> list[PlacedRoom]:
        """The rooms; that of number i is in group i modulo the number of groups."""
        return drawn_rooms(self.design)

    @cached_property
    def dealt(self) -> list[list[DrySound]]:
        """The dry sounds of each group."""
        return deal(self.dry, self.design.groups, self.design.seed)

    def rooms_of(self, group: int) -> list[PlacedRoom]:
        """Return the rooms of a group."""
        return self.rooms[group :: self.design.groups]

    def sounds(self, group: int) -> Iterator[RoomSound]:
        """List the sounds of a group, those that share a placement close to each other.

        Successive recordings and distances take the placements in turn, so that no placement goes
        with one kind of sound.
        """
        for room in self.rooms_of(group):
            for step, distance in enumerate(self.design.distances_m):
                for turn, dry in enumerate(self.dealt[group]):
                    yield RoomSound(
                        recording_id_of(f"{dry.dry_id}_{room.room.name}_{plain(distance)}m.wav"),
                        dry,
                        room,
                        distance,
                        (turn + step) % self.design.placements,
                    )

    def segment(self, index: int) -> Segment:
        """Return where the sound of a number (from 0) lies in the file of its group."""
        gap = gap_samples(self.design)
        start = index * (self.design.samples + gap)
        rate = self.design.samplerate
        return Segment(start / rate, (start + self.design.samples) / rate)

    @property
    def pairs(self) -> tuple[int, int]:
        """Number of pairs of a recording and a room that are heard, and of all that there are."""
        heard = sum(len(dry) * len(self.rooms_of(group)) for group, dry in enumerate(self.dealt))
        return heard, len(self.dry) * len(self.rooms)


def gap_samples(design: RoomDesign) -> int:
    """Return the length of the silence after each sound (samples)."""
    return round(GAP_S * design.samplerate)


def drawn_rooms(design: RoomDesign) -> list[PlacedRoom]:
    """Make the rooms: those that are listed, or as many as are to be drawn.

    Each dimension, and the reverberation time on a logarithmic scale, has one value in each of as
    many equal parts of its range as there are rooms.

    Raises
    ------
    ConfigError
        When a room cannot have its reverberation time.
    """
    if design.listed:
        return [
            PlacedRoom(Room.reverberating(one.name, one.size_m, one.rt60_s), one.microphone_m)
            for one in design.listed
        ]
    length, width, height = (
        _spread(design, name, low, high)
        for name, (low, high) in zip(("length", "width", "height"), design.size_m, strict=True)
    )
    times = _spread(design, "rt60", *design.rt60_s, ratios=True)
    digits = len(str(design.rooms))
    return [
        PlacedRoom(Room.reverberating(f"room_{number:0{digits}d}", size, time))
        for number, (size, time) in enumerate(
            zip(zip(length, width, height, strict=True), times, strict=True), start=1
        )
    ]


def placement_of(
    design: RoomDesign, placed: PlacedRoom, distance_m: float, number: int
) -> Placement:
    """Draw one placement in a room, independently of which others there are.

    Raises
    ------
    ConfigError
        See `latentaudio.audio.room_placements.draw_placement`.
    """
    draws = generator(design.seed, "room placement", placed.room.name, plain(distance_m), number)
    return draw_placement(draws, placed.room, distance_m, placed.microphone)


def _spread(
    design: RoomDesign, name: str, low: float, high: float, *, ratios: bool = False
) -> list[float]:
    draws = generator(design.seed, "rooms", name)
    shares = (draws.permutation(design.rooms) + draws.random(design.rooms)) / design.rooms
    values = low * (high / low) ** shares if ratios else low + (high - low) * shares
    return list(map(float, values))


def deal(dry: Sequence[DrySound], groups: int, seed: int) -> list[list[DrySound]]:
    """Deal dry sounds into groups, so that each has as many of every kind as can be.

    Sounds of one recording stay together.

    Parameters
    ----------
    dry
        The dry sounds.
    groups
        Number of groups.
    seed
        The run's seed.

    Returns
    -------
    list of list of DrySound
        The sounds of each group, in the order of `dry`.
    """
    members = defaultdict(list)
    for one in dry:
        members[one.group].append(one)
    kinds: list[dict[tuple, int]] = [defaultdict(int) for _ in range(groups)]
    sizes = [0] * groups
    chosen: dict[str, int] = {}
    names = sorted(members)
    # In random order, but kind by kind, so that the kinds are dealt evenly.
    order = generator(seed, "dealt recordings").permutation(len(names)).tolist()
    order.sort(key=lambda index: _kind(members[names[index]][0]))
    for index in order:
        own = members[names[index]]
        target = min(
            range(groups),
            key=lambda group: (sum(kinds[group][_kind(one)] for one in own), sizes[group], group),
        )
        chosen[names[index]] = target
        sizes[target] += len(own)
        for one in own:
            kinds[target][_kind(one)] += 1
    return [[one for one in dry if chosen[one.group] == group] for group in range(groups)]


def _kind(dry: DrySound) -> tuple[str, ...]:
    return tuple(value for value in dry.labels.values() if isinstance(value, str))


def room_problems(design: RoomDesign) -> Iterator[str]:
    """List why rooms cannot be as they are asked for, or distances do not fit into them.

    Parameters
    ----------
    design
        The design.
    """
    try:
        rooms = drawn_rooms(design)
    except ConfigError as error:
        yield f"distances.rooms: {error}"
        return
    found = []
    for placed in rooms:
        try:
            for distance in sorted(design.distances_m, reverse=True):
                for number in range(design.placements):
                    placement_of(design, placed, distance, number)
        except ConfigError as error:
            found.append(f"distances.rooms: {error}")
    yield from found[:_MOST_PROBLEMS]
    if len(found) > _MOST_PROBLEMS:
        yield f"distances.rooms: {len(found) - _MOST_PROBLEMS} more rooms have such problems"
