"""Ids of recordings: unique, short, and safe as file names."""

import hashlib
import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from latentaudio.audio.segment import Segment, plain
from latentaudio.datasets.entries import Entry
from latentaudio.datasets.messages import listed
from latentaudio.datasets.paths import apparent_path, normal_path
from latentaudio.datasets.segments import segment_of
from latentaudio.datasets.source import REVERB_SUFFIX, Source
from latentaudio.errors import DatasetError

_ID_LENGTH = 100

_DIGEST_LENGTH = 8


def recording_id_of(relative_path: str, segment: Segment | None = None) -> str:
    """Make the id of a recording from its path: unique, short, and safe as a file name.

    The id is the path without its suffix, with ``__`` for ``/``, and the times of a segment. It
    depends on nothing else, so it stays when other recordings come or go. If other characters have
    to be replaced, or if the id has to be cut, a digest of path and times keeps it unique.

    Examples
    --------
    >>> recording_id_of("wood/tap-1.wav")
    'wood__tap-1'
    >>> recording_id_of("hölz 1.wav")
    'h-lz-1-52f6a7e7'
    >>> recording_id_of("dawn.flac", Segment(12.5, 14.0))
    'dawn__00012.500-00014.000'
    """
    times = "" if segment is None else f"__{_clock(segment.start_s)}-{_clock(segment.end_s)}"
    whole = posixpath.splitext(relative_path)[0].replace("/", "__") + times
    # A leading "-" would be taken for an option, and a leading "." would hide the file.
    safe = re.sub(r"^[-.]", "_", re.sub(r"[^A-Za-z0-9._-]", "-", whole))
    if safe == whole and len(safe) <= _ID_LENGTH:
        return safe
    text = (relative_path + times).encode("utf-8", "surrogateescape")
    digest = hashlib.sha256(text).hexdigest()
    return f"{safe[: _ID_LENGTH - _DIGEST_LENGTH - 1]}-{digest[:_DIGEST_LENGTH]}"


def _clock(seconds: float) -> str:
    """Write a time so that the texts of different times differ, and sort as the times do."""
    whole, _, decimals = plain(seconds).partition(".")
    return f"{whole:0>5}.{decimals:0<3}"


def entry_id(entry: Entry) -> str:
    """Return the id that an entry gives, or make one from its path and times."""
    if entry.recording_id is None:
        return recording_id_of(normal_path(entry.relative_path), segment_of(entry))
    return entry.recording_id


def check_ids(source: Source, entries: Sequence[Entry], ids: Sequence[str]) -> None:
    """Refuse ids that cannot be file names, or that several recordings share."""
    where = source.place
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
            f"an underscore:{listed(unsafe)}"
        )
    if source.reverberated is not None:
        reserved = [name for name in ids if name.casefold().endswith(REVERB_SUFFIX)]
        if reserved:
            raise DatasetError(
                f"{where}: {len(reserved)} ids end in {REVERB_SUFFIX!r}, which is reserved for the "
                "reverberated copies; rename those files, or set dataset.reverb.enabled to false:"
                + listed(reserved)
            )
    named = list(zip(ids, entries, strict=True))
    clashes = _same(named, lambda name, _: name.casefold())
    twice = [same for same in clashes if len({name for name, _ in same}) < len(same)]
    if twice:
        raise DatasetError(
            f"{where}: {len(twice)} recording ids belong to several files; rename the files, or "
            "give a manifest with a column recording_id (or, if rows are segments of one file, "
            "with their times in columns start_s and end_s):" + listed(map(_clash, twice))
        )
    # Ids of unusual paths end in a digest of the path, so the paths themselves are compared too.
    clashes += [
        same
        for same in _same(named, lambda _, entry: apparent_path(entry.relative_path))
        if len({entry.relative_path for _, entry in same}) > 1 and same not in clashes
        if any(entry.recording_id is None for _, entry in same)
    ]
    if clashes:
        raise DatasetError(
            f"{where}: {len(clashes)} sets of recordings differ only in upper and lower case, or "
            "in how letters with accents are written (Unicode normalisation), and would overwrite "
            "each other's files on many file systems; rename the files, or give a manifest with a "
            f"column recording_id:{listed(map(_clash, clashes))}"
        )


def _same(
    named: Sequence[tuple[str, Entry]], key: Callable[[str, Entry], str]
) -> list[list[tuple[str, Entry]]]:
    """Collect the entries that share a key with others, one list per key."""
    by_key = defaultdict(list)
    for name, entry in named:
        by_key[key(name, entry)].append((name, entry))
    return [same for same in by_key.values() if len(same) > 1]


def _clash(same: Sequence[tuple[str, Entry]]) -> str:
    names = " and ".join(sorted({repr(name) for name, _ in same}))
    return f"{names}: {', '.join(entry.relative_path for _, entry in same)}"
