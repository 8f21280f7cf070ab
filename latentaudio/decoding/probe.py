"""A linear probe: a regularised linear discriminant analysis for each factor."""

import numpy as np

from latentaudio.imports import hidden

with hidden("pandas"):
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis


def linear_probe(coordinates: np.ndarray, labels: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Classify test snippets by a linear discriminant analysis for each factor.

    The covariance is shrunk by the analytic estimate of Ledoit and Wolf (2004), so the probe is
    regularised without a parameter to tune. Parameters and result are as in
    `latentaudio.decoding.knn.nearest_neighbors`.
    """
    columns = []
    for truth in labels.T:
        probe = LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto")
        columns.append(probe.fit(coordinates[~test], truth[~test]).predict(coordinates[test]))
    return np.stack(columns, axis=1)
