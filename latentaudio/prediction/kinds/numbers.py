"""Tasks of numbers: each recording has a value, and models give one, on the scale of the factor."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa

from latentaudio.datasets.splits import held_out_groups
from latentaudio.errors import DatasetError
from latentaudio.factor_types import Factor, bin_labels
from latentaudio.prediction.kinds.kind import Calibration
from latentaudio.prediction.kinds.names import NUMBERS, ORDINAL
from latentaudio.prediction.kinds.number_codings import Ordinal, Standardised

#: Key of the calibration: root mean squared error on the scale of the factor; None if not known.
DEVIATION = "deviation"
#: Bins of equally many values, within each of which groups are drawn.
_BINS = 4
#: Deviations from the mean between which 95% of a normal distribution lie.
_WITHIN_95 = 1.959963984540054


@dataclass(frozen=True)
class Numbers:
    """The kind of a task; targets are values in the unit of the factor.

    Models predict values on the scale: natural logarithms if it is ``"log"``.

    Attributes
    ----------
    scale
        ``"linear"`` or ``"log"``, see `latentaudio.factor_types.Factor`.
    unit
        Unit of the values; empty if they have none.
    """

    scale: str
    unit: str = ""
    name: ClassVar[str] = NUMBERS
    measures: ClassVar[tuple[str, str]] = ("loss", "error")

    @property
    def width(self) -> int:
        """One output: the value."""
        return 1

    def scaled(self, values: np.ndarray) -> np.ndarray:
        """Put values on the scale."""
        return np.log(values) if self.scale == "log" else np.asarray(values, np.float64)

    def unscaled(self, values: np.ndarray) -> np.ndarray:
        """Put values on the scale back into the unit: the inverse of `scaled`."""
        return np.exp(values) if self.scale == "log" else np.asarray(values, np.float64)

    def strata(self, targets: np.ndarray) -> np.ndarray:
        """Give the bin of each value."""
        if np.ptp(targets) == 0:
            return np.full(len(targets), "1")
        return bin_labels(Factor("value", "numeric", bins=_BINS), targets)

    def untrained(self, targets: np.ndarray) -> list[str]:
        """Name nothing: values between those of training can be predicted."""
        return []

    def validation_groups(
        self, targets: np.ndarray, groups: np.ndarray, fraction: float, seed: int
    ) -> np.ndarray:
        """Choose this fraction of the groups of each bin."""
        strata = {"strata": self.strata(targets)}
        return held_out_groups(strata, groups, fraction, seed, purpose="validation groups")

    def coding(self, targets: np.ndarray, form: str) -> Standardised | Ordinal:
        """Fit the coding to values of training recordings."""
        scaled = self.scaled(targets)
        return Ordinal.fit(scaled, self) if form == ORDINAL else Standardised.fit(scaled, self)

    def read_coding(self, description: Mapping[str, Any]) -> Standardised | Ordinal:
        """Make a coding of what its `describe` gave."""
        if description["form"] == ORDINAL:
            return Ordinal(tuple(map(float, description["levels"])), self)
        return Standardised(float(description["mean"]), float(description["deviation"]), self)

    def coded(self, targets: np.ndarray) -> np.ndarray:
        """Put values on the scale."""
        return self.scaled(targets)

    def loss(self, outputs: np.ndarray, targets: np.ndarray) -> float:
        """Compute the mean squared error on the scale."""
        return float(np.square(self.errors(outputs, targets)).mean())

    def errors(self, outputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """Compute predicted minus true values on the scale, shape ``[n]``."""
        return np.asarray(outputs[:, 0] - self.scaled(targets))

    def calibrate(self, outputs: np.ndarray, targets: np.ndarray) -> Calibration:
        """Compute the root mean squared error, which is not known without recordings."""
        if not len(targets):
            return {DEVIATION: None}
        return {DEVIATION: math.sqrt(self.loss(outputs, targets))}

    def predicted(self, outputs: np.ndarray, calibration: Calibration | None = None) -> np.ndarray:
        """Give the value in the unit, shape ``[n]``."""
        return self.unscaled(outputs[:, 0])

    def interval(
        self, outputs: np.ndarray, calibration: Calibration
    ) -> tuple[np.ndarray, np.ndarray]:
        """Give the values between which 95% of true ones should lie, if errors are normal.

        Returns
        -------
        low, high : numpy.ndarray
            In the unit, shape ``[n]``; NaN if the deviation is not known.
        """
        deviation = calibration[DEVIATION]
        reach = math.nan if deviation is None else _WITHIN_95 * deviation
        return self.unscaled(outputs[:, 0] - reach), self.unscaled(outputs[:, 0] + reach)

    def columns(
        self, targets: np.ndarray, outputs: np.ndarray, calibration: Calibration | None = None
    ) -> dict[str, pa.Array]:
        """Give values in the unit as ``truth`` and ``predicted``, and ``output`` on the scale."""
        return {
            "truth": pa.array(targets, pa.float64()),
            "predicted": pa.array(self.predicted(outputs), pa.float64()),
            "output": pa.array(outputs[:, 0], pa.float64()),
        }

    def read_columns(self, table: pa.Table) -> tuple[np.ndarray, np.ndarray]:
        """Read true values in the unit, and predicted ones on the scale."""
        return table["truth"].to_numpy(), table["output"].to_numpy()[:, np.newaxis]

    def describe(self) -> dict[str, Any]:
        """Say how to make it again."""
        return {"kind": self.name, "scale": self.scale, "unit": self.unit}


def numbers_of(
    task: str, recordings: pa.Table, *, scale: str, unit: str = ""
) -> tuple[Numbers, np.ndarray]:
    """Read the values of recordings from the column of a numeric factor.

    Returns
    -------
    kind : Numbers
        With the scale and unit of the factor.
    targets : numpy.ndarray
        Value of each recording, shape ``[n]``.

    Raises
    ------
    DatasetError
        If a value is not a number, all are equal, or one is not above 0 on a logarithmic scale.
    """
    values = recordings[task].to_numpy().astype(np.float64)
    ids = recordings["recording_id"]
    for wrong, expected in (
        (~np.isfinite(values), "a finite number"),
        ((values <= 0) & (scale == "log"), "a number above 0, because its scale is log"),
    ):
        if wrong.any():
            first = int(np.flatnonzero(wrong)[0])
            raise DatasetError(
                f"prediction.tasks: {task} of recording '{ids[first].as_py()}' is "
                f"{values[first]:g}, expected {expected}"
            )
    if np.ptp(values) == 0:
        raise DatasetError(
            f"prediction.tasks: {task} is {values[0]:g} of all recordings, expected at least two "
            "different values"
        )
    return Numbers(scale, unit), values
