"""Names that mark a missing value, such as ``NA``, which must not become a class, group or fold."""

from collections.abc import Iterable

from latentaudio.datasets.alike import folded
from latentaudio.datasets.entries import Entry, stated_names
from latentaudio.datasets.messages import listed
from latentaudio.datasets.source import Source
from latentaudio.errors import DatasetError

#: What R, pandas, Excel, SQL, Matlab and people write for a missing value, in the form of
#: `latentaudio.datasets.alike.folded`. Not among them are words that are classes more often than
#: gaps ("unknown", "no"), or names of people ("Nat", "Nil").
MARKERS = frozenset(
    {
        "",  # nothing but characters that cannot be seen
        *("na", "n/a", "<na>", "#na", "#n/a", "#n/a n/a", "n.a.", "n. a.", "not available"),
        *("nan", "<nan>", "-nan", "1.#ind", "-1.#ind", "1.#qnan", "-1.#qnan"),
        *("none", "<none>", "null", "<null>", "(null)", "undefined", "missing", "<missing>"),
        *("#ref!", "#value!", "#name?", "#div/0!", "#num!", "#null!"),
        *("-", "--", "---", "?", "??", "???", ".", "..", "..."),
    }
)


def is_marker(name: str) -> bool:
    """Return whether a name marks a missing value.

    Examples
    --------
    >>> is_marker("N/A"), is_marker("\u2014"), is_marker("Nana")
    (True, True, False)
    """
    return folded(name) in MARKERS


def check_markers(source: Source, entries: Iterable[Entry]) -> None:
    """Refuse labels, groups and folds that mark a missing value.

    A label that is among the `Source.classes` of its factor is a class.

    Raises
    ------
    DatasetError
        Naming each with its file or row and its column.
    """
    marked = [
        f"{entry.where} ({entry.relative_path}): {column} {name!a}"
        for entry in entries
        # A factor may also be the column of groups or folds.
        for column, name in dict.fromkeys(stated_names(source, entry))
        # What is empty is told by `check_labels`.
        if name and is_marker(name) and name not in source.classes.get(column, ())
    ]
    if marked:
        raise DatasetError(
            f"{source.place}: {len(marked)} labels, groups or folds mark a "
            "missing value; give the value, or leave out the recording. A class of this name must "
            "be listed, with the other classes of its factor, in dataset.classes; a group or a "
            f"fold needs another name:{listed(marked)}"
        )
