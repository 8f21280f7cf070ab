"""Write and read ``findings.json``.

The fields of the file are those of `Findings`, `Finding`, `Value` and `Reason`, in their order;
what a record does not have is null. JSON has no infinity, so infinite numbers are ``"inf"`` and
``"-inf"``.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, TypeVar

from latentaudio.artifacts import FINDINGS, read_document, reading, write_document
from latentaudio.findings.record import Finding, Findings, Reason, Value

Record = TypeVar("Record", Finding, Findings, Reason, Value)

_INFINITE = {math.inf: "inf", -math.inf: "-inf"}


def write_findings(path: str | Path, findings: Findings) -> None:
    """Write the findings of a run; the same findings give the same bytes."""
    write_document(path, FINDINGS, to_json(asdict(findings)))


def read_findings(path: str | Path) -> Findings:
    """Read the findings of a run.

    Raises
    ------
    ArtifactError
        When the file is missing or damaged, or has another version of the schema.
    """
    content = read_document(path, FINDINGS)
    with reading(path, FINDINGS):
        try:
            records = tuple(_finding(one) for one in content.pop("records"))
            return _record(Findings, {**content, "records": records})
        except (TypeError, AttributeError) as error:
            raise ValueError(str(error)) from error


def to_json(content: Any) -> Any:  # noqa: ANN401
    """Turn mappings, sequences and numbers into what JSON can hold."""
    match content:
        case Mapping():
            return {key: to_json(part) for key, part in content.items()}
        case list() | tuple():
            return [to_json(part) for part in content]
        case float() if math.isinf(content):
            return _INFINITE[content]
    return content


def _finding(content: Mapping[str, Any]) -> Finding:
    parts = dict(content)
    parts["reasons"] = tuple(_record(Reason, one) for one in parts["reasons"])
    parts["values"] = tuple(_value(one) for one in parts["values"])
    if parts["published"] is not None:
        parts["published"] = _value(parts["published"])
    return _record(Finding, parts)


def _value(content: Mapping[str, Any]) -> Value:
    infinite = {text: number for number, text in _INFINITE.items()}
    texts = ("name", "unit", "about")
    return _record(
        Value,
        {key: one if key in texts else infinite.get(one, one) for key, one in content.items()},
    )


def _record(kind: type[Record], content: Mapping[str, Any]) -> Record:
    """Make a record of exactly the fields that its kind has."""
    names = [field.name for field in fields(kind)]
    if sorted(content) != sorted(names):
        raise ValueError(f"{kind.__name__}: {sorted(content)} found, expected {sorted(names)}")
    return kind(**{name: _frozen(content[name]) for name in names})


def _frozen(part: Any) -> Any:  # noqa: ANN401
    return tuple(part) if isinstance(part, list) else part
