from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from latentaudio.figures import dose_response

HUES = ("red", "green", "blue", "teal", "pink", "grey")
SIZES = ("tiny", "small", "big", "huge")
STEPS = np.linspace(0, 1, 6)


def doses(factors=None, positions=STEPS):
    """Rows of every pair and pooled; what is named for the class moved to rises on the way."""
    generator = np.random.default_rng(0)
    rows = []
    for factor, classes in (factors or {"hue": HUES, "size": SIZES}).items():
        for own, other in [("", ""), *permutations(classes, 2)]:
            size = 0.04 if own == "" else generator.uniform(0, 0.1)
            n = 640 if own == "" else int(generator.integers(5, 40))
            for associated, sign in (("own", -1), ("other", 1)):
                for position in positions:
                    change = sign * size * (position - 0.3) ** 3
                    rows.append(
                        {
                            "factor": factor,
                            "own": own,
                            "other": other,
                            "position": position,
                            "associated_with": associated,
                            "probability": 0.1 + change,
                            "change": change,
                            "change_low": change - 0.1 * size,
                            "change_high": change + 0.15 * size,
                            "n": n,
                            "n_groups": min(n, 48),
                        }
                    )
    return pd.DataFrame(rows)


def line(axes, label):
    (found,) = [each for each in axes.get_lines() if each.get_label() == label]
    return found


def test_pooled_curves_are_changes_with_their_bands():
    table = doses()
    figure = dose_response.draw(table)
    assert [axes.get_title() for axes in figure.axes[:2]] == [
        "hue\n640 moves, 48 groups",
        "size\n640 moves, 48 groups",
    ]
    for axes, factor in zip(figure.axes, ("hue", "size"), strict=False):
        for associated in ("own", "other"):
            rows = table[
                (table["factor"] == factor)
                & (table["own"] == "")
                & (table["associated_with"] == associated)
            ]
            assert list(line(axes, associated).get_xdata()) == list(STEPS)
            assert line(axes, associated).get_ydata() == pytest.approx(rows["change"])
            (band,) = [
                each for each in axes.collections if each.get_label() == f"band {associated}"
            ]
            drawn = np.unique(np.round(band.get_paths()[0].vertices[:, 1], 9))
            ends = rows[["change_low", "change_high"]].to_numpy().ravel()
            assert drawn == pytest.approx(np.unique(np.round(ends, 9)))
    assert "change of probability" in figure.axes[0].get_ylabel()


def test_small_panels_show_each_class_moved_to_by_source_and_on_average():
    table = doses()
    figure = dose_response.draw(table)
    small = figure.axes[2:]
    assert [axes.get_title() for axes in small] == [
        *(f"to {name}\nfrom 5 classes" for name in sorted(HUES)),
        *(f"to {name}\nfrom 3 classes" for name in sorted(SIZES)),
    ]
    rows = table[(table["associated_with"] == "other") & (table["other"] == "blue")]
    axes = small[sorted(HUES).index("blue")]
    for own, curve in rows.groupby("own"):
        assert line(axes, f"from {own}").get_ydata() == pytest.approx(curve["change"])
    mean = [np.average(at["change"], weights=at["n"]) for _, at in rows.groupby("position")]
    assert line(axes, "mean").get_ydata() == pytest.approx(mean)


def test_joint_moves_come_last_and_have_no_small_panels():
    classes = ("red", "blue")
    table = doses({"hue+size": classes, "hue": classes, "size": classes}, positions=[0.0, 1.0])
    figure = dose_response.draw(table, ["size", "hue"])
    assert [axes.get_title().split("\n")[0] for axes in figure.axes[:3]] == [
        "size",
        "hue",
        "hue + size",
    ]
    assert [part.get_suptitle().split(":")[0] for part in figure.subfigs[1:]] == ["size", "hue"]


def test_a_single_source_has_its_band_and_several_have_none():
    table = doses({"hue": ("red", "blue"), "size": SIZES})
    of_hue, of_size = dose_response.draw(table).axes[2], dose_response.draw(table).axes[4]
    assert of_hue.get_title() == "to blue\nfrom 1 class"
    rows = table[(table["other"] == "blue") & (table["associated_with"] == "other")]
    (band,) = of_hue.collections
    drawn = band.get_paths()[0].vertices[:, 1]
    assert drawn.min() == pytest.approx(rows["change_low"].min())
    assert drawn.max() == pytest.approx(rows["change_high"].max())
    assert not of_size.collections


def test_a_table_read_from_a_file_has_its_pooled_rows_too(tmp_path):
    doses().to_csv(tmp_path / "doses.csv", index=False)
    figure = dose_response.draw(pd.read_csv(tmp_path / "doses.csv"))
    assert line(figure.axes[0], "own").get_ydata() == pytest.approx(
        line(dose_response.draw(doses()).axes[0], "own").get_ydata()
    )


def test_classes_beyond_those_with_the_most_moves_are_counted():
    classes = [f"class {index:02d}" for index in range(15)]
    table = doses({"hue": classes}, positions=[0.0, 1.0])
    table.loc[table["other"].isin(classes[:3]), "n"] = 1
    figure = dose_response.draw(table)
    assert [axes.get_title().split("\n")[0] for axes in figure.axes[1:]] == [
        f"to {name}" for name in classes[3:]
    ]
    assert "12 classes with the most moves; 3 left out" in figure.subfigs[1].get_suptitle()


def test_a_factor_whose_pairs_cannot_be_pooled_is_marked():
    table = doses()
    table = table[(table["factor"] == "hue") | (table["own"] != "")]
    axes = dose_response.draw(table).axes[1]
    assert [text.get_text() for text in axes.texts] == ["no pooled moves"]


@pytest.mark.parametrize(
    "factors",
    [
        {"hue": ("red", "blue")},
        {"hue": [f"a class with a long name {index:02d}" for index in range(7)], "size": SIZES},
        {"hue": HUES[:2], "hue+size": HUES[:2], "size": SIZES, "half": ("left", "right")},
    ],
)
def test_titles_keep_apart_and_within_the_figure(factors):
    figure = dose_response.draw(doses(factors, positions=[0.0, 0.5, 1.0]))
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    boxes = [axes.title.get_window_extent(renderer) for axes in figure.axes]
    boxes += [each.get_window_extent(renderer) for part in figure.subfigs for each in part.texts]
    boxes += [figure.subfigs[0].legends[0].get_window_extent(renderer)]
    assert not any(a.padded(-1).overlaps(b) for a, b in combinations(boxes, 2))
    assert all(figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1 for box in boxes)
    assert all(axes.get_window_extent(renderer).height > 60 for axes in figure.axes)


def test_no_associated_classes_give_a_figure_that_says_so():
    figure = dose_response.draw(doses().iloc[:0])
    assert not figure.axes
    assert "transfer.associated" in figure.texts[0].get_text()


def test_the_figure_is_written_the_same_twice(assert_same_bytes_twice):
    assert_same_bytes_twice(lambda: dose_response.draw(doses({"hue": ("red", "blue")})))
