"""Choose one snippet to represent each cell of the design."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from latentaudio.factor_types import Factor
from latentaudio.tables import labels_of, strings


def exemplars(snippets: pa.Table, factors: Sequence[Factor]) -> dict[tuple[str, ...], str]:
    """Choose the snippet of median level in each cell.

    Parameters
    ----------
    snippets
        Table of snippets.
    factors
        The factors, whose classes define the cells.

    Returns
    -------
    dict
        Snippet id of each cell, keyed by the labels of the cell.

    Examples
    --------
    >>> table = pa.table(
    ...     {"size": ["big"] * 3, "snippet_id": ["a", "b", "c"], "level_db": [-9.0, -30.0, -20.0]}
    ... )
    >>> exemplars(table, [Factor("size")])
    {('big',): 'c'}
    """
    levels = snippets["level_db"].to_numpy()
    ids = strings(snippets, "snippet_id")
    columns = [values.tolist() for values in labels_of(snippets, factors).values()]
    cells = list(zip(*columns, strict=True))
    chosen = {}
    for cell in sorted(set(cells)):
        rows = np.flatnonzero([other == cell for other in cells])
        order = rows[np.argsort(levels[rows], kind="stable")]
        chosen[cell] = str(ids[order[(len(order) - 1) // 2]])
    return chosen
