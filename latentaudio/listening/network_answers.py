"""What the network's decoder would answer in each trial of a listening test."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from latentaudio.errors import ArtifactError
from latentaudio.factor_types import Factor
from latentaudio.tables import strings


@dataclass(frozen=True)
class Network:
    """Answers of a decoder to the sounds of a test.

    Attributes
    ----------
    decoder, layer, layer_name
        Decoder, and the layer from which it reads.
    answers
        Its class of each trial, in the order of the key; str, shape ``[trials]``.
    """

    decoder: str
    layer: int
    layer_name: str
    answers: np.ndarray


def best_networks(
    key: pd.DataFrame,
    snippet_ids: Sequence[str],
    predictions: pa.Table,
    best: Mapping[str, Any],
    factors: Sequence[Factor],
) -> dict[str, Network]:
    """Give the answers of the main decoder at the best layer of each categorical factor.

    Parameters
    ----------
    key, snippet_ids
        As for `network_answers`.
    predictions
        Predictions of all folds, as `latentaudio.decoding.predictions.predict` returns them. Each
        snippet is predicted once, in the fold that its group is held out of.
    best
        Result of `latentaudio.decoding.best_layer.best_layers`.
    factors
        The factors; numeric ones have no classes that a decoder predicts, and are left out.
    """
    networks = {}
    for factor in factors:
        if factor.is_numeric:
            continue
        chosen = best["factors"][factor.name]
        wanted = {
            "factor": factor.name,
            "decoder": chosen["decoder"],
            "scheme": best["scheme"],
        }
        mask = np.asarray(predictions["layer"].to_numpy(zero_copy_only=False)) == chosen["layer"]
        for column, value in wanted.items():
            mask &= strings(predictions, column) == value
        own = predictions.filter(pa.array(mask))
        ids, classes = (strings(own, name).tolist() for name in ("snippet_id", "predicted"))
        networks[factor.name] = Network(
            chosen["decoder"],
            int(chosen["layer"]),
            chosen["layer_name"],
            network_answers(key, snippet_ids, dict(zip(ids, classes, strict=True))),
        )
    return networks


def network_answers(
    key: pd.DataFrame, snippet_ids: Sequence[str], predicted: Mapping[str, str]
) -> np.ndarray:
    """Give the class that a decoder predicts for each sound of a test.

    A sound that lasts several snippets has the class that most of them have; of equally frequent
    ones, that of the earliest snippet.

    Parameters
    ----------
    key
        The key of the test.
    snippet_ids
        Ids of all snippets, in the order of the table of snippets.
    predicted
        Predicted class of a factor, by id of the snippet.

    Returns
    -------
    numpy.ndarray
        Arrays of str, shape ``[trials]``, in the order of the key.

    Raises
    ------
    ArtifactError
        When a snippet of the test is unknown or has no prediction.

    Examples
    --------
    >>> key = pd.DataFrame({"snippet_id": ["a#0"], "snippets": [3]})
    >>> predicted = {"a#0": "wood", "a#1": "metal", "a#2": "metal"}
    >>> network_answers(key, list(predicted), predicted).tolist()
    ['metal']
    """
    places = {name: place for place, name in enumerate(snippet_ids)}
    answers = []
    for first, count in zip(key["snippet_id"], key["snippets"], strict=True):
        start = places.get(first)
        within = [] if start is None else list(snippet_ids[start : start + int(count)])
        if not within or not all(name in predicted for name in within):
            raise ArtifactError(
                f"listening/key.csv: snippet '{first}' has no prediction; delete the folder "
                "listening/, and run again"
            )
        # Counter keeps the order of the first occurrences, and the most common comes first.
        answers.append(Counter(predicted[name] for name in within).most_common(1)[0][0])
    return np.array(answers, dtype=str)
