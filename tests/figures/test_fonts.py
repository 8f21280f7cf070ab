import warnings

import matplotlib as mpl
import pytest
from figures.made_up_fonts import write_font
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

from latentaudio.figures import fonts, style
from latentaudio.figures.missing_glyphs import noted


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Make as if only matplotlib's own fonts were installed; returns a function that adds one."""
    data = mpl.get_data_path()
    monkeypatch.setattr(
        fontManager, "ttflist", [one for one in fontManager.ttflist if one.fname.startswith(data)]
    )
    monkeypatch.setattr(fonts, "findSystemFonts", lambda *_: [])
    forget()

    def add(family, characters):
        fontManager.addfont(write_font(tmp_path, family, characters))

    yield add
    monkeypatch.undo()
    forget()


def forget():
    fontManager._findfont_cached.cache_clear()
    fonts._add_new_fonts.cache_clear()


@style.styled
def labelled(*labels, **options):
    figure = Figure(figsize=(3, 2), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1, 2], label="a class")
    axes.set_xticks(range(len(labels)), labels)
    axes.set_title(labels[0], **options)
    axes.legend(title=labels[-1])
    return figure


def saved(folder, figure):
    style.save_figure(figure, folder / "a.svg", folder / "a.png")
    return (folder / "a.svg").read_bytes(), (folder / "a.png").read_bytes()


def test_what_the_font_of_all_figures_has_is_drawn_as_without_fallbacks(install, tmp_path, capsys):
    labels = "wood, η² − “é” – Ж العربية … 0.1"
    install("Noto Sans Arabic", "abcdefgh0123456789 ηЖعرب")
    found = saved(tmp_path, labelled(labels))
    with mpl.rc_context(style._RC):
        figure = labelled(labels)
        figure.savefig(tmp_path / "b.svg", metadata={"Date": None})
        figure.savefig(tmp_path / "b.png", dpi=150)
    assert found == ((tmp_path / "b.svg").read_bytes(), (tmp_path / "b.png").read_bytes())
    assert capsys.readouterr().err == ""


def test_missing_characters_are_drawn_in_an_installed_font(install, tmp_path, capsys):
    boxes = saved(tmp_path, labelled("木a", "石b"))
    capsys.readouterr()
    install("Noto Sans CJK SC", "木石ab")
    svg, png = saved(tmp_path, labelled("木a", "石b"))
    assert svg.count(b'id="NotoSansCJKSC-') == 2  # the letters are still those of the other font
    assert b"LastResort" in boxes[0]
    assert b"LastResort" not in svg
    assert noted(png) == ""
    assert capsys.readouterr().err == ""
    assert (svg, png) == saved(tmp_path, labelled("木a", "石b"))


def test_where_no_font_has_a_character_this_is_said_once_and_noted(install, tmp_path, capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        first = saved(tmp_path, labelled("木a", "石", "ก"))
    assert capsys.readouterr().err == (
        "warning: figure a: no installed font has the Thai characters ก (package fonts-noto-core) "
        "and Chinese characters 木石 (package fonts-noto-cjk), so they are drawn as boxes; install "
        "a font with them, delete the figure, and run again\n"
    )
    assert noted(first[1]) == "ก木石"
    assert first == saved(tmp_path, labelled("木a", "石", "ก"))


def test_only_fonts_that_are_needed_are_used_and_preferred_ones_first(install):
    install("A Sans", "木石นก")
    install("Noto Sans CJK JP", "木石の")
    install("Noto Sans CJK SC", "木石")
    install("Noto Sans Thai", "กน")
    assert families("wood") == ()
    assert families("木石") == ("Noto Sans CJK SC",)
    assert families("木の") == ("Noto Sans CJK JP",)  # one font for all Japanese texts
    assert families("กน") == ("Noto Sans Thai",)
    assert families("ก木") == ("Noto Sans Thai", "Noto Sans CJK SC")


def families(*labels):
    fallback = fonts.fallback_of(labelled(*labels))
    assert fallback.missing == ""
    return fallback.families


def test_any_font_serves_but_for_those_that_draw_boxes_themselves(install):
    install("Zapf Blank", "木")
    install("Color Emoji", "木")
    assert fonts.fallback_of(labelled("木")) == ((), "木")
    install("A Roman", "木")
    assert families("木") == ("A Roman",)
    install("Some Sans", "木")
    assert families("木") == ("Some Sans",)


def test_characters_that_a_bold_face_lacks_come_from_elsewhere(install, tmp_path):
    regular, bold = (
        fonts._characters_of(fontManager.findfont(f"DejaVu Sans:weight={weight}"))
        for weight in ("normal", "bold")
    )
    character = next(one for one in map(chr, sorted(regular - bold)) if one.isalpha())
    assert families(character) == ()
    install("A Sans", character)
    bold_title = labelled("wood", character, fontweight="bold")
    assert fonts.fallback_of(bold_title).families == ()
    bold_title.axes[0].set_title(character, fontweight="bold")
    assert fonts.fallback_of(bold_title).families == ("A Sans",)


def test_fonts_installed_since_matplotlib_made_its_list_are_found(install, tmp_path, monkeypatch):
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    new = write_font(tmp_path, "New Sans", "木")
    monkeypatch.setattr(fonts, "findSystemFonts", lambda *_: [str(broken), str(new)])
    assert families("木") == ("New Sans",)


def test_fonts_of_windows_are_found_within_its_subsystem_for_linux(install, tmp_path, monkeypatch):
    folder = tmp_path / "Windows"
    folder.mkdir()
    new = write_font(folder, "Microsoft YaHei", "木")
    monkeypatch.setattr(fonts, "_WINDOWS_FONTS", folder)
    monkeypatch.setattr(
        fonts, "findSystemFonts", lambda *paths: [str(new)] if paths == ([str(folder)],) else []
    )
    assert families("木") == ("Microsoft YaHei",)


def test_spaces_and_marks_of_format_need_no_font(install):
    assert families("a\u00a0b\u200b\u2060c\ufe0f\n\u3000d") == ()


def test_a_letter_with_an_accent_of_its_own_character_is_one_character(install):
    install("Accents", "\u0301")
    assert families("e\u0301") == ()


def test_characters_of_private_use_are_not_taken_from_other_fonts(install):
    install("Logos", "\uf8ff\uf000")
    assert fonts.fallback_of(labelled("\uf8ff")) == ((), "\uf8ff")
    assert families("\uf000") == ()  # the font of all figures has one


def test_hidden_texts_do_not_count(install):
    figure = labelled("木")
    for text in figure.findobj(mpl.text.Text):
        text.set_visible(False)
    assert fonts.fallback_of(figure) == ((), "")


def test_labels_that_are_made_while_drawing_are_drawn_in_the_fonts_too(install, tmp_path):
    install("Noto Sans CJK SC", "木")
    figure = labelled("木")
    axes = figure.axes[0]
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:g} 木")
    svg, _ = saved(tmp_path, figure)
    assert b"LastResort" not in svg
