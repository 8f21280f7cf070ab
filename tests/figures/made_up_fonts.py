"""Fonts with a few characters, made for a test."""

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

UNITS = 1000


def write_font(folder: Path, family: str, characters: str) -> Path:
    """Write a font in which every character is a triangle."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    pen.lineTo((500, 800))
    pen.lineTo((900, 0))
    pen.closePath()
    triangle = pen.glyph()
    names = {ord(one): f"u{ord(one):04X}" for one in characters}
    order = [".notdef", *names.values()]
    font = FontBuilder(UNITS)
    font.setupGlyphOrder(order)
    font.setupCharacterMap(names)
    font.setupGlyf(dict.fromkeys(order, triangle))
    font.setupHorizontalMetrics(dict.fromkeys(order, (UNITS, 100)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable(
        {
            "familyName": family,
            "styleName": "Regular",
            "fullName": family,
            "psName": family.replace(" ", ""),
        }
    )
    font.setupOS2(usWeightClass=400)
    font.setupPost()
    path = folder / f"{family}.ttf"
    font.save(path)
    return path
