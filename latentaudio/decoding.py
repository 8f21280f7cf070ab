"""How well the classes of each factor can be read from a layer's projections.

`predict` is one fold's work; `latentaudio.scores` turns its predictions into accuracies.
"""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from latentaudio.errors import ConfigError
from latentaudio.imports import hidden
from latentaudio.scores import PROBE

with hidden("pandas"):
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
    from sklearn.neighbors import KNeighborsClassifier

PREDICTIONS_SCHEMA = pa.schema(
    {
        "snippet_id": pa.string(),
        "factor": pa.string(),
        "truth": pa.string(),
        "predicted": pa.string(),
        "decoder": pa.string(),
        "scheme": pa.string(),
        "layer": pa.int16(),
        "fold": pa.int16(),
        "n_train": pa.int32(),
    }
)


def nearest_neighbours(
    coordinates: np.ndarray, labels: np.ndarray, test: np.ndarray, neighbors: int
) -> np.ndarray:
    """Classify test snippets by a vote of their nearest training snippets (Euclidean distance).

    Parameters
    ----------
    coordinates
        Shape ``[n, k]``.
    labels
        Class names, shape ``[n, f]``, one column a factor: one search serves all of them.
    test
        Whether a snippet is tested (else trained on), shape ``[n]``, bool.
    neighbors
        How many vote.

    Returns
    -------
    numpy.ndarray
        Shape ``[test.sum(), f]``.
    """
    check_neighbors(neighbors, int(np.count_nonzero(~test)))
    classifier = KNeighborsClassifier(neighbors, algorithm="brute")
    # A single column is passed flat, because scikit-learn warns of a column vector.
    classifier.fit(coordinates[~test], _flat(labels[~test]))
    return classifier.predict(coordinates[test]).reshape(-1, labels.shape[1])


def linear_probe(coordinates: np.ndarray, labels: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Classify test snippets by a linear discriminant analysis for each factor.

    The covariance is shrunk by the analytic estimate of Ledoit and Wolf (2004), so the probe is
    regularised without a setting to tune. Parameters and result are as in `nearest_neighbours`.
    """
    columns = []
    for truth in labels.T:
        probe = LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto")
        columns.append(probe.fit(coordinates[~test], truth[~test]).predict(coordinates[test]))
    return np.stack(columns, axis=1)


def check_neighbors(neighbors: int, training: int, key: str = "knn.neighbors") -> None:
    """Check that there are as many training snippets as neighbours, which `key` configures.

    Raises
    ------
    ConfigError
        When there are not.
    """
    if neighbors > training:
        raise ConfigError(
            f"{key}: {neighbors} asked for, but the smallest training set has {training} "
            "snippets; lower it, or use more snippets"
        )


def predict(
    coordinates: Mapping[str, np.ndarray],
    labels: Mapping[str, np.ndarray],
    snippet_ids: np.ndarray,
    folds: Mapping[str, np.ndarray],
    *,
    layer: int,
    fold: int,
    neighbors: int,
) -> pa.Table:
    """Predict one test fold of one layer, in all schemes, by all decoders, for all factors.

    Parameters
    ----------
    coordinates
        The projections that each decoder reads, shape ``[n, k]``, by name of the decoder.
    labels
        The class of each snippet, by factor; each of shape ``[n]``.
    snippet_ids
        Shape ``[n]``.
    folds
        The fold of each snippet, by scheme; each of shape ``[n]``.
    layer, fold
        What is predicted. A scheme that has fewer folds is left out.
    neighbors
        Of the nearest-neighbour decoders.

    Returns
    -------
    pyarrow.Table
        One row a test snippet, factor, decoder and scheme, with `PREDICTIONS_SCHEMA`.
    """
    truths = np.stack(list(labels.values()), axis=1)
    tables = [PREDICTIONS_SCHEMA.empty_table()]
    for scheme, assigned in folds.items():
        test = assigned == fold
        if not test.any():
            continue
        for decoder, values in coordinates.items():
            if decoder == PROBE:
                predicted = linear_probe(values, truths, test)
            else:
                predicted = nearest_neighbours(values, truths, test, neighbors)
            for column, factor in enumerate(labels):
                rows = len(predicted)
                tables.append(
                    pa.table(
                        {
                            "snippet_id": snippet_ids[test],
                            "factor": [factor] * rows,
                            "truth": truths[test, column],
                            "predicted": predicted[:, column],
                            "decoder": [decoder] * rows,
                            "scheme": [scheme] * rows,
                            "layer": np.full(rows, layer, np.int16),
                            "fold": np.full(rows, fold, np.int16),
                            "n_train": np.full(rows, np.count_nonzero(~test), np.int32),
                        },
                        schema=PREDICTIONS_SCHEMA,
                    )
                )
    return pa.concat_tables(tables)


def _flat(labels: np.ndarray) -> np.ndarray:
    return labels.ravel() if labels.shape[1] == 1 else labels
