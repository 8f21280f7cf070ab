"""Readable regular expressions for the fields of names."""

import re
from collections.abc import Mapping, Sequence

from latentaudio.datasets.proposing.columns import Column
from latentaudio.datasets.proposing.fields import Field

_NUMBER = r"-?\d+(?:\.\d+)?"

#: Classes of characters, from narrow to wide.
_KINDS = (r"\d+", "[a-z]+", "[A-Z]+", "[A-Z][a-z]+", "[A-Za-z]+", "[A-Za-z]+[0-9]+")


def pattern_of(levels: Sequence[Sequence[Field]], columns: Mapping[Field, Column]) -> str:
    """Write the pattern of paths, without the suffix.

    Parameters
    ----------
    levels
        Fields of each folder, from the outermost, and of the name itself.
    columns
        Column of each field that is not the same in all paths.
    """
    parts = []
    for fields in levels:
        following = [field.before for field in fields[1:]] + [""]
        parts.append(
            "".join(
                plain(field.before) + _piece(field, columns.get(field), after)
                for field, after in zip(fields, following, strict=True)
            )
        )
    return "/".join(parts)


def plain(text: str) -> str:
    """Escape what has a meaning in regular expressions, and nothing else."""
    return re.sub(r"([\\.^$*+?{}\[\]|()])", r"\\\1", text)


def _piece(field: Field, column: Column | None, after: str) -> str:
    if column is None:
        return plain(field.values[0])
    if field.prefix or field.unit:
        return f"{plain(field.prefix)}(?P<{column.name}>{_NUMBER}){plain(field.unit)}"
    return f"(?P<{column.name}>{_expression(field, after)})"


def _expression(field: Field, after: str) -> str:
    values = set(field.values)
    numbered = {re.sub("[0-9]+$", "", value) for value in values}
    if len(numbered) == 1 and all(value[-1:].isdigit() for value in values):
        return plain(numbered.pop()) + r"\d+"
    for kind in _KINDS:
        if all(re.fullmatch(kind, value, re.ASCII) for value in values):
            return kind
    if field.touches:
        return r"[^\d/]+"
    first = after[:1]
    if first and not any(first in value for value in values):
        # Behind a caret, a dash would be read as one, and a caret too.
        return f"[^{plain(first)}/]+"
    return "[^/]+?" if after else "[^/]+"
