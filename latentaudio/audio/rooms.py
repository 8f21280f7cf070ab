"""Sounds in simulated rooms, at known distances.

The direct sound and early reflections come from image sources of a low order, all else from rays.
Image sources alone would need a high order, which takes long; cut at a lower one, they lose the end
of the tail, and the direct sound seems stronger than it is.

References
----------
J. B. Allen and D. A. Berkley, "Image method for efficiently simulating small-room acoustics",
*J. Acoust. Soc. Am.* 65, 943-950, 1979.
M. R. Schroeder, "New method of measuring reverberation time", *J. Acoust. Soc. Am.* 37, 409-412,
1965.
D. Schröder, *Physically based real-time auralization of interactive virtual environments*, Logos,
2011.
M. Vorländer, *Auralization*, Springer, 2008, chapter 11.
R. Scheibler, E. Bezzam, I. Dokmanić, "Pyroomacoustics: a Python package for audio room simulation
and array processing algorithms", *ICASSP*, 2018.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pyroomacoustics
from scipy.signal import fftconvolve

from latentaudio.audio.room_placements import Placement
from latentaudio.audio.room_shape import SPEED_OF_SOUND, Room
from latentaudio.errors import ConfigError

_IMAGE_ORDER = 3
# Share of the reflected energy that leaves a wall in a random direction. Without any, rays between
# parallel walls would never mix, and their decay would not be that of a diffuse field. Of shares
# from 0.05 to 0.4, this one gave the times nearest to those of Eyring (docs/rooms.md).
_SCATTERING = 0.2
# Rays in very large rooms: more would take minutes, and improve nothing that can be heard.
_MOST_RAYS = 100_000
_RADIUS_M = 0.5
_BIN_S = 0.004
_HITS = 20


@dataclass(frozen=True)
class Response:
    """What a microphone records of an impulse of a source.

    The direct sound has the amplitude 1 at a distance of 1 m.

    Attributes
    ----------
    samples
        Impulse response, float64, shape ``[n]``.
    onset
        Sample at which the direct sound arrives.
    lead
        Samples at the beginning that precede the moment of the impulse.
    direct
        Its part that is the direct sound, float64, shape ``[n]``.
    samplerate
        Sample rate (Hz).
    """

    samples: np.ndarray
    onset: int
    lead: int
    direct: np.ndarray
    samplerate: int

    @property
    def direct_to_reverberant_db(self) -> float:
        """Energy of the direct sound relative to that of all else (dB); infinite without any."""
        rest = float(np.sum((self.samples - self.direct) ** 2))
        own = float(np.sum(self.direct**2))
        return 10 * float(np.log10(own / rest)) if rest > 1e-12 * own else np.inf

    @property
    def reverberation_s(self) -> float:
        """Measured reverberation time (s); see `reverberation_time_s`."""
        return reverberation_time_s(self.samples[self.onset :], self.samplerate)


def simulate(room: Room, placement: Placement, samplerate: int, seed: int) -> Response:
    """Simulate the response of a room.

    Parameters
    ----------
    room
        The room.
    placement
        Where source and microphone are.
    samplerate
        Sample rate (Hz).
    seed
        Seed of the paths of the rays and of the fine structure of the tail.

    Raises
    ------
    ConfigError
        When source and microphone are at one place, or not clear of the walls.
    """
    for what, point in (("the source", placement.source), ("the microphone", placement.microphone)):
        room.check_clear(what, point)
    if placement.distance_m == 0:
        raise ConfigError(f"{room.name}: source and microphone are both at {placement.source} m")
    # Its filter against rumble would smear the direct sound, by which all else is told apart.
    with simulating(rir_hpf_enable=False):
        pyroomacoustics.random.seed(seed)
        direct = _direct(room, placement, samplerate)
        samples = direct if room.absorption >= 1 else _whole(room, placement, samplerate)
        lead = pyroomacoustics.constants.get("frac_delay_length") // 2
    delay = placement.distance_m / pyroomacoustics.constants.get("c")
    length = max(len(samples), len(direct))
    return Response(
        np.pad(samples, (0, length - len(samples))),
        round(delay * samplerate) + lead,
        lead,
        np.pad(direct, (0, length - len(direct))),
        samplerate,
    )


@contextmanager
def simulating(**constants: object) -> Iterator[None]:
    """Set constants of the simulation for a while, and let it use one thread.

    The last bits of its sums depend on the number of threads.
    """
    found = pyroomacoustics.constants
    wanted = {"num_threads": 1, **constants}
    before = {name: found.get(name) for name in wanted}
    try:
        for name, value in wanted.items():
            found.set(name, value)
        yield
    finally:
        for name, value in before.items():
            found.set(name, value)


def heard(dry: np.ndarray, response: Response) -> np.ndarray:
    """Compute what the microphone records of a sound.

    The travel time of the direct sound is removed, since it would tell the distance of a sound that
    begins with its file, and the tail after the end is cut.

    Parameters
    ----------
    dry
        The sound at 1 m from the source, without a room; shape ``[n]``.
    response
        Response of the room.

    Returns
    -------
    numpy.ndarray
        The recording, float64, shape ``[n]``.
    """
    whole = fftconvolve(dry.astype(np.float64), response.samples)
    return whole[response.onset : response.onset + len(dry)]


def reverberation_time_s(samples: np.ndarray, samplerate: int) -> float:
    """Measure the reverberation time of a response.

    A line is fitted to the level of the energy that is still to come (Schroeder 1965) between -5
    and -35 dB, and extended to 60 dB.

    Parameters
    ----------
    samples
        Impulse response from the direct sound on, shape ``[n]``.
    samplerate
        Sample rate (Hz).

    Returns
    -------
    float
        Time (s); NaN if the response has no such decay.

    Examples
    --------
    >>> decay = 10 ** (-3 * np.arange(16_000) / 16_000 / 0.5)
    >>> round(reverberation_time_s(decay, 16_000), 3)
    0.5
    """
    remaining = np.cumsum(np.square(samples[::-1], dtype=np.float64))[::-1]
    levels = 10 * np.log10(np.maximum(remaining / remaining[0], 1e-30))
    fitted = np.flatnonzero((levels <= -5) & (levels >= -35))
    if len(fitted) < 2 or levels[-1] > -35:
        return np.nan
    slope = np.polyfit(fitted / samplerate, levels[fitted], 1)[0]
    return -60 / float(slope)


def _direct(room: Room, placement: Placement, samplerate: int) -> np.ndarray:
    box = pyroomacoustics.ShoeBox(
        room.size_m,
        fs=samplerate,
        materials=pyroomacoustics.Material(room.absorption),
        max_order=0,
        air_absorption=False,
    )
    box.add_source(placement.source)
    box.add_microphone(placement.microphone)
    box.compute_rir()
    return np.asarray(box.rir[0][0], np.float64)


def _whole(room: Room, placement: Placement, samplerate: int) -> np.ndarray:
    """Join early reflections and rays, so that their energies add up to that of a room.

    Two things are put right (pyroomacoustics 0.10.1). Rays count from as many reflections as image
    sources have at most, so these would be in both: images of the last order are left out. And a
    ray loses nothing of what its walls scatter towards the microphone beside it, so that late
    energy is too large by the share that scatters.
    """
    box = pyroomacoustics.ShoeBox(
        room.size_m,
        fs=samplerate,
        materials=pyroomacoustics.Material(room.absorption, _SCATTERING),
        max_order=_IMAGE_ORDER + 1,
        air_absorption=False,
    )
    box.set_ray_tracing(n_rays=_rays(room), receiver_radius=_RADIUS_M, hist_bin_size=_BIN_S)
    box.add_source(placement.source)
    box.add_microphone(placement.microphone)
    box.image_source_model()
    box.visibility[0][:, box.sources[0].orders > _IMAGE_ORDER] = 0
    box.ray_tracing()
    box.rt_histograms = [
        [[histogram / (1 + _SCATTERING) for histogram in one] for one in source]
        for source in box.rt_histograms
    ]
    box.compute_rir()
    return np.asarray(box.rir[0][0], np.float64)


def _rays(room: Room) -> int:
    """Count the rays of which some hit the microphone in each bin of time (Vorländer 2008)."""
    hit = np.pi * _RADIUS_M**2 * SPEED_OF_SOUND * _BIN_S / room.volume_m3
    return min(_MOST_RAYS, int(_HITS / hit) + 1)
