r"""The mutual information gap: whether one coordinate alone encodes a factor.

.. math:: \frac{1}{H(v)} \Bigl( I(z_{j}; v) - \max_{j' \ne j} I(z_{j'}; v) \Bigr),
   \quad j = \arg\max_j I(z_j; v)

is 1 if one coordinate carries all information about factor v and no other carries any [1]_. The
coordinates of an axis that has several are not compared with each other: j' runs over the
coordinates that share no axis with j. For axes of one coordinate this is the published gap.

Information is estimated from counts in bins of equal frequency. This plug-in estimate is biased
upwards by about (bins - 1)(classes - 1) / (2 n ln 2) bits for a coordinate without any information
about the factor ([2]_; by more if the snippets of a group resemble each other), and unbiased for
one with all of it: the gap is biased towards 0.

The gap is in [0, 1]. Weaknesses, beside the bias. It asks for one unit for
each factor (completeness) and not for one factor for each unit: two factors that share a unit can
both have a high gap. A code that holds the same information twice has a gap of 0, however clean it
is. It looks at single coordinates, so information that only two of them together have counts for
nothing. And its value depends on the number of bins and of classes, so gaps of different tables
compare only if these agree.

References
----------
.. [1] Chen, R. T. Q., Li, X., Grosse, R. and Duvenaud, D. (2018). Isolating sources of
   disentanglement in variational autoencoders. NeurIPS. arXiv:1802.04942.
.. [2] Miller, G. A. (1955). Note on the bias of information estimates. In Information theory in
   psychology, 95-100.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from latentaudio.statistics.stratified_bootstrap import Floats

#: Largest number of bins, as is common for this gap; with more classes, one bin per class.
BINS = 20
#: Smallest mean number of snippets of each class in a bin; the number of bins is reduced for it.
SNIPPETS_PER_BIN_AND_CLASS = 5


class Gap(NamedTuple):
    """A mutual information gap, and the two values of mutual information (bits) it is based on.

    The gap is None if the factor has a single class or there is no second axis.
    """

    gap: float | None
    top: float
    second: float | None


def mutual_information_gap(
    coordinates: np.ndarray, labels: np.ndarray, axes: Sequence[np.ndarray] = ()
) -> Gap:
    """Compute the mutual information gap (Chen et al., 2018) of a factor over all coordinates.

    In [0, 1]. Weaknesses: a factor that two coordinates encode equally well has 0, two factors
    that share a coordinate can both have a high gap, and noise makes it smaller; see the module.

    Parameters
    ----------
    coordinates
        Coordinates of the snippets, shape ``[n, d]``.
    labels
        Classes of the factor, shape ``[n]``.
    axes
        Indices of the coordinates of each axis; only needed for axes with several coordinates.

    Examples
    --------
    >>> labels = np.repeat(["a", "b"], 100)
    >>> informative, irrelevant = np.repeat([0.0, 1.0], 100), np.tile([0.0, 1.0], 100)
    >>> mutual_information_gap(np.stack([irrelevant, informative], axis=1), labels)
    Gap(gap=1.0, top=1.0, second=0.0)
    """
    return gap_of(mutual_information(coordinates, labels), entropy(labels), axes)


def gap_of(information: np.ndarray, uncertainty: float, axes: Sequence[np.ndarray] = ()) -> Gap:
    """Compute the gap from the mutual information of each coordinate and the entropy of a factor.

    Parameters
    ----------
    information
        Mutual information of each coordinate with the factor (bits), shape ``[d]``.
    uncertainty
        Entropy of the factor (bits).
    axes
        As in `mutual_information_gap`.
    """
    best = int(information.argmax())
    others = np.delete(information, _together_with(best, axes))
    second = float(others.max()) if len(others) else None
    top = float(information[best])
    gap = (top - second) / uncertainty if second is not None and uncertainty > 0 else None
    return Gap(gap, top, second)


def mutual_information(coordinates: np.ndarray, labels: np.ndarray) -> Floats:
    """Estimate the mutual information (bits) between each coordinate and a factor.

    The number of bins is a multiple of the number of classes, so that for a balanced factor no bin
    has to contain parts of two classes.

    Parameters
    ----------
    coordinates
        Coordinates of the snippets, shape ``[n, d]``. Equal values fall into the same bin.
    labels
        Classes of the factor, shape ``[n]``.

    Returns
    -------
    numpy.ndarray
        Mutual information of each coordinate, shape ``[d]``.
    """
    return binned(coordinates, labels).information()


class Binned(NamedTuple):
    """Coordinates in bins of equal frequency, crossed with the classes of a factor.

    Attributes
    ----------
    cells
        Index of the cell of each coordinate (its number, its bin, and the class), shape ``[n, d]``.
    shape
        Numbers of coordinates, bins and classes.
    """

    cells: NDArray[np.int64]
    shape: tuple[int, int, int]

    def information(self, rows: np.ndarray | slice = slice(None)) -> Floats:
        """Estimate the mutual information (bits) of each coordinate in some rows, shape ``[d]``."""
        cells = self.cells[rows]
        counted = np.bincount(cells.ravel(), minlength=math.prod(self.shape))
        joint = counted.reshape(self.shape) / len(cells)
        of_bins, of_classes = joint.sum(axis=2, keepdims=True), joint.sum(axis=1, keepdims=True)
        expected = of_bins * of_classes
        ratio = np.divide(joint, expected, out=np.ones_like(joint), where=joint > 0)
        return np.maximum((joint * np.log2(ratio)).sum(axis=(1, 2)), 0.0)


def binned(coordinates: np.ndarray, labels: np.ndarray) -> Binned:
    """Put coordinates into bins; parameters are as in `mutual_information`."""
    count, width = coordinates.shape
    names, classes = np.unique(labels, return_inverse=True)
    bins = _number_of_bins(count, len(names))
    ranks = rankdata(coordinates, method="min", axis=0).astype(np.int64) - 1
    cells = (np.arange(width) * bins + ranks * bins // count) * len(names) + classes[:, np.newaxis]
    return Binned(cells, (width, bins, len(names)))


def entropy(labels: np.ndarray) -> float:
    """Compute the entropy of a factor in bits.

    Examples
    --------
    >>> entropy(np.array(["a", "b", "c", "d"]))
    2.0
    """
    shares = np.unique(labels, return_counts=True)[1] / len(labels)
    return float(-(shares * np.log2(shares)).sum()) + 0.0  # avoids -0.0


def _number_of_bins(count: int, classes: int) -> int:
    affordable = min(BINS, count // (SNIPPETS_PER_BIN_AND_CLASS * classes))
    return classes * max(1, affordable // classes)


def _together_with(best: int, axes: Sequence[np.ndarray]) -> np.ndarray:
    return np.unique(np.concatenate([[best], *(axis for axis in axes if best in axis)])).astype(int)
