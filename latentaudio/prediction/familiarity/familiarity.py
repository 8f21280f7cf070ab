"""How far a sound is from all that a model was trained on.

A classifier names one of its classes for any sound, and may be sure of it. What tells that a sound
is like none of them is its distance from the means of the classes among the values that the model
sees (Lee et al. 2018). Recordings that were left out say how far known sounds lie.

References
----------
Ledoit, O. and Wolf, M. (2004). A well-conditioned estimator for large-dimensional covariance
matrices. Journal of Multivariate Analysis 88.

Lee, K., Lee, K., Lee, H. and Shin, J. (2018). A simple unified framework for detecting
out-of-distribution samples and adversarial attacks. NeurIPS.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import numpy as np

from latentaudio.seeds import generator

#: Share of left-out recordings that lie within the limit.
WITHIN = 0.99
#: Most directions that have a variance of their own.
_DIRECTIONS = 64
#: Parts of the training recordings, each of which is left out once.
_FOLDS = 4
#: Deviations and variances below this share of their mean are raised to it.
_NEGLIGIBLE = 1e-9


@dataclass(frozen=True)
class Familiarity:
    """Where the training recordings lie.

    Attributes
    ----------
    centre, scale
        What values are reduced by, and divided by, shape ``[width]``.
    means
        Of each class, shape ``[classes, width]``.
    directions
        Orthonormal directions in which recordings vary most about the mean of their class, shape
        ``[d, width]``.
    variances
        In these directions, shape ``[d]``, and in all others, the last one: ``[d + 1]``.
    limit
        Distance within which `WITHIN` of the left-out recordings lie; NaN if none was left out.
    """

    centre: np.ndarray
    scale: np.ndarray
    means: np.ndarray
    directions: np.ndarray
    variances: np.ndarray
    limit: float

    def distances(self, values: np.ndarray) -> np.ndarray:
        """Compute Mahalanobis distances from the nearest class.

        Parameters
        ----------
        values
            What the model sees of recordings, shape ``[n, width]``.

        Returns
        -------
        numpy.ndarray
            Shape ``[n]``.
        """
        scaled = (values - self.centre) / self.scale
        squares = [self._squares(scaled - mean) for mean in self.means]
        return np.asarray(np.sqrt(np.min(squares, axis=0)))

    def unlikeness(self, values: np.ndarray) -> np.ndarray:
        """Divide distances by the limit: above 1 is what training recordings hardly reach."""
        return self.distances(values) / self.limit

    def _squares(self, offsets: np.ndarray) -> np.ndarray:
        along = offsets @ self.directions.T
        rest = np.square(offsets).sum(axis=1) - np.square(along).sum(axis=1)
        own = (np.square(along) / self.variances[:-1]).sum(axis=1)
        return np.asarray(own + np.maximum(rest, 0.0) / self.variances[-1])

    def arrays(self) -> dict[str, np.ndarray]:
        """Give all that `of_arrays` needs, in single precision."""
        return {
            f"familiarity/{one.name}": np.asarray(getattr(self, one.name), np.float32)
            for one in fields(self)
        }

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "Familiarity":
        """Make it again of what `arrays` gave.

        Raises
        ------
        KeyError
            If an array is missing.
        """
        found = {one.name: arrays[f"familiarity/{one.name}"] for one in fields(cls)}
        limit = float(found.pop("limit"))
        return cls(**found, limit=limit)


def fit_familiarity(values: np.ndarray, classes: np.ndarray, left_out: np.ndarray) -> Familiarity:
    """Fit to training recordings, and set the limit by others.

    Values are divided by their deviation, but by little less than the deviations of all have as
    their root mean square: values that hardly ever occur would otherwise outweigh all others. The
    covariance about the means of the classes is shrunk (Ledoit and Wolf 2004), and has one variance
    for all but the largest `_DIRECTIONS` directions.

    Parameters
    ----------
    values, classes
        What the model sees of training recordings, shape ``[n, width]``, and their class, ``[n]``.
    left_out
        The same of recordings that the model was not trained on, shape ``[m, width]``; there may be
        none.
    """
    values = values.astype(np.float64)
    centre = values.mean(axis=0)
    power = values.var(axis=0)
    scale = np.sqrt(power + power.mean())
    scale = np.where(scale > 0, scale, 1.0)
    scaled = (values - centre) / scale
    present, members = np.unique(classes, return_inverse=True)
    means = np.stack([scaled[members == one].mean(axis=0) for one in range(len(present))])
    directions, variances = _spread(scaled - means[members])
    found = Familiarity(centre, scale, means, directions, variances, np.nan)
    return with_limit(found, found.distances(left_out)) if len(left_out) else found


def fit_familiarity_to_all(
    values: np.ndarray, classes: np.ndarray, groups: np.ndarray, seed: int
) -> Familiarity:
    """Fit to all recordings; the limit comes from fits that leave whole groups out.

    Parameters
    ----------
    values, classes
        As for `fit_familiarity`.
    groups
        Group of each recording, shape ``[n]``.
    seed
        Seed of the parts that are left out in turn.
    """
    parts = _parts(classes, groups, seed)
    distances = np.full(len(values), np.nan)
    for part in np.unique(parts):
        rest = parts != part
        if rest.any():
            fitted = fit_familiarity(values[rest], classes[rest], values[:0])
            distances[~rest] = fitted.distances(values[~rest])
    return with_limit(fit_familiarity(values, classes, values[:0]), distances)


def with_limit(fitted: Familiarity, left_out: np.ndarray) -> Familiarity:
    """Set the limit by the distances of recordings that were left out; NaN is passed over."""
    known = left_out[np.isfinite(left_out)]
    return replace(fitted, limit=float(np.quantile(known, WITHIN)) if len(known) else np.nan)


def _parts(classes: np.ndarray, groups: np.ndarray, seed: int) -> np.ndarray:
    """Deal the groups of each class out to the parts, so that each part leaves some of it."""
    draw = generator(seed, "prediction familiarity")
    dealt: dict[str, int] = {}
    for one in np.unique(classes):
        own = [name for name in np.unique(groups[classes == one]) if name not in dealt]
        first = int(draw.integers(_FOLDS))
        for place, index in enumerate(draw.permutation(len(own))):
            dealt[own[index]] = (first + place) % _FOLDS
    return np.array([dealt[name] for name in groups])


def _spread(offsets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Find the main directions, and shrunk variances in these and in all others.

    Parameters
    ----------
    offsets
        Deviations from the means, shape ``[n, width]``.
    """
    count, width = offsets.shape
    _, singular, axes = np.linalg.svd(offsets, full_matrices=False)
    variances = np.square(singular) / count
    mean = variances.sum() / width
    kept = min(_DIRECTIONS, len(axes), width - 1)
    if mean <= 0:
        return axes[:0], np.ones(1)
    share = _shrinkage(offsets, variances)
    own = (1 - share) * variances[:kept] + share * mean
    # What the other directions have, including those in which nothing varied.
    others = (1 - share) * variances[kept:].sum() / (width - kept) + share * mean
    least = _NEGLIGIBLE * mean
    return axes[:kept], np.maximum(np.append(own, others), least)


def _shrinkage(offsets: np.ndarray, variances: np.ndarray) -> float:
    """Compute how far the covariance is moved towards a sphere (Ledoit and Wolf 2004)."""
    count, width = offsets.shape
    power = np.square(variances).sum()
    from_sphere = power - variances.sum() ** 2 / width
    error = (np.square(np.square(offsets).sum(axis=1)).mean() - power) / count
    return float(min(error, from_sphere) / from_sphere) if from_sphere > 0 else 1.0
