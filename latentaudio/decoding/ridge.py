"""Ridge regression: a linear decoder of numeric factors.

All that a ridge regression needs of its snippets are their sums of squares and products, and those
of a training set are the sums over its parts. So snippets are gone through once, and for each inner
fold, one eigendecomposition gives the weights of all penalties. `sklearn.linear_model.Ridge` gives
the same weights, but goes through the snippets once for each fold and penalty.
"""

import numpy as np
from numpy.typing import NDArray

from latentaudio.datasets.inner_folds import inner_folds
from latentaudio.errors import DatasetError
from latentaudio.seeds import integer_seed

Floats = NDArray[np.float64]

#: Weights of the penalty to choose from, for standardised coordinates: from almost none to one that
#: leaves little more than the mean of the training snippets. Steps of ten would miss the best by so
#: much that the choice depends on which groups are left out together (``docs/rooms.md``).
PENALTIES = tuple(10.0 ** (half / 2) for half in range(-4, 13))
#: Most folds inside the training snippets.
INNER_FOLDS = 8


def decode(
    coordinates: np.ndarray, targets: np.ndarray, test: np.ndarray, groups: np.ndarray, seed: int
) -> Floats:
    """Predict test snippets by a ridge regression for each factor.

    Each factor's penalty is the one of `PENALTIES` with the lowest squared error when whole groups
    of training snippets are left out in turn, in at most `INNER_FOLDS` folds; test snippets take no
    part. Snippets of a group resemble each other: with single ones left out, the penalty would be
    too weak for groups that are held out. The rule is the same where test snippets are of the
    training groups, as in random folds, so that schemes differ in nothing but the folds.

    In a training set of one group, no group can be left out. Single snippets are left out instead,
    and the penalty may be too weak; that can cost accuracy, but cannot flatter it. The report has a
    caveat then. Groups of one snippet each are left out like any others.

    Parameters and result are as in `latentaudio.decoding.decoders.Decoder.decode`; the run's `seed`
    decides which groups are left out together.

    Raises
    ------
    DatasetError
        When there are fewer than three training snippets.
    """
    training = ~test
    count = np.count_nonzero(training)
    if count < 3:
        raise DatasetError(
            f"decoders: ridge regression: a training set has {count} snippets, expected at least "
            "3; use more snippets or fewer folds"
        )
    centre = coordinates[training].mean(axis=0, dtype=np.float64)
    seen = _with_ones(coordinates[training] - centre)
    values = np.asarray(targets[training], np.float64)
    mean = values.mean(axis=0)
    folds = inner_folds(_units(groups[training]), INNER_FOLDS, integer_seed(seed, "ridge folds"))
    parts = [rest for _, rest in folds]
    weights = _chosen(seen, values - mean, parts)
    return _with_ones(coordinates[test] - centre) @ weights + mean


def _units(groups: np.ndarray) -> np.ndarray:
    """Give the number of what is left out together: of a group, or of a snippet of the only one."""
    numbers = np.unique(groups, return_inverse=True)[1]
    return numbers if numbers.any() else np.arange(len(numbers))


def _with_ones(points: np.ndarray) -> Floats:
    return np.insert(np.asarray(points, np.float64), 0, 1.0, axis=1)


def _chosen(seen: Floats, values: Floats, parts: list[np.ndarray]) -> Floats:
    """Fit all snippets with the penalty that suits each factor when parts are left out.

    Parameters
    ----------
    seen, values
        A column of ones and the coordinates, shape ``[n, 1 + k]``, and the targets, ``[n, f]``.
    parts
        Rows that are left out together.

    Returns
    -------
    numpy.ndarray
        Intercept and weights of each factor, shape ``[1 + k, f]``.
    """
    products = [_products(seen[rows], values[rows]) for rows in parts]
    errors = np.zeros((len(PENALTIES), values.shape[1]))
    for left_out, rows in enumerate(parts):
        others = np.sum([*products[:left_out], *products[left_out + 1 :]], axis=0)
        predicted = np.tensordot(seen[rows], weights_by_penalty(others, values.shape[1]), (1, 1))
        errors += ((predicted - values[rows, np.newaxis]) ** 2).sum(axis=0)
    fitted = weights_by_penalty(np.sum(products, axis=0), values.shape[1])
    return fitted[errors.argmin(axis=0), :, np.arange(values.shape[1])].T


def _products(seen: Floats, values: Floats) -> Floats:
    together = np.hstack([seen, values])
    return together.T @ together


def weights_by_penalty(products: Floats, factors: int) -> Floats:
    """Solve the ridge regressions of each of `PENALTIES`; intercepts are not penalised.

    Parameters
    ----------
    products
        Sums over snippets of the products of each two of: one, the coordinates, and the targets;
        shape ``[1 + k + f, 1 + k + f]``.
    factors
        Number of targets f.

    Returns
    -------
    numpy.ndarray
        Intercept and weights, shape ``[penalties, 1 + k, f]``.
    """
    means = products[0, 1:] / products[0, 0]
    centred = products[1:, 1:] - np.outer(means, products[0, 1:])
    coordinates = slice(len(means) - factors)
    targets = slice(len(means) - factors, None)
    variances, directions = np.linalg.eigh(centred[coordinates, coordinates])
    along = directions.T @ centred[coordinates, targets]
    # Where coordinates do not vary, rounding may leave a variance below zero.
    shrunk = np.maximum(variances, 0.0) + np.array(PENALTIES)[:, np.newaxis]
    weights = directions @ (along / shrunk[:, :, np.newaxis])
    intercepts = means[targets] - means[coordinates] @ weights
    return np.concatenate([intercepts[:, np.newaxis], weights], axis=1)
