"""Which factor each axis encodes most of, and whether a unit is used at all."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from latentaudio.artifacts import read_csv, write_csv
from latentaudio.disentanglement.variance import eta_squared_by_coordinate

#: Columns of the table of axes.
AXIS_COLUMNS = ["axis", "rate", "factor", "eta_squared", "rank_correlation"]


class Association(NamedTuple):
    """How much of a factor an axis encodes.

    Attributes
    ----------
    factor
        Name of the factor; empty if the axis does not vary.
    eta_squared
        Share of the variance of the axis that the classes or bins of the factor explain.
    order
        Absolute value of Spearman's rank correlation with the values of a numeric factor; None for
        classes.
    """

    factor: str
    eta_squared: float
    order: float | None = None


def association_text(found: Association) -> str:
    """Write how much of a factor an axis encodes, with the names of the measures.

    Examples
    --------
    >>> association_text(Association("f0", 0.871, 0.934))
    'η² = 0.87, |ρ| = 0.93'
    >>> association_text(Association("size", 0.871))
    'η² = 0.87'
    """
    order = "" if found.order is None else f", |ρ| = {found.order:.2f}"
    return f"η² = {found.eta_squared:.2f}{order}"


def closest_factors(
    z: np.ndarray, labels: Mapping[str, np.ndarray], values: Mapping[str, np.ndarray]
) -> list[Association]:
    """Find the factor that explains most of the variance of each axis.

    Shares of variance do not care about the order of values, so that an axis that folds is found
    to belong to its factor.

    Parameters
    ----------
    z
        Coordinates of held-out sounds, shape ``[n, axes]``.
    labels
        Class or bin of each sound by factor, at least one; each of shape ``[n]``.
    values
        Value of each sound by numeric factor; each of shape ``[n]``.

    Examples
    --------
    >>> z = np.array([[0.0], [1.0], [2.0]])
    >>> f0 = np.array([3.0, 2.0, 1.0])
    >>> closest_factors(z, {"f0": f0.astype(str)}, {"f0": f0})
    [Association(factor='f0', eta_squared=1.0, order=1.0)]
    """
    shares = np.nan_to_num([eta_squared_by_coordinate(z, own) for own in labels.values()])
    orders = {name: _orders(z, own) for name, own in values.items()}
    names = list(labels)
    found = []
    for axis, row in enumerate(shares.argmax(axis=0)):
        name, share = names[row], float(shares[row, axis])
        order = float(orders[name][axis]) if name in orders else None
        found.append(Association(name, share, order) if share > 0 else Association("", 0.0))
    return found


def _orders(z: np.ndarray, values: np.ndarray) -> np.ndarray:
    ranks = rankdata(z, axis=0) - (len(z) + 1) / 2
    own = rankdata(values) - (len(z) + 1) / 2
    scale = np.sqrt((ranks**2).sum(axis=0) * (own**2).sum())
    sums = np.abs(own @ ranks)
    return np.minimum(np.divide(sums, scale, out=np.zeros(len(scale)), where=scale > 0), 1.0)


def write_axes(
    path: Path,
    axes: Sequence[str],
    rates: Sequence[float | None],
    associations: Sequence[Association],
) -> None:
    """Write the table of axes, with `AXIS_COLUMNS`.

    The rate is empty for a flow, the rank correlation for classes.
    """
    frame = pd.DataFrame(
        {
            "axis": axes,
            "rate": _numbers(rates),
            "factor": [one.factor for one in associations],
            "eta_squared": [one.eta_squared for one in associations],
            "rank_correlation": _numbers([one.order for one in associations]),
        },
        columns=AXIS_COLUMNS,
    )
    write_csv(path, frame)


def _numbers(values: Sequence[float | None]) -> np.ndarray:
    return np.array([np.nan if one is None else one for one in values], np.float64)


def read_axes(path: Path, made_by: str) -> dict[str, Association]:
    """Read from the table of axes which factor each encodes most of."""
    frame = read_csv(
        path,
        made_by,
        dtype={"axis": str, "factor": str},
        keep_default_na=False,
        na_values={name: [""] for name in AXIS_COLUMNS if name not in ("axis", "factor")},
    )
    return {
        row["axis"]: Association(
            row["factor"],
            row["eta_squared"],
            None if np.isnan(row["rank_correlation"]) else row["rank_correlation"],
        )
        for row in frame.to_dict("records")
    }
