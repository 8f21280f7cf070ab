"""Look up rows and cells of tables."""

import math
from numbers import Real
from typing import Any

import pandas as pd


def select(table: pd.DataFrame, **equal: object) -> pd.DataFrame:
    """Keep the rows in which every named column has the given value.

    Examples
    --------
    >>> select(pd.DataFrame({"a": [1, 2], "b": [3, 4]}), a=2)["b"].tolist()
    [4]
    >>> len(select(pd.DataFrame(), a=2))
    0
    """
    if table.empty:
        return table
    mask = pd.Series(True, index=table.index)
    for name, value in equal.items():
        mask &= table[name] == value
    return table[mask]


def only(table: pd.DataFrame, **equal: object) -> dict[str, Any] | None:
    """Return the one row in which every named column has the given value, or None.

    Raises
    ------
    ValueError
        When there are several such rows.
    """
    rows = records(select(table, **equal))
    if len(rows) > 1:
        raise ValueError(f"{len(rows)} rows with {equal}; expected at most one")
    return rows[0] if rows else None


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as dictionaries with the columns as keys."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def distinct(values: pd.Series) -> list[str]:
    """List the distinct values in the order in which they appear."""
    return [str(value) for value in dict.fromkeys(values.tolist())]


def is_true(value: object) -> bool:
    """Read a truth value from a table; empty cells count as false."""
    return str(value).lower() == "true"


def is_number(value: Any) -> bool:  # noqa: ANN401
    """Check whether a cell holds a number: neither empty nor NaN.

    Examples
    --------
    >>> is_number(0.5), is_number(None), is_number(float("nan")), is_number("")
    (True, False, False, False)
    """
    return isinstance(value, Real) and not math.isnan(value)
