"""Replicates: metrics of the flows of all seeds in one table, tests of their moves in another."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from latentaudio.artifacts import read_csv
from latentaudio.errors import ArtifactError

FLOW_COLUMNS = [
    *("seed", "axis", "factor", "own", "eta_squared", "eta_squared_low", "eta_squared_high"),
    *("knn_accuracy", "inverse_error"),
]
TRANSFER_COLUMNS = [
    *("seed", "factor", "distance", "effect", "level", "contrast"),
    *("difference", "boot_low", "boot_high", "p_bonferroni", "significant"),
]

_CONTRASTS = ("before", "random")


def read_tests(path: str | Path) -> pd.DataFrame:
    """Read a table of tests as text, so that all digits and labels stay as they are.

    Raises
    ------
    ArtifactError
        If the file is missing or is not such a table.
    """
    table = read_csv(path, "transfer_tests", dtype=str, keep_default_na=False)
    missing = [name for name in TRANSFER_COLUMNS[1:] if name not in table.columns]
    if missing:
        raise ArtifactError(
            f"{path}: no column {', '.join(missing)}; delete it, and rule 'transfer_tests' will "
            "make it again when it is next needed"
        )
    return table


def flow_replicates(
    metrics: Mapping[int, Mapping[str, Any]], factors: Sequence[str]
) -> pd.DataFrame:
    """List how well the flow of each seed disentangles the factors.

    Parameters
    ----------
    metrics
        Content of ``metrics.json``, by seed.
    factors
        Factors that every flow must have an axis for.

    Returns
    -------
    pandas.DataFrame
        Columns `FLOW_COLUMNS`, one row per seed, axis of the flow and factor measured on it.

    Raises
    ------
    ArtifactError
        If metrics belong to another seed, or lack an axis.
    """
    rows = []
    for seed, of_seed in metrics.items():
        if of_seed["seed"] != seed:
            raise ArtifactError(
                f"metrics of seed {seed}: found those of seed {of_seed['seed']}; delete them, and "
                "the next run will make them again"
            )
        axes = {
            (record["axis"], record["factor"]): record
            for record in of_seed["axes"]
            if record["space"] == "flow"
        }
        for axis in factors:
            for factor in factors:
                if (axis, factor) not in axes:
                    raise ArtifactError(
                        f"metrics of seed {seed}: no record of the flow's axis '{axis}' and factor "
                        f"'{factor}'; delete them, and the next run will make them again"
                    )
                rows.append(
                    {
                        **axes[axis, factor],
                        "seed": seed,
                        "inverse_error": of_seed["inverse_error"],
                    }
                )
    return pd.DataFrame(rows, columns=FLOW_COLUMNS)


def transfer_replicates(tests: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """List the effects of the moves for the flow of each seed, alone and over random directions.

    Parameters
    ----------
    tests
        Tables of `latentaudio.transfer.effects.transfer_tests`, by seed.

    Returns
    -------
    pandas.DataFrame
        Columns `TRANSFER_COLUMNS`, with the contrasts ``before`` and ``random`` only.
    """
    tables = [
        table[table["contrast"].isin(_CONTRASTS)].assign(seed=seed) for seed, table in tests.items()
    ]
    return pd.concat(tables, ignore_index=True)[TRANSFER_COLUMNS]
