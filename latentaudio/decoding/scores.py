"""Accuracies of predictions, and their chance levels.

The module imports no decoder, because scoring needs no scikit-learn.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from latentaudio.decoding.decoders import DECODERS
from latentaudio.networks.yamnet.layers import layer
from latentaudio.tables import strings

#: Column that holds the chance level of each metric.
CHANCE_COLUMNS = {"accuracy": "chance", "balanced_accuracy": "balanced_chance"}

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
        "balanced_chance": pa.float64(),
    }
)


class Chance(NamedTuple):
    """Scores of a decoder that always predicts the most frequent class, by metric."""

    accuracy: float
    balanced_accuracy: float


def score_table(predictions: Iterable[pa.Table], chance: Mapping[str, Chance]) -> pa.Table:
    """Score all layers and folds.

    Parameters
    ----------
    predictions
        One table per layer and fold, as `latentaudio.decoding.predictions.predict` returns them;
        read one at a time.
    chance
        Chance levels by factor, from `chance_levels`; their order is that of the factors in the
        result.

    Returns
    -------
    pyarrow.Table
        Table with `SCORES_SCHEMA`, sorted by factor, scheme, decoder, layer and fold.
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


def score(predictions: pa.Table, chance: Mapping[str, Chance]) -> list[dict[str, Any]]:
    """Score the predictions of one layer and fold.

    Parameters
    ----------
    predictions
        Table as `latentaudio.decoding.predictions.predict` returns it.
    chance
        Chance levels by factor, from `chance_levels`.

    Returns
    -------
    list of dict
        One row per factor, scheme and decoder, in the order of the predictions, with the accuracy
        (share of snippets predicted correctly) and the balanced accuracy (mean of that share over
        the true classes).
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
                "chance": chance[factor].accuracy,
                "balanced_chance": chance[factor].balanced_accuracy,
            }
        )
    return rows


def chance_levels(labels: Mapping[str, Sequence[str] | np.ndarray]) -> dict[str, Chance]:
    """Compute the chance levels of each factor from the classes of all snippets.

    Examples
    --------
    >>> chance_levels({"size": ["big", "big", "small", "tiny"]})
    {'size': Chance(accuracy=0.5, balanced_accuracy=0.3333333333333333)}
    """
    counts = {
        factor: np.unique(np.asarray(values), return_counts=True)[1]
        for factor, values in labels.items()
    }
    return {
        factor: Chance(float(one.max() / one.sum()), 1.0 / len(one))
        for factor, one in counts.items()
    }
