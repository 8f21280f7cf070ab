"""What members of an ensemble say together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from latentaudio.prediction.kinds.classes import Classes
from latentaudio.prediction.kinds.kind import Calibration, TaskKind
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
    found = np.mean([kind.probabilities(*one) for one in said], axis=0)
    orders = np.argsort(-found, axis=1, kind="stable")
    return [
        ClassAnswer({kind.labels[place]: float(row[place]) for place in order})
        for row, order in zip(found, orders, strict=True)
    ]


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
    Numbers.name: _numbers,
}
