"""Rooms that are boxes with walls of one absorption: their geometry, and what theory says of them.

Only the standard library is imported, because rooms are checked whenever the workflow is parsed.

References
----------
W. C. Sabine, "Reverberation", in *Collected Papers on Acoustics*, Harvard University Press, 1922.
C. F. Eyring, "Reverberation time in 'dead' rooms", *J. Acoust. Soc. Am.* 1, 217-241, 1930.
H. Kuttruff, *Room Acoustics*, 5th ed., Spon Press, 2009, chapter 5.
"""

import math
from dataclasses import dataclass

from latentaudio.audio.segment import plain
from latentaudio.errors import ConfigError

#: Speed of sound in air of 20 degrees (m/s), as the simulation has it.
SPEED_OF_SOUND = 343.0

#: Least distance of sources and microphones from a wall (m).
WALL_MARGIN_M = 0.3

#: A point in a room, or the size of one: length, width and height (m).
Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Room:
    """A box whose walls absorb the same share of the energy everywhere and at all frequencies.

    Attributes
    ----------
    name
        Name of the room, for tables and messages.
    size_m
        Length, width and height (m).
    absorption
        Share of the energy that a wall absorbs, above 0; 1 leaves the direct sound alone.

    Examples
    --------
    >>> office = Room.reverberating("office", (6.0, 5.0, 3.0), 0.5)
    >>> round(office.absorption, 2), round(office.reverberation_s, 2)
    (0.21, 0.5)
    >>> round(office.critical_distance_m, 2)
    0.81
    """

    name: str
    size_m: Triple
    absorption: float

    @classmethod
    def reverberating(cls, name: str, size_m: Triple, rt60_s: float) -> "Room":
        """Make a room with a reverberation time, by Eyring's formula.

        Raises
        ------
        ConfigError
            When the size or the time is not above 0, or no wall could absorb so much: below the
            time at which Sabine's formula asks for walls that absorb everything, there is no
            reverberant field whose decay could be meant.
        """
        if not all(math.isfinite(side) and side > 0 for side in size_m):
            raise ConfigError(f"{name}: size {size_text(size_m)} found, expected lengths above 0 m")
        if not (math.isfinite(rt60_s) and rt60_s > 0):
            raise ConfigError(f"{name}: reverberation time {rt60_s} found, expected one above 0 s")
        if rt60_s < (least := shortest_rt60_s(size_m)):
            raise ConfigError(
                f"{name}: a reverberation time of {rt60_s:.3g} s cannot be reached in a room of "
                f"{size_text(size_m)}, even with fully absorbing walls (at least {least:.2f} s)"
            )
        return cls(name, size_m, -math.expm1(-shortest_rt60_s(size_m) / rt60_s))

    @property
    def volume_m3(self) -> float:
        """Volume (m³)."""
        return math.prod(self.size_m)

    @property
    def surface_m2(self) -> float:
        """Surface of all walls, floor and ceiling included (m²)."""
        return surface(self.size_m)

    @property
    def reverberation_s(self) -> float:
        """Time in which the reverberant energy falls by 60 dB, by Eyring's formula (s)."""
        if self.absorption >= 1:
            return 0.0
        return shortest_rt60_s(self.size_m) / -math.log1p(-self.absorption)

    @property
    def critical_distance_m(self) -> float:
        """Distance at which direct and reverberant energy are equal in a diffuse field (m).

        ``sqrt(R / (16 pi))``, where the room constant ``R = S a / (1 - a)`` follows from the
        surface S and the absorption a; infinite if walls absorb everything.
        """
        if self.absorption >= 1:
            return math.inf
        constant = self.surface_m2 * self.absorption / (1 - self.absorption)
        return math.sqrt(constant / (16 * math.pi))

    @property
    def longest_distance_m(self) -> float:
        """Longest distance of two points that are clear of the walls (m)."""
        return math.hypot(*(max(0.0, side - 2 * WALL_MARGIN_M) for side in self.size_m))

    def check_clear(self, what: str, point: Triple) -> None:
        """Refuse a point outside of the room, or too close to a wall.

        Parameters
        ----------
        what
            What is placed there, for the message.
        point
            Its coordinates, from a lower corner of the room (m).

        Raises
        ------
        ConfigError
            Naming the room and the coordinates.
        """
        gaps = [min(at, side - at) for at, side in zip(point, self.size_m, strict=True)]
        where = f"{what} at ({', '.join(f'{at:.3g}' for at in point)}) m"
        room = f"{self.name} ({size_text(self.size_m)})"
        if not min(gaps) >= 0:  # as NaN is not, either
            raise ConfigError(f"{where} is outside of {room}; place it inside")
        # What lies on the margin may miss it by a rounding error.
        if min(gaps) < WALL_MARGIN_M - 1e-9:
            raise ConfigError(
                f"{where} is {min(gaps):.2f} m from a wall of {room}, expected at least "
                f"{WALL_MARGIN_M} m; move it"
            )


def surface(size_m: Triple) -> float:
    """Compute the surface of a box (m²)."""
    length, width, height = size_m
    return 2 * (length * width + width * height + height * length)


def shortest_rt60_s(size_m: Triple) -> float:
    """Compute the reverberation time of a box whose walls absorb everything, by Sabine (s).

    ``24 ln(10) V / (c S)``, of the volume V, the surface S and the speed of sound c.

    Examples
    --------
    >>> round(shortest_rt60_s((6.0, 5.0, 3.0)), 3)
    0.115
    """
    return 24 * math.log(10) * math.prod(size_m) / (SPEED_OF_SOUND * surface(size_m))


def size_text(size_m: Triple) -> str:
    """Write the size of a room.

    Examples
    --------
    >>> size_text((6.0, 5.25, 3.0))
    '6 x 5.25 x 3 m'
    """
    return " x ".join(plain(round(side, 2)) for side in size_m) + " m"
