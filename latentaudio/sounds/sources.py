"""Which recordings there are, and the label that each has for each factor.

The labels come from a manifest, from file names, or from the plan of a synthetic sound set. No
audio is read here and only the standard library is imported (pyarrow too, for a Parquet manifest):
the workflow lists its recordings each time it is parsed.
"""

import csv
import difflib
import hashlib
import itertools
import os
import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from latentaudio.errors import ConfigError, DatasetError

AUDIO_SUFFIXES = frozenset({".wav", ".flac", ".ogg", ".mp3"})
REVERB_SUFFIX = "__reverb"

# Names of columns that the tables of later stages have beside the factors.
RESERVED_NAMES = frozenset(
    {
        *("recording_id", "path", "sha256", "samplerate", "channels", "duration_s", "group"),
        *("augmentation_of", "gain", "n_snippets", "n_silent", "n_padded"),
        *("snippet_id", "start_s", "padded", "level_db"),
        *("layer", "layer_name", "fold", "scheme", "factor", "truth", "predicted", "decoder"),
        *("x", "y", "rank", "class_name", "mean_score", "top_share", "split"),
    }
)

# The letters of the MaAS data set's file names: the first and the second letter of each.
_MAAS_LETTERS: tuple[dict[str, str], dict[str, str]] = (
    {"W": "wood", "M": "metal", "G": "glass", "S": "stone", "C": "cardboard", "P": "plastic"},
    {"T": "tapping", "R": "rubbing", "D": "destructing", "W": "whirling"},
)

_ID_LENGTH = 100
_DIGEST_LENGTH = 8
_LABEL_LENGTH = 200
_LISTED = 20
_LARGEST_MANIFEST = 2**30
# A Parquet file of a few bytes may announce any number of rows.
_MOST_ROWS = 2_000_000
# Line breaks and other controls, half characters (which stand for bytes that are no UTF-8), and
# code points that XML, and so the figures, cannot hold.
_UNPRINTABLE = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True)
class Source:
    """Where recordings and their labels come from.

    Attributes
    ----------
    kind
        ``"manifest"``: a table of paths and labels. ``"folder"``: labels are part of file names.
        ``"maas"``: files named as the MaAS data set names them. ``"synthetic"``: files that this
        project is to make, one for each of `cells`.
    root
        Folder that the recordings' relative paths start from.
    factors
        Names of the factors, in the order of the tables' columns.
    manifest
        CSV (UTF-8, comma) or Parquet file with a column ``path`` and one for each factor; optional
        columns are `group_column`, ``augmentation_of`` and ``recording_id``.
    pattern
        Regular expression that must match the whole path (relative to `root`, with ``/``) of every
        audio file in a folder; its named groups are the factors and, optionally, `group_column`.
    group_column
        Names what must never be split between folds. Where there is no column (or named group) of
        the default name, every recording is its own group.
    classes
        Labels that a factor may have; any other is an error. Factors left out may have any.
    select
        Labels to keep, per factor; recordings with others are left out, after all were checked.
    complete_design
        Whether every combination of labels must occur.
    cells
        Labels of each synthetic recording, in the order of `factors`.
    reverberated
        Folder of the reverberated twins, one for each recording, or None for no twins.
    """

    kind: Literal["synthetic", "manifest", "maas", "folder"]
    root: Path
    factors: tuple[str, ...]
    manifest: Path | None = None
    pattern: str | None = None
    group_column: str = "group"
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    select: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    complete_design: bool = True
    cells: tuple[tuple[str, ...], ...] = ()
    reverberated: Path | None = None


@dataclass(frozen=True)
class Recording:
    """One file of sound and what is known of it.

    Attributes
    ----------
    recording_id
        Unique, also on file systems that ignore case, and safe as a file name.
    path
        Where the file lies.
    relative_path
        The same relative to the root of its source, with ``/``.
    factors
        Label of each factor.
    group
        What must never be split between folds.
    augmentation_of
        The `recording_id` of which this is an altered copy, or None for an original.
    """

    recording_id: str
    path: Path
    relative_path: str
    factors: dict[str, str]
    group: str
    augmentation_of: str | None = None


def list_recordings(source: Source) -> list[Recording]:
    """List all recordings of a source, sorted by `recording_id`.

    All recordings are checked for one kind of problem before the error names every one that has
    it.

    Raises
    ------
    ConfigError
        When the description of the source contradicts itself or what was found.
    DatasetError
        When files are missing or superfluous, when labels or ids are unusable, or when the design
        is incomplete.
    """
    _check_source(source)
    read = {
        "synthetic": _synthetic_entries,
        "manifest": _manifest_entries,
        "maas": _maas_entries,
        "folder": _folder_entries,
    }[source.kind]
    entries = list(read(source))
    _check_characters(source, entries)
    _check_paths(source, entries)
    _check_labels(source, entries)
    recordings = _recordings(source, entries)
    if source.kind != "synthetic":
        _check_files_exist(source, recordings)
    recordings = _select(source, recordings)
    _check_design(source, recordings)
    if source.reverberated is not None:
        recordings += _twins(recordings, source.reverberated)
    return sorted(recordings, key=lambda recording: recording.recording_id)


def recording_id_of(relative_path: str) -> str:
    """Make the id of a recording from its path: unique, short, and safe as a file name.

    The path without its suffix, ``/`` as ``__``. Where characters had to be replaced or the id had
    to be cut, a digest of the path keeps it unique.

    Examples
    --------
    >>> recording_id_of("wood/tap-1.wav")
    'wood__tap-1'
    >>> recording_id_of("hölz 1.wav")
    'h-lz-1-52f6a7e7'
    """
    whole = posixpath.splitext(relative_path)[0].replace("/", "__")
    # At the start, "-" would pass for an option and "." hide the file.
    safe = re.sub(r"^[-.]", "_", re.sub(r"[^A-Za-z0-9._-]", "-", whole))
    if safe == whole and len(safe) <= _ID_LENGTH:
        return safe
    digest = hashlib.sha256(relative_path.encode("utf-8", "surrogateescape")).hexdigest()
    return f"{safe[: _ID_LENGTH - _DIGEST_LENGTH - 1]}-{digest[:_DIGEST_LENGTH]}"


# -- The description of the source ----------------------------------------------------------------


def _check_source(source: Source) -> None:
    factors = source.factors
    if not factors or len(set(factors)) < len(factors) or not all(factors):
        raise ConfigError(
            f"dataset.factors: found {list(factors)}; at least one name is needed, each different"
        )
    if taken := [name for name in factors if name in RESERVED_NAMES]:
        raise ConfigError(
            f"dataset.factors: {', '.join(taken)} is the name of a column that the tables have "
            f"anyway; rename the factor (taken names: {', '.join(sorted(RESERVED_NAMES))})"
        )
    for key, labels in (("classes", source.classes), ("select", source.select)):
        if unknown := [name for name in labels if name not in factors]:
            raise ConfigError(
                f"dataset.{key}: {_quoted(unknown)} is not a factor; "
                f"dataset.factors has {_quoted(factors)}"
            )
    if source.kind == "maas" and len(factors) != 2:
        raise ConfigError(
            f"dataset.factors: found {_quoted(factors)}, but files named as in the MaAS data set "
            "have two factors, one for each letter; give two names"
        )
    if source.kind == "manifest" and source.manifest is None:
        raise ConfigError("dataset.manifest: missing; give the path of a CSV or Parquet file")
    if source.kind == "folder" and not source.pattern:
        raise ConfigError(
            "dataset.pattern: missing; give a regular expression with one named group per factor, "
            f"such as {_example_pattern(factors)}"
        )
    if source.kind == "synthetic":
        if not source.cells:
            raise ConfigError("dataset.cells: no cells, so there is nothing to synthesise")
        if uneven := [cell for cell in source.cells if len(cell) != len(factors)]:
            raise ConfigError(
                f"dataset.cells: {uneven[0]} has {len(uneven[0])} labels, but there are "
                f"{len(factors)} factors ({_quoted(factors)})"
            )


def _example_pattern(factors: Sequence[str]) -> str:
    return "_".join(f"(?P<{name}>[a-z]+)" for name in factors) + r"_\d+\.wav"


# -- Reading each kind of source ------------------------------------------------------------------


@dataclass(frozen=True)
class _Entry:
    """What a source says about one file, before anything is checked."""

    where: str  # for messages: a file, or a row of the manifest
    relative_path: str
    labels: dict[str, str]
    group: str | None = None  # None: the recording is its own group
    recording_id: str | None = None  # None: to be made from the path
    augmentation_of: str = ""  # path of the original, or empty


def _synthetic_entries(source: Source) -> Iterator[_Entry]:
    for cell in source.cells:
        name = "_".join(cell) + ".wav"
        yield _Entry(name, name, dict(zip(source.factors, cell, strict=True)))


def _maas_entries(source: Source) -> Iterator[_Entry]:
    names = [path for path in _audio_files(source) if "/" not in path]
    first, second = _MAAS_LETTERS
    expected = {a + b + ".wav": (first[a], second[b]) for a in first for b in second}
    if unfit := [name for name in names if name not in expected]:
        raise DatasetError(
            f"{source.root}: {len(unfit)} of {len(names)} audio files are not named as in the MaAS "
            f"data set (one of {''.join(first)}, then one of {''.join(second)}, then .wav, as in "
            "WT.wav); rename or remove them, or set dataset.source to 'folder' with a "
            f"dataset.pattern:{_listing(unfit)}"
        )
    for name in names:
        yield _Entry(name, name, dict(zip(source.factors, expected[name], strict=True)))


def _folder_entries(source: Source) -> Iterator[_Entry]:
    assert source.pattern is not None  # _check_source
    try:
        pattern = re.compile(source.pattern)
    except re.error as error:
        raise ConfigError(
            f"dataset.pattern: {source.pattern!r} is no regular expression ({error}); "
            f"write one such as {_example_pattern(source.factors)}"
        ) from error
    if missing := [name for name in source.factors if name not in pattern.groupindex]:
        raise ConfigError(
            f"dataset.pattern: {source.pattern!r} has no named group for {_quoted(missing)}; "
            f"write one such as {_example_pattern(source.factors)}"
        )
    has_group = _has_group(source, pattern.groupindex, "dataset.pattern", "named groups")
    paths = _audio_files(source)
    matches = {path: pattern.fullmatch(path) for path in paths}
    if unfit := [path for path in paths if matches[path] is None]:
        raise DatasetError(
            f"{source.root}: {len(unfit)} of {len(paths)} audio files do not match dataset.pattern "
            f"{source.pattern!r}; change the pattern (it must match the whole path relative to "
            f"that folder), or move the files elsewhere:{_listing(unfit)}"
        )
    for path, match in matches.items():
        assert match is not None
        yield _Entry(
            path,
            path,
            {name: _text(match[name]) for name in source.factors},
            group=_text(match[source.group_column]) if has_group else None,
        )


def _manifest_entries(source: Source) -> Iterator[_Entry]:
    manifest = source.manifest
    assert manifest is not None  # _check_source
    if not manifest.is_file():
        raise DatasetError(
            f"{manifest}: not found, or not a file; set dataset.manifest to a CSV or Parquet file"
        )
    if (size := manifest.stat().st_size) > _LARGEST_MANIFEST:
        raise DatasetError(
            f"{manifest}: has {size} bytes, which is no list of recordings (at most "
            f"{_LARGEST_MANIFEST}); set dataset.manifest to a CSV or Parquet file"
        )
    _check_root(source)
    read = _parquet_rows if manifest.suffix.lower() in {".parquet", ".pq"} else _csv_rows
    needed = ("path", *source.factors)
    columns, rows = read(manifest, {*needed, source.group_column, *_OPTIONAL_COLUMNS})
    if missing := [name for name in needed if name not in columns]:
        raise DatasetError(
            f"{manifest}: no column {_quoted(missing)}; found {_quoted(columns)}; a manifest has "
            "'path' and one column per factor (dataset.factors), separated by commas"
        )
    if not rows:
        raise DatasetError(f"{manifest}: no rows; list at least one recording")
    has_group = _has_group(source, columns, str(manifest), "columns")
    has_id = "recording_id" in columns
    for where, row in rows:
        yield _Entry(
            f"{manifest.name} {where}",
            row["path"],
            {name: row[name] for name in source.factors},
            group=row[source.group_column] if has_group else None,
            recording_id=row["recording_id"] if has_id else None,
            augmentation_of=row.get("augmentation_of", ""),
        )


_OPTIONAL_COLUMNS = ("recording_id", "augmentation_of")
_Rows = tuple[list[str], list[tuple[str, dict[str, str]]]]


def _csv_rows(path: Path, wanted: Set[str]) -> _Rows:
    """Read the names of all columns, and the cells of the wanted ones, row by row."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file, strict=True)
            columns = [name.strip() for name in next(reader, [])]
            _check_columns(path, columns, wanted)
            rows, uneven = [], []
            for cells in reader:
                if not any(cells):
                    continue  # an empty line
                where = f"line {reader.line_num}"
                if len(cells) != len(columns):
                    uneven.append(f"{where}: {len(cells)} cells")
                else:
                    row = zip(columns, cells, strict=True)
                    rows.append(
                        (where, {name: _text(cell) for name, cell in row if name in wanted})
                    )
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DatasetError(
            f"{path}: cannot be read as CSV ({error}); save it as UTF-8, separated by commas"
        ) from error
    if uneven:
        raise DatasetError(
            f"{path}: the header has {len(columns)} columns, but {len(uneven)} lines have another "
            f"number of cells; quote cells that hold commas:{_listing(uneven)}"
        )
    return columns, rows


def _parquet_rows(path: Path, wanted: Set[str]) -> _Rows:
    """Read as `_csv_rows` does; columns that are not wanted may be large, and are not read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            columns = file.schema_arrow.names
            _check_columns(path, columns, wanted)
            if file.metadata.num_rows > _MOST_ROWS:
                raise DatasetError(
                    f"{path}: {file.metadata.num_rows} rows, at most {_MOST_ROWS} can be read; "
                    "split the data set"
                )
            table = file.read(columns=[name for name in columns if name in wanted])
        rows = [
            (f"row {number}", {name: _text(value) for name, value in row.items()})
            for number, row in enumerate(table.to_pylist(), start=1)
        ]
    # Text that is no UTF-8, and dates that Python does not have, are errors of value.
    except (OSError, ValueError, OverflowError, MemoryError, pa.ArrowException) as error:
        reason = " ".join(str(error).split())
        raise DatasetError(f"{path}: cannot be read as Parquet ({reason})") from error
    return columns, rows


def _check_columns(path: Path, columns: Sequence[str], wanted: Set[str]) -> None:
    if twice := [name for name in sorted(wanted) if columns.count(name) > 1]:
        raise DatasetError(
            f"{path}: several columns are named {_quoted(twice)}; keep one, or rename the others"
        )


def _text(value: object) -> str:
    if isinstance(value, bytes):  # of a column of text that is not marked as such
        value = value.decode("utf-8")
    missing = value is None or value != value  # NaN is how pandas marks a missing label
    return "" if missing else str(value).strip()


def _has_group(source: Source, names: Iterable[str], where: str, what: str) -> bool:
    """Tell whether groups are given; only the default name may be absent."""
    names = list(names)
    if source.group_column in names:
        return True
    if source.group_column != Source.group_column:
        raise ConfigError(
            f"dataset.group_column: {source.group_column!r} is not among the {what} of {where} "
            f"({_quoted(names)}); name one of them, or leave the key out"
        )
    return False


def _check_root(source: Source) -> None:
    if not source.root.is_dir():
        raise DatasetError(
            f"{source.root}: no such folder; set dataset.root to the folder of the recordings"
        )


def _audio_files(source: Source) -> list[str]:
    """Find the audio files below the root, except hidden ones, as sorted relative paths."""
    _check_root(source)
    found = []
    visited = set()
    for folder, subfolders, names in os.walk(source.root, followlinks=True):
        if (real := os.path.realpath(folder)) in visited:  # a link that leads back
            subfolders.clear()
            continue
        visited.add(real)
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        relative = Path(folder).relative_to(source.root)
        found += [
            (relative / name).as_posix()
            for name in names
            if not name.startswith(".") and Path(name).suffix.lower() in AUDIO_SUFFIXES
        ]
    if not found:
        raise DatasetError(
            f"{source.root}: no audio files ({', '.join(sorted(AUDIO_SUFFIXES))}) in this folder; "
            "set dataset.root to the folder of the recordings"
        )
    return sorted(found)


# -- Checks ---------------------------------------------------------------------------------------


def _check_characters(source: Source, entries: Iterable[_Entry]) -> None:
    """Refuse what no name should have, and what tables, figures and logs would garble."""
    unfit, long = [], []
    for entry in entries:
        names = {"path": entry.relative_path, **entry.labels, source.group_column: entry.group}
        for what, text in names.items():
            if text and _UNPRINTABLE.search(text):
                unfit.append(f"{entry.where}: {what} {text[:_LABEL_LENGTH]!r}")
            elif text and what != "path" and len(text) > _LABEL_LENGTH:
                long.append(f"{entry.where}: {what} {text[:20]!r}..., {len(text)} characters")
    where = source.manifest or source.root
    if unfit:
        raise DatasetError(
            f"{where}: {len(unfit)} names hold line breaks, other control characters, or bytes "
            "that are no UTF-8 (written as \\n, \\x.. or \\udc.. here); rename them:"
            + _listing(unfit)
        )
    if long:
        raise DatasetError(
            f"{where}: {len(long)} labels have more than {_LABEL_LENGTH} characters; shorten them, "
            f"or name another column:{_listing(long)}"
        )


def _check_paths(source: Source, entries: Iterable[_Entry]) -> None:
    outside, empty = [], []
    for entry in entries:
        if not entry.relative_path:
            empty.append(entry.where)
        elif _is_outside(entry.relative_path):
            outside.append(f"{entry.where}: {entry.relative_path}")
    if empty:
        raise DatasetError(f"{source.manifest}: the path is empty in:{_listing(empty)}")
    if outside:
        raise DatasetError(
            f"{source.manifest or source.root}: {len(outside)} paths lead outside the folder of "
            f"the recordings, {source.root}; paths are relative to it and have no '..' that leads "
            f"out; set dataset.root to a folder that holds all:{_listing(outside)}"
        )


def _is_outside(path: str) -> bool:
    # By the letters of the path only: links to other places inside the folder are the user's.
    drive = re.match(r"[A-Za-z]:[\\/]", path) is not None
    return drive or path.startswith(("/", "\\")) or _normal(path).split("/")[0] == ".."


def _normal(path: str) -> str:
    return posixpath.normpath(path)


def _check_labels(source: Source, entries: Sequence[_Entry]) -> None:
    empty = [
        f"{entry.where} ({entry.relative_path}): {name}"
        for entry in entries
        for name, label in entry.labels.items()
        if not label
    ]
    empty += [
        f"{entry.where} ({entry.relative_path}): {source.group_column}"
        for entry in entries
        if entry.group == "" and not entry.augmentation_of
    ]
    if empty:
        raise DatasetError(
            f"{source.manifest or source.root}: {len(empty)} labels are empty; every recording "
            f"needs a label for each of {_quoted(source.factors)}, and a group where groups are "
            f"given:{_listing(empty)}"
        )
    _check_spelling(source, entries)
    unknown = [
        (entry, name, label)
        for entry in entries
        for name, label in entry.labels.items()
        if name in source.classes and label not in source.classes[name]
    ]
    if unknown:
        # Only for those that are shown, because to find the nearest label takes its time.
        shown = (
            f"{entry.where} ({entry.relative_path}): {name} {label!r}, "
            f"nearest {_nearest(label, source.classes[name])!r}"
            for entry, name, label in unknown[:_LISTED]
        )
        raise DatasetError(
            f"{source.manifest or source.root}: {len(unknown)} labels are not among those declared "
            "in dataset.classes; correct them, or declare them there:"
            + _listing(shown, len(unknown))
        )


def _check_spelling(source: Source, entries: Iterable[_Entry]) -> None:
    """Refuse labels that only look the same: letters with accents can be written in two ways."""
    for name in source.factors:
        labels = {entry.labels[name] for entry in entries}
        labels.update(source.classes.get(name, ()), source.select.get(name, ()))
        spellings = defaultdict(list)
        for label in sorted(labels):
            spellings[unicodedata.normalize("NFC", label)].append(label)
        if alike := [same for same in spellings.values() if len(same) > 1]:
            raise DatasetError(
                f"{source.manifest or source.root}: {len(alike)} labels of {name!r} are written in "
                "several ways that look the same (Unicode normalisation); write each in one way, "
                "in dataset.classes and dataset.select, too:"
                + _listing(" and ".join(map(ascii, same)) for same in alike)
            )


def _nearest(label: str, allowed: Sequence[str]) -> str:
    close = difflib.get_close_matches(label.casefold(), [a.casefold() for a in allowed], 1, 0.0)
    return next(a for a in allowed if a.casefold() == close[0]) if close else allowed[0]


def _recordings(source: Source, entries: Sequence[_Entry]) -> list[Recording]:
    """Give every entry its id, and every augmented copy the group of its original."""
    ids = [_id_of(entry) for entry in entries]
    _check_ids(source, entries, ids)
    originals = {
        _normal(entry.relative_path): (recording_id, entry)
        for recording_id, entry in zip(ids, entries, strict=True)
        if not entry.augmentation_of
    }
    recordings, orphans, relabelled = [], [], []
    for recording_id, entry in zip(ids, entries, strict=True):
        original_id, original = recording_id, entry
        if entry.augmentation_of:
            key = _normal(entry.augmentation_of)
            if key not in originals:
                orphans.append(f"{entry.where}: augmentation_of {entry.augmentation_of!r}")
                continue
            original_id, original = originals[key]
            if original.labels != entry.labels:
                relabelled.append(f"{entry.where}: {entry.labels}, original {original.labels}")
        relative_path = _normal(entry.relative_path)
        recordings.append(
            Recording(
                recording_id=recording_id,
                path=source.root / relative_path,
                relative_path=relative_path,
                factors=entry.labels,
                group=original_id if original.group is None else original.group,
                augmentation_of=original_id if entry.augmentation_of else None,
            )
        )
    if orphans:
        raise DatasetError(
            f"{source.manifest}: {len(orphans)} copies name an original that is not listed, or is "
            "itself a copy; give the 'path' of the original as it stands in its own row:"
            + _listing(orphans)
        )
    if relabelled:
        raise DatasetError(
            f"{source.manifest}: {len(relabelled)} copies have other labels than their originals; "
            f"list them as recordings of their own (augmentation_of empty):{_listing(relabelled)}"
        )
    return recordings


def _id_of(entry: _Entry) -> str:
    if entry.recording_id is None:
        return recording_id_of(_normal(entry.relative_path))
    return entry.recording_id


def _check_ids(source: Source, entries: Sequence[_Entry], ids: Sequence[str]) -> None:
    where = source.manifest or source.root
    unsafe = [
        f"{entry.where}: {name!r}"
        for name, entry in zip(ids, entries, strict=True)
        if len(name) > _ID_LENGTH or not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", name)
        if entry.recording_id is not None
    ]
    if unsafe:
        raise DatasetError(
            f"{where}: {len(unsafe)} values of recording_id cannot be file names; use 1 to "
            f"{_ID_LENGTH} of the characters A-Z a-z 0-9 . _ - and begin with a letter, a digit or "
            f"_ :{_listing(unsafe)}"
        )
    if source.reverberated is not None:
        reserved = [name for name in ids if name.casefold().endswith(REVERB_SUFFIX)]
        if reserved:
            raise DatasetError(
                f"{where}: {len(reserved)} ids end in {REVERB_SUFFIX!r}, which is reserved for the "
                "reverberated copies; rename those files, or switch the copies off:"
                + _listing(reserved)
            )
    named = list(zip(ids, entries, strict=True))
    clashes = _same(named, lambda name, _: name.casefold())
    twice = [same for same in clashes if len({name for name, _ in same}) < len(same)]
    if twice:
        raise DatasetError(
            f"{where}: {len(twice)} recording ids are given to several files; rename the files, or "
            "add a column recording_id to a manifest:" + _listing(map(_clash, twice))
        )
    # Ids of unusual paths end in a digest of the path, so the paths themselves are compared too.
    clashes += [
        same
        for same in _same(named, lambda _, entry: _looks(entry.relative_path))
        if len({entry.relative_path for _, entry in same}) > 1 and same not in clashes
        if any(entry.recording_id is None for _, entry in same)
    ]
    if clashes:
        raise DatasetError(
            f"{where}: {len(clashes)} recordings differ only in upper and lower case, or in how "
            "letters with accents are written (Unicode normalisation), and would overwrite each "
            "other's files on many disks; rename the files, or add a column recording_id to a "
            f"manifest:{_listing(map(_clash, clashes))}"
        )


def _looks(path: str) -> str:
    """Give what file systems that ignore case and normalisation see of a path."""
    return unicodedata.normalize("NFC", path.casefold())


def _same(
    named: Sequence[tuple[str, _Entry]], key: Callable[[str, _Entry], str]
) -> list[list[tuple[str, _Entry]]]:
    """Collect the entries that share a key, where there are several."""
    by_key = defaultdict(list)
    for name, entry in named:
        by_key[key(name, entry)].append((name, entry))
    return [same for same in by_key.values() if len(same) > 1]


def _clash(same: Sequence[tuple[str, _Entry]]) -> str:
    names = " and ".join(sorted({repr(name) for name, _ in same}))
    return f"{names}: {', '.join(entry.relative_path for _, entry in same)}"


def _check_files_exist(source: Source, recordings: Sequence[Recording]) -> None:
    if missing := [r for r in recordings if not _is_file(r.path)]:
        shown = (r.relative_path + _hint(r.path) for r in missing[:_LISTED])
        raise DatasetError(
            f"{source.manifest or source.root}: {len(missing)} of {len(recordings)} recordings do "
            f"not exist in {source.root}; correct the paths, or set dataset.root to the folder "
            f"that they start from:{_listing(shown, len(missing))}"
        )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # too long for a name, or in a folder that may not be read
        return False


def _hint(path: Path) -> str:
    """Tell of a file whose name only looks like the one that is missing."""
    try:
        beside = [other.name for other in path.parent.iterdir()]
    except OSError:
        return ""
    if any(_looks(name) == _looks(path.name) for name in beside):
        return " (there is one of other case, or with accents written otherwise)"
    if any(name.strip() == path.name for name in beside):
        return (
            " (there is one with blanks around its name, which a manifest cannot give; rename it)"
        )
    return ""


def _select(source: Source, recordings: list[Recording]) -> list[Recording]:
    for name, wanted in source.select.items():
        found = sorted({recording.factors[name] for recording in recordings})
        if absent := [label for label in wanted if label not in found]:
            raise ConfigError(
                f"dataset.select: no recording has {name} {_quoted(absent)}; found {_quoted(found)}"
            )
    return [
        recording
        for recording in recordings
        if all(recording.factors[name] in wanted for name, wanted in source.select.items())
    ]


def _check_design(source: Source, recordings: Sequence[Recording]) -> None:
    where = source.manifest or source.root
    levels = []
    for name in source.factors:
        found = {recording.factors[name] for recording in recordings}
        if len(found) < 2:
            raise DatasetError(
                f"{where}: factor {name!r} has {len(found)} class ({_quoted(sorted(found))}), so "
                "there is nothing to tell apart; add recordings of another class, change "
                "dataset.select, or leave the factor out of dataset.factors"
            )
        # A class that was declared and never recorded leaves cells empty, too.
        declared = () if name in source.select else source.classes.get(name, ())
        levels.append(sorted(found.union(declared)))
    if not source.complete_design:
        return
    present = {tuple(r.factors[name] for name in source.factors) for r in recordings}
    cells = list(itertools.product(*levels))
    if empty := [" x ".join(cell) for cell in cells if cell not in present]:
        raise DatasetError(
            f"{where}: {len(empty)} of {len(cells)} cells of the design "
            f"{' x '.join(source.factors)} have no recording; add some, keep a complete part with "
            "dataset.select, or set dataset.complete_design: false where no later step needs a "
            f"complete design:{_listing(empty)}"
        )


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


# -- Messages -------------------------------------------------------------------------------------


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(repr(name) for name in names) or "none"


def _listing(items: Iterable[str], total: int | None = None) -> str:
    """List the first items, of `total` where `items` are not all."""
    items = list(items)
    lines = [f"\n  {item}" for item in items[:_LISTED]]
    if (more := (total or len(items)) - _LISTED) > 0:
        lines.append(f"\n  ... and {more} more")
    return "".join(lines)
