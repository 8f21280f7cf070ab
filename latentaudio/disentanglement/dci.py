r"""Disentanglement, completeness and informativeness (DCI) from the importance of units.

A model predicts each factor from the whole code and gives the importance of each unit for it. With
the importances :math:`R_{ij}` of unit i for factor j [1]_,

- **disentanglement** of a unit is 1 minus the entropy of its importances for the F factors, to the
  base F; that of the code weights units by their importance. 1: every unit serves one factor.
- **completeness** of a factor is 1 minus the entropy of the importances of the d units, to the base
  d; that of the code weights factors by their importance. 1: every factor is in one unit.
- **informativeness** of a factor is how well the model predicts it for other sounds: R2 of values,
  the share of right classes otherwise.

All are in [0, 1], except that R2 may be negative.

Weaknesses. All depends on the model. A random forest has to choose from all units at each split:
where it chooses from a random part of them (scikit-learn's default for classes), it often has to
use a wrong one, and disentanglement of a perfect code is 0.923 instead of 1, and 0.791 with three
units of noise beside it (``docs/metrics.md``). Completeness depends on the number of units. A
factor that nothing predicts still has importances, which sum to 1: read informativeness first.

References
----------
.. [1] Eastwood, C. and Williams, C. K. I. (2018). A framework for the quantitative evaluation of
   disentangled representations. ICLR.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from latentaudio.decoding.scores import r_squared
from latentaudio.disentanglement.known_sounds import KnownSounds
from latentaudio.imports import hidden
from latentaudio.seeds import integer_seed
from latentaudio.statistics.stratified_bootstrap import Floats

with hidden("pandas"):
    from sklearn.ensemble import (
        GradientBoostingClassifier,
        GradientBoostingRegressor,
        RandomForestClassifier,
        RandomForestRegressor,
    )

Model = Literal["forest", "boosting"]

#: Number of trees of a forest, and smallest number of sounds in a leaf.
TREES, LEAF = 50, 5
#: Number of steps of boosting: scikit-learn's default, as in the common implementation.
STEPS = 100


@dataclass(frozen=True)
class Fitted:
    """Models of all factors.

    Attributes
    ----------
    names
        Names of the factors.
    importances
        Importance of each unit for each factor, shape ``[d, factors]``; those of a factor sum to 1,
        or are 0 if no unit varies.
    models
        The models, one for each factor.
    """

    names: tuple[str, ...]
    importances: Floats
    models: Sequence[Any]

    def predicted(self, codes: np.ndarray) -> dict[str, np.ndarray]:
        """Predict the value (numeric factors) or class of each sound, by factor."""
        single = codes.astype(np.float32)
        return {
            name: model.predict(single) for name, model in zip(self.names, self.models, strict=True)
        }


def fit(
    codes: np.ndarray, sounds: KnownSounds, seed: int, *, by: Model = "forest", trees: int = TREES
) -> Fitted:
    """Fit a model of each factor: regression of values, classification of classes.

    Parameters
    ----------
    codes
        Codes of the training sounds, shape ``[n, d]``.
    sounds
        The same sounds.
    seed
        Seed of the models.
    by
        ``"forest"`` (random forests that choose from all units at each split), or ``"boosting"``
        (gradient boosting as in the common implementation, several times slower).
    trees
        Number of trees of a forest.
    """
    make = {"forest": _forest, "boosting": _boosting}[by]
    models, columns = [], []
    for name in sounds.names:
        numeric = name in sounds.values
        model = make(numeric, integer_seed(seed, "dci", name), trees)
        model.fit(codes.astype(np.float32), (sounds.values if numeric else sounds.classes)[name])
        models.append(model)
        columns.append(model.feature_importances_)
    return Fitted(sounds.names, np.stack(columns, axis=1), models)


def disentanglement(importances: np.ndarray) -> float | None:
    """Compute the disentanglement of a code.

    Parameters
    ----------
    importances
        Importance of each unit for each factor, at least 0; shape ``[d, factors]``.

    Returns
    -------
    float or None
        In [0, 1]; 0 if no unit has any importance, None with fewer than two factors.

    Examples
    --------
    >>> disentanglement(np.array([[1.0, 0.0], [0.0, 1.0]]))
    1.0
    """
    return _weighted(_concentration(importances), importances.sum(axis=1))


def completeness(importances: np.ndarray) -> float | None:
    """Compute the completeness of a code; parameters are as in `disentanglement`.

    Returns
    -------
    float or None
        In [0, 1]; 0 if no unit has any importance, None with fewer than two units.

    Examples
    --------
    >>> completeness(np.array([[0.5, 0.5], [0.5, 0.5]]))
    0.0
    """
    return _weighted(completeness_of_factors(importances), importances.sum(axis=0))


def completeness_of_factors(importances: np.ndarray) -> Floats:
    """Compute the completeness of each factor, shape ``[factors]``; NaN with one unit."""
    return _concentration(importances.T)


def informativeness(truth: np.ndarray, predicted: np.ndarray, *, numeric: bool) -> float | None:
    """Compute how well a factor is predicted.

    Parameters
    ----------
    truth, predicted
        Values of a numeric factor or classes of another, shape ``[n]``.
    numeric
        Whether they are values.

    Returns
    -------
    float or None
        R2 of values, None if all are equal; the share of right classes otherwise.
    """
    return r_squared(truth, predicted) if numeric else float((truth == predicted).mean())


def _forest(numeric: bool, seed: int, trees: int) -> Any:  # noqa: ANN401
    kind: Callable[..., Any] = RandomForestRegressor if numeric else RandomForestClassifier
    return kind(trees, max_features=None, min_samples_leaf=LEAF, random_state=seed)


def _boosting(numeric: bool, seed: int, _: int) -> Any:  # noqa: ANN401
    kind: Callable[..., Any] = GradientBoostingRegressor if numeric else GradientBoostingClassifier
    return kind(n_estimators=STEPS, random_state=seed)


def _concentration(importances: np.ndarray) -> Floats:
    """Compute 1 minus the entropy of each row to the base of its length; 0 for rows of zeros."""
    width = importances.shape[1]
    if width < 2:
        return np.full(len(importances), np.nan)
    sums = importances.sum(axis=1, keepdims=True)
    # A row without importance is spread evenly.
    shares = np.divide(importances, sums, out=np.full(importances.shape, 1 / width), where=sums > 0)
    logarithms = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    return np.asarray(1 + (shares * logarithms).sum(axis=1) / np.log(width))


def _weighted(scores: NDArray[np.float64], weights: np.ndarray) -> float | None:
    if np.isnan(scores).any():
        return None
    if not weights.any():
        return 0.0
    return min(max(float((scores * weights).sum() / weights.sum()), 0.0), 1.0)
