"""Sounds at known distances in simulated rooms, as a source of recordings.

Dry sounds are the built-in ones without their room, or a user's recordings. Each is a segment of
one of the few files that rule ``render_rooms`` writes, one for each group of rooms and recordings.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.segment import plain
from latentaudio.datasets.entries import Entry
from latentaudio.datasets.room_design import RoomDesign, listed_room
from latentaudio.datasets.source import Recording, Source
from latentaudio.errors import ConfigError, did_you_mean

if TYPE_CHECKING:  # only where there are rooms: sources are read whenever the workflow is parsed
    from latentaudio.datasets.room_plan import DrySound, RoomPlan

#: The factor that this source adds to those of its dry sounds.
DISTANCE = "distance_m"

#: The factor that every set has if its configuration names none: what is heard.
SOUND_SOURCE = "source"

#: Columns of the tables of acoustics that the table of recordings has, too.
ACOUSTIC_COLUMNS = (
    *("room", "dry_id", "dry_group"),
    *("drr_db", "rt60_s", "measured_rt60_s", "level_at_microphone_db"),
    *("length_m", "width_m", "height_m", "critical_distance_m"),
)

#: What is known of a built-in sound.
BUILT_IN = (SOUND_SOURCE, "material", "action")


def configured_rooms(config: Mapping[str, Any], snippet: SnippetFormat) -> RoomDesign:
    """Make the design that section ``distances`` of a (validated) configuration describes.

    What has no effect is left out, so that it re-runs nothing.

    Parameters
    ----------
    config
        Whole configuration.
    snippet
        What a snippet of the network is: the length of a sound, unless the section gives one.
    """
    section = config["distances"]
    listed = () if isinstance(section["rooms"], int) else _listed(section["rooms"])
    noisy = section["noise_db"] is not None
    seconds = section["seconds"] or snippet.seconds
    length, width, height = (
        ((0.0, 0.0),) * 3 if listed else [_range(values) for values in section["size_m"]]
    )
    return RoomDesign(
        distances_m=tuple(map(float, section["distances_m"])),
        rooms=0 if listed else section["rooms"],
        size_m=(length, width, height),
        rt60_s=(0.0, 0.0) if listed else _range(section["rt60_s"]),
        listed=listed,
        placements=section["placements"],
        groups=section["groups"],
        objects=config["synthetic"]["objects_per_cell"] if section["dry"] == "synthetic" else 0,
        level=section["level"],
        # Of normalised sounds, these two are in the table of acoustics only.
        source_db=float(section["source_db"]),
        source_spread_db=float(section["source_spread_db"]),
        noise_db=float(section["noise_db"]) if noisy else None,
        samplerate=section["samplerate"],
        samples=round(seconds * section["samplerate"]),
        seed=config["seed"],
    )


def dry_factors(names: Iterable[str]) -> list[str]:
    """Return the factors that dry sounds have, of those of a set."""
    return [name for name in names if name != DISTANCE]


def own_factors(section: Mapping[str, Any]) -> dict[str, Any]:
    """Describe the factors of a set as ``dataset.factors`` does."""
    return {SOUND_SOURCE: {"type": "categorical"}, DISTANCE: distance_factor(section)}


def distance_factor(section: Mapping[str, Any]) -> dict[str, Any]:
    """Describe the distance as a factor, with a bin for each of its values."""
    bins = max(2, len(section["distances_m"]))
    return {"type": "numeric", "unit": "m", "scale": "log", "bins": bins}


def check_rooms(source: Source) -> None:
    """Refuse a source of sounds in rooms without a design, or with factors that it does not have.

    Raises
    ------
    ConfigError
        Saying what is missing or unknown.
    """
    if source.rooms is None or source.dry is None:
        raise ConfigError("distances: no design, so there is nothing to render")
    for problem in factor_problems(source.names, built_in=source.dry.kind == "synthetic"):
        raise ConfigError(problem)


def factor_problems(factors: Sequence[str], *, built_in: bool) -> Iterator[str]:
    """List factors that the sounds do not have, or that tables have already.

    Parameters
    ----------
    factors
        Names of the factors of the set.
    built_in
        Whether its dry sounds are the built-in ones; those of recordings may be any.
    """
    known = (*BUILT_IN, DISTANCE)
    for name in factors if built_in else ():
        if name not in known:
            yield (
                f"dataset.factors: {name!r} is not known of the built-in sounds at distances "
                f"({', '.join(known)}){did_you_mean(name, known)}"
            )
    for name in factors:
        if name in ACOUSTIC_COLUMNS:
            yield (
                f"dataset.factors: {name!r} found, but the table of sounds at distances has a "
                "column of that name; rename the factor"
            )
    if factors and not dry_factors(factors):
        yield (
            f"dataset.factors: {list(factors)} found, but without a factor of the dry sounds they "
            f"cannot be dealt evenly; add one, such as {SOUND_SOURCE}"
        )


def dry_sounds(source: Source, recordings: Sequence[Recording]) -> list["DrySound"]:
    """List the dry sounds of a source, in a fixed order.

    Parameters
    ----------
    source
        A source of sounds at distances.
    recordings
        The user's dry recordings; not used of the built-in sounds.
    """
    from latentaudio.datasets.room_plan import DrySound

    assert source.rooms is not None  # by check_rooms, as what follows
    assert source.dry is not None
    if source.dry.kind != "synthetic":
        return [DrySound(one.recording_id, dict(one.factors), one.group, one) for one in recordings]
    sounds = []
    for material, action in source.dry.cells:
        known = {SOUND_SOURCE: f"{material} {action}", "material": material, "action": action}
        labels: dict[str, str | float] = {name: known[name] for name in dry_factors(source.names)}
        for number in range(source.rooms.objects):
            name = f"{material}_{action}_{number + 1:03d}"
            sounds.append(DrySound(name, labels, name, cell=(material, action), number=number))
    return sounds


def room_plan(source: Source, recordings: Sequence[Recording]) -> "RoomPlan":
    """Plan the sounds of a source; see `dry_sounds`."""
    from latentaudio.datasets.room_plan import RoomPlan

    assert source.rooms is not None  # by check_rooms
    return RoomPlan(source.rooms, dry_sounds(source, recordings))


def distance_entries(source: Source, recordings: Sequence[Recording]) -> Iterator[Entry]:
    """Yield an entry for each sound, a segment of the file that it will be rendered to.

    Parameters
    ----------
    source
        A source of sounds at distances.
    recordings
        The user's dry recordings; not used of the built-in sounds.
    """
    plan = room_plan(source, recordings)
    for group in range(plan.design.groups):
        name = group_name(group)
        for index, one in enumerate(plan.sounds(group)):
            segment = plan.segment(index)
            labels = {**one.dry.labels, DISTANCE: one.distance_m}
            yield Entry(
                where=one.recording_id,
                relative_path=f"{name}.wav",
                labels={key: _text(labels[key]) for key in source.names},
                group=name,
                recording_id=one.recording_id,
                times=(plain(segment.start_s), plain(segment.end_s)),
            )


def group_name(number: int) -> str:
    """Name a group, from its number, and the files of its sounds.

    Examples
    --------
    >>> group_name(0)
    'rooms_01'
    """
    return f"rooms_{number + 1:02d}"


def group_number(name: str) -> int:
    """Return the number (from 0) of a group that `group_name` named."""
    return int(name.removeprefix("rooms_")) - 1


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else plain(value)


def _range(values: Any) -> tuple[float, float]:  # noqa: ANN401
    low, high = values if isinstance(values, list) else (values, values)
    return float(low), float(high)


def _listed(rooms: Sequence[Mapping[str, Any]]) -> tuple:
    digits = len(str(len(rooms)))
    return tuple(
        listed_room(**{"name": f"room_{number:0{digits}d}", **room})
        for number, room in enumerate(rooms, start=1)
    )
