"""List the recordings of a source, each with its label or value for every factor.

These come from a manifest, from file names, or from the plan of a synthetic sound set. No audio is
read here, and only the standard library is imported (plus NumPy for additive tones and for rooms,
and pyarrow for a Parquet manifest), because the workflow lists its recordings every time it is
parsed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
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
from latentaudio.datasets.found_files import audio_files
from latentaudio.datasets.given_folds import check_empty_folds, check_folds
from latentaudio.datasets.known_distances import distance_entries
from latentaudio.datasets.maas import maas_entries
from latentaudio.datasets.manifest import manifest_entries
from latentaudio.datasets.messages import listed, quoted
from latentaudio.datasets.missing import check_markers
from latentaudio.datasets.note_checks import check_lists
from latentaudio.datasets.numeric_values import check_numbers, typed
from latentaudio.datasets.paths import check_files_exist, check_paths, normal_path
from latentaudio.datasets.recording_ids import check_ids, entry_id
from latentaudio.datasets.segments import (
    TOO_SHORT,
    check_segments,
    is_too_short,
    segment_of,
)
from latentaudio.datasets.source import REVERB_SUFFIX, Recording, Source
from latentaudio.datasets.synthetic import synthetic_entries
from latentaudio.datasets.tones import additive_entries
from latentaudio.datasets.unlisted import check_unlisted
from latentaudio.datasets.written_paths import is_file
from latentaudio.errors import Collected, ConfigError, DatasetError, LatentAudioError

#: Adapter of each kind of source: yields what the source states about each file. Sounds at
#: distances are stated by `distance_entries`, which takes the recordings of another source.
ADAPTERS: Mapping[str, Callable[[Source], Iterator[Entry]]] = {
    "synthetic": synthetic_entries,
    "additive": additive_entries,
    "manifest": manifest_entries,
    "maas": maas_entries,
    "folder": folder_entries,
}

_Check = Callable[[Source, Sequence[Entry]], None]
#: Checks of what a source states, in the order in which they are made.
_BEFORE: Sequence[_Check] = (
    check_characters,
    check_paths,
    check_labels,
    check_empty_folds,
    check_unlisted,
)
_NAMES: Sequence[_Check] = (check_markers, check_alike)
_AFTER: Sequence[_Check] = (check_classes, check_numbers, check_lists)


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
    entries = list(_stated(source, names_checked=names_checked))
    for check in [*_BEFORE, *([] if names_checked else _NAMES), *_AFTER]:
        check(source, entries)
    check_segments(source, entries)
    recordings = _recordings(source, entries)
    if not source.is_made:
        check_files_exist(source, recordings)
    recordings = _long_enough(source, _select(source, recordings))
    for check_recordings in _designed(source):
        check_recordings(source, recordings)
    if source.reverberated is not None:
        recordings += _twins(recordings, source.reverberated)
    return sorted(recordings, key=lambda recording: recording.recording_id)


def dry_recordings(source: Source, *, names_checked: bool = False) -> list[Recording]:
    """List the user's dry recordings that a source places in rooms, sorted by `recording_id`.

    Parameters and errors are those of `list_recordings`. Other sources have none, nor do those
    whose dry sounds are the built-in ones.
    """
    if source.dry is None or source.dry.is_made:
        return []
    return list_recordings(source.dry, names_checked=names_checked)


def _stated(source: Source, *, names_checked: bool) -> Iterator[Entry]:
    """Yield what a source states about each file."""
    if source.kind != "distances":
        return ADAPTERS[source.kind](source)
    return distance_entries(source, dry_recordings(source, names_checked=names_checked))


def listing_errors(source: Source) -> tuple[list[LatentAudioError], list[Path]]:
    """Find all errors in a source of which `list_recordings` raises the first.

    Checks that rest on others are left out where these fail: a value that is no number, for
    example, can be in no cell of the design.

    Parameters
    ----------
    source
        Where recordings and their labels come from; not one whose files the workflow makes.

    Returns
    -------
    errors : list of LatentAudioError
        One for each kind of problem, as `list_recordings` raises it.
    paths : list of Path
        The listed files that exist, whose sound can be checked whatever their labels are.
    """
    found = Collected()
    entries: list[Entry] = []
    with found.noting():
        check_source(source)
        entries = list(ADAPTERS[source.kind](source))
    if not entries:
        return found.errors, _searched(source)
    for check in [*_BEFORE, *_NAMES, *_AFTER]:
        with found.noting():
            check(source, entries)
    files = _files(source, entries)
    if found.errors:
        with found.noting():
            check_ids(source, entries, [entry_id(entry) for entry in entries])
        with found.noting():
            check_files_exist(source, files)
    else:
        with found.noting():
            check_segments(source, entries)
            recordings = _recordings(source, entries)
            with found.noting():
                check_files_exist(source, recordings)
            recordings = _long_enough(source, _select(source, recordings))
            for check_recordings in _designed(source):
                with found.noting():
                    check_recordings(source, recordings)
    return found.errors, [one.path for one in files if is_file(one.path)]


def _designed(source: Source) -> Sequence[Callable[[Source, Sequence[Recording]], None]]:
    """List the checks of the design, of which nothing is asked where factors are only shown."""
    return () if source.labels_only else (check_design, check_folds)


def _searched(source: Source) -> list[Path]:
    """List the sound files of a folder whose names cannot be used."""
    if source.kind in ("folder", "maas"):
        with suppress(LatentAudioError):
            return [source.root / path for path in audio_files(source)]
    return []


def _files(source: Source, entries: Sequence[Entry]) -> list[Recording]:
    """List the files within the root, each once, as recordings of which nothing else is known."""
    files = {}
    for entry in entries:
        with suppress(DatasetError):
            check_paths(source, [entry])
            path = normal_path(entry.relative_path)
            files[path] = Recording(path, source.root / path, path, {}, path)
    return list(files.values())


def skipped_segments(source: Source) -> list[tuple[str, str]]:
    """Return the segments that a source leaves out because they are shorter than a snippet.

    Returns
    -------
    list of tuple
        File with times, and the reason, of each segment, sorted by `recording_id`.
    """
    source = source.dry or source
    if source.skip_shorter is None:
        return []
    every = replace(source, skip_shorter=None, reverberated=None)
    return [
        (f"{one.relative_path}, {one.segment}", TOO_SHORT)
        for one in list_recordings(every, names_checked=True)
        if is_too_short(one, source.skip_shorter)
    ]


def _recordings(source: Source, entries: Sequence[Entry]) -> list[Recording]:
    """Turn entries into recordings: each gets its id, each copy its original's group and fold."""
    ids = [entry_id(entry) for entry in entries]
    check_ids(source, entries, ids)
    originals = {
        (normal_path(entry.relative_path), segment_of(entry)): (recording_id, entry)
        for recording_id, entry in zip(ids, entries, strict=True)
        if not entry.augmentation_of
    }
    recordings, orphans, relabelled = [], [], []
    for recording_id, entry in zip(ids, entries, strict=True):
        original_id, original = recording_id, entry
        if entry.augmentation_of:
            key = (normal_path(entry.augmentation_of), segment_of(entry))
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
                group=_own_group(original_id, original)
                if original.group is None
                else original.group,
                augmentation_of=original_id if entry.augmentation_of else None,
                fold=original.fold,
                segment=segment_of(entry),
                notes=entry.notes,
            )
        )
    if orphans:
        raise DatasetError(
            f"{source.place}: {len(orphans)} copies name an original that is not listed, or is "
            "itself a copy; give the 'path' of the original as written in its own row (and the "
            "times of a segment), or, if the recording is no copy, leave the cell empty:"
            + listed(orphans)
        )
    if relabelled:
        raise DatasetError(
            f"{source.place}: {len(relabelled)} copies have labels that differ from those of "
            "their originals; correct the labels, or list them as recordings in their own right "
            f"(augmentation_of empty):{listed(relabelled)}"
        )
    return recordings


def _own_group(recording_id: str, entry: Entry) -> str:
    """Name the group of a recording that is given none: segments of a file are never split."""
    return normal_path(entry.relative_path) if any(entry.times) else recording_id


def _long_enough(source: Source, recordings: list[Recording]) -> list[Recording]:
    """Leave out segments shorter than a snippet, if the source says so."""
    if (snippet := source.skip_shorter) is None:
        return recordings
    left = [one for one in recordings if not is_too_short(one, snippet)]
    if recordings and not left:
        raise DatasetError(
            f"{source.place}: all {len(recordings)} segments are shorter than a snippet "
            f"({snippet.seconds:g} s); set dataset.short_segments: pad to use them"
        )
    return left


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
                    segment=None,
                    relative_path=name,
                    augmentation_of=recording.recording_id,
                )
            )
    return twins
