"""What sounds at known distances need of the settings."""

from collections.abc import Iterator, Mapping
from typing import Any

from latentaudio.datasets.known_distances import configured_rooms, factor_problems
from latentaudio.networks.base import NetworkDescription
from latentaudio.workflow.rendered_config import rendered_disagreements

#: What the sources of dry recordings must be given.
_NEEDED = {"manifest": ("manifest",), "folder": ("root", "pattern")}


def distance_disagreements(config: Mapping[str, Any], network: NetworkDescription) -> Iterator[str]:
    """List what is wrong with rooms and distances, and keys that do not suit them.

    Parameters
    ----------
    config
        A configuration that agrees with the schema, with source ``distances``.
    network
        The network that will hear the sounds.
    """
    section, dataset = config["distances"], config["dataset"]
    yield from rendered_disagreements(config, network, "distances", "sounds at distances", "a room")
    if dataset["fold_column"] is not None:
        yield (
            "dataset.fold_column: must be null for sounds at distances, whose folds hold out rooms "
            "as well as recordings"
        )
    if section["level"] == "source_power" and dataset["normalise"] != "none":
        yield (
            f"dataset.normalise: {dataset['normalise']!r} found, which removes the levels that "
            "distances.level: source_power keeps; set one to none, or the other to normalised"
        )
    for key in _NEEDED.get(section["dry"], ()):
        if dataset[key] is None:
            yield f"dataset.{key}: missing, but distances.dry is '{section['dry']}'"
    yield from factor_problems(list(dataset["factors"]), built_in=section["dry"] == "synthetic")
    problems = list(_problems_of_ranges(section))
    if not problems:
        # Not imported above, because rooms are drawn with NumPy, which no other source needs here.
        from latentaudio.datasets.room_plan import room_problems

        problems = list(room_problems(configured_rooms(config, network.snippet)))
    yield from problems


def _problems_of_ranges(section: Mapping[str, Any]) -> Iterator[str]:
    rooms = section["rooms"]
    count = rooms if isinstance(rooms, int) else len(rooms)
    if section["groups"] > count:
        yield (
            f"distances.groups: {section['groups']} found, but there are {count} rooms "
            "(distances.rooms), and each group needs one"
        )
    if not isinstance(rooms, int):
        names = [room["name"].casefold() for room in rooms if "name" in room]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f"distances.rooms: several rooms are named {name!r}; give each its own name"
        if 0 < len(names) < count:
            yield "distances.rooms: some rooms have a name and others have not; name all or none"
        return
    ranges = {"rt60_s": section["rt60_s"]}
    sides = zip(("length", "width", "height"), section["size_m"], strict=True)
    ranges |= {f"size_m ({name})": values for name, values in sides}
    for name, values in ranges.items():
        if isinstance(values, list) and values[0] > values[1]:
            yield f"distances.{name}: {values} found, but ranges ascend: write {values[::-1]}"
