"""Output classes that the network itself hears in each cell of the design."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.special import expit

from latentaudio.factor_types import Factor
from latentaudio.tables import labels_of, strings


def top_classes(
    snippets: pa.Table,
    outputs: Iterable[pa.Table],
    factors: Sequence[Factor],
    names: Sequence[str],
    count: int = 5,
) -> pd.DataFrame:
    """Rank the output classes by their mean score over the snippets of each cell.

    Parameters
    ----------
    snippets
        The table of snippets.
    outputs
        Tables with ``snippet_id`` and ``logits``, one per part of the recordings; read one at a
        time.
    factors
        The factors, whose classes define the cells.
    names
        Names of the output classes, in their order.
    count
        Number of classes to list per cell.

    Returns
    -------
    pandas.DataFrame
        One row per cell and rank: the factors, ``n_snippets``, ``rank`` (from 1), ``class_name``,
        ``mean_score`` (the mean of the sigmoid of the logit, 0 to 1) and ``top_share`` (the share
        of snippets in which the class has the highest score of all).
    """
    labels = labels_of(snippets, factors)
    cell_of = dict(
        zip(
            strings(snippets, "snippet_id").tolist(),
            zip(*(values.tolist() for values in labels.values()), strict=True),
            strict=True,
        )
    )
    sums: dict[tuple[str, ...], np.ndarray] = {}
    firsts: dict[tuple[str, ...], np.ndarray] = {}
    counts: dict[tuple[str, ...], int] = {}
    size = len(names)
    for output in outputs:
        logits = output["logits"].combine_chunks().flatten().to_numpy().reshape(-1, size)
        scores = expit(logits.astype(np.float64))
        cells = [cell_of[name] for name in output["snippet_id"].to_pylist()]
        for cell in dict.fromkeys(cells):
            own = scores[[other == cell for other in cells]]
            sums[cell] = sums.get(cell, np.zeros(size)) + own.sum(axis=0)
            firsts[cell] = firsts.get(cell, np.zeros(size)) + np.bincount(
                own.argmax(axis=1), minlength=size
            )
            counts[cell] = counts.get(cell, 0) + len(own)
    rows = [
        {**dict(zip(labels, cell, strict=True)), **row}
        for cell in sorted(sums)
        for row in _ranked(sums[cell], firsts[cell], counts[cell], names, count)
    ]
    return pd.DataFrame(rows)


def _ranked(
    total: np.ndarray, first: np.ndarray, snippets: int, names: Sequence[str], count: int
) -> list[dict[str, object]]:
    order = np.argsort(-total, kind="stable")[:count]
    return [
        {
            "n_snippets": snippets,
            "rank": rank,
            "class_name": names[index],
            "mean_score": total[index] / snippets,
            "top_share": first[index] / snippets,
        }
        for rank, index in enumerate(order.tolist(), start=1)
    ]
