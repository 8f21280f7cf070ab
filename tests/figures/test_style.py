import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from latentaudio.figures import style


@style.styled
def draw():
    figure = Figure(figsize=(3, 2))
    axes = figure.subplots()
    axes.plot([0, 1], [1, 0], marker="o", clip_on=True)
    axes.set_title("a title")
    return figure


def test_a_figure_is_saved_twice_with_the_same_bytes(tmp_path):
    for name in ("first", "second"):
        style.save_figure(draw(), tmp_path / f"{name}.svg", tmp_path / f"{name}.png")
    for suffix in ("svg", "png"):
        first = (tmp_path / f"first.{suffix}").read_bytes()
        assert len(first) > 1000
        assert first == (tmp_path / f"second.{suffix}").read_bytes()
    assert b"<dc:date>" not in (tmp_path / "first.svg").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "first.png",
        "first.svg",
        "second.png",
        "second.svg",
    ]


def test_png_has_150_dots_per_inch(tmp_path):
    style.save_figure(draw(), tmp_path / "a.svg", tmp_path / "a.png")
    header = (tmp_path / "a.png").read_bytes()[16:24]
    assert (int.from_bytes(header[:4]), int.from_bytes(header[4:])) == (450, 300)


def test_the_users_settings_neither_change_a_figure_nor_are_changed(tmp_path):
    style.save_figure(draw(), tmp_path / "a.svg", tmp_path / "a.png")
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "savefig.dpi": 10}):
        style.save_figure(draw(), tmp_path / "b.svg", tmp_path / "b.png")
        assert mpl.rcParams["font.size"] == 30
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


@pytest.mark.parametrize("count", [2, 8, 9, 20, 48])
def test_classes_differ_in_colour_or_marker(count):
    labels = [f"class {index}" for index in range(count)]
    colours, markers = style.class_colours(labels), style.class_markers(labels)
    assert set(colours.values()) <= set(style.OKABE_ITO)
    assert len({(colours[label], markers[label]) for label in labels}) == count


def test_layers_are_labelled_in_ascending_order():
    table = pd.DataFrame(
        {"layer": [10, 2, 10], "layer_name": ["Conv 9 pw", "Conv 1 pw", "Conv 9 pw"]}
    )
    assert style.layer_labels(table) == {2: "2 Conv 1 pw", 10: "10 Conv 9 pw"}


def test_shortened_labels_stay_apart_and_within_their_length():
    labels = [f"a long name of a class, number {index}" for index in range(20)]
    short = [style.shorten(label, 16) for label in labels]
    assert len(set(short)) == 20
    assert max(map(len, short)) <= 16
    assert style.shorten("short", 16) == "short"


def test_labels_are_shortened_by_their_width():
    chinese = "很长的一个类别的名字第一号"
    assert style.width_of(chinese) == 2 * len(chinese)
    assert style.shorten(chinese, 26) == chinese
    short = style.shorten(chinese, 16)
    assert short == "很长的一…第一号"
    assert style.width_of(short) <= 16
    # Letters with accents are as wide as those without, however they are written.
    assert style.width_of("Mu\u0308ller") == style.width_of("M\u00fcller") == 6


def test_nothing_to_show_gives_the_reason():
    figure = style.nothing_to_show("no sound was moved")
    assert "no sound was moved" in figure.texts[0].get_text()


@pytest.mark.parametrize(
    ("labels", "width", "columns"),
    [
        (["short"] * 3, 6.0, 3),
        (["short"] * 2, 6.0, 3),
        (["a label that is quite long"] * 3, 6.0, 2),
        (["a label that is quite long", "short", "short"], 6.0, 3),
        (["a label that is quite long"] * 7, 2.0, 1),
    ],
)
def test_a_legend_is_not_wider_than_its_figure(labels, width, columns, assert_nothing_is_cut):
    figure = Figure(figsize=(width, 4), layout="constrained")
    figure.subplots()
    handles = [Line2D([], [], label=label) for label in labels]
    style.legend_above(figure, handles, most=3, title="a title")
    assert figure.legends[0]._ncols == columns
    assert_nothing_is_cut(figure)


def test_factors_keep_the_order_given_and_joint_moves_come_last():
    found = ["b+a", "c", "b", "a", "a+c", "b"]
    assert style.ordered_factors(found, ["a", "b"]) == ["a", "b", "c", "b+a", "a+c"]
    assert style.ordered_factors(found) == ["c", "b", "a", "b+a", "a+c"]
    assert style.ordered_factors(["a"], ["b", "a"]) == ["a"]


def test_names_of_several_factors_are_shortened_more():
    name = "a rather long name of a factor"
    assert len(style.factor_name(name)) <= 22
    assert len(style.factor_name(f"{name}+{name}")) <= 12 + 3 + 12
