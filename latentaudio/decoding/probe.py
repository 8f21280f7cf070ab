"""A linear probe: a regularised linear discriminant analysis for each factor."""

import numpy as np

from latentaudio.errors import DatasetError
from latentaudio.imports import hidden

with hidden("pandas"):
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis


def decode(coordinates: np.ndarray, targets: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Classify test snippets by a linear discriminant analysis for each factor.

    The covariance is shrunk by the analytic estimate of Ledoit and Wolf (2004), so the probe is
    regularised without a parameter to tune. Parameters and result are as in
    `latentaudio.decoding.decoders.Decoder.decode`.

    Raises
    ------
    DatasetError
        When the training snippets have one class only, or no more snippets than classes.
    """
    columns = []
    for truth in targets.T:
        _check_training(truth[~test])
        probe = LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto")
        columns.append(probe.fit(coordinates[~test], truth[~test]).predict(coordinates[test]))
    return np.stack(columns, axis=1)


def _check_training(labels: np.ndarray) -> None:
    classes = len(np.unique(labels))
    if classes < 2 or len(labels) <= classes:
        raise DatasetError(
            f"linear probe: a training set has {len(labels)} snippets of {classes} classes, "
            "expected at least 2 classes and more snippets than classes; use more snippets or "
            "fewer folds, or leave probe out of decoders"
        )
