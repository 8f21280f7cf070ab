"""Measuring in turns, so that whatever else the machine does affects all sides alike.

Single times on a shared machine mean little; the ratio of two sides of the same round is reliable.
"""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

#: Figures of one side in one round, by name, e.g. ``{"s": 1.2, "cpu_s": 1.9}``.
Figures = Mapping[str, float]


def timed(call: Callable[[], object]) -> Callable[[], Figures]:
    """Make a side of a call: its wall time (``s``) and its processor time (``cpu_s``)."""

    def side() -> Figures:
        start, start_cpu = time.perf_counter(), time.process_time()
        call()
        return {"s": time.perf_counter() - start, "cpu_s": time.process_time() - start_cpu}

    return side


def alternate(
    sides: Mapping[str, Callable[[], Figures]], rounds: int, *, warm_up: bool = True
) -> list[dict[str, Figures]]:
    """Measure all sides in turn, several times.

    Every other round runs through them backwards, so that neither a drift of the machine nor the
    order favours a side.

    Parameters
    ----------
    sides
        Function that measures each side, by name.
    rounds
        Number of rounds that count.
    warm_up
        Whether to run a round first that does not count.

    Returns
    -------
    list of dict
        Figures of each side, by name; one item per round.
    """
    if warm_up:
        for side in sides.values():
            side()
    measured = []
    for number in range(rounds):
        step = 1 if number % 2 == 0 else -1
        figures = {name: sides[name]() for name in list(sides)[::step]}
        measured.append({name: figures[name] for name in sides})
    return measured


@dataclass(frozen=True)
class Line:
    """One comparison of ours with a yardstick: a peer or a bound.

    Attributes
    ----------
    what, against
        What is compared, and with what.
    unit
        Unit of both sides.
    ours, yardstick
        One value per round.
    limit
        Largest median ratio allowed; None if the ratio is only measured.
    """

    what: str
    against: str
    unit: str
    ours: tuple[float, ...]
    yardstick: tuple[float, ...]
    limit: float | None

    @property
    def ratios(self) -> list[float]:
        """The ratios of all rounds, sorted."""
        return sorted(a / b for a, b in zip(self.ours, self.yardstick, strict=True))

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return statistics.median(self.ratios)

    @property
    def within(self) -> bool:
        """Whether the median ratio is within the limit, if there is one."""
        # A ratio that is not a number is not within any limit.
        return self.limit is None or self.ratio <= self.limit

    def to_dict(self) -> dict[str, Any]:
        """Convert to what `from_dict` reads, together with what follows from it."""
        return {**asdict(self), "ratio": self.ratio, "within": self.within}

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> "Line":
        """Undo `to_dict`, also after a round trip through JSON."""
        values = {name: fields[name] for name in cls.__dataclass_fields__}
        for name in ("ours", "yardstick"):
            values[name] = tuple(values[name])
        return cls(**values)


def compare(
    rounds: Sequence[Mapping[str, Figures]],
    ours: str,
    yardstick: str,
    *,
    what: str,
    against: str,
    limit: float | None,
    figure: str = "s",
    unit: str = "s",
    per: float = 1.0,
) -> Line:
    """Make a line of one figure of two sides, each divided by `per`."""
    return Line(
        what=what,
        against=against,
        unit=unit,
        ours=tuple(one[ours][figure] / per for one in rounds),
        yardstick=tuple(one[yardstick][figure] / per for one in rounds),
        limit=limit,
    )
