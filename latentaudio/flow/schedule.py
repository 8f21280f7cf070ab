"""Learning rate schedules."""

import math
from collections.abc import Sequence


def piecewise(step: int, steps: int, rates: Sequence[float]) -> float:
    """Divide the steps into equal parts with one learning rate each.

    Examples
    --------
    >>> [piecewise(step, 6, [0.005, 0.0005]) for step in range(6)]
    [0.005, 0.005, 0.005, 0.0005, 0.0005, 0.0005]
    """
    return rates[min(step * len(rates) // steps, len(rates) - 1)]


def cosine(step: int, steps: int, rates: Sequence[float]) -> float:
    """Decay from the first rate to the last along half a period of a cosine.

    This is SGDR (Loshchilov and Hutter, 2017, arXiv:1608.03983) without restarts.

    Examples
    --------
    >>> [round(cosine(step, 5, [0.01, 0.0]), 4) for step in range(5)]
    [0.01, 0.0085, 0.005, 0.0015, 0.0]
    """
    share = step / max(steps - 1, 1)
    return rates[-1] + (rates[0] - rates[-1]) * 0.5 * (1.0 + math.cos(math.pi * share))


SCHEDULES = {"cosine": cosine, "piecewise": piecewise}
