"""Cells with several labels, as in ``Bark,Dog,Animal``."""

from latentaudio.datasets.entries import cell_text

_SEPARATOR = ","


def split_labels(text: str) -> list[str]:
    """Return the labels of a cell in its order; none of an empty cell.

    Examples
    --------
    >>> split_labels("Bark, Dog,Animal"), split_labels("")
    (['Bark', 'Dog', 'Animal'], [])
    """
    return [cell_text(label) for label in text.split(_SEPARATOR)] if text else []


def first_label(text: str) -> str:
    """Return the first label of a cell; empty if it has none.

    Examples
    --------
    >>> first_label("Bark,Dog,Animal"), first_label("")
    ('Bark', '')
    """
    return split_labels(text)[0] if text else ""
