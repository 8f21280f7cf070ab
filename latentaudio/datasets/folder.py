"""Recordings in a folder, whose paths contain their labels."""

from collections.abc import Iterator

from latentaudio.datasets.entries import Entry, cell_text, check_fold_column, has_group
from latentaudio.datasets.found_files import audio_files
from latentaudio.datasets.messages import quoted
from latentaudio.datasets.path_pattern import (
    compiled_pattern,
    example_pattern,
    group_name,
    matched_paths,
)
from latentaudio.datasets.source import Source
from latentaudio.errors import ConfigError


def folder_entries(source: Source) -> Iterator[Entry]:
    """Read the labels of every audio file in a folder from its path; none without a pattern."""
    if not source.pattern:  # and no factors, by check_source
        for path in audio_files(source):
            yield Entry(path, path, {})
        return
    pattern = compiled_pattern(source, example_pattern(source.names))
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
    remedy = "name the files in dataset.ignore"
    for path, match in matched_paths(source, pattern, paths, remedy).items():
        yield Entry(
            path,
            path,
            {name: cell_text(match[group]) for name, group in groups.items()},
            group=cell_text(match[source.group_column]) if grouped else None,
            fold=cell_text(match[source.fold_column]) if source.fold_column is not None else None,
        )
