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


def fill(path: Path, tables: Mapping[str, str], kept: Sequence[str] = ()) -> None:
    """Replace the text between the marks of each table.

    Parameters
    ----------
    path
        The document.
    tables
        Markdown tables by name.
    kept
        First cells, in the order of the rows, of which a table keeps the rows it has in the
        document where the new table has none.

    Raises
    ------
    LatentAudioError
        When the document has no place for a table, or several.
    """
    text = path.read_text(encoding="utf-8")
    for name, table in tables.items():
        start, end = f"<!-- table: {name} -->", f"<!-- end: {name} -->"
        pattern = f"{re.escape(start)}(.*?){re.escape(end)}"
        places = re.findall(pattern, text, flags=re.DOTALL)
        if len(places) != 1:
            raise LatentAudioError(
                f"{path}: {len(places)} places for the table '{name}' found, expected one; put the "
                f"lines '{start}' and '{end}' where it belongs"
            )
        lines = _merged(table.strip().splitlines(), places[0].strip().splitlines(), kept)
        filled = "\n".join([start, "", *lines, "", end])
        text = text.replace(f"{start}{places[0]}{end}", filled)
    with atomic_path(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def _merged(table: Sequence[str], earlier: Sequence[str], kept: Sequence[str]) -> list[str]:
    """Add those rows of an earlier table that are kept; all in the order of their first cells."""
    new = {_first_cell(line) for line in table}
    rows = [line for line in earlier[2:] if _first_cell(line) in set(kept) - new]
    if not rows:
        return list(table)
    return [*table[:2], *sorted([*table[2:], *rows], key=lambda row: kept.index(_first_cell(row)))]


def _first_cell(row: str) -> str:
    return row.split("|")[1].strip() if row.startswith("|") else ""
