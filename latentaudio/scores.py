"""From predictions to accuracies.

Apart from `decoding`, because scoring needs no scikit-learn.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from latentaudio.tables import strings
from latentaudio.yamnet.layers import layer

KNN = "knn"
PROBE = "probe"
KNN_PERMUTED = "knn_permuted"
#: The decoders in the order of all tables.
DECODERS = (KNN, PROBE, KNN_PERMUTED)

SCORES_SCHEMA = pa.schema(
    {
        "factor": pa.string(),
        "scheme": pa.string(),
        "decoder": pa.string(),
        "layer": pa.int16(),
        "layer_name": pa.string(),
        "fold": pa.int16(),
        "n_train": pa.int32(),
        "n_test": pa.int32(),
        "accuracy": pa.float64(),
        "balanced_accuracy": pa.float64(),
        "chance": pa.float64(),
    }
)


def score_table(predictions: Iterable[pa.Table], chance: Mapping[str, float]) -> pa.Table:
    """Score all layers and folds.

    Parameters
    ----------
    predictions
        One table a layer and fold, as `latentaudio.decoding.predict` makes them; read one by one.
    chance
        See `chance_levels`; its order is that of the factors in the result.

    Returns
    -------
    pyarrow.Table
        With `SCORES_SCHEMA`, sorted by factor, scheme, decoder, layer and fold.
    """
    rows = [row for table in predictions for row in score(table, chance)]
    factors = list(chance)
    rows.sort(
        key=lambda row: (
            factors.index(row["factor"]),
            row["scheme"],
            DECODERS.index(row["decoder"]),
            row["layer"],
            row["fold"],
        )
    )
    return pa.Table.from_pylist(rows, schema=SCORES_SCHEMA)


def score(predictions: pa.Table, chance: Mapping[str, float]) -> list[dict[str, Any]]:
    """Score the predictions of one layer and fold.

    Parameters
    ----------
    predictions
        As `predict` makes them.
    chance
        The accuracy of always naming the most frequent class, by factor; see `chance_levels`.

    Returns
    -------
    list of dict
        One a factor, scheme and decoder, in the order of the predictions, with the accuracy (share
        of snippets predicted correctly) and the balanced accuracy (mean over the true classes of
        that share).
    """
    keys = [strings(predictions, name) for name in ("factor", "scheme", "decoder")]
    truth = strings(predictions, "truth")
    correct = truth == strings(predictions, "predicted")
    rows: list[dict[str, Any]] = []
    for factor, scheme, decoder in dict.fromkeys(zip(*keys, strict=True)):
        mask = (keys[0] == factor) & (keys[1] == scheme) & (keys[2] == decoder)
        hits, names = correct[mask], truth[mask]
        first = int(np.argmax(mask))
        number = predictions["layer"][first].as_py()
        rows.append(
            {
                "factor": str(factor),
                "scheme": str(scheme),
                "decoder": str(decoder),
                "layer": number,
                "layer_name": layer(number).name,
                "fold": predictions["fold"][first].as_py(),
                "n_train": predictions["n_train"][first].as_py(),
                "n_test": len(hits),
                "accuracy": float(hits.mean()),
                "balanced_accuracy": float(
                    np.mean([hits[names == name].mean() for name in np.unique(names)])
                ),
                "chance": chance[factor],
            }
        )
    return rows


def chance_levels(labels: Mapping[str, Sequence[str] | np.ndarray]) -> dict[str, float]:
    """Compute the accuracy of always naming the most frequent class, by factor.

    Examples
    --------
    >>> chance_levels({"size": ["big", "big", "small", "tiny"]})
    {'size': 0.5}
    """
    return {
        factor: float(np.unique(np.asarray(values), return_counts=True)[1].max() / len(values))
        for factor, values in labels.items()
    }
