"""Examples of moved sounds, with the classes the network hears most before and after the move."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit

from latentaudio.transfer.moved_outputs import Example, OutputSummary, Pair

EXAMPLE_COLUMNS = [
    *("factor", "own", "other", "snippet_id", "move", "rank"),
    *("class_before", "probability_before", "class_after", "probability_after"),
]

#: Number of classes listed per sound.
_TOP = 5


def example_table(summary: OutputSummary, *, count: int) -> pd.DataFrame:
    """Tabulate the classes that the network hears most in a few sounds, before and after a move.

    The examples are selected, not representative: from each pair, the sound whose move to the other
    class raised the output classes associated with that class most, and from each factor, the
    pairs with the largest rise. Pairs without associations come last; among these, the largest
    change of any logit decides.

    Parameters
    ----------
    summary
        Outputs of moved sounds; see `latentaudio.transfer.moved_outputs.summarise_outputs`.
    count
        Number of examples per factor, each from another pair.

    Returns
    -------
    pandas.DataFrame
        Columns `EXAMPLE_COLUMNS`: the five most probable classes before and after the move.
    """
    rows: list[dict[str, Any]] = []
    for factor in dict.fromkeys(pair.factor for pair in summary.sums):
        pairs = [pair for pair in summary.examples if pair.factor == factor]
        pairs.sort(
            key=lambda pair: (not summary.sides_of(pair).other, summary.examples[pair].order, pair)
        )
        for pair in pairs[:count]:
            rows += _example_rows(pair, summary.examples[pair], summary.associations.names)
    return pd.DataFrame(rows, columns=EXAMPLE_COLUMNS)


def _example_rows(pair: Pair, example: Example, names: Sequence[str]) -> list[dict[str, Any]]:
    before, after = (expit(x.astype(np.float64)) for x in (example.before, example.after))
    tops = [np.argsort(-values, kind="stable")[:_TOP] for values in (before, after)]
    return [
        {
            **pair._asdict(),
            "snippet_id": example.snippet_id,
            "move": "other",
            "rank": rank,
            "class_before": names[first],
            "probability_before": before[first],
            "class_after": names[second],
            "probability_after": after[second],
        }
        for rank, (first, second) in enumerate(zip(*tops, strict=True), start=1)
    ]
