"""Reverberated copies of recordings.

The room is a box, simulated with the image-source method alone. Only the positions of source and
microphone are random, and they follow from the seed.

References
----------
J. B. Allen and D. A. Berkley, "Image method for efficiently simulating small-room acoustics",
*J. Acoust. Soc. Am.* 65, 943-950, 1979.
R. Scheibler, E. Bezzam, I. Dokmanić, "Pyroomacoustics: a Python package for audio room simulation
and array processing algorithms", *ICASSP*, 2018.
"""

from pathlib import Path

import numpy as np
import pyroomacoustics
import soundfile
from scipy.signal import oaconvolve

from latentaudio import artifacts
from latentaudio.audio.file_blocks import Blocks
from latentaudio.audio.heard_band import WITHOUT_RUMBLE, HeardBand
from latentaudio.audio.room_shape import WALL_MARGIN_M, shortest_rt60_s
from latentaudio.audio.rooms import simulating
from latentaudio.audio.segment import Segment
from latentaudio.audio.snippets import window
from latentaudio.audio.sound_files import mono_blocks, probe
from latentaudio.errors import AudioError, ConfigError
from latentaudio.seeds import generator

_CANDIDATES = 10_000
# 4.5 million images. A higher order would take seconds and gigabytes, for a decay longer than any
# room this small has.
_HIGHEST_ORDER = 150
_FULL_SCALE = 1 - 2**-15


def reverberate(
    path_in: str | Path,
    path_out: str | Path,
    *,
    rt60_s: float,
    room_m: tuple[float, float, float],
    distance_m: float,
    seed: int,
    segment: Segment | None = None,
    channel: int | None = None,
    band: HeardBand = WITHOUT_RUMBLE,
) -> None:
    """Write a copy of a recording as it would sound in a room.

    The copy is mono, has the length of the original, and is aligned with it: the travel time of the
    direct sound is removed, and the tail after the end is cut. Its RMS in the band that the network
    hears equals that of the original, or is lower where the copy would clip. Memory use does not
    grow with the duration.

    Parameters
    ----------
    path_in
        Original recording.
    path_out
        FLAC file to write: 16 bit, at the original's sample rate.
    rt60_s
        Reverberation time by Sabine's formula (s).
    room_m
        Length, width and height of the room (m).
    distance_m
        Distance from the source to the microphone (m).
    seed
        Seed of their positions in the room.
    segment
        Part of the file that is the original, or None for the whole file.
    channel
        Number of the channel to read, from 1, or None for the mean over channels.
    band
        Band that the network hears.

    Raises
    ------
    ConfigError
        When the reverberation time or the distance is impossible in this room.
    AudioError
        When the original cannot be read or is silent.
    """
    path_in = Path(path_in)
    facts = probe(path_in)
    response, delay = impulse_response(
        facts.samplerate, rt60_s=rt60_s, room_m=room_m, distance_m=distance_m, seed=seed
    )

    def original() -> Blocks:
        return mono_blocks(path_in, None, segment=segment, channel=channel)

    def reverberated() -> Blocks:
        return window(convolve(original(), response), delay, n_samples)

    heard_in, heard_out = band.filter(facts.samplerate), band.filter(facts.samplerate)
    energy_in = energy_out = peak = 0.0
    n_samples = 0
    for block in original():
        n_samples += len(block)
        heard = heard_in(block)
        energy_in += float(np.vdot(heard, heard))
    for block in reverberated():
        heard = heard_out(block)
        energy_out += float(np.vdot(heard, heard))
        peak = max(peak, float(np.abs(block).max()))
    if energy_in == 0 or energy_out == 0:
        raise AudioError(f"{path_in}: silent throughout; remove the file or record it again")
    gain = min(np.sqrt(energy_in / energy_out), _FULL_SCALE / peak)
    with (
        artifacts.atomic_path(path_out) as temporary,
        soundfile.SoundFile(
            temporary, "w", facts.samplerate, channels=1, format="FLAC", subtype="PCM_16"
        ) as file,
    ):
        for block in reverberated():
            file.write(gain * block)


def impulse_response(
    samplerate: int,
    *,
    rt60_s: float,
    room_m: tuple[float, float, float],
    distance_m: float,
    seed: int,
) -> tuple[np.ndarray, int]:
    """Compute the room's impulse response from the source to the microphone.

    Parameters and errors are those of `reverberate`.

    Returns
    -------
    response : numpy.ndarray
        Impulse response at `samplerate` (Hz), float64, shape ``[n]``.
    delay : int
        Sample at which the direct sound arrives.
    """
    absorption, order = _walls(rt60_s, room_m)
    source, microphone = _positions(room_m, distance_m, seed)
    room = pyroomacoustics.ShoeBox(
        room_m,
        fs=samplerate,
        materials=pyroomacoustics.Material(absorption),
        max_order=order,
        ray_tracing=False,
        air_absorption=False,
    )
    room.add_source(source)
    room.add_microphone(microphone)
    with simulating():
        room.compute_rir()
    # Each image is a windowed sinc, so that it can lie between samples; half of it precedes it.
    lead = pyroomacoustics.constants.get("frac_delay_length") // 2
    return room.rir[0][0], round(distance_m / room.c * samplerate) + lead


def convolve(blocks: Blocks, response: np.ndarray) -> Blocks:
    """Convolve a stream with a response, block by block (overlap-add, full convolution)."""
    tail = np.zeros(len(response) - 1)
    for block in blocks:
        full = oaconvolve(block.astype(np.float64), response)
        full[: len(tail)] += tail
        tail = full[len(block) :]
        yield full[: len(block)]
    if len(tail):
        yield tail


def _walls(rt60_s: float, room_m: tuple[float, float, float]) -> tuple[float, int]:
    """Return the absorption of the walls and the reflection order that the decay requires."""
    if len(room_m) != 3 or not all(np.isfinite(side) and side > 0 for side in room_m):
        raise ConfigError(f"dataset.reverb.room_m: found {room_m}; give three lengths above 0 m")
    if not (np.isfinite(rt60_s) and rt60_s > 0):
        raise ConfigError(f"dataset.reverb.rt60_s: found {rt60_s}; give a time above 0 s")
    x, y, z = room_m
    sabine = shortest_rt60_s(room_m)
    if rt60_s < sabine:
        raise ConfigError(
            f"dataset.reverb.rt60_s: {rt60_s} s cannot be reached in a room of {x} x {y} x {z} m, "
            f"even with fully absorbing walls (at least {sabine:.2f} s); increase it, or reduce "
            "dataset.reverb.room_m"
        )
    absorption, order = pyroomacoustics.inverse_sabine(rt60_s, room_m)
    if order > _HIGHEST_ORDER:
        raise ConfigError(
            f"dataset.reverb.rt60_s: {rt60_s} s in a room of {x} x {y} x {z} m needs "
            f"reflections of order {order} (at most {_HIGHEST_ORDER}); reduce it, or increase "
            "dataset.reverb.room_m"
        )
    return absorption, order


def _positions(
    room_m: tuple[float, float, float], distance_m: float, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Place source and microphone at the given distance, both clear of the walls."""
    if not (np.isfinite(distance_m) and distance_m > 0):
        raise ConfigError(f"dataset.reverb.distance_m: found {distance_m}; give a length above 0 m")
    rng = generator(seed, "reverberate")
    far = np.asarray(room_m) - WALL_MARGIN_M
    sources = rng.uniform(size=(_CANDIDATES, 3)) * (far - WALL_MARGIN_M) + WALL_MARGIN_M
    directions = rng.standard_normal((_CANDIDATES, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    microphones = sources + distance_m * directions
    inside = ((sources <= far) & (microphones >= WALL_MARGIN_M) & (microphones <= far)).all(axis=1)
    if not inside.any():
        x, y, z = room_m
        raise ConfigError(
            f"dataset.reverb.distance_m: {distance_m} m does not fit into a room of {x} x {y} x "
            f"{z} m, {WALL_MARGIN_M} m clear of its walls; reduce it, or increase "
            "dataset.reverb.room_m"
        )
    first = int(inside.argmax())
    return sources[first], microphones[first]
