"""Text in the columns of a terminal."""

import unicodedata

#: Categories of characters that would begin a new line, or move the cursor.
_CONTROLS = {"Cc", "Zl", "Zp"}


def columns(text: str) -> int:
    """Count the columns that a text takes in a terminal: signs of East Asian scripts take two.

    Examples
    --------
    >>> columns("wood"), columns("木の")
    (4, 4)
    """
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return len(text) + wide - sum(bool(unicodedata.combining(sign)) for sign in text)


def padded(text: str, width: int) -> str:
    """Fill a text with blanks up to a number of columns."""
    return text + " " * max(0, width - columns(text))


def one_line(text: str) -> str:
    r"""Write control characters, which names of files may have, as escapes.

    Examples
    --------
    >>> one_line("a\nb")
    'a\\nb'
    """
    return "".join(
        sign.encode("unicode_escape").decode() if unicodedata.category(sign) in _CONTROLS else sign
        for sign in text
    )
