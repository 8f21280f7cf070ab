"""The building blocks of a page, independent of how it looks.

Text is either a plain string, which is escaped when the page is rendered, or `markupsafe.Markup`
made with `rich`, which escapes the parts that it inserts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from markupsafe import Markup

from latentaudio.figures.registry import FIGURES

Text = str | Markup


def rich(template: str, *parts: object) -> Markup:
    """Insert parts into a template that may contain HTML; the parts are escaped.

    Examples
    --------
    >>> rich("<em>{}</em>", "a < b")
    Markup('<em>a &lt; b</em>')
    """
    return Markup(template).format(*parts)


def in_lines(*lines: Text) -> Markup:
    """Put the lines of a cell below one another; what is too long is indented where it goes on.

    Examples
    --------
    >>> in_lines("a < b", rich("<b>c</b>"))
    Markup('<div class="line">a &lt; b</div><div class="line"><b>c</b></div>')
    """
    return Markup("").join(rich('<div class="line">{}</div>', line) for line in lines)


def titled(title: str, text: Text) -> Text:
    """Put a bold title before a text."""
    return rich("<b>{}</b>: {}", title, text)


@dataclass(frozen=True)
class Paragraph:
    """Running text.

    Attributes
    ----------
    tone
        ``body``; ``note`` for help with reading; ``missing`` for a result that the run does not
        have, with the reason.
    """

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
        What the table shows.
    header
        One text per column.
    rows
        Cells in the order of the header.
    words
        Number of columns, from the left, that hold words; the others hold numbers.
    marked
        Indices of the rows that are highlighted.
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
                raise ValueError(f"{len(row)} cells in a table with {len(self.header)} columns")


@dataclass(frozen=True)
class Picture:
    """A figure.

    Attributes
    ----------
    png
        Its bytes.
    caption
        Text below it.
    alternative
        Text for readers who do not see it.
    """

    png: bytes
    caption: Text
    alternative: str
    kind: ClassVar[str] = "picture"


@dataclass(frozen=True)
class Details:
    """Blocks that are folded until the reader opens them."""

    summary: Text
    blocks: tuple["Block", ...]
    kind: ClassVar[str] = "details"


@dataclass(frozen=True)
class Line:
    """One line of a claim: a factor, the published value, and the result of this run."""

    about: str
    published: Text
    answer: Text
    verdict: str


@dataclass(frozen=True)
class ClaimRow:
    """A claim with the rule by which it is judged, its lines and its verdict."""

    statement: Text
    rule: Text
    lines: tuple[Line, ...]
    verdict: str


@dataclass(frozen=True)
class ClaimTable:
    """A table of claims."""

    caption: Text
    claims: tuple[ClaimRow, ...]
    kind: ClassVar[str] = "claims"


Block = Paragraph | Heading | Items | Table | Picture | Details | ClaimTable


def picture(figures: Mapping[str, bytes], name: str) -> list[Block]:
    """Show a figure with its registered caption, or say that it is missing.

    Parameters
    ----------
    figures
        Bytes of the PNG files, by name.
    name
        Name of the figure.
    """
    if name not in figures:
        return [Paragraph(f"The figure “{name}” is missing from this run.", tone="missing")]
    caption = FIGURES[name].caption
    return [Picture(figures[name], with_code(caption), caption.replace("``", ""))]


def with_code(text: str) -> Markup:
    """Show what stands between double backquotes as code.

    Examples
    --------
    >>> with_code("From ``flow/<layer>/``.")
    Markup('From <code>flow/&lt;layer&gt;/</code>.')
    """
    templates = ("{}", "<code>{}</code>")
    parts = (rich(templates[index % 2], part) for index, part in enumerate(text.split("``")))
    return Markup("").join(parts)
