"""Handwritten digits, on which values of beta can be compared within a minute.

They come with scikit-learn, so nothing is downloaded: 1,797 digits of 8 x 8 pixels by 13 people
[1]_. Who wrote which is not known; the splits are therefore over single digits, and people are not
held out.

References
----------
.. [1] Alpaydin, E. and Kaynak, C. (1998). Optical recognition of handwritten digits. UCI Machine
   Learning Repository.
"""

from dataclasses import dataclass

import numpy as np

from latentaudio.datasets.splits import assign_splits
from latentaudio.imports import hidden

with hidden("pandas"):
    from sklearn.datasets import load_digits

#: Pixels of a digit, rows and columns.
SHAPE = (8, 8)
#: Largest grey value in the data.
_WHITE = 16.0
#: Fraction of all digits that are held out, and fraction of the others that stop the training.
_HELD_OUT, _VALIDATION = 0.25, 0.2


@dataclass(frozen=True)
class Digits:
    """All digits.

    Attributes
    ----------
    values
        Grey values between 0 (paper) and 1 (ink), shape ``[n, 8, 8]``, float32.
    labels
        Which digit it is, ``"0"`` to ``"9"``, shape ``[n]``.
    splits
        Split of each digit, shape ``[n]``; see `latentaudio.datasets.splits.assign_splits`.
    """

    values: np.ndarray
    labels: np.ndarray
    splits: np.ndarray


def read_digits(seed: int) -> Digits:
    """Read all digits, and split them, each class in the same proportions.

    Parameters
    ----------
    seed
        The run's seed, on which the splits depend.
    """
    found = load_digits()
    labels = found.target.astype(str)
    each = np.arange(len(labels))
    splits = assign_splits({"digit": labels}, each, _HELD_OUT, _VALIDATION, seed)
    return Digits((found.images / _WHITE).astype(np.float32), labels, splits)
