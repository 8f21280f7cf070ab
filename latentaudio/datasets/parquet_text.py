"""The text of values in a Parquet table, as a person would write them."""

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # imported only for a Parquet manifest: recordings are listed at every start
    import pyarrow as pa


def column_text(column: "pa.ChunkedArray") -> list[str]:
    """Return the text of each value of a column, without blanks around it; empty if missing.

    Numbers have as few digits as their type needs: a float32 of 0.1 is ``0.1``, and a whole number
    that became a float because its column has gaps is ``1``. A time at midnight is its date.
    Categories (dictionary-encoded columns) are written as their values.

    Raises
    ------
    ValueError, OverflowError, pyarrow.ArrowException
        When bytes are not UTF-8, or Python cannot represent a date.

    Examples
    --------
    >>> import pyarrow as pa
    >>> column_text(pa.chunked_array([pa.array([0.1, 2.0, None], pa.float32())]))
    ['0.1', '2', '']
    """
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_float16(column.type):
        return [_half_text(value) for value in column.to_pylist()]
    if pa.types.is_floating(column.type):
        column = column.cast(pa.string())
        return ["" if text in (None, "nan") else text for text in column.to_pylist()]
    return [_text(value) for value in column.to_pylist()]


def _half_text(value: float | None) -> str:
    import numpy as np

    if value is None or value != value:
        return ""
    return np.format_float_positional(np.float16(value), trim="-")


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bytes():  # a column of text that is not marked as text
            return value.decode("utf-8").strip()
        case Decimal():
            text = format(value, "f")
            return text.rstrip("0").rstrip(".") if "." in text else text
        case datetime.datetime() if value.tzinfo is None and value.time() == datetime.time():
            return value.date().isoformat()
        case _:
            return str(value).strip()
