"""Cells with several labels, as in ``Bark,Dog,Animal``."""

from collections import Counter
from collections.abc import Sequence

from latentaudio.datasets.entries import cell_text
from latentaudio.datasets.messages import quoted

_SEPARATOR = ","


def split_labels(text: str, separator: str = _SEPARATOR) -> list[str]:
    """Return the labels of a cell in its order; none of an empty cell.

    Examples
    --------
    >>> split_labels("Bark, Dog,Animal"), split_labels("Bark;Dog", ";"), split_labels("")
    (['Bark', 'Dog', 'Animal'], ['Bark', 'Dog'], [])
    """
    return [cell_text(label) for label in text.split(separator)] if text else []


def first_label(text: str) -> str:
    """Return the first label of a cell; empty if it has none.

    Examples
    --------
    >>> first_label("Bark,Dog,Animal"), first_label("")
    ('Bark', '')
    """
    return split_labels(text)[0] if text else ""


def fault_of(labels: Sequence[str]) -> str:
    """Say why a list of labels cannot be used; empty if it can.

    Examples
    --------
    >>> fault_of(["Bark", "Dog"]), fault_of(["Bark", ""]), fault_of(["Dog", "Bark", "Dog"])
    ('', 'has an empty label', "repeats 'Dog'")
    """
    repeated = [label for label, count in Counter(labels).items() if count > 1]
    if repeated:
        return "has empty labels" if repeated == [""] else f"repeats {quoted(repeated)}"
    return "has an empty label" if "" in labels else ""
