"""Linear discriminant analysis that is defined where sounds of a class do not vary.

Discriminants are the directions with the largest ratio of the variance between classes to that
within classes. Where sounds repeat (one stimulus played several times, a tone that never changes),
there may be no variance within classes in some direction. The ratio is then infinite or undefined:
one solver fails, and another ignores just the directions that separate the classes without error.

The covariance within classes is therefore given a ridge in this case, as in a regularised
discriminant analysis [1]_. The ridge is so small that directions without any variance within
classes come first, as they should, and that others are as without it. Wherever the covariance can
be inverted, nothing is changed.

References
----------
.. [1] Friedman, J. H. (1989). Regularized discriminant analysis. Journal of the American
   Statistical Association 84, 165-175.
"""

import warnings
from contextlib import suppress
from typing import Literal, NamedTuple

import numpy as np

from latentaudio.errors import DatasetError
from latentaudio.imports import hidden

with hidden("pandas"):
    from sklearn.covariance import ledoit_wolf
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
    from sklearn.preprocessing import StandardScaler

#: The ridge, and the least variance within classes in any direction that needs none, as a share of
#: the mean variance of the coordinates.
RIDGE = 1e-6


class Fitted(NamedTuple):
    """A discriminant analysis, and whether the covariance within classes needed a ridge."""

    analysis: LinearDiscriminantAnalysis
    ridge: bool


def fit(coordinates: np.ndarray, labels: np.ndarray, solver: Literal["eigen", "lsqr"]) -> Fitted:
    """Fit a discriminant analysis with the shrinkage of Ledoit and Wolf (2004).

    Parameters
    ----------
    coordinates
        Coordinates of the training snippets, shape ``[n, d]``.
    labels
        Their classes, shape ``[n]``, which `check_training` accepts.
    solver
        Solver of scikit-learn: ``"eigen"`` to transform, ``"lsqr"`` to predict.
    """
    analysis = LinearDiscriminantAnalysis(solver=solver, shrinkage="auto")
    with suppress(np.linalg.LinAlgError):
        _fit(analysis, coordinates, labels)
    variance = float(coordinates.var(axis=0, dtype=np.float64).mean())
    if np.linalg.eigvalsh(analysis.covariance_)[0] > RIDGE * variance:
        return Fitted(analysis, ridge=False)
    # If no coordinate varies at all, any ridge will do: there is nothing to separate.
    estimator = _ShrunkWithRidge(RIDGE * variance or 1.0)
    analysis = LinearDiscriminantAnalysis(solver=solver, covariance_estimator=estimator)
    _fit(analysis, coordinates.astype(np.float64), labels)
    return Fitted(analysis, ridge=True)


def check_training(labels: np.ndarray, what: str, remedy: str) -> None:
    """Check that training snippets suffice for a discriminant analysis.

    Parameters
    ----------
    labels
        Classes of the training snippets, shape ``[n]``.
    what, remedy
        Name of the analysis, and what else to do than to use more snippets, for the error message.

    Raises
    ------
    DatasetError
        When there is one class only, or no more snippets than classes.
    """
    classes = len(np.unique(labels))
    if classes < 2 or len(labels) <= classes:
        raise DatasetError(
            f"{what}: a training set has {len(labels)} snippets of {classes} classes, expected at "
            f"least 2 classes and more snippets than classes; use more snippets {remedy}"
        )


def _fit(analysis: LinearDiscriminantAnalysis, coordinates: np.ndarray, labels: np.ndarray) -> None:
    # Without any variance between classes, scikit-learn divides 0 by 0 for a ratio not used here.
    with np.errstate(invalid="ignore"), warnings.catch_warnings():
        # A class of one snippet has no variance, which is what the covariance then says.
        warnings.filterwarnings("ignore", message="Only one sample available")
        analysis.fit(coordinates, labels)


class _ShrunkWithRidge:
    """The covariance that scikit-learn's ``shrinkage="auto"`` estimates, plus a ridge.

    An estimator as scikit-learn expects it, hence its names.
    """

    def __init__(self, ridge: float) -> None:
        self._ridge = ridge

    def fit(self, X: np.ndarray) -> None:
        """Set ``covariance_``, shape ``[d, d]``, from the snippets of a class, ``[n, d]``."""
        scaler = StandardScaler()
        shrunk = ledoit_wolf(scaler.fit_transform(X))[0]
        scale = np.outer(scaler.scale_, scaler.scale_)
        self.covariance_ = shrunk * scale + self._ridge * np.eye(X.shape[1])
