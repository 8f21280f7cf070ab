"""Make a source of recordings from the configuration, and convert it to JSON and back."""

import dataclasses
import itertools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from latentaudio.audio.rate import SnippetFormat
from latentaudio.datasets.known_distances import DISTANCE, configured_rooms
from latentaudio.datasets.room_design import RoomDesign
from latentaudio.datasets.source import Source
from latentaudio.datasets.tones import configured_tones
from latentaudio.datasets.written_paths import with_home
from latentaudio.factor_types import Factor, parse_factors
from latentaudio.synthesis.tone_design import ToneDesign

#: Key of the pattern of the paths, by kind of source.
_PATTERNS = {"folder": "pattern", "manifest": "path_pattern"}


def configured_source(config: Mapping[str, Any], results: Path, snippet: SnippetFormat) -> Source:
    """Make the source that a (validated) configuration describes.

    Parameters
    ----------
    config
        Whole configuration, of which the sections ``dataset``, ``synthetic``, ``additive`` and
        ``distances`` are read.
    results
        Folder of the run, in which synthetic and reverberated recordings are made.
    snippet
        What a snippet of the network is.
    """
    if config["dataset"]["source"] == "distances":
        return _in_rooms(config, results, snippet)
    dataset = config["dataset"]
    kind = dataset["source"]
    root = dataset["root"] and Path(with_home(dataset["root"]))
    # Keys that this kind of source does not use are left out, so that a change re-runs nothing.
    listed = dataset["manifest"] if kind == "manifest" else None
    several = listed if isinstance(listed, Mapping) else {}
    manifest = Path(with_home(listed)) if isinstance(listed, str) else None
    has_columns = kind in ("manifest", "folder")
    group_column = dataset["group_column"] if has_columns else "group"
    fold_column = dataset["fold_column"] if has_columns else None
    skipping = kind == "manifest" and dataset["short_segments"] == "skip"
    cells: tuple[tuple[str, ...], ...] = ()
    if kind == "synthetic":
        root = results / "dataset" / "synthetic"
        synthetic = config["synthetic"]
        cells = tuple(itertools.product(synthetic["materials"], synthetic["actions"]))
    elif kind == "additive":
        root = results / "dataset" / "additive"
    elif manifest and root is None:
        root = manifest.parent
    return Source(
        kind=kind,
        root=root,
        factors=parse_factors(dataset["factors"]),
        manifest=manifest,
        tables={part: Path(with_home(path)) for part, path in several.items()},
        **(_columns(dataset) if kind == "manifest" else {}),
        pattern=dataset[_PATTERNS[kind]] if kind in _PATTERNS else None,
        ignore=tuple(dataset["ignore"]) if kind in ("folder", "maas") else (),
        group_column=group_column,
        fold_column=fold_column,
        classes={factor: tuple(labels) for factor, labels in dataset["classes"].items()},
        select={factor: tuple(labels) for factor, labels in dataset["select"].items()},
        distinct=tuple(dataset["distinct"]),
        skip_shorter=snippet if skipping else None,
        complete_design=dataset["complete_design"],
        cells=cells,
        tones=_tones(config, snippet) if kind == "additive" else None,
        group_by=tuple(config["additive"]["groups"]) if kind == "additive" else (),
        reverberated=results / "dataset" / "reverberated" if dataset["reverb"]["enabled"] else None,
        skip_unreadable=skips_unreadable(config),
        labels_only=is_map_only(config),
    )


def _columns(dataset: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a configuration says of the columns of a manifest."""
    return {
        "path_template": dataset["path_template"],
        "rows": {name: tuple(cells) for name, cells in dataset["rows"].items()},
        "notes": dict(dataset["notes"]),
        "first_of": dict(dataset["first_of"]),
        "all_listed": dataset["unlisted"] == "error",
    }


def _in_rooms(config: Mapping[str, Any], results: Path, snippet: SnippetFormat) -> Source:
    """Make a source of sounds in rooms around the source of its dry sounds."""
    dataset = config["dataset"]
    factors = parse_factors(dataset["factors"])
    kind = config["distances"]["dry"]
    # All that is asked of the design is asked of the sounds in rooms.
    known = ["material", "action"] if kind == "synthetic" else dataset["factors"]
    names = [name for name in known if name != DISTANCE]
    without = {"source": kind, "factors": {name: _typed(dataset, name) for name in names}}
    dry = configured_source(
        {**config, "dataset": {**dataset, **without, "fold_column": None}}, results, snippet
    )
    return Source(
        kind="distances",
        root=results / "dataset" / "distances",
        factors=factors,
        classes=dry.classes,
        select=dry.select,
        distinct=dry.distinct,
        complete_design=dry.complete_design,
        rooms=configured_rooms(config, snippet),
        dry=dataclasses.replace(dry, labels_only=True, skip_unreadable=False),
        skip_unreadable=skips_unreadable(config),
        labels_only=is_map_only(config),
    )


def _typed(dataset: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401
    factors = dataset["factors"]
    return factors.get(name, "categorical") if isinstance(factors, Mapping) else "categorical"


def _tones(config: Mapping[str, Any], snippet: SnippetFormat) -> ToneDesign:
    """Make the design of additive tones, without what has no effect, so that it re-runs nothing."""
    tones = configured_tones(config, snippet)
    if tones.design == "grid":
        tones = dataclasses.replace(tones, sounds=0, log_scale=())
    if not tones.is_random:
        tones = dataclasses.replace(tones, voice=dataclasses.replace(tones.voice, seed=0))
    return tones


def skips_unreadable(config: Mapping[str, Any]) -> bool:
    """Return whether recordings that cannot be used are left out."""
    return bool(config["dataset"]["unreadable"] == "skip")


def is_map_only(config: Mapping[str, Any]) -> bool:
    """Return whether a run only makes a map of its sounds, so that nothing is decoded."""
    return bool(config["studies"] == ["explorer"])


def block_seconds(config: Mapping[str, Any]) -> float | None:
    """Return the length of the blocks that are groups of their own (s), or None.

    In a synthetic recording every object is a block.
    """
    if config["dataset"]["source"] == "synthetic":
        return config["synthetic"]["seconds_per_object"]
    return config["dataset"]["block_s"]


def measuring_settings(config: Mapping[str, Any]) -> dict[str, Any]:
    """Give the settings that decide what is read of a recording, and which snippets it has.

    Returns
    -------
    dict
        Arguments of `latentaudio.datasets.measuring.Plan.of` by name, which are options of the
        program of rule ``measure``, too.
    """
    dataset = config["dataset"]
    return {
        "channels": dataset["channels"],
        "normalise": dataset["normalise"],
        "hop_s": dataset["hop_s"],
        "block_s": block_seconds(config),
        "guard_s": dataset["guard_s"],
        "silence_db": dataset["silence_db"],
        # Left out if they have no effect, so that they outdate nothing.
        **({"chosen": "loudest"} if dataset["snippets"] == "loudest" else {}),
        **({"remainder": "pad"} if dataset["remainder"] == "pad" else {}),
    }


def to_json(source: Source) -> str:
    """Convert a source to JSON; equal sources give equal text."""
    return json.dumps(dataclasses.asdict(source), default=str, sort_keys=True)


def from_json(text: str) -> Source:
    """Restore a source from the JSON of `to_json`."""
    return _restored(json.loads(text))


def _restored(fields: dict[str, Any]) -> Source:
    for name in ("root", "manifest", "reverberated"):
        fields[name] = fields[name] and Path(fields[name])
    fields["tables"] = {part: Path(path) for part, path in fields["tables"].items()}
    for name in ("classes", "select", "rows"):
        fields[name] = {factor: tuple(labels) for factor, labels in fields[name].items()}
    shorter = fields["skip_shorter"]
    fields["skip_shorter"] = shorter and SnippetFormat(**shorter)
    fields["ignore"] = tuple(fields["ignore"])
    fields["factors"] = tuple(Factor(**factor) for factor in fields["factors"])
    fields["distinct"] = tuple(fields["distinct"])
    fields["cells"] = tuple(map(tuple, fields["cells"]))
    fields["tones"] = fields["tones"] and ToneDesign.restored(fields["tones"])
    fields["group_by"] = tuple(fields["group_by"])
    fields["rooms"] = fields["rooms"] and RoomDesign.restored(fields["rooms"])
    fields["dry"] = fields["dry"] and _restored(fields["dry"])
    return Source(**fields)
