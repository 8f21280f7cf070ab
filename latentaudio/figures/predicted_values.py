"""A panel of predicted against true values of a numeric factor."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter

from latentaudio.decoding.scores import r_squared
from latentaudio.factor_types import Factor
from latentaudio.figures.style import OKABE_ITO, error_text

_MARGIN = 0.05  # room around the true values, as a share of their range
_MOST_OPAQUE = 0.5
# Ticks of a logarithmic axis are at round numbers while the largest value is below _FEW times the
# smallest, then at 1, 2, 5 and 10, and from _MANY on at powers of ten.
_FEW, _MANY = 8, 120
_FULL = 300  # number of snippets from which on dots become more transparent


def draw_values(axes: Axes, rows: pd.DataFrame, factor: Factor) -> None:
    """Draw one dot per test snippet, and the line on which predictions are right.

    The panel shows the range of the true values; predictions beyond it are drawn at its edge.

    Parameters
    ----------
    axes
        Where to draw.
    rows
        One row per test snippet with columns ``true_value, predicted_value``.
    factor
        The factor; its scale is that of the axes.
    """
    truth, predicted = rows["true_value"].to_numpy(), rows["predicted_value"].to_numpy()
    scaled = factor.scaled(truth)
    margin = _MARGIN * np.ptp(scaled)
    limits = factor.unscaled(np.array([scaled.min() - margin, scaled.max() + margin]))
    axes.scatter(
        truth,
        np.clip(predicted, *limits),
        s=9,
        color=OKABE_ITO[0],
        alpha=_MOST_OPAQUE * min(1.0, (_FULL / len(rows)) ** 0.5),
        linewidths=0,
        label="snippets",
        rasterized=True,  # thousands of dots would make the SVG file large
        clip_on=False,
    )
    axes.plot(limits, limits, color="black", linewidth=0.9, label="predicted = true")
    axes.set(xscale=factor.scale, yscale=factor.scale, xlim=limits, ylim=limits)
    if factor.scale == "log":
        _label_ratios(axes, float(limits[1] / limits[0]))
    axes.set_xlabel(f"true {factor.title}")
    axes.set_ylabel(f"predicted {factor.title}")


def _label_ratios(axes: Axes, ratio: float) -> None:
    """Label logarithmic axes with plain numbers, as many as fit."""
    for axis in (axes.xaxis, axes.yaxis):
        if ratio < _FEW:
            axis.set_major_locator(MaxNLocator(4))
        else:
            axis.set_major_locator(LogLocator(subs=(1, 2, 5) if ratio < _MANY else (1,)))
        axis.set_major_formatter("{x:g}")
        axis.set_minor_formatter(NullFormatter())


def summary(rows: pd.DataFrame, factor: Factor) -> str:
    """State R2 and the mean absolute error over all rows, on the scale of the factor."""
    truth, predicted = (
        factor.scaled(rows[name].to_numpy()) for name in ("true_value", "predicted_value")
    )
    error = float(np.abs(truth - predicted).mean())
    r2 = r_squared(truth, predicted)
    first = "" if r2 is None else f"R² {r2:.2f}, ".replace("-", "−")
    return f"{first}mean error {error_text(factor, error)}"
