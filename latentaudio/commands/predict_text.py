"""What `latentaudio predict` prints: a table to read, JSON, or CSV."""

import csv
import io
import itertools
import json
import math
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from latentaudio.commands.terminal_text import columns, one_line, padded
from latentaudio.prediction.new_sounds.answers import (
    Answer,
    ClassAnswer,
    LabelAnswer,
    NumberAnswer,
)
from latentaudio.prediction.new_sounds.predictor import Prediction
from latentaudio.units import with_unit

#: What is written beside a sound that is unlike all training recordings.
UNLIKE = "unlike anything trained on"


class _Predicts(Protocol):
    @property
    def task(self) -> str: ...
    @property
    def members(self) -> int: ...


@dataclass(frozen=True)
class Found:
    """What is printed.

    Attributes
    ----------
    checkpoint
        What was given.
    predictor
        What is predicted, and by how many trained models.
    predictions
        Of the files that could be predicted.
    failed
        Why the others could not, by file.
    top
        Most classes, or labels, of a file that are shown.
    """

    checkpoint: Path
    predictor: _Predicts
    predictions: Sequence[Prediction]
    failed: Mapping[Path, str]
    top: int


# -- A table to read -------------------------------------------------------------------------------


def as_text(found: Found) -> str:
    """Align one line for each file: what is predicted, and whether it can be trusted.

    It is empty if nothing was predicted.
    """
    if not found.predictions:
        return ""
    number, task = found.predictor.members, found.predictor.task
    models = "one trained model" if number == 1 else f"mean over {number} trained models"
    values = [one.answer for one in found.predictions if isinstance(one.answer, NumberAnswer)]
    intervals = " (with 95% intervals)" * any(not math.isnan(one.low) for one in values)
    lines = [f"{task}{intervals}, {models}: {found.checkpoint}"]
    decimals = _decimals([one.value for one in values])
    rows = [
        [
            one_line(_name(one.path)),
            *_cells(one.answer, found.top, decimals),
            UNLIKE * bool(one.unlike),
        ]
        for one in found.predictions
    ]
    widths = [max(map(columns, column)) for column in itertools.zip_longest(*rows, fillvalue="")]
    for row in rows:
        cells = (padded(cell, width) for cell, width in zip(row, widths, strict=True))
        lines.append("  ".join(cells).rstrip())
    if all(one.unlike is None for one in found.predictions):
        lines.append("(what is unlike training is not known: no recordings were left out)")
    return "".join(f"{line}\n" for line in lines)


def _cells(answer: Answer, top: int, decimals: int) -> list[str]:
    if isinstance(answer, NumberAnswer):
        return [
            with_unit(f"{answer.value:.{decimals}f}", answer.unit),
            _interval(answer, decimals),
        ]
    ranked = [f"{label} {_percent(one)}" for label, one in _top(answer, top)]
    if isinstance(answer, LabelAnswer):
        return [", ".join(answer.labels) or "no label", *ranked]
    return ranked


def _interval(answer: NumberAnswer, decimals: int) -> str:
    if math.isnan(answer.low):
        return "interval not known"
    return f"({answer.low:.{decimals}f} to {answer.high:.{decimals}f})"


def _decimals(values: Sequence[float]) -> int:
    """Choose the decimals of all numbers, of which the median has three digits.

    Examples
    --------
    >>> _decimals([0.5, 2.4, 12.0]), _decimals([440.0]), _decimals([0.0])
    (2, 0, 2)
    """
    middle = abs(statistics.median(values)) if values else 0.0
    return min(max(2 - math.floor(math.log10(middle or 1.0)), 0), 9)


def _percent(probability: float) -> str:
    """Write a probability; certainty is never claimed.

    Examples
    --------
    >>> _percent(0.123), _percent(0.9999), _percent(0.0001)
    ('12%', '>99%', '<1%')
    """
    if probability > 0.99:
        return ">99%"
    return "<1%" if probability < 0.01 else f"{probability:.0%}"


def _top(answer: ClassAnswer, top: int) -> list[tuple[str, float]]:
    return list(itertools.islice(answer.probabilities.items(), top))


def _name(path: Path) -> str:
    return _utf8(str(path))


def _utf8(text: str) -> str:
    # A name need not be UTF-8, but what is written must be.
    return text.encode("utf-8", "backslashreplace").decode()


# -- JSON ------------------------------------------------------------------------------------------


def as_json(found: Found) -> str:
    """List all files, those that could not be predicted with the reason."""
    content = {
        "checkpoint": _name(found.checkpoint),
        "task": found.predictor.task,
        "trained_models": found.predictor.members,
        "predictions": [_record(one, found.top) for one in found.predictions],
        "failed": [
            {"file": _name(path), "error": _utf8(reason)} for path, reason in found.failed.items()
        ],
    }
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _record(one: Prediction, top: int) -> dict[str, Any]:
    record: dict[str, Any] = {"file": _name(one.path), "duration_s": one.duration_s}
    record |= {"samplerate": one.samplerate, "channels": one.channels}
    answer = one.answer
    if isinstance(answer, NumberAnswer):
        record |= {"value": answer.value, "low": _known(answer.low), "high": _known(answer.high)}
        record["unit"] = answer.unit
    else:
        record["classes"] = [
            {"class": label, "probability": probability} for label, probability in _top(answer, top)
        ]
    if isinstance(answer, LabelAnswer):
        record["labels"] = list(answer.labels)
    return record | {"unlikeness": _known(one.unlikeness), "unlike": one.unlike}


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


# -- CSV -------------------------------------------------------------------------------------------


def as_csv(found: Found) -> str:
    """Write one row for each file; one that could not be predicted has its reason as ``error``."""
    rows = [_row(one, found.top) for one in found.predictions]
    rows += [{"file": _name(path), "error": reason} for path, reason in found.failed.items()]
    columns = dict.fromkeys(itertools.chain.from_iterable(rows))
    columns.pop("error", None)
    text = io.StringIO()
    writer = csv.DictWriter(text, [*columns, "error"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return _utf8(text.getvalue())


def _row(one: Prediction, top: int) -> dict[str, Any]:
    record = _record(one, top)
    classes = record.pop("classes", [])
    if "labels" in record:
        record["labels"] = _comma_separated(record["labels"])
    last = {name: record.pop(name) for name in ("unlikeness", "unlike")}
    return record | dict(_columns(classes)) | last


def _comma_separated(labels: Sequence[str]) -> str:
    """Write labels as a row of CSV, so that one with a comma is not taken for two.

    Examples
    --------
    >>> _comma_separated(["hum", "crash, cymbal"])
    'hum,"crash, cymbal"'
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(labels)
    return text.getvalue()


def _columns(classes: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    for place, one in enumerate(classes, start=1):
        yield f"class_{place}", one["class"]
        yield f"probability_{place}", one["probability"]


FORMS: Mapping[str, Callable[[Found], str]] = {
    "text": as_text,
    "json": as_json,
    "csv": as_csv,
}
