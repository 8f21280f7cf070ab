r"""Whether one coordinate alone knows a factor: the mutual information gap.

.. math:: \frac{1}{H(v)} \Bigl( I(z_{j}; v) - \max_{j' \ne j} I(z_{j'}; v) \Bigr),
   \quad j = \arg\max_j I(z_j; v)

is 1 when one coordinate tells all of factor v and no other tells anything of it. Coordinates of one
axis (several per factor) are not held against each other: j' runs over those of no axis that holds
j. For axes of one coordinate this is the published gap.

Information is counted in bins of equal frequency. The counts are taken for probabilities, so a
coordinate that knows nothing of the factor is given about (bins - 1)(classes - 1) / (2 n ln 2) bits
([2]_; more where the snippets of a group resemble each other), one that knows all of it nothing too
much: a gap errs towards 0.

References
----------
.. [1] Chen, R. T. Q., Li, X., Grosse, R. and Duvenaud, D. (2018). Isolating sources of
   disentanglement in variational autoencoders. NeurIPS. arXiv:1802.04942.
.. [2] Miller, G. A. (1955). Note on the bias of information estimates. In Information theory in
   psychology, 95-100.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import rankdata

from latentaudio.statistics.stratified_bootstrap import Floats

#: About as many bins are used at most, as is common for this gap.
BINS = 20
#: Snippets that a bin has, on average, of each class; fewer bins are used to keep this.
SNIPPETS_PER_BIN_AND_CLASS = 5


class Gap(NamedTuple):
    """A mutual information gap, and the two informations (bits) that it lies between.

    The gap is None where the factor has one class, or where no second axis exists.
    """

    gap: float | None
    top: float
    second: float | None


def mutual_information_gap(
    coordinates: np.ndarray, labels: np.ndarray, axes: Sequence[np.ndarray] = ()
) -> Gap:
    """Compute the mutual information gap of a factor over all coordinates of a space.

    Parameters
    ----------
    coordinates
        Shape ``[n, d]``.
    labels
        Class names of the factor, shape ``[n]``.
    axes
        Indices of the coordinates that form an axis, for those axes that have several.

    Examples
    --------
    >>> labels = np.repeat(["a", "b"], 100)
    >>> knows, ignores = np.repeat([0.0, 1.0], 100), np.tile([0.0, 1.0], 100)
    >>> mutual_information_gap(np.stack([ignores, knows], axis=1), labels)
    Gap(gap=1.0, top=1.0, second=0.0)
    """
    information = mutual_information(coordinates, labels)
    best = int(information.argmax())
    of_others = np.delete(information, _together_with(best, axes))
    uncertainty = entropy(labels)
    second = float(of_others.max()) if len(of_others) else None
    top = float(information[best])
    gap = (top - second) / uncertainty if second is not None and uncertainty > 0 else None
    return Gap(gap, top, second)


def mutual_information(coordinates: np.ndarray, labels: np.ndarray) -> Floats:
    """Estimate the information (bits) that each coordinate has about a factor.

    The bins are a multiple of the classes, so that those of a balanced factor can be told apart
    without a remainder.

    Parameters
    ----------
    coordinates
        Shape ``[n, d]``. Equal values fall into the same bin.
    labels
        Class names, shape ``[n]``.

    Returns
    -------
    numpy.ndarray
        Shape ``[d]``.
    """
    count, width = coordinates.shape
    names, classes = np.unique(labels, return_inverse=True)
    bins = _number_of_bins(count, len(names))
    ranks = rankdata(coordinates, method="min", axis=0).astype(np.int64) - 1
    cell = (np.arange(width) * bins + ranks * bins // count) * len(names) + classes[:, np.newaxis]
    counted = np.bincount(cell.ravel(), minlength=width * bins * len(names))
    joint = counted.reshape(width, bins, len(names)) / count
    of_bins, of_classes = joint.sum(axis=2, keepdims=True), joint.sum(axis=1, keepdims=True)
    expected = of_bins * of_classes
    ratio = np.divide(joint, expected, out=np.ones_like(joint), where=joint > 0)
    return np.maximum((joint * np.log2(ratio)).sum(axis=(1, 2)), 0.0)


def entropy(labels: np.ndarray) -> float:
    """Compute the entropy of a factor in bits.

    Examples
    --------
    >>> entropy(np.array(["a", "b", "c", "d"]))
    2.0
    """
    shares = np.unique(labels, return_counts=True)[1] / len(labels)
    return float(-(shares * np.log2(shares)).sum()) + 0.0  # no negative zero


def _number_of_bins(count: int, classes: int) -> int:
    affordable = min(BINS, count // (SNIPPETS_PER_BIN_AND_CLASS * classes))
    return classes * max(1, affordable // classes)


def _together_with(best: int, axes: Sequence[np.ndarray]) -> np.ndarray:
    return np.unique(np.concatenate([[best], *(axis for axis in axes if best in axis)])).astype(int)
