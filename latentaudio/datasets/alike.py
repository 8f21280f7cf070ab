"""Names that look the same: labels, groups and folds are compared as they appear to a reader.

Two spellings of one individual would be two groups, and its recordings would be trained on in one
fold and tested in another. No character is forbidden; only names that collide are refused.
"""

import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from decimal import Decimal, InvalidOperation

from latentaudio.datasets.entries import Entry, stated_names
from latentaudio.datasets.messages import listed, quoted
from latentaudio.datasets.numeric_values import NUMBER
from latentaudio.datasets.source import Source
from latentaudio.errors import ConfigError, DatasetError, did_you_mean

#: Number of spellings of one name after which a list is cut.
_MOST_SPELLINGS = 5

# What shows nothing although it is no format character (category Cf): the grapheme joiner, fillers,
# and variation selectors.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)

# What word processors write in place of the signs of a keyboard, and the empty Braille cell.
_TYPOGRAPHIC = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2018\u2019\u201b\u02bc\u2032\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"'),
        "\u2800": " ",
    }
)


@functools.lru_cache(maxsize=100_000)  # rows repeat names
def folded(name: str) -> str:
    r"""Return the form that a name shares with all names that look the same.

    Compatible characters (NFKC), upper and lower case, dashes and quotation marks are not told
    apart, nor are runs of blanks of any kind; blanks around a name and characters that show nothing
    are left out.

    Examples
    --------
    >>> folded("Bird\u00a0 0\u200b"), folded("Mu\u0308ller") == folded("M\u00fcLLER")
    ('bird 0', True)
    """
    shown = "".join(sign for sign in name if unicodedata.category(sign) != "Cf")
    # Composed first, because some accents are another encoding of signs that are translated.
    plain = canonical(_INVISIBLE.sub("", shown)).translate(_TYPOGRAPHIC)
    caseless = unicodedata.normalize("NFKC", plain).casefold()
    return " ".join(unicodedata.normalize("NFKC", caseless).translate(_TYPOGRAPHIC).split())


def appearance(name: str) -> Hashable:
    """Return what is equal for names that look the same, or that are one number.

    Names of a number are equal if the numbers are (exactly, whatever their length); in other names,
    leading zeros of a whole number at the end do not count.

    Examples
    --------
    >>> appearance("1.0") == appearance("01"), appearance("bird1") == appearance("Bird01")
    (True, True)
    """
    text = folded(name)
    if NUMBER.fullmatch(text):
        try:
            return Decimal(text)
        except InvalidOperation:  # an exponent of too many digits
            return text
    return re.sub(r"(?<![0-9.,])0+(?=[0-9]+$)", "", text)


def canonical(name: str) -> str:
    """Return what is equal for names of the same characters, however these are encoded (NFC)."""
    return unicodedata.normalize("NFC", name)


def check_alike(source: Source, entries: Iterable[Entry]) -> None:
    """Refuse names of one column that look the same: labels, groups and folds.

    Columns in `Source.distinct` may have such names, unless they are the same characters in another
    encoding.

    Raises
    ------
    ConfigError
        When `Source.distinct` has a name that is not that of a column of names.
    DatasetError
        When names look the same; the message shows their code points and where each is found.
    """
    columns = _names_by_column(source, entries)
    for column in source.distinct:
        if column not in columns:
            raise ConfigError(
                f"dataset.distinct: found {column!r}, which is not a categorical factor, nor the "
                f"column of groups or folds{did_you_mean(column, columns)} (these are "
                f"{quoted(columns)})"
            )
    alike = [
        f"{column}: {_spellings(same, found)}"
        for column, found in columns.items()
        for same in collisions(found, canonical if column in source.distinct else appearance)
    ]
    if alike:
        raise DatasetError(
            f"{source.place}: {len(alike)} names are written in several ways "
            "that look the same, or nearly so (another case, invisible characters, other blanks or "
            "dashes, one number in two forms), and would count as different names; write each in "
            "one way, also in dataset.classes and dataset.select. If the spelling of a column is "
            "meant, as in calls a and A, name the column in dataset.distinct; then only encodings "
            f"of the same characters are refused. \\u.... and \\x.. are code points:{listed(alike)}"
        )


def _names_by_column(source: Source, entries: Iterable[Entry]) -> dict[str, dict[str, str]]:
    """Collect the names in each column, each with the place where it is first found."""
    columns: dict[str, dict[str, str]] = {name: {} for name in source.categorical}
    for entry in entries:
        for column, name in stated_names(source, entry):
            columns.setdefault(column, {}).setdefault(name, entry.where)
    for key, labels in (("classes", source.classes), ("select", source.select)):
        for column, names in labels.items():
            for name in names:
                columns[column].setdefault(name, f"dataset.{key}")
    return columns


def collisions(
    names: Iterable[str], key: Callable[[str], Hashable] = appearance
) -> list[list[str]]:
    """Gather the spellings of names that look the same; none of names that do not.

    Examples
    --------
    >>> collisions(["dog", "cat", "Dog"])
    [['dog', 'Dog']]
    """
    same = defaultdict(list)
    for name in names:
        same[key(name)].append(name)
    return [spellings for spellings in same.values() if len(spellings) > 1]


def _spellings(names: Sequence[str], found: dict[str, str]) -> str:
    shown = " and ".join(f"{name!a} ({found[name]})" for name in names[:_MOST_SPELLINGS])
    more = len(names) - _MOST_SPELLINGS
    return f"{shown} and {more} more" if more > 0 else shown
