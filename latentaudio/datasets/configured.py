"""From the configuration to a source of recordings, and to JSON and back."""

import dataclasses
import itertools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from latentaudio.datasets.source import Source


def configured_source(config: Mapping[str, Any], results: Path) -> Source:
    """Make the source that a (checked) configuration describes.

    Parameters
    ----------
    config
        The whole configuration; its sections ``dataset`` and ``synthetic`` are read.
    results
        The folder of the run, in which synthetic and reverberated recordings are made.
    """
    dataset = config["dataset"]
    kind, root = dataset["source"], dataset["root"]
    # Keys that a kind of source does not use are left out, so that they outdate nothing.
    manifest = Path(dataset["manifest"]) if kind == "manifest" else None
    group_column = dataset["group_column"] if kind in ("manifest", "folder") else "group"
    cells: tuple[tuple[str, ...], ...] = ()
    if kind == "synthetic":
        root = results / "dataset" / "synthetic"
        synthetic = config["synthetic"]
        cells = tuple(itertools.product(synthetic["materials"], synthetic["actions"]))
    elif manifest and root is None:
        root = manifest.parent
    return Source(
        kind=kind,
        root=Path(root),
        factors=tuple(dataset["factors"]),
        manifest=manifest,
        pattern=dataset["pattern"] if kind == "folder" else None,
        group_column=group_column,
        classes={factor: tuple(labels) for factor, labels in dataset["classes"].items()},
        select={factor: tuple(labels) for factor, labels in dataset["select"].items()},
        complete_design=dataset["complete_design"],
        cells=cells,
        reverberated=results / "dataset" / "reverberated" if dataset["reverb"]["enabled"] else None,
    )


def block_seconds(config: Mapping[str, Any]) -> float | None:
    """Give the length of the blocks that are groups of their own (s), or None.

    In a synthetic recording every object is a block.
    """
    if config["dataset"]["source"] == "synthetic":
        return config["synthetic"]["seconds_per_object"]
    return config["dataset"]["block_s"]


def to_json(source: Source) -> str:
    """Write a source as JSON; equal sources give equal text."""
    return json.dumps(dataclasses.asdict(source), default=str, sort_keys=True)


def from_json(text: str) -> Source:
    """Read what `to_json` wrote."""
    fields = json.loads(text)
    for name in ("root", "manifest", "reverberated"):
        fields[name] = fields[name] and Path(fields[name])
    for name in ("classes", "select"):
        fields[name] = {factor: tuple(labels) for factor, labels in fields[name].items()}
    fields["factors"] = tuple(fields["factors"])
    fields["cells"] = tuple(map(tuple, fields["cells"]))
    return Source(**fields)
