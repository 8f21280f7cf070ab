"""Which factor each axis follows most closely, and whether a unit is used at all."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from latentaudio.artifacts import read_csv, write_csv
from latentaudio.disentanglement.variance import eta_squared_by_coordinate
from latentaudio.factor_types import Factor

#: Columns of the table of axes.
AXIS_COLUMNS = ["axis", "rate", "factor", "numeric", "association"]


class Association(NamedTuple):
    """How closely an axis follows a factor.

    Attributes
    ----------
    factor
        Name of the factor; empty if the axis does not vary.
    numeric
        Whether it has values, so that the axis can have their order.
    strength
        Between 0 and 1: absolute value of Spearman's rank correlation with the values of a numeric
        factor; square root of eta squared, the correlation ratio, for classes.
    """

    factor: str
    numeric: bool
    strength: float


def closest_factors(
    z: np.ndarray, factors: Sequence[Factor], columns: Mapping[str, np.ndarray]
) -> list[Association]:
    """Find the factor that each axis follows most closely.

    Parameters
    ----------
    z
        Coordinates of held-out sounds, shape ``[n, axes]``.
    factors
        The factors, at least one.
    columns
        Class (str) or value (float) of each sound by factor; each of shape ``[n]``.

    Examples
    --------
    >>> z = np.array([[0.0], [1.0], [2.0]])
    >>> closest_factors(z, [Factor("f0", "numeric")], {"f0": np.array([3.0, 2.0, 1.0])})
    [Association(factor='f0', numeric=True, strength=1.0)]
    """
    strengths = np.stack([_strengths(z, one, columns[one.name]) for one in factors])
    nearest = strengths.argmax(axis=0)
    return [
        Association(factors[row].name, factors[row].is_numeric, float(strengths[row, axis]))
        if strengths[row, axis] > 0
        else Association("", False, 0.0)
        for axis, row in enumerate(nearest)
    ]


def _strengths(z: np.ndarray, factor: Factor, values: np.ndarray) -> np.ndarray:
    if not factor.is_numeric:
        return np.sqrt(np.nan_to_num(eta_squared_by_coordinate(z, values)))
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
    """Write the table of axes, with `AXIS_COLUMNS`; the rate is empty for a flow."""
    frame = pd.DataFrame(
        {
            "axis": axes,
            "rate": np.array([np.nan if rate is None else rate for rate in rates]),
            "factor": [one.factor for one in associations],
            "numeric": [one.numeric for one in associations],
            "association": [one.strength for one in associations],
        },
        columns=AXIS_COLUMNS,
    )
    write_csv(path, frame)


def read_axes(path: Path, made_by: str) -> dict[str, Association]:
    """Read from the table of axes which factor each follows."""
    frame = read_csv(
        path,
        made_by,
        dtype={"axis": str, "factor": str},
        keep_default_na=False,
        na_values={"rate": [""]},
    )
    return {
        row["axis"]: Association(row["factor"], bool(row["numeric"]), float(row["association"]))
        for row in frame.to_dict("records")
    }
