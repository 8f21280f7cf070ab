"""Lists of names in error messages."""

from collections.abc import Iterable

#: Number of items after which a list is cut.
MOST_LISTED = 20


def quoted(names: Iterable[str]) -> str:
    """Join names, each in quotation marks."""
    return ", ".join(repr(name) for name in names) or "none"


def listed(items: Iterable[str], total: int | None = None) -> str:
    """List the first items, one a line; `total` counts all items if `items` are not all."""
    items = list(items)
    lines = [f"\n  {item}" for item in items[:MOST_LISTED]]
    if (more := (total or len(items)) - MOST_LISTED) > 0:
        lines.append(f"\n  ... and {more} more")
    return "".join(lines)
