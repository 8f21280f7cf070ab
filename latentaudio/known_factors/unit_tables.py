"""What each unit of a representation has to do with each factor, as tables for figures."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from latentaudio.disentanglement.known_sounds import KnownSounds

#: Columns of a table of importances, and of a table of shown sounds.
IMPORTANCES = ("unit", "factor", "importance")
SHOWN = ("factor", "unit_x", "unit_y", "x", "y", "value", "class")
#: Largest number of sounds in a table of shown sounds.
SOUNDS = 400


def importance_table(importances: np.ndarray, names: tuple[str, ...]) -> pd.DataFrame:
    """List importances ``[d, factors]``: one row for each unit (from 1) and factor."""
    units, factors = importances.shape
    return pd.DataFrame(
        {
            "unit": np.repeat(np.arange(1, units + 1), factors),
            "factor": np.tile(names, units),
            "importance": importances.ravel(),
        },
        columns=list(IMPORTANCES),
    )


def shown_sounds(codes: np.ndarray, sounds: KnownSounds, importances: np.ndarray) -> pd.DataFrame:
    """Choose the two most important units for each factor, and list sounds on them.

    Parameters
    ----------
    codes
        Codes of the sounds to show, shape ``[n, d]``; of more than `SOUNDS`, evenly spaced ones.
    sounds
        The same sounds.
    importances
        Importance of each unit for each factor, shape ``[d, factors]``.

    Returns
    -------
    pandas.DataFrame
        Columns `SHOWN`. ``x`` is the code of the most important unit ``unit_x`` (from 1), ``y``
        that of the second, 0 if there is one unit only. ``value`` is on the scale of the factor,
        and empty for a categorical one.
    """
    rows = np.unique(np.linspace(0, len(sounds) - 1, min(SOUNDS, len(sounds))).astype(int))
    kept, known = codes[rows], sounds.of(rows)
    tables = []
    for column, name in enumerate(sounds.names):
        order = np.argsort(-importances[:, column], kind="stable")
        first, second = order[0], order[1] if len(order) > 1 else None
        content: Mapping[str, Any] = {
            "factor": name,
            "unit_x": first + 1,
            "unit_y": pd.NA if second is None else second + 1,
            "x": kept[:, first],
            "y": np.zeros(len(rows)) if second is None else kept[:, second],
            "value": known.values.get(name, np.full(len(rows), np.nan)),
            "class": known.classes[name],
        }
        tables.append(pd.DataFrame(content, columns=list(SHOWN)))
    return pd.concat(tables, ignore_index=True)
