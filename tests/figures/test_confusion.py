from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from sklearn.metrics import mean_absolute_error, r2_score

from latentaudio.errors import ArtifactError
from latentaudio.factor_types import Factor
from latentaudio.figures import confusion


def predictions(classes, factor="hue", layer=2, schemes=("random", "grouped"), seed=0):
    generator = np.random.default_rng(seed)
    parts = []
    for scheme in schemes:
        truth = np.repeat(classes, 10)
        wrong = generator.random(truth.size) < 0.4
        parts.append(
            pd.DataFrame(
                {
                    "factor": factor,
                    "truth": truth,
                    "predicted": np.where(wrong, generator.choice(classes, truth.size), truth),
                    "scheme": scheme,
                    "decoder": "knn",
                    "layer": layer,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def best(**layers):
    return {
        "scheme": "grouped",
        "factors": {
            factor: {"layer": layer, "layer_name": f"Conv {layer}", "decoder": "knn"}
            for factor, layer in layers.items()
        },
    }


DISTANCE = Factor("distance", "numeric", unit="m", scale="log")


def draw(table, chosen, numeric=DISTANCE):
    factors = [numeric if name == numeric.name else Factor(name) for name in chosen["factors"]]
    return confusion.draw(table, chosen, factors)


def values(count=60, noise=0.3, layer=2):
    """Predictions of a distance, as ratios of the true one."""
    generator = np.random.default_rng(0)
    truth = np.exp(generator.uniform(-1, 2, count))
    parts = [
        pd.DataFrame(
            {
                "factor": "distance",
                "true_value": truth,
                "predicted_value": truth * np.exp(generator.normal(0, noise, count)),
                "scheme": scheme,
                "decoder": "knn",
                "layer": layer,
            }
        )
        for scheme in ("random", "grouped")
    ]
    return pd.concat(parts, ignore_index=True)


def test_rows_of_the_matrix_are_shares_of_the_true_class():
    truth = pd.Series(["a", "a", "a", "a", "b"])
    predicted = pd.Series(["a", "a", "a", "b", "c"])
    matrix = confusion.confusion_matrix(truth, predicted, ["a", "b", "c"])
    assert matrix[:2].tolist() == [[0.75, 0.25, 0], [0, 0, 1]]
    assert np.isnan(matrix[2]).all()  # never a true class


def test_each_panel_shows_its_factor_and_scheme_at_the_best_layer():
    table = pd.concat(
        [
            predictions(["red", "blue"], layer=2),
            predictions(["red", "blue"], layer=3, seed=1),
            predictions(["big", "mid", "tiny"], "size", layer=3, seed=2),
            predictions(["red", "blue"], layer=2, seed=3).assign(decoder="probe"),
        ]
    )
    figure = draw(table, best(hue=2, size=3))
    panels = figure.axes[:4]
    heads = [axes.get_title().split("\n")[0] for axes in panels]
    assert heads == [
        "hue, grouped folds",
        "size, grouped folds",
        "hue, random folds",
        "size, random folds",
    ]
    for axes, factor, scheme, layer in zip(
        panels, ["hue", "size"] * 2, ["grouped"] * 2 + ["random"] * 2, [2, 3] * 2, strict=True
    ):
        rows = table[
            (table["factor"] == factor)
            & (table["scheme"] == scheme)
            & (table["layer"] == layer)
            & (table["decoder"] == "knn")
        ]
        classes = sorted(set(rows["truth"]))
        assert [tick.get_text() for tick in axes.get_xticklabels()] == classes
        assert [tick.get_text() for tick in axes.get_yticklabels()] == classes
        assert (axes.get_xlabel(), axes.get_ylabel()) == ("predicted", "true")
        drawn = np.asarray(axes.images[0].get_array())
        for i, truth in enumerate(classes):
            for j, predicted in enumerate(classes):
                of_class = rows[rows["truth"] == truth]
                share = (of_class["predicted"] == predicted).mean()
                assert drawn[i, j] == pytest.approx(share)
                assert (
                    f"{share:.2f}".removeprefix("0") == axes.texts[i * len(classes) + j].get_text()
                )
        accuracy = (rows["truth"] == rows["predicted"]).mean()
        assert axes.get_title().endswith(f"layer {layer} Conv {layer}, accuracy {accuracy:.2f}")


def test_numbers_contrast_with_their_cells():
    table = pd.DataFrame(
        {"factor": "hue", "truth": ["a", "b"], "predicted": ["a", "b"], "scheme": "grouped"}
    ).assign(decoder="knn", layer=1)
    texts = draw(table, best(hue=1)).axes[0].texts
    assert [(t.get_text(), t.get_color()) for t in texts[:2]] == [
        ("1.00", "white"),
        (".00", "black"),
    ]


@pytest.mark.parametrize("count", [2, 7, 20])
def test_labels_and_numbers_do_not_overlap(count):
    table = predictions([f"class with a rather long name {index:02d}" for index in range(count)])
    figure = draw(table, best(hue=2))
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    axes = figure.axes[0]
    for texts in (axes.texts[:count], axes.get_yticklabels()):
        boxes = [text.get_window_extent(renderer) for text in texts]
        assert not any(a.overlaps(b) for a, b in pairwise(boxes))
    # Slanted lines of text do not overlap if their distance exceeds their height.
    cell = axes.get_window_extent(renderer).width / count
    label = axes.get_xticklabels()[0]
    assert cell * np.sin(np.radians(label.get_rotation())) > label.get_fontsize() / 72 * figure.dpi
    assert figure.bbox.x0 <= axes.get_tightbbox(renderer).x0
    assert figure.bbox.y0 <= axes.get_tightbbox(renderer).y0


def test_a_factor_without_predictions_at_its_best_layer_is_named():
    message = r"none found for factor 'hue' by decoder 'knn' at its best layer 9"
    with pytest.raises(ArtifactError, match=message):
        draw(predictions(["a", "b"]), best(hue=9))


def test_the_figure_is_written_the_same_twice(assert_same_bytes_twice):
    assert_same_bytes_twice(lambda: draw(predictions(["a", "b"]), best(hue=2)))


def test_values_are_drawn_against_true_values_with_r2_and_error():
    table = values()
    figure = draw(pd.concat([predictions(["red", "blue"]), table]), best(hue=2, distance=2))
    axes = figure.axes[1]
    rows = table[table["scheme"] == "grouped"]
    truth, predicted = np.log(rows["true_value"]), np.log(rows["predicted_value"])
    error = np.exp(mean_absolute_error(truth, predicted))
    assert axes.get_title() == (
        "distance, grouped folds\nlayer 2 Conv 2,\n"
        f"R² {r2_score(truth, predicted):.2f}, mean error a factor of {error:.2f}"
    )
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert axes.get_xlim() == axes.get_ylim()
    assert (axes.get_xlabel(), axes.get_ylabel()) == (
        "true distance (m)",
        "predicted distance (m)",
    )
    (line,) = axes.get_lines()
    np.testing.assert_array_equal(line.get_xdata(), line.get_ydata())
    drawn = np.asarray(axes.collections[0].get_offsets())
    np.testing.assert_array_equal(drawn[:, 0], rows["true_value"])
    np.testing.assert_allclose(drawn[:, 1], np.clip(rows["predicted_value"], *axes.get_ylim()))


def test_numeric_factors_alone_need_no_colour_bar():
    linear = Factor("distance", "numeric", unit="m")
    figure = draw(values(), best(distance=2), linear)
    assert len(figure.axes) == 2
    assert figure.axes[0].get_xscale() == "linear"
    assert " m" in figure.axes[0].get_title()


def test_figures_of_values_are_written_the_same_twice(assert_same_bytes_twice):
    assert_same_bytes_twice(lambda: draw(values(), best(distance=2)))


@pytest.mark.parametrize("spread", [0.3, 1.5, 4.0])
def test_logarithmic_axes_have_plain_numbers_that_do_not_touch(spread):
    table = values()
    for name in ("true_value", "predicted_value"):
        table[name] = 150 * table[name] ** spread
    figure = draw(table, best(distance=2))
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    axes = figure.axes[0]
    left, right = axes.get_xlim()
    shown = [
        label
        for tick, label in zip(axes.get_xticks(), axes.get_xticklabels(), strict=True)
        if left <= tick <= right
    ]
    assert len(shown) >= 2
    assert all(float(label.get_text()) > 0 for label in shown)
    boxes = [label.get_window_extent(renderer) for label in shown]
    assert not any(a.overlaps(b) for a, b in pairwise(boxes))
