r"""Factors as the targets of a regression, and an axis for each factor from what is predicted.

The target of a numeric factor is its value. Those of a categorical factor are the indicators of its
classes, and its axis is the combination of their predictions that separates the classes best, the
first score :math:`\theta` of optimal scoring:

.. math:: \max_\theta \theta^\top Y^\top \hat Y \theta \quad \text{with} \quad
   \theta^\top Y^\top Y \theta = n

for indicators Y and their centred predictions. With a linear regression this is the first
discriminant of a linear discriminant analysis, penalised as the regression is [1]_; with another
one it is that of a flexible discriminant analysis [2]_.

References
----------
.. [1] Hastie, T., Buja, A. and Tibshirani, R. (1995). Penalized discriminant analysis. Annals of
   Statistics 23, 73-102.
.. [2] Hastie, T., Tibshirani, R. and Buja, A. (1994). Flexible discriminant analysis by optimal
   scoring. Journal of the American Statistical Association 89, 1255-1270.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from latentaudio.disentanglement.known_sounds import KnownSounds

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FactorTargets:
    """Targets of all factors side by side.

    Attributes
    ----------
    matrix
        Targets of the training sounds, shape ``[n, columns]``.
    columns
        The columns of each factor, by name.
    """

    matrix: Floats
    columns: Mapping[str, slice]

    def axes(self, predicted: Floats, training: np.ndarray) -> Floats:
        """Combine predictions into one axis for each factor.

        Parameters
        ----------
        predicted
            Predicted targets of all sounds, shape ``[m, columns]``.
        training
            Which of these sounds are the training sounds, bool, shape ``[m]``.

        Returns
        -------
        numpy.ndarray
            Shape ``[m, factors]``; the direction of the axis of a categorical factor is arbitrary.
        """
        return np.stack(
            [
                _axis(predicted[:, columns], self.matrix[:, columns], training)
                for columns in self.columns.values()
            ],
            axis=1,
        )


def factor_targets(sounds: KnownSounds) -> FactorTargets:
    """Write the factors of the training sounds as targets.

    Values are standardised, so that every factor counts about as much.
    """
    blocks, columns, start = [], {}, 0
    for name in sounds.names:
        block = (
            _standardised(sounds.values[name])[:, np.newaxis]
            if name in sounds.values
            else _indicators(sounds.classes[name])
        )
        blocks.append(block)
        columns[name] = slice(start, start + block.shape[1])
        start += block.shape[1]
    return FactorTargets(np.hstack(blocks), columns)


def _standardised(values: np.ndarray) -> Floats:
    return np.asarray((values - values.mean()) / values.std(), np.float64)


def _indicators(classes: np.ndarray) -> Floats:
    return (classes[:, np.newaxis] == np.unique(classes)).astype(np.float64)


def _axis(predicted: Floats, targets: Floats, training: np.ndarray) -> Floats:
    if targets.shape[1] == 1:
        return predicted[:, 0]
    centred = predicted - predicted[training].mean(axis=0)
    shared = targets.T @ centred[training]
    scores = eigh(shared + shared.T, 2 * targets.T @ targets)[1][:, -1]
    return centred @ (scores * np.sign(scores[np.abs(scores).argmax()]))
