"""Predict the classes of each factor from a layer's projections.

`predict` handles one fold; `latentaudio.decoding.scores` turns its predictions into accuracies.
"""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from latentaudio.decoding.decoders import PROBE
from latentaudio.decoding.knn import nearest_neighbors
from latentaudio.decoding.probe import linear_probe

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
        Projections that each decoder reads, by decoder; each of shape ``[n, k]``.
    labels
        Class of each snippet, by factor; each of shape ``[n]``.
    snippet_ids
        Ids of the snippets, shape ``[n]``.
    folds
        Fold of each snippet, by scheme; each of shape ``[n]``.
    layer, fold
        Number of the layer, and of the fold to predict. A scheme with fewer folds is left out.
    neighbors
        Number of neighbors of the nearest-neighbor decoders.

    Returns
    -------
    pyarrow.Table
        One row per test snippet, factor, decoder and scheme, with `PREDICTIONS_SCHEMA`.
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
                predicted = nearest_neighbors(values, truths, test, neighbors)
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
