import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from latentaudio.figures.missing_glyphs import in_words, note, noted


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("notes") / "a.png"

    def write(characters):
        Figure(figsize=(0.1, 0.1)).savefig(path, metadata=note(characters))
        return path.read_bytes()

    return write


@settings(max_examples=12)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
def test_what_a_picture_notes_is_read_again(written, characters):
    assert noted(written(characters)) == characters


def test_a_picture_without_missing_characters_has_no_note(written):
    assert note("") == {}
    assert noted(written("")) == ""
    assert b"Missing glyphs" not in written("")


def test_characters_are_described_by_script_with_a_package():
    assert in_words("のก木木") == (
        "Thai characters ก (package fonts-noto-core) and Japanese characters の (package "
        "fonts-noto-cjk) and Chinese characters 木 (package fonts-noto-cjk)"
    )
    many = "".join(map(chr, range(0x4E00, 0x4E20)))
    assert many[:10] + "…" in in_words(many)
    assert many[10] not in in_words(many)
