"""Which script a character belongs to, and which fonts and packages have it.

It does not import matplotlib, because the report needs it too.
"""

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Script:
    """A set of characters that a font usually has all of, or none.

    Attributes
    ----------
    title
        Its name, as in "Thai characters".
    families
        Families of fonts to prefer, the first of all that are installed.
    package
        Package of Debian and Ubuntu with such a font.
    """

    title: str
    families: tuple[str, ...]
    package: str


_CJK, _CORE = "fonts-noto-cjk", "fonts-noto-core"

_CHINESE = Script(
    "Chinese",
    (
        *("Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Noto Sans TC"),
        *("PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "WenQuanYi Zen Hei"),
    ),
    _CJK,
)
_JAPANESE = Script(
    "Japanese",
    ("Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic", "Meiryo", "IPAGothic"),
    _CJK,
)
_KOREAN = Script(
    "Korean",
    ("Noto Sans CJK KR", "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic", "NanumGothic"),
    _CJK,
)
_EMOJI = Script("emoji", ("Noto Emoji", "Symbola", "Segoe UI Emoji"), "fonts-symbola")
_SYMBOLS = Script(
    "other",
    ("Noto Sans Symbols", "Noto Sans Symbols 2", "Noto Sans Math", "Segoe UI Symbol", "Symbola"),
    _CORE,
)

#: Scripts by the first word of the names that Unicode gives their characters.
_BY_FIRST_WORD = {
    "CJK": _CHINESE,
    "IDEOGRAPHIC": _CHINESE,
    "BOPOMOFO": _CHINESE,
    "HIRAGANA": _JAPANESE,
    "KATAKANA": _JAPANESE,
    "KATAKANA-HIRAGANA": _JAPANESE,
    "HALFWIDTH": _JAPANESE,
    "FULLWIDTH": _JAPANESE,
    "HANGUL": _KOREAN,
}

#: Families of macOS and Windows for scripts that Noto has a font for.
_OF_SYSTEMS = {
    "Arabic": ("Geeza Pro", "Segoe UI"),
    "Bengali": ("Kohinoor Bangla", "Nirmala UI"),
    "Devanagari": ("Kohinoor Devanagari", "Nirmala UI"),
    "Ethiopic": ("Kefa", "Ebrima"),
    "Gujarati": ("Kohinoor Gujarati", "Nirmala UI"),
    "Hebrew": ("Arial Hebrew", "Segoe UI"),
    "Khmer": ("Khmer Sangam MN", "Leelawadee UI"),
    "Tamil": ("Tamil Sangam MN", "Nirmala UI"),
    "Telugu": ("Kohinoor Telugu", "Nirmala UI"),
    "Thai": ("Thonburi", "Leelawadee UI"),
}

#: What follows the name of the script in the name of a letter, e.g. "THAI CHARACTER KO KAI".
_LETTER = re.compile(
    r" (CAPITAL|SMALL|LETTER|CHARACTER|SYLLABLE|SYLLABICS|VOWEL|CONSONANT|SIGN|DIGIT|NUMBER"
    r"|IDEOGRAPH|HIEROGLYPH|INDEPENDENT|SUBJOINED|MARK|TONE)\b.*"
)
_FIRST_EMOJI, _LAST_EMOJI = "\U0001f300", "\U0001faff"


def script_of(character: str) -> Script:
    """Find the script of a character.

    Examples
    --------
    >>> [script_of(one).title for one in "木きคक→"]
    ['Chinese', 'Japanese', 'Thai', 'Devanagari', 'other']
    """
    name = unicodedata.name(character, "")
    if script := _BY_FIRST_WORD.get(name.partition(" ")[0]):
        return script
    if _FIRST_EMOJI <= character <= _LAST_EMOJI:
        return _EMOJI
    if unicodedata.category(character)[0] not in "LMN":
        return _SYMBOLS
    letter = _LETTER.search(name)
    title = (name[: letter.start()] if letter else name.partition(" ")[0]).title()
    return Script(title, (f"Noto Sans {title}", *_OF_SYSTEMS.get(title, ())), _CORE)


def is_visible(character: str) -> bool:
    """Check whether a character is drawn at all: no space, no mark of format, no selector."""
    return not (
        character.isspace()
        or unicodedata.category(character) == "Cf"
        or unicodedata.name(character, "").startswith("VARIATION SELECTOR")
    )
