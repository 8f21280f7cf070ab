from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from latentaudio.decoding.best_layer import best_layers
from latentaudio.decoding.comparisons import compare_layers
from latentaudio.factor_types import Factor
from latentaudio.figures import accuracy_by_layer
from latentaudio.figures.style import GREY, OKABE_ITO, SCHEME_COLOURS

MEANS = (0.3, 0.5, 0.7, 0.9, 0.6)


def scores(factors=("hue", "size"), schemes=("random", "grouped"), decoders=("knn",), means=MEANS):
    generator = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "factor": factor,
            "scheme": scheme,
            "decoder": decoder,
            "space": f"layer_{layer:02d}",
            "layer": layer,
            "layer_name": f"Conv {layer}",
            "fold": fold,
            "n_train": 90,
            "n_test": 10,
            "accuracy": mean - 0.1 * (scheme == "grouped") + generator.normal(0, 0.02),
            "balanced_accuracy": mean / 2,
            "chance": 0.25,
            "balanced_chance": 0.2,
            **dict.fromkeys(("r2", "mae", "r2_chance", "mae_chance"), np.nan),
        }
        for factor in factors
        for scheme in schemes
        for decoder in decoders
        for layer, mean in enumerate(means, start=1)
        for fold in range(1, 7)
    )


DISTANCE = Factor("distance", "numeric", unit="m", scale="log")


def value_scores(means=(-0.4, 0.1, 0.3, 0.5, 0.4), lowest=None, **keywords):
    """Scores of a numeric factor: the same numbers as R2, and an error of 0.2."""
    keywords = {"decoders": ("ridge", "knn_regression", "ridge_permuted"), **keywords}
    table = scores(factors=("distance",), means=means, **keywords)
    table["r2"], table["r2_chance"] = table["accuracy"], -0.001
    if lowest is not None:
        table.loc[table.index[0], "r2"] = lowest
    names = ["accuracy", "balanced_accuracy", "chance", "balanced_chance"]
    return table.assign(**dict.fromkeys(names, np.nan), mae=0.2, mae_chance=0.7)


def draw(table, numeric=DISTANCE, **keywords):
    best = best_layers(table, scheme="grouped", **keywords)
    factors = [numeric if name == numeric.name else Factor(name) for name in best["factors"]]
    return accuracy_by_layer.draw(
        table,
        compare_layers(table, tests=["corrected_resampled_t"], **keywords),
        best,
        factors,
        "YAMNet",
    )


def assert_no_text_touches(figure):
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    for axes in figure.axes:
        # Padding by -3 pixels, because stars fill only the upper half of their box.
        boxes = [
            text.get_window_extent(renderer).padded(-1, -3) for text in [*axes.texts, axes.title]
        ]
        boxes += [line.get_window_extent(renderer) for line in lines(axes, "comparison")]
        assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))
        assert axes.get_tightbbox(renderer).y1 < figure.legends[0].get_window_extent(renderer).y0
    whole = figure.bbox
    for text in [*figure.texts, *figure.legends[0].get_texts()]:
        box = text.get_window_extent(renderer)
        assert whole.x0 <= box.x0 < box.x1 <= whole.x1


def lines(axes, label):
    return [line for line in axes.get_lines() if line.get_label() == label]


def test_lines_are_means_over_folds_and_points_are_folds():
    table = scores()
    figure = draw(table)
    assert [axes.get_title() for axes in figure.axes] == ["hue", "size"]
    for axes in figure.axes:
        for scheme in ("random", "grouped"):
            of_scheme = table[(table["factor"] == axes.get_title()) & (table["scheme"] == scheme)]
            (line,) = lines(axes, f"{scheme} knn")
            assert list(line.get_xdata()) == [1, 2, 3, 4, 5]
            assert line.get_ydata() == pytest.approx(of_scheme.groupby("layer")["accuracy"].mean())
            assert line.get_color() == SCHEME_COLOURS[scheme]
            (points,) = (c for c in axes.collections if c.get_label() == f"{scheme} folds")
            drawn = points.get_offsets()
            assert sorted(drawn[:, 1]) == pytest.approx(sorted(of_scheme["accuracy"]))
            assert np.array_equal(np.unique(np.round(drawn[:, 0])), [1, 2, 3, 4, 5])
    assert set(SCHEME_COLOURS.values()) <= set(OKABE_ITO)


def test_axes_name_layers_units_and_chance():
    axes = draw(scores()).axes[0]
    assert [tick.get_text() for tick in axes.get_xticklabels()] == [
        f"{layer} Conv {layer}" for layer in range(1, 6)
    ]
    assert axes.get_ylabel() == "accuracy (fraction correct)"
    assert axes.get_yticks()[[0, -1]] == pytest.approx([0, 1])
    (chance,) = lines(axes, "chance")
    assert list(chance.get_ydata()) == [0.25, 0.25]
    assert "chance 0.25" in [text.get_text() for text in axes.texts]


def test_probe_and_control_are_drawn_when_present():
    figure = draw(scores(decoders=("knn", "probe", "knn_permuted")))
    axes = figure.axes[0]
    (probe,) = lines(axes, "grouped probe")
    (knn,) = lines(axes, "grouped knn")
    (control,) = lines(axes, "grouped knn_permuted")
    assert probe.get_linewidth() < knn.get_linewidth() / 2
    assert control.get_color() == GREY
    texts = [text.get_text() for text in figure.legends[0].get_texts()]
    assert any("linear probe" in text for text in texts)
    assert any("permuted weights" in text for text in texts)
    assert not any("permuted" in text.get_text() for text in draw(scores()).legends[0].get_texts())


def test_bars_join_the_compared_layers_with_the_stars_of_the_corrected_p():
    table = scores(factors=("hue",))
    compared = compare_layers(table, tests=["corrected_resampled_t"])
    drawn = (
        (compared["scheme"] == "grouped")
        & (compared["family"] == "published")
        & (compared["selection"] == "same_folds")
    )
    compared["p"] = compared["p_holm"] = compared["p_bonferroni"] = 1e-9
    compared.loc[drawn, "p_bonferroni"] = [0.0002, 0.03, 0.2]
    best = best_layers(table, scheme="grouped")
    axes = accuracy_by_layer.draw(table, compared, best, [Factor("hue")], "YAMNet").axes[0]
    bars = {
        (round(line.get_xdata()[0]), round(line.get_xdata()[-1])): line.get_ydata().max()
        for line in lines(axes, "comparison")
    }
    assert set(bars) == {(1, 4), (4, 5), (1, 5)}
    assert bars[1, 5] > bars[1, 4] > 1
    marks = [t.get_text() for t in axes.texts if "chance" not in t.get_text()]
    assert marks == ["***", "*", "n.s."]


@pytest.mark.parametrize(
    "means",
    [
        MEANS,
        (0.9, 0.3, 0.4, 0.5, 0.6),
        (0.3, 0.4, 0.5, 0.6, 0.9),
        (0.3, 0.9, 0.4, 0.5, 0.6),
        (0.4, 0.6),
    ],
)
def test_no_text_touches_another_text_or_a_foreign_bar(means):
    assert_no_text_touches(draw(scores(means=means, decoders=("knn", "probe", "knn_permuted"))))


@pytest.mark.parametrize("lowest", [None, -3.0])
def test_no_text_touches_another_in_a_mixed_design(lowest):
    of_classes = scores(decoders=("knn", "probe", "knn_permuted"))
    assert_no_text_touches(draw(pd.concat([of_classes, value_scores(lowest=lowest)])))


def test_a_best_layer_at_an_end_has_one_bar():
    axes = draw(scores(means=(0.3, 0.5, 0.9))).axes[0]
    (bar,) = lines(axes, "comparison")
    assert (round(bar.get_xdata()[0]), round(bar.get_xdata()[-1])) == (1, 3)


def test_other_metrics_are_drawn_and_named():
    axes = draw(scores(), metric="balanced_accuracy").axes[0]
    assert axes.get_ylabel().startswith("balanced accuracy")
    (line,) = lines(axes, "grouped knn")
    assert line.get_ydata() == pytest.approx(np.array(MEANS) / 2)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_each_factor_has_its_panel(count):
    factors = tuple(f"factor {index}" for index in range(count))
    figure = draw(scores(factors=factors, schemes=("grouped",)))
    assert [axes.get_title() for axes in figure.axes] == list(factors)


def test_a_numeric_factor_has_r2_on_its_axis_with_its_unit_errors_and_chance():
    table = value_scores()
    axes = draw(pd.concat([scores(), table])).axes[2]
    assert axes.get_title() == "distance (m)"
    assert axes.get_ylabel() == "R² of the logarithm"
    (line,) = lines(axes, "grouped ridge")
    grouped = table[(table["scheme"] == "grouped") & (table["decoder"] == "ridge")]
    assert line.get_ydata() == pytest.approx(grouped.groupby("layer")["r2"].mean())
    assert line.get_linewidth() > lines(axes, "grouped knn_regression")[0].get_linewidth()
    assert lines(axes, "grouped ridge_permuted")[0].get_color() == GREY
    (chance,) = lines(axes, "chance")
    assert list(chance.get_ydata()) == pytest.approx([-0.001, -0.001])
    texts = [text.get_text() for text in axes.texts]
    assert "mean of the training snippets 0.00" in texts
    # exp(0.2) and exp(0.7)
    errors = "best layer: mean error a factor of 1.22 (training mean: a factor of 2.01)"
    assert errors in texts
    assert len(lines(axes, "comparison")) == 3


def test_the_scale_of_r2_reaches_below_zero_but_not_to_outliers():
    axes = draw(value_scores(means=(-0.1, 0.5, 0.2))).axes[0]
    assert axes.spines["left"].get_bounds() == (pytest.approx(-0.4), 1)
    assert all(line.get_ydata().min() > 1 for line in lines(axes, "comparison"))
    axes = draw(value_scores(lowest=-3.0)).axes[0]
    assert axes.spines["left"].get_bounds() == (-1, 1)
    assert "1 values below -1 are not shown" in [text.get_text() for text in axes.texts]


def test_an_error_on_a_linear_scale_has_the_unit():
    axes = draw(value_scores(), Factor("distance", "numeric", unit="m")).axes[0]
    assert axes.get_ylabel() == "R²"
    assert any("mean error 0.2 m (" in text.get_text() for text in axes.texts)


@pytest.mark.parametrize(
    ("p", "mark"), [(0.0009, "***"), (0.009, "**"), (0.049, "*"), (0.05, "n.s."), (1, "n.s.")]
)
def test_stars_change_at_the_usual_thresholds(p, mark):
    assert accuracy_by_layer.stars(p) == mark


def test_the_figure_is_written_the_same_twice(assert_same_bytes_twice):
    assert_same_bytes_twice(lambda: draw(scores(factors=("hue",))))


def test_features_are_lines_across_all_layers_with_their_means():
    layers = scores(factors=("hue",))
    feature = layers[layers["layer"] == 1].assign(space="log_mel", layer=np.nan, layer_name=None)
    feature["accuracy"] = np.where(feature["scheme"] == "grouped", 0.4, 0.9)
    figure = draw(pd.concat([layers, feature]))
    axes = figure.axes[0]
    dotted = [line for line in axes.lines if line.get_linestyle() == ":"]
    assert [line.get_ydata()[0] for line in dotted] == pytest.approx([0.4])
    assert "log_mel 0.40" in {text.get_text() for text in axes.texts}
    (legend,) = figure.legends
    assert "KNN on a baseline, grouped folds: mean" in {
        text.get_text() for text in legend.get_texts()
    }


def test_names_of_features_do_not_overlap():
    layers = scores(factors=("hue",))
    one = layers[layers["layer"] == 1].assign(layer=np.nan, layer_name=None)
    features = [one.assign(space=f"feature {i}", accuracy=0.4 + i / 1000) for i in range(4)]
    axes = draw(pd.concat([layers, *features])).axes[0]
    heights = sorted(text.xy[1] for text in axes.texts if text.get_text().startswith("feature"))
    assert len(heights) == 4
    assert min(np.diff(heights)) > 0.04
