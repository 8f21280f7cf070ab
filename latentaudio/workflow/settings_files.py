"""Reading and merging files of settings.

What is wrong with a file is named with its line. YAML itself keeps the last of two equal keys and
drops the others, and Snakemake, which reads these files first, puts any other mistake down to tabs.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from latentaudio.errors import ConfigError

_MERGE_TAG = "tag:yaml.org,2002:merge"
_QUOTE = "put the text in single quotes"

#: What to do about a mistake, by a part of the parser's message.
_REMEDIES = {
    "unknown escape character": (
        "in double quotes, a backslash begins an escape; use single quotes, in which it is a "
        r"backslash, as in pattern: '(?P<pitch>[a-z]+)_\d+\.wav'"
    ),
    r"'\t'": "indent with blanks instead of tabs",
    "cannot start any token": _QUOTE,
    "expected alphabetic or numeric": _QUOTE,
    "mapping values are not allowed": f"a colon and a blank end a key; if text has them, {_QUOTE}",
    "another document": "a file has one document; remove the line '---'",
}
_OTHER_REMEDY = "check quotes, brackets and indentation"


def read_settings(path: Path) -> dict[str, Any]:
    """Read a file of settings.

    Parameters
    ----------
    path
        A YAML or JSON file in UTF-8.

    Raises
    ------
    ConfigError
        When the file does not exist, is not UTF-8, has a mistake in its syntax or the same key
        twice, or does not consist of keys with values.
    """
    text = _text(path)
    from_json = _json(text)
    try:
        # JSON is YAML, whose parser knows the lines of keys, but for tabs.
        loader = yaml.SafeLoader(text if from_json is None else text.replace("\t", " "))
        root = loader.get_single_node()
        if root is not None:
            _refuse_repeated_keys(path, root)
        if from_json is None and root is not None:
            settings = loader.construct_document(root)
        else:
            settings = from_json
    except yaml.MarkedYAMLError as error:
        raise ConfigError(f"{path}{_described(error)}") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ConfigError(
            f"{path}, line {line}: control character U+{error.character:04X}; remove it"
        ) from error
    except ValueError as error:
        raise ConfigError(
            f"{path}: {error}; if text looks like a date or a number, {_QUOTE}"
        ) from error
    if not isinstance(settings, dict):
        found = {type(None): "nothing", list: "a list"}.get(type(settings), "a single value")
        raise ConfigError(f"{path}: {found} found, expected keys with values, such as run: mine")
    return settings


def laid_over(settings: Mapping[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    """Lay settings over others.

    Mappings are merged key by key. Anything else replaces what was there, and so does an empty
    mapping: it would say nothing otherwise.

    Examples
    --------
    >>> laid_over({"a": {"b": 1, "c": 2}, "d": {"e": 3}}, {"a": {"b": 4}, "d": {}})
    {'a': {'b': 4, 'c': 2}, 'd': {}}
    """
    merged = dict(settings)
    for name, value in overlay.items():
        below = merged.get(name)
        if value and isinstance(value, Mapping) and isinstance(below, Mapping):
            value = laid_over(below, value)
        merged[name] = value
    return merged


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: not found; give the path of a file of settings") from error
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be read ({error.strerror}); give the path of a file of settings"
        ) from error
    try:
        # Some editors begin a file with a mark of its byte order.
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            f"{path}, line {line}: byte 0x{data[error.start]:02X} found, which is not UTF-8; save "
            "the file in the encoding UTF-8, comments included"
        ) from error


def _json(text: str) -> object:
    """Read JSON; None if the text is not JSON."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def _described(error: yaml.MarkedYAMLError) -> str:
    mark, problem = error.problem_mark or error.context_mark, error.problem or "syntax error"
    where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    begin = error.context_mark
    within = begin and (error.context or "").startswith("while")
    since = f" {error.context} that begins in line {begin.line + 1}" if begin and within else ""
    remedies = (remedy for part, remedy in _REMEDIES.items() if part in problem)
    remedy = next(remedies, _OTHER_REMEDY)
    return f"{where}: {problem.removeprefix('but ')}{since}; {remedy}"


def _refuse_repeated_keys(path: Path, root: yaml.Node) -> None:
    if repeated := list(dict.fromkeys(_repeated_keys(root))):
        raise ConfigError(
            f"{path}: keys given more than once, of which the last would hide the others; keep one "
            "of each:" + "".join(f"\n  {one}" for one in repeated)
        )


def _repeated_keys(node: yaml.Node, name: str = "") -> Iterator[str]:
    """List the keys that a mapping has more than once, with their lines."""
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _repeated_keys(item, f"{name}[{index}]")
    elif isinstance(node, yaml.MappingNode):
        lines = defaultdict(list)
        for key, value in node.value:
            path = f"{name}.{key.value}" if name else str(key.value)
            lines[key.tag, path].append(str(key.start_mark.line + 1))
            yield from _repeated_keys(value, path)
        for (tag, path), numbers in lines.items():
            if len(numbers) > 1 and tag != _MERGE_TAG:
                yield f"{path}: lines {' and '.join(numbers)}"
