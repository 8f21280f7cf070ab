"""How values are put before a network: as one standardised value, or as ordinal classes.

References
----------
Frank, E. and Hall, M. (2001). A simple approach to ordinal classification. ECML.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np
from scipy.special import expit

from latentaudio.prediction.kinds.names import ORDINAL, VALUE

#: Most levels of ordinal classes: of more different values, bins of equally many are levels.
MOST_LEVELS = 10


class _Scale(Protocol):
    def scaled(self, values: np.ndarray) -> np.ndarray: ...


@dataclass(frozen=True)
class Standardised:
    """One output: the value on the scale, minus the mean, divided by the deviation.

    Attributes
    ----------
    mean, deviation
        Of the values of training recordings, on the scale.
    scale
        Puts values on the scale.
    """

    mean: float
    deviation: float
    scale: _Scale
    form: ClassVar[str] = VALUE

    @classmethod
    def fit(cls, scaled: np.ndarray, scale: _Scale) -> "Standardised":
        """Fit to values of training recordings on the scale, shape ``[n]``.

        Values that are all equal have the deviation 1.
        """
        return cls(float(scaled.mean()), float(scaled.std()) or 1.0, scale)

    @property
    def outputs(self) -> int:
        """One."""
        return 1

    def encode(self, targets: np.ndarray) -> np.ndarray:
        """Standardise values, shape ``[n, 1]``."""
        scaled = (self.scale.scaled(targets) - self.mean) / self.deviation
        return scaled[:, np.newaxis].astype(np.float32)

    def decode(self, outputs: np.ndarray) -> np.ndarray:
        """Give values on the scale, shape ``[n, 1]``."""
        return outputs.astype(np.float64) * self.deviation + self.mean

    def loss(self, outputs: np.ndarray, targets: np.ndarray) -> float:
        """Compute the mean squared error of standardised values."""
        return float(np.square(outputs - self.encode(targets), dtype=np.float64).mean())

    def score(self, outputs: np.ndarray, targets: np.ndarray) -> float:
        """Compute the mean absolute error on the scale."""
        return float(np.abs(self.decode(outputs)[:, 0] - self.scale.scaled(targets)).mean())

    def describe(self) -> dict[str, Any]:
        """Say how to make it again."""
        return {"form": self.form, "mean": self.mean, "deviation": self.deviation}


@dataclass(frozen=True)
class Ordinal:
    """One output for each two neighbouring levels: the logit of lying above their middle.

    The prediction is the lowest level, plus each step to the next level times the probability of
    lying above it: the mean of the levels under these probabilities.

    Attributes
    ----------
    levels
        Values on the scale, ascending, at least two.
    scale
        Puts values on the scale.
    """

    levels: tuple[float, ...]
    scale: _Scale
    form: ClassVar[str] = ORDINAL

    @classmethod
    def fit(cls, scaled: np.ndarray, scale: _Scale) -> "Ordinal":
        """Fit to values of training recordings on the scale, shape ``[n]``.

        Levels are the different values; of more than `MOST_LEVELS`, the means of as many bins of
        about equally many values.
        """
        levels = np.unique(scaled)
        if len(levels) > MOST_LEVELS:
            levels = np.unique([one.mean() for one in np.array_split(np.sort(scaled), MOST_LEVELS)])
        if len(levels) < 2:
            levels = np.array([levels[0], levels[0] + 1.0])
        return cls(tuple(levels.tolist()), scale)

    @property
    def outputs(self) -> int:
        """One fewer than levels."""
        return len(self.levels) - 1

    @property
    def steps(self) -> np.ndarray:
        """Distances of neighbouring levels, shape ``[outputs]``."""
        return np.diff(self.levels)

    def encode(self, targets: np.ndarray) -> np.ndarray:
        """Say above which middles between levels values lie, as 0 and 1, ``[n, outputs]``."""
        levels = np.array(self.levels)
        middles = (levels[1:] + levels[:-1]) / 2
        above = self.scale.scaled(targets)[:, np.newaxis] > middles
        return above.astype(np.float32)

    def decode(self, outputs: np.ndarray) -> np.ndarray:
        """Give values on the scale, shape ``[n, 1]``."""
        above = expit(outputs.astype(np.float64))
        return np.asarray(self.levels[0] + above @ self.steps[:, np.newaxis])

    def loss(self, outputs: np.ndarray, targets: np.ndarray) -> float:
        """Compute the mean binary cross entropy (nats)."""
        logits = outputs.astype(np.float64)
        return float((np.logaddexp(0.0, logits) - self.encode(targets) * logits).mean())

    def score(self, outputs: np.ndarray, targets: np.ndarray) -> float:
        """Compute the mean absolute error on the scale."""
        return float(np.abs(self.decode(outputs)[:, 0] - self.scale.scaled(targets)).mean())

    def describe(self) -> dict[str, Any]:
        """Say how to make it again."""
        return {"form": self.form, "levels": list(self.levels)}
