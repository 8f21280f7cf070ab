"""Render the sounds of one group of rooms and recordings, and write down the acoustics of each."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import soundfile

from latentaudio.artifacts import ROOM_ACOUSTICS, atomic_path, write_table
from latentaudio.audio.heard_band import WITHOUT_RUMBLE
from latentaudio.audio.level_meter import decibels
from latentaudio.audio.loudest import LoudestPoints, loudest_starts
from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.room_placements import Placement
from latentaudio.audio.rooms import Response, heard, simulate
from latentaudio.audio.segment import described, plain
from latentaudio.audio.snippets import cut
from latentaudio.audio.sound_files import mono_blocks
from latentaudio.datasets.room_design import RoomDesign
from latentaudio.datasets.room_plan import DrySound, RoomPlan, RoomSound, gap_samples, placement_of
from latentaudio.datasets.source import Recording
from latentaudio.errors import AudioError, ConfigError
from latentaudio.seeds import generator, integer_seed
from latentaudio.synthesis.factorial import dry_object


@dataclass(frozen=True)
class Acoustics:
    """What is known of the acoustics of one sound, a row of the table.

    Attributes
    ----------
    recording_id
        The sound.
    dry_id
        The dry sound that is heard in it.
    dry_group
        The recording that the dry sound comes from: those of one are always in one group.
    room
        Name of the room.
    group
        Number of the group of rooms and recordings, from 1.
    distance_m
        Distance from source to microphone (m).
    length_m, width_m, height_m
        Size of the room (m).
    absorption
        Share of the energy that its walls absorb.
    rt60_s
        Reverberation time that was asked for (s).
    measured_rt60_s
        Reverberation time of this response (s); NaN if it has no decay of 35 dB.
    critical_distance_m
        Distance at which theory has direct and reverberant energy equal (m).
    drr_db
        Direct-to-reverberant ratio of this response: energy of the direct sound relative to that of
        all else (dB).
    source_x_m, source_y_m, source_z_m, microphone_x_m, microphone_y_m, microphone_z_m
        Places of source and microphone, from a lower corner of the room (m).
    travel_s
        Time that the direct sound travels, which was removed (s).
    source_db
        Level of the direct sound at 1 m (RMS, dB full scale) before `gain_db`.
    level_at_microphone_db
        Level of the sound with its reverberation and noise (RMS, dB full scale) before `gain_db`.
    gain_db
        Gain that normalised the sound (dB); 0 if levels are kept.
    """

    recording_id: str
    dry_id: str
    dry_group: str
    room: str
    group: int
    distance_m: float
    length_m: float
    width_m: float
    height_m: float
    absorption: float
    rt60_s: float
    measured_rt60_s: float
    critical_distance_m: float
    drr_db: float
    source_x_m: float
    source_y_m: float
    source_z_m: float
    microphone_x_m: float
    microphone_y_m: float
    microphone_z_m: float
    travel_s: float
    source_db: float
    level_at_microphone_db: float
    gain_db: float


def write_group(plan: RoomPlan, group: int, sounds: Path, acoustics: Path) -> None:
    """Write all sounds of a group, as one WAV file of 24 bits, and the table of acoustics.

    Each sound is followed by a short silence. The files appear only when they are complete. Memory
    grows with the dry sounds of the group, and with nothing else.

    Parameters
    ----------
    plan
        All sounds.
    group
        Number of the group, from 0.
    sounds
        WAV file to write.
    acoustics
        Parquet table to write, a row for each sound in the order of the file; see `Acoustics`.

    Raises
    ------
    AudioError
        When a dry recording cannot be read or is silent.
    ConfigError
        When a distance does not fit into a room, or a sound would clip.
    """
    rows = []
    gap = np.zeros(gap_samples(plan.design), np.float32)
    with (
        atomic_path(sounds) as temporary,
        soundfile.SoundFile(
            temporary, "w", plan.design.samplerate, 1, "PCM_24", format="WAV"
        ) as file,
    ):
        for samples, row in rendered(plan, group):
            file.write(samples)
            file.write(gap)
            rows.append(asdict(row))
    write_table(pa.Table.from_pylist(rows), acoustics, ROOM_ACOUSTICS)


def rendered(plan: RoomPlan, group: int) -> Iterator[tuple[np.ndarray, Acoustics]]:
    """Render the sounds of a group.

    Yields
    ------
    samples : numpy.ndarray
        One sound, float32, shape ``[plan.design.samples]``.
    acoustics : Acoustics
        What is known of it.
    """
    design = plan.design
    dry = {one.dry_id: _at_source_level(one, design) for one in plan.dealt[group]}
    responses: dict[int, tuple[Placement, Response]] = {}
    present: tuple[str, float] | None = None
    for one in plan.sounds(group):
        # Responses are kept as long as room and distance stay the same.
        if present != (present := (one.room.room.name, one.distance_m)):
            responses.clear()
        if one.placement not in responses:
            responses[one.placement] = _response(one, design)
        placement, response = responses[one.placement]
        samples, source_db = dry[one.dry.dry_id]
        sound = heard(samples, response)
        if design.noise_db is not None:
            draws = generator(design.seed, "room noise", one.recording_id)
            level = 10 ** ((design.source_db + design.noise_db) / 20)
            sound += level * draws.standard_normal(len(sound))
        peak = float(np.abs(sound).max())
        if design.level == "source_power" and peak > 1:
            raise ConfigError(
                f"distances.source_db: {design.source_db:g} found, but {one.recording_id} would "
                f"clip by {decibels(peak**2):.1f} dB; lower the level of the sources"
            )
        gain = 1 / peak if design.level == "normalised" else 1.0
        levels = {
            "source_db": source_db,
            "level_at_microphone_db": decibels(float(np.mean(sound**2))),
            "gain_db": decibels(gain**2),
        }
        yield (gain * sound).astype(np.float32), _row(one, group, placement, response, levels)


def _response(one: RoomSound, design: RoomDesign) -> tuple[Placement, Response]:
    placement = placement_of(design, one.room, one.distance_m, one.placement)
    room = one.room.room
    seed = integer_seed(
        design.seed, "room response", room.name, plain(one.distance_m), one.placement
    )
    return placement, simulate(room, placement, design.samplerate, seed)


def _row(
    one: RoomSound,
    group: int,
    placement: Placement,
    response: Response,
    levels: dict[str, float],
) -> Acoustics:
    room = one.room.room
    places = {"source": placement.source, "microphone": placement.microphone}
    return Acoustics(
        recording_id=one.recording_id,
        dry_id=one.dry.dry_id,
        dry_group=one.dry.group,
        room=room.name,
        group=group + 1,
        distance_m=one.distance_m,
        **dict(zip(("length_m", "width_m", "height_m"), room.size_m, strict=True)),
        absorption=room.absorption,
        rt60_s=room.reverberation_s,
        measured_rt60_s=response.reverberation_s,
        critical_distance_m=room.critical_distance_m,
        drr_db=response.direct_to_reverberant_db,
        **{
            f"{what}_{axis}_m": at
            for what, point in places.items()
            for axis, at in zip("xyz", point, strict=True)
        },
        travel_s=(response.onset - response.lead) / response.samplerate,
        **levels,
    )


def _at_source_level(one: DrySound, design: RoomDesign) -> tuple[np.ndarray, float]:
    """Give a dry sound the level that it has at 1 m from its source: samples, and level (dB)."""
    dry = _dry_samples(one, design)
    rms = float(np.sqrt(np.mean(np.square(dry, dtype=np.float64))))
    if rms == 0:
        assert one.recording is not None  # what is synthesised is never silent
        where = described(one.recording.path, one.recording.segment)
        raise AudioError(f"{where}: silent throughout; remove the file or record it again")
    share = generator(design.seed, "source power", one.dry_id).uniform(-0.5, 0.5)
    level_db = design.source_db + share * design.source_spread_db
    return dry * (10 ** (level_db / 20) / rms), level_db


def _dry_samples(one: DrySound, design: RoomDesign) -> np.ndarray:
    if one.recording is not None:
        return _loudest_part(one.recording, SnippetFormat(design.samplerate, design.samples))
    return dry_object(
        *one.cell,
        one.number,
        seconds=design.samples / design.samplerate,
        samplerate=design.samplerate,
        seed=design.seed,
    )


def _loudest_part(recording: Recording, part: SnippetFormat) -> np.ndarray:
    """Read the part of a recording around its loudest point, between zeros if it is short."""

    def blocks() -> Iterator[np.ndarray]:
        return mono_blocks(recording.path, part.samplerate, segment=recording.segment)

    points = LoudestPoints(WITHOUT_RUMBLE.filter(part.samplerate))
    length = 0
    for block in blocks():
        points.add(block)
        length += len(block)
    starts, _, _ = loudest_starts(length, part, points.positions)
    return next(cut(blocks(), starts, part.samples))
