"""A few moved sounds, and what the network hears most in them before and after."""

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit

from latentaudio.networks.yamnet.classes import class_names
from latentaudio.transfer.moved_outputs import Example, Heard, Pair

EXAMPLE_COLUMNS = [
    *("factor", "own", "other", "snippet_id", "move", "rank"),
    *("class_before", "probability_before", "class_after", "probability_after"),
]

_TOP = 5


def example_table(heard: Heard, *, count: int) -> pd.DataFrame:
    """Show what the network hears most in a few sounds, before and after their move.

    These are selected, not typical: of each pair the sound whose move to the other class raised the
    AudioSet classes named for that class most, and of each factor the pairs where that rise is
    largest. Pairs without associations come last, there the largest change of any logit decides.

    Parameters
    ----------
    heard
        See `listen`.
    count
        Examples a factor, each from another pair.

    Returns
    -------
    pandas.DataFrame
        Columns `EXAMPLE_COLUMNS`: the five classes of highest probability before and after.
    """
    rows: list[dict[str, Any]] = []
    for factor in dict.fromkeys(pair.factor for pair in heard.sums):
        pairs = [pair for pair in heard.examples if pair.factor == factor]
        pairs.sort(
            key=lambda pair: (not heard.sides_of(pair).other, heard.examples[pair].order, pair)
        )
        for pair in pairs[:count]:
            rows += _example_rows(pair, heard.examples[pair])
    return pd.DataFrame(rows, columns=EXAMPLE_COLUMNS)


def _example_rows(pair: Pair, example: Example) -> list[dict[str, Any]]:
    before, after = (expit(x.astype(np.float64)) for x in (example.before, example.after))
    tops = [np.argsort(-values, kind="stable")[:_TOP] for values in (before, after)]
    return [
        {
            **pair._asdict(),
            "snippet_id": example.snippet_id,
            "move": "other",
            "rank": rank,
            "class_before": class_names()[first],
            "probability_before": before[first],
            "class_after": class_names()[second],
            "probability_after": after[second],
        }
        for rank, (first, second) in enumerate(zip(*tops, strict=True), start=1)
    ]
