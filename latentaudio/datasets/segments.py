"""Rows that are segments of files, with the times of a table of annotations."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.segment import Segment
from latentaudio.datasets.entries import Entry
from latentaudio.datasets.messages import listed, quoted
from latentaudio.datasets.numeric_values import NUMBER, typed
from latentaudio.datasets.paths import normal_path
from latentaudio.datasets.source import Recording, Source
from latentaudio.errors import DatasetError

#: Columns of a manifest that make its rows segments.
TIMES = ("start_s", "end_s")

#: Why a segment is passed over.
TOO_SHORT = "shorter than a snippet (dataset.short_segments)"

# Names of such columns, in lower case, which may as well be something else: where a clip was cut
# out of a longer recording, say. They are the times of segments if a file has several rows.
_GENERAL_NAMES = (("start", "end"), ("begin", "end"))

# Other names of such columns, in lower case, with what programs for annotation write.
_OTHER_NAMES = (
    ("start_time", "end_time"),
    ("start (s)", "end (s)"),
    ("onset_s", "offset_s"),
    ("begin time (s)", "end time (s)"),
)
# Rounded times may overlap by this (s), which is less than a sample.
_ROUNDING_S = 1e-6


class _Part(NamedTuple):
    """A row, and the times of its part of a file; without times, all of it."""

    start_s: float
    end_s: float
    entry: Entry


# -- What is stated --------------------------------------------------------------------------------


def check_time_columns(manifest: Path, columns: Sequence[str], paths: Sequence[str]) -> None:
    """Refuse a manifest with one of the two columns, or with other names of both.

    Parameters
    ----------
    manifest
        File, for messages.
    columns
        Names of its columns.
    paths
        Path in each of its rows.
    """
    found = [name for name in TIMES if name in columns]
    if len(found) == 1:
        absent = next(name for name in TIMES if name not in columns)
        raise DatasetError(
            f"{manifest}: column {found[0]!r} without {absent!r}; give both (s) if rows are "
            "segments of files, or rename the column"
        )
    lower = [name.lower() for name in columns]
    several_rows = len(set(paths)) < len(paths)
    others = _OTHER_NAMES + (_GENERAL_NAMES if several_rows else ())
    for names in () if found else others:
        if all(name in lower for name in names):
            shown = quoted(columns[lower.index(name)] for name in names)
            raise DatasetError(
                f"{manifest}: columns {shown} look like the times of segments, but whole files "
                f"would be used; rename them to {quoted(TIMES)} (s), or, if they are something "
                "else, to anything else"
            )


def check_segments(source: Source, entries: Sequence[Entry]) -> None:
    """Refuse times that are not those of segments, and segments that overlap."""
    check_times(source, entries)
    check_overlaps(source, entries)


def check_times(source: Source, entries: Iterable[Entry]) -> None:
    """Refuse times that are not the start and the end of a segment.

    Raises
    ------
    DatasetError
        Naming each row with an unusable time, and what is expected.
    """
    unfit = [
        f"{entry.where} ({entry.relative_path}): {text}"
        for entry in entries
        if (text := _unfit(entry.times))
    ]
    if unfit:
        raise DatasetError(
            f"{source.place}: {len(unfit)} rows have times that are not those of a segment; "
            "give the start and the end in seconds from the beginning of the file, or leave both "
            f"cells empty for a whole file:{listed(unfit)}"
        )


def _unfit(times: tuple[str, str]) -> str:
    """Say what is wrong with the times of an entry; empty if nothing is."""
    if not any(times):
        return ""
    for name, text in zip(TIMES, times, strict=True):
        if not text:
            return f"no {name}"
        if not NUMBER.fullmatch(text) or not math.isfinite(float(text)):
            return f"{name} {text!r}, expected a number such as 0, 12.5 or 3600"
        if float(text) < 0:
            return f"{name} {text}, expected 0 or more"
    start, end = map(float, times)
    return "" if start < end else f"start_s {times[0]} is not before end_s {times[1]}"


def segment_of(entry: Entry) -> Segment | None:
    """Return the segment that an entry states; None for a whole file."""
    if not any(entry.times):
        return None
    start, end = map(float, entry.times)
    return Segment(start + 0.0, end)  # -0 becomes 0


# -- Several segments of one file ------------------------------------------------------------------


def check_overlaps(source: Source, entries: Iterable[Entry]) -> None:
    """Refuse segments that share a part of their file.

    With different labels, that part would have both; with equal labels, it would count twice.

    Raises
    ------
    DatasetError
        Naming each pair of rows with the times that both contain.
    """
    differ, equal = [], []
    for one, other in _overlapping(entries):
        start, end = other.start_s, min(one.end_s, other.end_s)
        both = str(Segment(start, end)) if math.isfinite(end) else "all of it"
        text = f"{one.entry.where} and {other.entry.where} ({one.entry.relative_path}): {both}"
        labels = [typed(source, part.entry.labels) for part in (one, other)]
        if labels[0] == labels[1]:
            equal.append(text)
        else:
            names = [", ".join(part.entry.labels.values()) for part in (one, other)]
            differ.append(f"{text}, {names[0]!r} and {names[1]!r}")
    if differ:
        raise DatasetError(
            f"{source.place}: {len(differ)} pairs of segments with different labels overlap, "
            "so parts of the sound have several labels; correct the times or the labels, or "
            f"remove one of each pair:{listed(differ)}"
        )
    if equal:
        raise DatasetError(
            f"{source.place}: {len(equal)} pairs of segments with equal labels overlap, so "
            "parts of the sound would count twice; make one row of each pair, or let one segment "
            f"begin where the other ends:{listed(equal)}"
        )


def _overlapping(entries: Iterable[Entry]) -> Iterator[tuple[_Part, _Part]]:
    """Yield each part of a file that begins before an earlier one ends, the earlier one first."""
    files = defaultdict(list)
    for entry in entries:
        segment = segment_of(entry)
        times = (0.0, math.inf) if segment is None else (segment.start_s, segment.end_s)
        files[normal_path(entry.relative_path)].append(_Part(*times, entry))
    for parts in files.values():
        if not any(any(part.entry.times) for part in parts):
            continue  # one file in several rows is told of where its ids clash
        parts.sort(key=lambda part: part[:2])
        last = parts[0]  # of those so far, the one that ends last
        for part in parts[1:]:
            if part.start_s < last.end_s - _ROUNDING_S:
                yield last, part
            last = max(last, part, key=lambda one: one.end_s)


# -- Segments that are too short -------------------------------------------------------------------


def is_too_short(recording: Recording, snippet: SnippetFormat) -> bool:
    """Return whether a recording is a segment that is shorter than a snippet."""
    if recording.segment is None:
        return False
    first, stop = recording.segment.span(snippet.samplerate)
    return stop - first < snippet.samples
