"""Ridge regression: a linear decoder of numeric factors."""

import numpy as np

from latentaudio.errors import DatasetError
from latentaudio.imports import hidden

with hidden("pandas"):
    from sklearn.linear_model import RidgeCV

#: Weights of the penalty to choose from, for standardised coordinates: from almost none to one that
#: leaves little more than the mean of the training snippets.
PENALTIES = tuple(10.0**power for power in range(-2, 7))


def decode(coordinates: np.ndarray, targets: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Predict test snippets by a ridge regression for each factor.

    Each factor's penalty is the one of `PENALTIES` with the lowest squared error when each training
    snippet is left out in turn; test snippets take no part. Snippets of a group resemble each
    other, so this choice may be weaker than one that leaves out whole groups. That can cost
    accuracy on groups that are held out, but cannot flatter it. Parameters and result are as in
    `latentaudio.decoding.decoders.Decoder.decode`.

    Raises
    ------
    DatasetError
        When there are fewer than three training snippets.
    """
    training = np.count_nonzero(~test)
    if training < 3:
        raise DatasetError(
            f"decoders: ridge regression: a training set has {training} snippets, expected at "
            "least 3; use more snippets or fewer folds"
        )
    points = np.asarray(coordinates, np.float64)
    model = RidgeCV(PENALTIES, alpha_per_target=True)
    model.fit(points[~test], targets[~test])
    return model.predict(points[test]).reshape(-1, targets.shape[1])
