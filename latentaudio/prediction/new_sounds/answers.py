"""What members of an ensemble say together."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from latentaudio.prediction.kinds.classes import Classes
from latentaudio.prediction.kinds.kind import Calibration, TaskKind
from latentaudio.prediction.kinds.labels import Labels
from latentaudio.prediction.kinds.numbers import DEVIATION, Numbers


@dataclass(frozen=True)
class ClassAnswer:
    """Calibrated probabilities of all classes.

    Attributes
    ----------
    probabilities
        By label, the most probable first.
    """

    probabilities: Mapping[str, float]


@dataclass(frozen=True)
class LabelAnswer(ClassAnswer):
    """Calibrated probabilities of all labels, of which a sound may have several.

    Attributes
    ----------
    probabilities
        By label, the most probable first.
    labels
        Labels that more than half of the members find likely enough, in the order of the task.
    """

    labels: tuple[str, ...]


@dataclass(frozen=True)
class NumberAnswer:
    """A value, and an interval in which 95% of true values should lie.

    Attributes
    ----------
    value, low, high
        In the unit of the factor; the bounds are NaN if nothing was kept to validate by.
    unit
        That unit; may be empty.
    """

    value: float
    low: float
    high: float
    unit: str


Answer = ClassAnswer | NumberAnswer


class Combined(NamedTuple):
    """What one member says: outputs, shape ``[n, width]``, and its calibration."""

    outputs: np.ndarray
    calibration: Calibration


def combined(kind: TaskKind, said: Sequence[Combined]) -> list[Answer]:
    """Average what the members of an ensemble say about ``n`` sounds.

    Probabilities are means over members. A value is the mean on the scale of the factor; its
    interval is as wide as those of the members, and as these differ.
    """
    found: list[Answer] = _COMBINE[kind.name](kind, said)
    return found


def _classes(kind: Classes, said: Sequence[Combined]) -> list[Answer]:
    return [ClassAnswer(one) for one in _ranked(kind, said)]


def _labels(kind: Labels, said: Sequence[Combined]) -> list[Answer]:
    votes = np.mean([kind.predicted(*one) for one in said], axis=0)
    return [
        LabelAnswer(one, tuple(np.array(kind.labels)[row > 0.5].tolist()))
        for one, row in zip(_ranked(kind, said), votes, strict=True)
    ]


def _ranked(kind: Classes | Labels, said: Sequence[Combined]) -> Iterator[dict[str, float]]:
    """Average probabilities over members, and rank them for each sound."""
    found = np.mean([kind.probabilities(*one) for one in said], axis=0)
    for row in found:
        order = np.argsort(-row, kind="stable")
        yield {kind.labels[place]: float(row[place]) for place in order}


def _numbers(kind: Numbers, said: Sequence[Combined]) -> list[Answer]:
    outputs = np.stack([one.outputs[:, 0] for one in said])
    # None of a member that was validated by nothing.
    own = np.array([one.calibration[DEVIATION] for one in said], np.float64)
    mean = outputs.mean(axis=0)[:, np.newaxis]
    deviations = np.sqrt(np.square(own).mean() + outputs.var(axis=0))
    values = kind.predicted(mean)
    bounds = [
        kind.interval(mean[row : row + 1], {DEVIATION: None if np.isnan(one) else float(one)})
        for row, one in enumerate(deviations)
    ]
    return [
        NumberAnswer(float(value), float(low[0]), float(high[0]), kind.unit)
        for value, (low, high) in zip(values, bounds, strict=True)
    ]


_COMBINE: Mapping[str, Callable[[Any, Sequence[Combined]], list[Answer]]] = {
    Classes.name: _classes,
    Labels.name: _labels,
    Numbers.name: _numbers,
}
