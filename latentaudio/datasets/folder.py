"""Recordings in a folder, whose paths contain their labels."""

import re
from collections.abc import Iterator, Sequence

from latentaudio.datasets.entries import Entry, cell_text, check_fold_column, has_group
from latentaudio.datasets.found_files import audio_files
from latentaudio.datasets.messages import listed, quoted
from latentaudio.datasets.source import Source
from latentaudio.errors import ConfigError, DatasetError


def group_name(name: str) -> str:
    """Return the named group of a column: what no name of a group can contain becomes ``_``.

    Examples
    --------
    >>> group_name("sound type"), group_name("größe"), group_name("2nd")
    ('sound_type', 'größe', '_2nd')
    """
    joined = re.sub(r"\W", "_", name)
    return joined if joined.isidentifier() else f"_{joined}"


def example_pattern(factors: Sequence[str]) -> str:
    """Return a pattern that would work, for error messages."""
    return "_".join(f"(?P<{group_name(name)}>[^_]+)" for name in factors) + r"_\d+\.wav"


def folder_entries(source: Source) -> Iterator[Entry]:
    """Read the labels of every audio file in a folder from its path; none without a pattern."""
    if not source.pattern:  # and no factors, by check_source
        for path in audio_files(source):
            yield Entry(path, path, {})
        return
    try:
        pattern = re.compile(source.pattern)
    except re.error as error:
        raise ConfigError(
            f"dataset.pattern: {source.pattern!r} is not a regular expression ({error}); "
            f"write one such as {example_pattern(source.names)}"
        ) from error
    groups = {name: group_name(name) for name in source.names}
    if len(set(groups.values())) < len(groups):
        raise ConfigError(
            f"dataset.factors: {quoted(groups)} have the named groups {quoted(groups.values())} in "
            "dataset.pattern, which are not all different; rename a factor, or list the files in a "
            "manifest (dataset.source)"
        )
    if missing := [name for name in groups.values() if name not in pattern.groupindex]:
        raise ConfigError(
            f"dataset.pattern: {source.pattern!r} has no named group for {quoted(missing)}; "
            f"write one such as {example_pattern(source.names)}"
        )
    grouped = has_group(source, pattern.groupindex, "dataset.pattern", "named groups")
    check_fold_column(source, pattern.groupindex, "dataset.pattern", "named groups")
    paths = audio_files(source)
    matches = {path: pattern.fullmatch(path) for path in paths}
    if unfit := [path for path in paths if matches[path] is None]:
        raise DatasetError(
            f"{source.root}: {len(unfit)} of {len(paths)} audio files do not match dataset.pattern "
            f"{source.pattern!r}; change the pattern (it must match the whole path relative to "
            f"that folder), or name the files in dataset.ignore:{listed(unfit)}"
        )
    for path, match in matches.items():
        assert match is not None
        yield Entry(
            path,
            path,
            {name: cell_text(match[group]) for name, group in groups.items()},
            group=cell_text(match[source.group_column]) if grouped else None,
            fold=cell_text(match[source.fold_column]) if source.fold_column is not None else None,
        )
