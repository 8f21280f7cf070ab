import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex

from latentaudio.figures import disentanglement
from latentaudio.figures.style import class_colours

OWN = {"flow": 0.72, "pca": 0.31, "lda": 0.81}


def metrics(factors=("hue", "size"), spaces=("flow", "pca", "lda"), chances=(0.17, 0.25, 0.5)):
    generator = np.random.default_rng(0)
    records = []
    for space in spaces:
        for axis in factors:
            for factor, chance in zip(factors, chances, strict=False):
                own = axis == factor
                eta = OWN[space] - 0.1 * factors.index(axis) if own else 0.03
                accuracy = chance + (1 - chance) * eta
                half = generator.uniform(0.02, 0.08)
                records.append(
                    {
                        "space": space,
                        "axis": axis,
                        "factor": factor,
                        "own": own,
                        "eta_squared": eta,
                        "eta_squared_low": max(0.0, eta - half),
                        "eta_squared_high": min(1.0, eta + half),
                        "knn_accuracy": accuracy,
                        "knn_accuracy_low": accuracy - half,
                        "knn_accuracy_high": accuracy + half,
                        "chance": chance,
                    }
                )
    return {
        "axes": records,
        "snippets": {"training": 900, "validation": 200, "held_out": 240},
        "groups": {"training": 90, "validation": 20, "held_out": 24},
        "confidence": 0.95,
        "bootstrap": 1000,
    }


def points(axes, label):
    (found,) = [each for each in axes.collections if each.get_label() == label]
    return found


def of(given, axis, factor):
    return [each for each in given["axes"] if (each["axis"], each["factor"]) == (axis, factor)]


def test_points_are_the_measures_by_axis_space_and_factor():
    given = metrics()
    figure = disentanglement.draw(given)
    assert [axes.get_title() for axes in figure.axes[:2]] == ["axis of hue", "axis of size"]
    for row, measure in enumerate(("eta_squared", "knn_accuracy")):
        for column, axis in enumerate(("hue", "size")):
            axes = figure.axes[2 * row + column]
            for factor in ("hue", "size"):
                kind = "own" if factor == axis else "other"
                drawn = points(axes, f"{kind} {factor}").get_offsets().data
                assert np.round(drawn[:, 0]).tolist() == [0, 1, 2]
                assert drawn[:, 1] == pytest.approx(
                    [one[measure] for one in of(given, axis, factor)]
                )
    assert "η²" in figure.axes[0].get_ylabel()
    assert "fraction correct" in figure.axes[2].get_ylabel()
    assert [tick.get_text() for tick in figure.axes[2].get_xticklabels()] == [
        "flow",
        "best of\nraw PCA",
        "linear\n(LDA)",
    ]


def test_own_factors_are_filled_and_others_hollow_in_the_factors_colour():
    axes = disentanglement.draw(metrics()).axes[0]
    colours = class_colours(["hue", "size"])
    assert to_hex(points(axes, "own hue").get_facecolor()[0]) == colours["hue"].lower()
    assert to_hex(points(axes, "other size").get_facecolor()[0]) == "#ffffff"
    assert to_hex(points(axes, "other size").get_edgecolor()[0]) == colours["size"].lower()


def test_intervals_are_drawn_at_their_points():
    given = metrics(("hue",))
    axes = disentanglement.draw(given).axes[0]
    intervals = [
        segment[:, 1] for lines in axes.collections[:1] for segment in lines.get_segments()
    ]
    expected = [[one["eta_squared_low"], one["eta_squared_high"]] for one in given["axes"]]
    assert np.array(intervals) == pytest.approx(np.array(expected))


def test_chance_is_drawn_for_each_factor_in_the_row_of_accuracies_only():
    figure = disentanglement.draw(metrics())
    for factor, chance in (("hue", 0.17), ("size", 0.25)):
        segments = points(figure.axes[2], f"chance {factor}").get_segments()
        assert np.unique(np.concatenate(segments)[:, 1]) == pytest.approx([chance])
    assert not any("chance" in str(each.get_label()) for each in figure.axes[0].collections)


def test_the_caption_names_the_sounds_the_groups_and_the_intervals():
    assert disentanglement.draw(metrics()).get_supxlabel() == (
        "240 held-out sounds from 24 groups; 95% cluster-bootstrap intervals "
        "(1000 resamples of groups)"
    )


def test_the_caption_says_why_there_are_no_intervals():
    given = metrics()
    given["interval_note"] = "no intervals: only one held-out group has hue 'red'"
    for record in given["axes"]:
        for measure in ("eta_squared", "knn_accuracy"):
            record[f"{measure}_low"] = record[f"{measure}_high"] = None
    figure = disentanglement.draw(given)
    assert figure.get_supxlabel().replace("\n", " ") == (
        "240 held-out sounds from 24 groups; no intervals: only one held-out group has hue 'red'"
    )
    assert "0.72" in [text.get_text() for text in figure.axes[0].texts]
    assert len(points(figure.axes[0], "own hue").get_offsets()) == 3
    assert disentanglement.draw({**metrics(), "interval_note": ""}).get_supxlabel() == (
        disentanglement.draw(metrics()).get_supxlabel()
    )


def test_a_measure_that_has_no_value_is_left_out():
    given = metrics()
    given["axes"][0]["knn_accuracy"] = None
    assert len(points(disentanglement.draw(given).axes[2], "own hue").get_offsets()) == 2


@pytest.mark.parametrize("factors", [("hue",), ("a", "b", "a factor with a rather long name")])
def test_titles_and_legend_lie_within_the_figure(factors):
    figure = disentanglement.draw(metrics(factors))
    assert len(figure.axes) == 2 * len(factors)
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    titles = [axes.title.get_window_extent(renderer) for axes in figure.axes[: len(factors)]]
    for index, box in enumerate([*titles, figure.legends[0].get_window_extent(renderer)]):
        assert figure.bbox.x0 <= box.x0 < box.x1 <= figure.bbox.x1
        assert not any(box.overlaps(other) for other in titles[index + 1 :])


def test_no_axes_give_a_figure_that_says_so():
    figure = disentanglement.draw({**metrics(), "axes": []})
    assert not figure.axes
    assert "No axis was measured" in figure.texts[0].get_text()


def test_the_figure_is_written_the_same_twice(assert_same_bytes_twice):
    assert_same_bytes_twice(lambda: disentanglement.draw(metrics()))
