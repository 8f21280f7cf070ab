"""Fields of names: what separators, or a change from letters to digits, set apart."""

import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from latentaudio.datasets.proposing.columns import Column, are_measured, determines
from latentaudio.datasets.proposing.words import unit_of

_SEPARATORS = "_- .,+"
# Stands for a change from small letters to a capital one, as in GlassSmash, but not in kHz.
_HUMP = "^"
_AT_HUMP = "(?<=[a-z]{2})(?=[A-Z][a-z])"

# Names from which the separators are learnt; the others only follow.
_MOST_LEARNT = 2000

_WITH_NUMBER = re.compile(r"([^0-9]*?)(-?[0-9]+(?:\.[0-9]+)?)([^0-9]*)")


@dataclass(frozen=True)
class Field:
    """One field of a name.

    Attributes
    ----------
    before
        Text between this field and the one before it.
    values
        Text of the field in each name.
    prefix, unit
        Texts around the number that `values` give, the same in all names; empty otherwise.
    touches
        Whether the field ends where the next begins, without a separator.
    """

    before: str
    values: tuple[str, ...]
    prefix: str = ""
    unit: str = ""
    touches: bool = False

    @property
    def is_constant(self) -> bool:
        """Whether all names share the text."""
        return len(set(self.values)) == 1


def split_names(names: Sequence[str]) -> tuple[list[Field], list[int]]:
    """Split names into fields.

    The separators are those that give most names the same shape (the same separators in the same
    order) and at least two fields; among these, those that give most fields.

    Returns
    -------
    fields : list of Field
        Fields in their order, at least one.
    fitting : list of int
        Positions of the names that have this shape; the values of each field are in this order.

    Examples
    --------
    >>> fields, fitting = split_names(["wood_tap_1", "metal_tap_2", "notes"])
    >>> [field.values for field in fields], fitting
    ([('wood', 'metal'), ('tap', 'tap'), ('1', '2')], [0, 1])
    """
    learnt = names[:: -(-len(names) // _MOST_LEARNT)]
    best = (0, 0, 0)
    shape: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    present = [one for one in _SEPARATORS if any(one in name for name in learnt)]
    if any(re.search(_AT_HUMP, name) for name in learnt):
        present.append(_HUMP)
    for count in range(1, len(present) + 1):
        for separators in itertools.combinations(present, count):
            shapes = Counter(_cut(name, separators)[1] for name in learnt)
            shapes.pop((), None)
            for found, members in shapes.most_common(1):
                if (key := (members, len(found), -count)) > best:
                    best, shape, chosen = key, found, separators
    cuts = [_cut(name, chosen) for name in names] if chosen else []
    fitting = [row for row, cut in enumerate(cuts) if cut[1] == shape]
    # A single stray separator is no shape.
    if 2 * len(fitting) < len(names):
        return _refined("", tuple(names), is_last=True), list(range(len(names)))
    columns = list(zip(*(cuts[row][0] for row in fitting), strict=True))
    fields = [
        field
        for index, (before, values) in enumerate(zip(["", *shape], columns, strict=True), start=1)
        for field in _refined(before, values, is_last=index == len(columns))
    ]
    return list(_merged(fields)), fitting


def split_folders(names: Sequence[str]) -> list[Field]:
    """Split names of folders into fields, if that explains them by fewer values each.

    ``wood_tap, wood_rub, metal_tap, metal_rub`` are two fields; ``dog_bark, car_horn`` are one.
    """
    whole = Field("", tuple(names))
    fields, fitting = split_names(names)
    count = len(set(names))
    fewer = all(len(set(field.values)) < count for field in fields)
    return fields if fewer and len(fitting) == len(names) else [whole]


def _cut(name: str, separators: tuple[str, ...]) -> tuple[list[str], tuple[str, ...]]:
    """Cut a name at separators; return what is between them, and the separators."""
    cuts = list(_pattern(separators).finditer(name))
    inner = [cut for cut in cuts if cut.start() > 0 and cut.end() < len(name)]
    ends = [0, *itertools.chain.from_iterable(cut.span() for cut in inner), len(name)]
    texts = [name[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True)]
    return texts, tuple(cut.group() for cut in inner)


@functools.cache
def _pattern(separators: tuple[str, ...]) -> re.Pattern[str]:
    one = [re.escape(sign) for sign in separators if sign not in (".", _HUMP)]
    if "." in separators:  # but not that of a number
        one += [r"(?<![0-9])\.", r"\.(?![0-9])"]
    run = "|".join(one)
    # A dash behind another separator and before a digit is a sign.
    behind = "".join(f"(?<!{re.escape(sign)})" for sign in separators)
    whole = f"(?:{run})+?(?=-[0-9])|{behind}(?:{run})+" if one else ""
    hump = _AT_HUMP if _HUMP in separators else ""
    return re.compile("|".join(filter(None, (whole, hump))))


def _refined(before: str, values: tuple[str, ...], *, is_last: bool) -> list[Field]:
    """Tell letters and the number in a field apart, if all its values have both.

    Letters that vary keep their number unless it ends the name: ``box2`` in ``box2_tap_1`` is one
    thing, but ``tap2`` is the second tap.
    """
    whole = Field(before, values)
    found = {value: _WITH_NUMBER.fullmatch(value) for value in set(values)}
    matches = [match for match in found.values() if match is not None]
    if len(matches) < len(found) or len(found) == 1:
        return [whole]
    prefixes, suffixes = ({match[part] for match in matches} for part in (1, 3))
    numbers = tuple(str(found[value][2]) for value in values)  # type: ignore[index]
    if len(prefixes) == len(suffixes) == 1:
        prefix, unit = prefixes.pop(), suffixes.pop()
        measured = unit_of(unit) or (prefix and not unit and are_measured(sorted(set(numbers))))
        if measured:
            return [replace(whole, values=numbers, prefix=prefix, unit=unit)]
        return [whole]
    if is_last and suffixes == {""} and all(prefixes) and len(prefixes) < len(found):
        letters = tuple(str(found[value][1]) for value in values)  # type: ignore[index]
        return [Field(before, letters, touches=True), Field("", numbers)]
    return [whole]


def _merged(fields: Sequence[Field]) -> Iterator[Field]:
    """Join neighbours that always go together, such as ``dog`` and ``bark``."""
    current = fields[0]
    for field in fields[1:]:
        if _go_together(current, field):
            joined = map(field.before.join, zip(current.values, field.values, strict=True))
            current = replace(current, values=tuple(joined), touches=field.touches)
        else:
            yield current
            current = field
    yield current


def _go_together(first: Field, second: Field) -> bool:
    if first.touches or any(field.prefix or field.unit for field in (first, second)):
        return False
    a, b = Column("", first.values), Column("", second.values)
    worded = all(re.search(r"[^\W\d_]", value) for value in [*a.counts, *b.counts])
    repeated = 1 < len(a.counts) == len(b.counts) < len(first.values)
    return worded and repeated and determines(a, b)
