"""What a page is made of, without a word of how it looks.

Text is a plain string, which is escaped when the page is rendered, or `markupsafe.Markup`, made
with `rich` so that its parts are escaped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from markupsafe import Markup

Text = str | Markup


def rich(template: str, *parts: object) -> Markup:
    """Put parts into a template that may hold HTML; the parts are escaped.

    Examples
    --------
    >>> rich("<em>{}</em>", "a < b")
    Markup('<em>a &lt; b</em>')
    """
    return Markup(template).format(*parts)


@dataclass(frozen=True)
class Paragraph:
    """Running text; `tone` ``missing`` says what is not there and why, ``note`` how to read."""

    text: Text
    tone: Literal["body", "note", "missing"] = "body"
    kind: ClassVar[str] = "paragraph"


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    text: Text
    kind: ClassVar[str] = "heading"


@dataclass(frozen=True)
class Items:
    """A list."""

    items: tuple[Text, ...]
    kind: ClassVar[str] = "items"


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes
    ----------
    caption
        What it shows.
    header
        One text a column.
    rows
        Cells in the order of the header.
    words
        Number of columns, from the left, that hold words; the others hold numbers.
    marked
        Indices of rows that are set off.
    source
        File, relative to the run's folder, that holds the same numbers in full.
    """

    caption: Text
    header: Sequence[Text]
    rows: Sequence[Sequence[Text]]
    words: int = 1
    marked: frozenset[int] = frozenset()
    source: str = ""
    kind: ClassVar[str] = "table"

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.header):
                raise ValueError(f"{len(row)} cells in a table of {len(self.header)} columns")


@dataclass(frozen=True)
class Picture:
    """A figure as PNG bytes."""

    png: bytes
    caption: str
    kind: ClassVar[str] = "picture"


@dataclass(frozen=True)
class Details:
    """Blocks that are folded away until asked for."""

    summary: Text
    blocks: tuple["Block", ...]
    kind: ClassVar[str] = "details"


@dataclass(frozen=True)
class Line:
    """One line of a `Claim`: a factor, what was published, what this run found."""

    about: str
    published: Text
    answer: Text
    verdict: str


@dataclass(frozen=True)
class ClaimRow:
    """A claim with the run's answer."""

    statement: Text
    rule: Text
    lines: tuple[Line, ...]
    verdict: str


@dataclass(frozen=True)
class ClaimTable:
    """Claims, one a row."""

    caption: Text
    claims: tuple[ClaimRow, ...]
    kind: ClassVar[str] = "claims"


Block = Paragraph | Heading | Items | Table | Picture | Details | ClaimTable


def picture(figures: Mapping[str, bytes], name: str, caption: str) -> list[Block]:
    """Show a figure, or say that it is missing.

    Parameters
    ----------
    figures
        PNG files by name.
    name
        Of the one to show.
    caption
        Stands below it, and in its place for readers who cannot see it.
    """
    if name in figures:
        return [Picture(figures[name], caption)]
    return [Paragraph(f"The figure “{name}” is missing from this run.", tone="missing")]


@dataclass(frozen=True)
class Section:
    """A part of the story.

    Attributes
    ----------
    anchor
        Its address within the page.
    """

    anchor: str
    title: str
    blocks: tuple[Block, ...]
