from itertools import pairwise, permutations

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex

from latentaudio.figures import class_shifts
from latentaudio.figures.style import GREY, OKABE_ITO

HUES = ("red", "green", "blue", "teal", "pink", "grey")
SIZES = ("tiny", "small", "big", "huge")


def shifts(factors=None, largest=2):
    generator = np.random.default_rng(0)
    rows = []

    def add(kind, change, expected, **columns):
        half = generator.uniform(0.005, 0.03)
        rows.append(
            {
                **columns,
                "kind": kind,
                "change": change,
                "ci_low": change - half,
                "ci_high": change + half,
                "expected": expected,
                "n": 20,
                "n_groups": 9,
            }
        )

    for factor, classes in (factors or {"hue": HUES, "size": SIZES}).items():
        for own, other in permutations(classes, 2):
            for move in ("own", "other"):
                pair = {"factor": factor, "own": own, "other": other, "move": move}
                sign = 1 if move == "other" else -1
                for label, expected in ((own, -sign), (other, sign)):
                    change = expected * generator.uniform(-0.05, 0.2)
                    named = {"class_name": f"{label.title()} thing", "associated_with": label}
                    add("associated", change, expected, **pair, **named)
                for kind, way in (("rose", 1), ("fell", -1)):
                    for rank in range(largest):
                        change = way * generator.uniform(0.01, 0.3) / (1 + rank)
                        named = {"class_name": f"Sound {kind} {rank}", "associated_with": ""}
                        add(kind, change, 0, **pair, **named)
        for move in ("own", "other"):
            for side, expected in (("target", 1), ("source", -1)):
                pair = {"factor": factor, "own": "", "other": "", "move": move}
                named = {"class_name": "", "associated_with": side}
                add("associated_pooled", expected * 0.03, expected, **pair, **named)
    return pd.DataFrame(rows)


def dots(axes):
    return [
        (float(each.get_xdata()[0]), round(float(each.get_ydata()[0])))
        for each in axes.get_lines()
        if len(each.get_xdata()) == 1
    ]


def labels(axes):
    return [label.get_text() for label in axes.get_yticklabels()]


def test_pooled_rows_show_both_moves_and_both_sides_of_every_factor():
    table = shifts({"hue+size": ("red + big", "blue + tiny"), "hue": ("red", "blue")})
    upper, other = class_shifts.draw(table).axes[:2]
    assert [upper.get_title(), other.get_title()] == [
        "hue\n20 moves, 9 groups",
        "hue + size\n20 moves, 9 groups",
    ]
    assert labels(upper) == [
        "moved to own: named for own",
        "moved to own: named for other",
        "moved to other: named for other",
        "moved to other: named for own",
    ]
    for axes in (upper, other):
        assert dots(axes) == [(0.03, 0), (-0.03, 1), (0.03, 2), (-0.03, 3)]


def test_single_factors_come_first_in_the_order_given_and_joint_moves_are_only_pooled():
    table = shifts(dict.fromkeys(("hue+size", "hue", "size"), ("red", "blue")), largest=1)
    figure = class_shifts.draw(table, ["size", "hue"])
    assert [axes.get_title().split("\n")[0] for axes in figure.axes[:3]] == [
        "size",
        "hue",
        "hue + size",
    ]
    assert [part.get_suptitle() for part in figure.subfigs[1:]] == ["size, by pair", "hue, by pair"]
    assert len(figure.axes) == 3 + 2 * 2


@pytest.mark.parametrize(("column", "kinds"), [(0, ["associated"]), (1, ["rose", "fell"])])
def test_the_largest_changes_of_moves_to_the_other_class_are_sorted(column, kinds):
    table = shifts()
    figure = class_shifts.draw(table)
    for block, factor in enumerate(("hue", "size")):
        axes = figure.axes[2 + 2 * block + column]
        rows = table[
            (table["factor"] == factor) & (table["move"] == "other") & table["kind"].isin(kinds)
        ]
        order = rows["change"].abs().sort_values(ascending=False).index[: class_shifts.ROWS]
        largest = rows.loc[order].sort_values("change", ascending=False)
        assert dots(axes) == [
            (pytest.approx(change), index) for index, change in enumerate(largest["change"])
        ]
        assert labels(axes) == [
            f"{one['own']} → {one['other']}:  {one['class_name']}"
            for one in largest.to_dict("records")
        ]
        bars = [lines.get_segments()[0][:, 0].tolist() for lines in axes.collections]
        assert np.array(bars) == pytest.approx(largest[["ci_low", "ci_high"]].to_numpy())
        title = axes.get_title(loc="right").split("\n")[1]
        assert f"the {class_shifts.ROWS} largest of {len(rows)} changes" in title
        if kinds == ["associated"]:
            right = (np.sign(rows["change"]) == rows["expected"]).sum()
            assert title.endswith(f"; {right} of {len(rows)} as the names predict")


def test_colour_and_marker_tell_whether_a_class_changed_as_its_name_predicts():
    table = shifts({"hue": ("red", "blue")}, largest=1)
    named = (table["kind"] == "associated") & (table["move"] == "other")
    table.loc[named, "expected"] = [1, -1, 1, -1]
    table.loc[named, "change"] = [0.4, 0.3, -0.2, -0.1]
    _, left, right = class_shifts.draw(table).axes
    looks = [
        (to_hex(each.get_color()).upper(), each.get_marker())
        for each in left.get_lines()
        if len(each.get_xdata()) == 1
    ]
    expected, opposite = (OKABE_ITO[0], "o"), (OKABE_ITO[4], "X")
    assert looks == [expected, opposite, expected, opposite]
    assert {each.get_color() for each in right.get_lines() if len(each.get_xdata()) == 1} == {GREY}


def test_no_omission_is_reported_when_nothing_is_left_out():
    table = shifts({"hue": ("red", "blue")}, largest=1)
    titles = [axes.get_title(loc="right") for axes in class_shifts.draw(table).axes]
    assert not any("largest of" in title for title in titles)


def test_missing_kinds_have_no_panel_and_a_factor_without_them_is_marked():
    table = shifts()
    largest = table["kind"].isin(["rose", "fell"])
    axes = class_shifts.draw(table[largest | (table["factor"] == "size")]).axes
    assert len(axes) == 1 + 2 * 2
    assert [text.get_text() for text in axes[1].texts] == ["none"]
    assert len(class_shifts.draw(table[largest]).axes) == 2
    assert len(class_shifts.draw(table[table["kind"] == "associated_pooled"]).axes) == 2


def test_joint_moves_that_cannot_be_pooled_give_a_figure_with_the_reason():
    table = shifts({"hue+size": ("red + big", "blue + tiny")}, largest=1)
    figure = class_shifts.draw(table[table["kind"] != "associated_pooled"])
    assert not figure.axes
    assert "no output class is named" in figure.texts[0].get_text()


def test_a_table_read_from_a_file_gives_the_same_figure(tmp_path):
    shifts().to_csv(tmp_path / "shifts.csv", index=False)
    read = class_shifts.draw(pd.read_csv(tmp_path / "shifts.csv"))
    assert [labels(axes) for axes in read.axes] == [
        labels(axes) for axes in class_shifts.draw(shifts()).axes
    ]


@pytest.mark.parametrize(
    "factors",
    [
        {"hue": [f"a class with a long name {index}" for index in range(4)]},
        dict.fromkeys(("a", "a rather long name of a factor", "c", "d", "e"), ("low", "high")),
    ],
)
def test_rows_do_not_overlap_and_points_have_room_beside_long_labels(factors):
    figure = class_shifts.draw(shifts(factors))
    assert figure.get_figwidth() <= 10
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    for axes in figure.axes:
        shown = [label for label in axes.get_yticklabels() if label.get_visible()]
        boxes = [label.get_window_extent(renderer) for label in shown]
        # Text boxes reach above and below the letters.
        assert not any(a.padded(-1).overlaps(b) for a, b in pairwise(boxes))
        assert axes.get_window_extent(renderer).width > 110
        titles = [axes.title, axes._right_title]
        for box in [*boxes, *(title.get_window_extent(renderer) for title in titles)]:
            assert figure.bbox.x0 <= box.x0 <= box.x1 <= figure.bbox.x1


def test_no_moves_give_a_figure_that_says_so():
    figure = class_shifts.draw(shifts().iloc[:0])
    assert not figure.axes
    assert "No sound was moved" in figure.texts[0].get_text()


def test_the_figure_is_written_the_same_twice(assert_same_bytes_twice):
    assert_same_bytes_twice(lambda: class_shifts.draw(shifts({"hue": ("red", "blue")})))
