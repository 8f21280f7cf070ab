"""Characters of a figure that no installed font has: how they are described and noted.

A figure notes them in its PNG file, where the report reads them: it may be written on another
machine, with other fonts. A figure without such characters carries no note.
"""

from collections.abc import Iterable

from latentaudio.figures.scripts import Script, script_of

#: Key of the note in a PNG file, and the chunk of text that holds it.
_KEY = "Missing glyphs"
_CHUNK = b"tEXt" + _KEY.encode() + b"\0"
#: Number of characters of a script that are listed.
_MOST = 10


def note(characters: str) -> dict[str, str]:
    """Note characters as metadata of a PNG file, by their code points; empty without any.

    Examples
    --------
    >>> note("木")
    {'Missing glyphs': 'U+6728'}
    """
    return {_KEY: " ".join(f"U+{ord(one):04X}" for one in characters)} if characters else {}


def noted(png: bytes) -> str:
    """Read the characters that a PNG file notes; empty without a note."""
    start = png.find(_CHUNK)
    if start < 0:
        return ""
    # The length of a chunk stands before its type and does not include it.
    end = start + 4 + int.from_bytes(png[start - 4 : start])
    codes = png[start + len(_CHUNK) : end].decode().split()
    return "".join(chr(int(code.removeprefix("U+"), 16)) for code in codes)


def in_words(characters: Iterable[str]) -> str:
    """Describe characters by their scripts, with the packages that have them.

    Examples
    --------
    >>> in_words("กข")
    'Thai characters กข (package fonts-noto-core)'
    """
    by_script: dict[Script, str] = {}
    for character in sorted(set(characters)):
        script = script_of(character)
        by_script[script] = by_script.get(script, "") + character
    return " and ".join(
        f"{script.title} characters {_few(some)} (package {script.package})"
        for script, some in by_script.items()
    )


def _few(characters: str) -> str:
    return characters if len(characters) <= _MOST else f"{characters[:_MOST]}…"
