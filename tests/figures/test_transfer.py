from itertools import combinations, pairwise, product

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Annotation

from latentaudio.figures import transfer

SIGNS = {
    ("own", "own"): -1,
    ("own", "other"): 1,
    ("own", "relative"): -1,
    ("other", "own"): 1,
    ("other", "other"): -1,
    ("other", "relative"): 1,
}
ROWS = list(product(("logits", "js"), ("relative", "own", "other")))
CONTRASTS = ("before", "random", "permuted", "random_alone", "permuted_alone", "no_move")
BEYOND = "as predicted, and beyond both controls"


def effects(factors=("hue", "size", "hue+size"), distances=("logits", "js")):
    generator = np.random.default_rng(0)
    rows = []
    for factor, distance, (move, reference), level, contrast in product(
        factors, distances, SIGNS, ("snippet", "group"), CONTRASTS
    ):
        scale = {"logits": 12.0, "js": 0.3}[distance] * (1 + factors.index(factor))
        real = contrast in ("before", "random", "permuted")
        shift = SIGNS[move, reference] * scale if real else 0.0
        difference = shift * generator.uniform(0.3, 1.2) + generator.normal(0, 0.05 * scale)
        half = generator.uniform(0.05, 0.2) * scale
        rows.append(
            {
                "factor": factor,
                "distance": distance,
                "move": move,
                "reference": reference,
                "expected_sign": SIGNS[move, reference],
                "published": reference == "own" and distance == "logits",
                "contrast": contrast,
                "level": level,
                "n": 640 if level == "snippet" else 48,
                "n_groups": 48,
                "mean_before": 9 * scale,
                "difference": difference,
                "boot_low": difference - half,
                "boot_high": difference + half,
                "verdict": BEYOND if contrast == "before" else np.nan,
            }
        )
    return pd.DataFrame(rows)


def points(axes, label):
    (found,) = [each for each in axes.collections if each.get_label() == label]
    return found


def rows_of(table, factor, distance, reference, contrast):
    chosen = table[
        (table["factor"] == factor)
        & (table["distance"] == distance)
        & (table["reference"] == reference)
        & (table["contrast"] == contrast)
        & (table["level"] == "snippet")
    ]
    return chosen.set_index("move").loc[["own", "other"]]


def test_points_are_differences_and_bars_their_bootstrap_intervals():
    table = effects()
    figure = transfer.draw(table)
    assert len(figure.axes) == 18
    for index, axes in enumerate(figure.axes):
        distance, reference = ROWS[index // 3]
        factor = ("hue", "size", "hue+size")[index % 3]
        for contrast in ("before", "random_alone", "permuted_alone"):
            expected = rows_of(table, factor, distance, reference, contrast)
            drawn = points(axes, contrast)
            assert np.round(drawn.get_offsets().data[:, 0]).tolist() == [0, 1]
            assert drawn.get_offsets().data[:, 1] == pytest.approx(expected["difference"])
            bars = axes.collections[axes.collections.index(drawn) - 1].get_segments()
            assert np.array([bar[:, 1] for bar in bars]) == pytest.approx(
                expected[["boot_low", "boot_high"]].to_numpy()
            )
            low, high = axes.get_ylim()
            assert low < expected["boot_low"].min() < expected["boot_high"].max() < high


def test_axes_name_factors_moves_distances_and_units():
    figure = transfer.draw(effects())
    assert [axes.get_title() for axes in figure.axes[:3]] == [
        f"{name}\n640 moves, 48 groups" for name in ("hue", "size", "hue + size")
    ]
    assert [axes.get_ylabel() for axes in figure.axes[::3]] == [
        "Euclidean\nown minus other\n(logits)",
        "Euclidean\nto own class\n(logits)",
        "Euclidean\nto other class\n(logits)",
        "Jensen-Shannon\nown minus other\n(√bits)",
        "Jensen-Shannon\nto own class\n(√bits)",
        "Jensen-Shannon\nto other class\n(√bits)",
    ]
    assert [tick.get_text() for tick in figure.axes[-1].get_xticklabels()] == [
        "moved to\nown class",
        "moved to\nother class",
    ]


def test_single_factors_come_first_in_the_order_given():
    table = effects(("hue+size", "hue", "size"), ("js",))
    titles = [axes.get_title().split("\n")[0] for axes in transfer.draw(table).axes[:3]]
    assert titles == ["hue", "size", "hue + size"]
    given = transfer.draw(table, ["size", "hue"])
    titles = [axes.get_title().split("\n")[0] for axes in given.axes[:3]]
    assert titles == ["size", "hue", "hue + size"]
    for axes, factor in zip(given.axes, ("size", "hue", "hue+size"), strict=False):
        expected = rows_of(table, factor, "js", "relative", "before")["difference"]
        assert points(axes, "before").get_offsets().data[:, 1] == pytest.approx(expected)


def test_a_table_without_relative_distances_has_no_row_of_them():
    table = effects(("hue",), ("js",))
    figure = transfer.draw(table[table["reference"] != "relative"])
    assert [axes.get_ylabel().split("\n")[1] for axes in figure.axes] == [
        "to own class",
        "to other class",
    ]


def test_the_predicted_half_is_shaded_and_published_directions_have_an_arrow():
    figure = transfer.draw(effects(("hue",)))
    for axes, (distance, reference) in zip(figure.axes, ROWS, strict=True):
        published = (distance, reference) == ("logits", "own")
        shades = [each for each in axes.collections if each.get_zorder() == 0]
        for move, shade in zip(("own", "other"), shades, strict=True):
            heights = shade.get_paths()[0].vertices[:, 1]
            sign = SIGNS[move, reference]
            assert sign * heights.min() >= 0 <= sign * heights.max()
        arrows = [each for each in axes.texts if isinstance(each, Annotation)]
        assert len(arrows) == 2 * published
        for arrow, move in zip(arrows, ("own", "other"), strict=False):
            assert np.sign(arrow.xy[1]) == SIGNS[move, reference]


@pytest.mark.parametrize(
    ("verdict", "symbol"),
    [
        (BEYOND, "✔"),
        ("as predicted, but not beyond a random direction", "(r)"),
        ("as predicted, but not beyond a flow of permuted labels", "(p)"),
        ("no significant change", "n.s."),
        ("opposite to the prediction", "✘"),
        ("as predicted, and beyond a random direction (the other not available)", "✔*"),
        ("a verdict of a later version", "a"),
    ],
)
def test_a_symbol_gives_the_verdict_and_the_legend_explains_it(verdict, symbol):
    table = effects(("hue",), ("js",))
    table = table[table["reference"] == "own"]
    chosen = (table["contrast"] == "before") & (table["move"] == "own")
    table.loc[chosen, "verdict"] = verdict
    figure = transfer.draw(table)
    marks = {text.get_position()[0]: text.get_text() for text in figure.axes[0].texts}
    assert marks[0] == symbol
    assert marks[1] == "✔"
    assert f"{symbol}  {verdict}" in figure.get_supxlabel().split("\n")


def test_a_missing_control_is_reported():
    table = effects(("hue",), ("js",))
    absent = table["contrast"].isin(["permuted", "permuted_alone"])
    table.loc[absent, ["difference", "boot_low", "boot_high"]] = np.nan
    figure = transfer.draw(table)
    labels = [str(each.get_label()) for each in figure.axes[0].collections]
    assert "random_alone" in labels
    assert "permuted_alone" not in labels
    assert not any("permuted" in each.get_text() for each in figure.legends[0].get_texts())
    assert "no control in this run: axes learnt from permuted" in figure.get_supxlabel()


def test_a_factor_without_moves_is_marked():
    table = effects(("hue", "size"))
    table = table[(table["factor"] == "hue") | (table["distance"] == "logits")]
    texts = [text.get_text() for text in transfer.draw(table).axes[-1].texts]
    assert texts == ["nothing moved"]


@pytest.mark.parametrize("factors", [("hue",), ("a", "a factor with a rather long name", "c")])
def test_texts_do_not_touch_and_lie_within_the_figure(factors):
    figure = transfer.draw(effects(factors))
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    for axes in figure.axes:
        boxes = [
            text.get_window_extent(renderer)
            for text in [*axes.texts, axes.title]
            if text.get_text()
        ]
        assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))
        assert all(figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1 for box in boxes)
    names = [axes.yaxis.label.get_window_extent(renderer) for axes in figure.axes[:: len(factors)]]
    # The distance must be larger than a space between words.
    assert not any(a.padded(3).overlaps(b) for a, b in pairwise(names))
    titles = [axes.title.get_window_extent(renderer) for axes in figure.axes[: len(factors)]]
    assert not any(a.overlaps(b) for a, b in combinations(titles, 2))
    legend = figure.legends[0].get_window_extent(renderer)
    assert figure.bbox.x0 <= legend.x0 < legend.x1 <= figure.bbox.x1


def test_no_moves_give_a_figure_that_says_why():
    figure = transfer.draw(effects().iloc[:0])
    assert not figure.axes
    assert "enough typical and atypical sounds" in figure.texts[0].get_text()


def test_the_figure_is_written_the_same_twice(assert_same_bytes_twice):
    assert_same_bytes_twice(
        lambda: transfer.draw(effects(("hue",), ("js",)).query("reference == 'own'"))
    )
