"""Markdown tables, and writing them into the marked places of a document.

A table named ``lines`` belongs between ``<!-- table: lines -->`` and ``<!-- end: lines -->``.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from latentaudio.artifacts import atomic_path
from latentaudio.errors import LatentAudioError


def number(value: float) -> str:
    """Format a number with three digits, and without an exponent unless it is small.

    Examples
    --------
    >>> number(0.04567), number(12.3456), number(1439.6)
    ('0.0457', '12.3', '1,440')
    """
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def markdown(rows: Sequence[Mapping[str, object]]) -> str:
    """Format rows as a Markdown table; numbers are aligned right and have three digits.

    Parameters
    ----------
    rows
        Values by column; all rows have the columns of the first.
    """
    columns = list(rows[0])
    marks = [
        "---:" if all(isinstance(row[column], int | float) for row in rows) else "---"
        for column in columns
    ]
    lines = [columns, marks, *([_cell(row[column]) for column in columns] for row in rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return number(value)
    if isinstance(value, int):
        return f"{value:,}"
    # A bar would end the cell.
    return str(value).replace("|", "\\|")


def fill(path: Path, tables: Mapping[str, str]) -> None:
    """Replace the text between the marks of each table.

    Raises
    ------
    LatentAudioError
        When the document has no place for a table, or several.
    """
    text = path.read_text(encoding="utf-8")
    for name, table in tables.items():
        start, end = f"<!-- table: {name} -->", f"<!-- end: {name} -->"
        before_and_after = re.split(f"{re.escape(start)}.*?{re.escape(end)}", text, flags=re.DOTALL)
        found = len(before_and_after) - 1
        if found != 1:
            raise LatentAudioError(
                f"{path}: {found} places for the table '{name}' found, expected one; put the lines "
                f"'{start}' and '{end}' where it belongs"
            )
        text = f"{start}\n\n{table.strip()}\n\n{end}".join(before_and_after)
    with atomic_path(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
