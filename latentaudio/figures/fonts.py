"""Fonts for characters that the font of all figures does not have.

Figures are drawn in DejaVu Sans, which comes with matplotlib, so that they are the same on every
machine. It has no Chinese or Thai characters, for example. Only where a figure needs such
characters, fonts installed on the machine stand in for them, one glyph at a time.
"""

import logging
import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findSystemFonts, fontManager, get_font
from matplotlib.text import Text

from latentaudio.figures.scripts import is_visible, script_of

#: The font of all figures.
FONT = "DejaVu Sans"

#: Fonts that claim to have characters which they only draw as boxes, or not at all.
_PLACEHOLDERS = re.compile("last ?resort|fallback|blank|color emoji", re.IGNORECASE)
#: Fonts of Windows, as its Subsystem for Linux sees them; programs in there do not look for them.
_WINDOWS_FONTS = Path("/mnt/c/Windows/Fonts")


class _Glyph(NamedTuple):
    """A character in a weight and a style."""

    character: str
    weight: str | int
    style: Literal["normal", "italic", "oblique"]


class Fallback(NamedTuple):
    """What a figure needs beside `FONT`.

    Attributes
    ----------
    families
        Names of further fonts, in the order in which they stand in.
    missing
        Characters that no font has, sorted.
    """

    families: tuple[str, ...]
    missing: str


def fallback_of(figure: Figure) -> Fallback:
    """Find fonts for the characters of a figure that `FONT` does not have.

    A script is taken from one font if possible, so that its characters go together. Fonts that were
    installed since matplotlib made its list of fonts are found too.
    """
    wanted = {
        glyph for text in figure.findobj(Text) for glyph in _glyphs(text) if not _has(FONT, glyph)
    }
    fallback = _fallback_for(wanted)
    if fallback.missing and _add_new_fonts():
        return _fallback_for(wanted)
    return fallback


def use(figure: Figure, families: Sequence[str]) -> None:
    """Draw all texts of a figure in several fonts: each character in the first that has it."""
    for text in figure.findobj(Text):
        text.set_fontfamily(list(families))


@contextmanager
def quietly() -> Iterator[None]:
    """Keep matplotlib from reporting each missing glyph, and each weight that a font lacks."""
    logger = logging.getLogger("matplotlib.font_manager")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
            yield
    finally:
        logger.setLevel(level)


def _glyphs(text: Text) -> Iterator[_Glyph]:
    """List what a text draws; accents that have no character of their own with a letter count."""
    font = text.get_fontproperties()
    if text.get_visible():
        for character in unicodedata.normalize("NFC", text.get_text()):
            if is_visible(character):
                yield _Glyph(character, font.get_weight(), font.get_style())


def _fallback_for(wanted: Iterable[_Glyph]) -> Fallback:
    families: list[str] = []
    missing = set()
    for glyph in sorted(wanted, key=_order):
        if any(_has(family, glyph) for family in families):
            continue
        if family := _family_with(glyph):
            families.append(family)
        else:
            missing.add(glyph.character)
    return Fallback(tuple(families), "".join(sorted(missing)))


def _order(glyph: _Glyph) -> tuple[bool, str, str, str]:
    # Chinese characters come last: Japanese and Korean have fonts of their own for them.
    character, weight, style = glyph
    return script_of(character).title == "Chinese", character, str(weight), style


def _family_with(glyph: _Glyph) -> str | None:
    if unicodedata.category(glyph.character) == "Co":
        return None  # of private use: in every font another one
    installed = {entry.name for entry in fontManager.ttflist}
    preferred = [one for one in script_of(glyph.character).families if one in installed]
    others = sorted(installed, key=lambda name: ("Sans" not in name, name))
    usable = (name for name in others if not _PLACEHOLDERS.search(name))
    return next((name for name in (*preferred, *usable) if _has(name, glyph)), None)


def _has(family: str, glyph: _Glyph) -> bool:
    """Check whether a font has a character, in the face that is nearest to its weight and style."""
    wanted = FontProperties(family=[family], weight=glyph.weight, style=glyph.style)
    try:
        face = fontManager.findfont(wanted, fallback_to_default=False)
    except ValueError:  # no such family
        return False
    return ord(glyph.character) in _characters_of(face)


@cache
def _characters_of(face: str) -> frozenset[int]:
    """Read the code points that a font file has; none if it cannot be read."""
    try:
        return frozenset(get_font(face).get_charmap())
    except (OSError, RuntimeError):
        return frozenset()


@cache
def _add_new_fonts() -> bool:
    """Add fonts that matplotlib has not listed, and return whether there are any."""
    found = {*findSystemFonts()}
    if _WINDOWS_FONTS.is_dir():
        found.update(findSystemFonts([str(_WINDOWS_FONTS)]))
    new = found - {entry.fname for entry in fontManager.ttflist}
    for path in sorted(new):
        with suppress(Exception):  # any font may be broken; matplotlib passes over it likewise
            fontManager.addfont(path)
    return bool(new)
