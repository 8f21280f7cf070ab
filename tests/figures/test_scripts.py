import sys
import unicodedata

import pytest

from latentaudio.figures.scripts import is_visible, script_of


@pytest.mark.parametrize(
    ("characters", "title", "package"),
    [
        ("木、ㄅ㐀", "Chinese", "fonts-noto-cjk"),
        ("のノーｶ", "Japanese", "fonts-noto-cjk"),
        ("한ㄱ", "Korean", "fonts-noto-cjk"),
        ("กำ๑", "Thai", "fonts-noto-core"),
        ("कि२", "Devanagari", "fonts-noto-core"),
        ("א", "Hebrew", "fonts-noto-core"),
        ("عـ", "Arabic", "fonts-noto-core"),
        ("ᐁ", "Canadian", "fonts-noto-core"),
        ("ሀ", "Ethiopic", "fonts-noto-core"),
        ("𓀀", "Egyptian", "fonts-noto-core"),
        ("🐦🪵", "emoji", "fonts-symbola"),
        ("→⏣\uf8ff\x07", "other", "fonts-noto-core"),
    ],
)
def test_characters_have_a_script_and_a_package(characters, title, package):
    for one in characters:
        script = script_of(one)
        assert script.title == title, unicodedata.name(one, "")
        assert script.package == package
        assert script.families


def test_letters_prefer_the_font_of_their_script():
    assert script_of("ก").families[:2] == ("Noto Sans Thai", "Thonburi")
    assert script_of("\u0c85").families[0] == "Noto Sans Kannada"


def test_every_character_has_a_script():
    for code in range(0, sys.maxunicode, 97):
        assert script_of(chr(code)).families
        assert is_visible(chr(code)) in (True, False)
