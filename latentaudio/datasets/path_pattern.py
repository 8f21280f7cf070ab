"""Regular expressions of paths, whose named groups are columns."""

import re
from collections.abc import Mapping, Sequence

from latentaudio.datasets.messages import listed
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


def compiled_pattern(source: Source, example: str) -> re.Pattern[str]:
    """Compile the pattern of a source that has one.

    Raises
    ------
    ConfigError
        When it is not a regular expression; the message names `example`, which is.
    """
    assert source.pattern is not None
    key = _key(source)
    try:
        return re.compile(source.pattern)
    except re.error as error:
        raise ConfigError(
            f"{key}: {source.pattern!r} is not a regular expression ({error}); "
            f"write one such as {example}"
        ) from error


def matched_paths(
    source: Source, pattern: re.Pattern[str], paths: Sequence[str], remedy: str
) -> Mapping[str, re.Match[str]]:
    """Match whole paths.

    Raises
    ------
    DatasetError
        When some do not match; the message names them, and `remedy`, another way than a change of
        the pattern.
    """
    matches = {path: pattern.fullmatch(path) for path in paths}
    if unfit := [path for path in paths if matches[path] is None]:
        raise DatasetError(
            f"{source.root}: {len(unfit)} of {len(paths)} audio files do not match {_key(source)} "
            f"{source.pattern!r}; change the pattern (it must match the whole path relative to "
            f"that folder), or {remedy}:{listed(unfit)}"
        )
    return {path: match for path, match in matches.items() if match is not None}


def _key(source: Source) -> str:
    """Name the key of the configuration that gives the pattern."""
    return "dataset.path_pattern" if source.kind == "manifest" else "dataset.pattern"
