"""The axis of the weight of the rate (beta), on a log scale."""

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

#: Smallest ratio of two values of beta that both have a label.
_APART = 1.3


def show_betas(axes: Axes, betas: Sequence[float]) -> None:
    """Put ascending values of beta on the x axis: one tick each, and labels where they fit."""
    axes.set_xscale("log")
    axes.set_xticks(betas, tick_labels(betas), fontsize=8)
    axes.xaxis.set_minor_locator(NullLocator())


def tick_labels(betas: Sequence[float]) -> list[str]:
    """Label ascending values on a log scale, except those that the next label would touch.

    Examples
    --------
    >>> tick_labels([4, 8, 10, 12])
    ['4', '8', '', '12']
    """
    labels: list[str] = []
    following = math.inf
    for beta in reversed(betas):
        is_clear = following >= _APART * beta
        labels.append(f"{beta:g}" if is_clear else "")
        following = beta if is_clear else following
    return labels[::-1]
