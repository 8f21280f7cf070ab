"""A linear probe: a regularised linear discriminant analysis for each factor."""

import numpy as np

from latentaudio.decoding.discriminant import check_training, fit


def decode(coordinates: np.ndarray, targets: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Classify test snippets by a linear discriminant analysis for each factor.

    The covariance is shrunk by the analytic estimate of Ledoit and Wolf (2004), so the probe is
    regularised without a parameter to tune; where sounds of a class do not vary, it also gets a
    small ridge (`latentaudio.decoding.discriminant`). Parameters and result are as in
    `latentaudio.decoding.decoders.Decoder.decode`.

    Raises
    ------
    DatasetError
        When the training snippets have one class only, or no more snippets than classes.
    """
    columns = []
    for truth in targets.T:
        check_training(
            truth[~test], "decoders: linear probe", "or fewer folds, or leave probe out of decoders"
        )
        probe = fit(coordinates[~test], truth[~test], "lsqr").analysis
        columns.append(probe.predict(coordinates[test]))
    return np.stack(columns, axis=1)
