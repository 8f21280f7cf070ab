"""Places of a source and a microphone in a room, at a known distance."""

from dataclasses import dataclass

import numpy as np

from latentaudio.audio.room_shape import WALL_MARGIN_M, Room, Triple, size_text
from latentaudio.errors import ConfigError

# Draws of a direction: enough for any distance that is not almost the longest one.
_TRIALS = 10_000
_BATCH = 64


@dataclass(frozen=True)
class Placement:
    """Where a source and a microphone are in a room.

    Attributes
    ----------
    source, microphone
        Their coordinates, from a lower corner of the room (m).
    """

    source: Triple
    microphone: Triple

    @property
    def distance_m(self) -> float:
        """Distance from the source to the microphone (m)."""
        return float(np.linalg.norm(np.subtract(self.source, self.microphone)))


def draw_placement(
    rng: np.random.Generator,
    room: Room,
    distance_m: float,
    microphone: Triple | None = None,
) -> Placement:
    """Place a source and a microphone at a distance, both clear of the walls.

    The direction from the microphone to the source is drawn evenly among those in which the
    distance fits into the room, then the position.

    Parameters
    ----------
    rng
        Source of all variation.
    room
        The room.
    distance_m
        Distance from the source to the microphone (m).
    microphone
        Where the microphone is; None to draw that, too.

    Raises
    ------
    ConfigError
        When the distance is not above 0 or does not fit, or the microphone is not clear of the
        walls.
    """
    if not (np.isfinite(distance_m) and distance_m > 0):
        raise ConfigError(f"distance {distance_m} found, expected one above 0 m")
    far = np.asarray(room.size_m) - WALL_MARGIN_M
    free = far - WALL_MARGIN_M
    if microphone is not None:
        room.check_clear("the microphone", microphone)
    for _ in range(_TRIALS // _BATCH if distance_m <= room.longest_distance_m else 0):
        directions = rng.standard_normal((_BATCH, 3))
        steps = distance_m * directions / np.linalg.norm(directions, axis=1, keepdims=True)
        if microphone is None:
            fits = (np.abs(steps) <= free).all(axis=1)
        else:
            ends = microphone + steps
            fits = ((ends >= WALL_MARGIN_M) & (ends <= far)).all(axis=1)
        if fits.any():
            step = steps[fits.argmax()]
            start = microphone
            if start is None:
                # The corner of the places from which the step stays clear of the walls.
                start = WALL_MARGIN_M + np.maximum(-step, 0) + rng.random(3) * (free - np.abs(step))
            return Placement(_triple(np.add(start, step)), _triple(start))
    around = "" if microphone is None else f" around a microphone at {microphone} m"
    raise ConfigError(
        f"a distance of {distance_m:g} m does not fit into {room.name} ({size_text(room.size_m)})"
        f"{around}, {WALL_MARGIN_M} m clear of its walls (its longest is "
        f"{room.longest_distance_m:.2f} m)"
    )


def _triple(values: np.ndarray | Triple) -> Triple:
    x, y, z = map(float, values)
    return x, y, z
