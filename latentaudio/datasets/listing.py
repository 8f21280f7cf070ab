"""List the recordings of a source, each with its label or value for every factor.

These come from a manifest, from file names, or from the plan of a synthetic sound set. No audio is
read here, and only the standard library is imported (plus pyarrow for a Parquet manifest), because
the workflow lists its recordings every time it is parsed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from latentaudio.datasets.alike import check_alike
from latentaudio.datasets.checks import (
    check_characters,
    check_classes,
    check_design,
    check_labels,
    check_source,
)
from latentaudio.datasets.entries import Entry
from latentaudio.datasets.folder import folder_entries
from latentaudio.datasets.given_folds import check_empty_folds, check_folds
from latentaudio.datasets.maas import maas_entries
from latentaudio.datasets.manifest import manifest_entries
from latentaudio.datasets.messages import listed, quoted
from latentaudio.datasets.missing import check_markers
from latentaudio.datasets.numeric_values import check_numbers, typed
from latentaudio.datasets.paths import check_files_exist, check_paths, normal_path
from latentaudio.datasets.recording_ids import check_ids, entry_id
from latentaudio.datasets.source import REVERB_SUFFIX, Recording, Source
from latentaudio.datasets.synthetic import synthetic_entries
from latentaudio.errors import ConfigError, DatasetError

#: Adapter of each kind of source: yields what the source states about each file.
ADAPTERS: Mapping[str, Callable[[Source], Iterator[Entry]]] = {
    "synthetic": synthetic_entries,
    "manifest": manifest_entries,
    "maas": maas_entries,
    "folder": folder_entries,
}


def list_recordings(source: Source, *, names_checked: bool = False) -> list[Recording]:
    """List all recordings of a source, sorted by `recording_id`.

    Kinds of problem are checked one after the other; an error names all recordings that have the
    problem, not only the first.

    Parameters
    ----------
    source
        Where recordings and their labels come from.
    names_checked
        Whether labels, groups and folds were compared before, so that `source` need not say which
        of them are meant to look the same, or to look like a missing value.

    Raises
    ------
    ConfigError
        When the description of the source contradicts itself or the recordings found.
    DatasetError
        When files are missing or unexpected, labels, values or ids are unusable, or the design is
        incomplete.
    """
    check_source(source)
    entries = list(ADAPTERS[source.kind](source))
    check_characters(source, entries)
    check_paths(source, entries)
    check_labels(source, entries)
    check_empty_folds(source, entries)
    if not names_checked:
        check_markers(source, entries)
        check_alike(source, entries)
    check_classes(source, entries)
    check_numbers(source, entries)
    recordings = _recordings(source, entries)
    if source.kind != "synthetic":
        check_files_exist(source, recordings)
    recordings = _select(source, recordings)
    check_design(source, recordings)
    check_folds(source, recordings)
    if source.reverberated is not None:
        recordings += _twins(recordings, source.reverberated)
    return sorted(recordings, key=lambda recording: recording.recording_id)


def _recordings(source: Source, entries: Sequence[Entry]) -> list[Recording]:
    """Turn entries into recordings: each gets its id, each copy its original's group and fold."""
    ids = [entry_id(entry) for entry in entries]
    check_ids(source, entries, ids)
    originals = {
        normal_path(entry.relative_path): (recording_id, entry)
        for recording_id, entry in zip(ids, entries, strict=True)
        if not entry.augmentation_of
    }
    recordings, orphans, relabelled = [], [], []
    for recording_id, entry in zip(ids, entries, strict=True):
        original_id, original = recording_id, entry
        if entry.augmentation_of:
            key = normal_path(entry.augmentation_of)
            if key not in originals:
                orphans.append(f"{entry.where}: augmentation_of {entry.augmentation_of!r}")
                continue
            original_id, original = originals[key]
            if typed(source, original.labels) != typed(source, entry.labels):
                relabelled.append(f"{entry.where}: {entry.labels}, original {original.labels}")
        relative_path = normal_path(entry.relative_path)
        recordings.append(
            Recording(
                recording_id=recording_id,
                path=source.root / relative_path,
                relative_path=relative_path,
                factors=typed(source, entry.labels),
                group=original_id if original.group is None else original.group,
                augmentation_of=original_id if entry.augmentation_of else None,
                fold=original.fold,
            )
        )
    if orphans:
        raise DatasetError(
            f"{source.manifest}: {len(orphans)} copies name an original that is not listed, or is "
            "itself a copy; give the 'path' of the original as written in its own row, or, if the "
            f"recording is no copy, leave the cell empty:{listed(orphans)}"
        )
    if relabelled:
        raise DatasetError(
            f"{source.manifest}: {len(relabelled)} copies have labels that differ from those of "
            "their originals; correct the labels, or list them as recordings in their own right "
            f"(augmentation_of empty):{listed(relabelled)}"
        )
    return recordings


def _select(source: Source, recordings: list[Recording]) -> list[Recording]:
    for name, wanted in source.select.items():
        found = sorted({str(recording.factors[name]) for recording in recordings})
        if absent := [label for label in wanted if label not in found]:
            raise ConfigError(
                f"dataset.select: no recording has {name} {quoted(absent)}; found {quoted(found)}"
            )
    return [
        recording
        for recording in recordings
        if all(recording.factors[name] in wanted for name, wanted in source.select.items())
    ]


def _twins(recordings: Iterable[Recording], folder: Path) -> list[Recording]:
    twins = []
    for recording in recordings:
        if recording.augmentation_of is None:
            recording_id = recording.recording_id + REVERB_SUFFIX
            name = recording_id + ".flac"
            twins.append(
                replace(
                    recording,
                    recording_id=recording_id,
                    path=folder / name,
                    relative_path=name,
                    augmentation_of=recording.recording_id,
                )
            )
    return twins
