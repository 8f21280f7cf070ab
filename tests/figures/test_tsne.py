from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex

from latentaudio.figures import tsne
from latentaudio.figures.style import class_colours


def coordinates(classes, layers=(14, 1, 9), snippets=60):
    generator = np.random.default_rng(0)
    hue = generator.choice(classes, snippets)
    size = np.where(np.arange(snippets) % 2, "big", "tiny")
    return pd.concat(
        pd.DataFrame(
            {
                "layer": layer,
                "layer_name": f"Conv {layer}",
                "snippet_id": np.arange(snippets),
                "x": generator.normal(size=snippets),
                "y": generator.normal(size=snippets),
                "hue": hue,
                "size": size,
            }
        )
        for layer in layers
    )


def test_rows_are_factors_and_columns_are_layers_in_ascending_order():
    figure = tsne.draw(coordinates(["red", "blue"]), ["hue", "size"])
    assert [axes.get_title() for axes in figure.axes] == [
        f"layer {layer} Conv {layer}" for layer in (1, 9, 14)
    ] * 2
    legends = [axes.get_legend() for axes in figure.axes if axes.get_legend()]
    assert [legend.get_title().get_text() for legend in legends] == ["hue", "size"]
    assert [text.get_text() for text in legends[1].get_texts()] == ["big", "tiny"]


@pytest.mark.parametrize("count", [2, 8, 20])
def test_every_snippet_is_drawn_once_in_the_colour_of_its_class(count):
    classes = [f"{index:02d}" for index in range(count)]
    table = coordinates(classes, layers=(3,), snippets=100)
    (axes,) = tsne.draw(table, ["hue"]).axes
    drawn = {
        (x, y): to_hex(colour)
        for points in axes.collections
        for (x, y), colour in zip(points.get_offsets(), points.get_facecolors(), strict=True)
    }
    colours = class_colours(sorted(set(table["hue"])))
    expected = {(row.x, row.y): colours[row.hue].lower() for row in table.itertuples(index=False)}
    assert drawn == expected


def test_classes_are_drawn_mixed_so_that_the_last_hides_none():
    table = coordinates(["red", "blue"], layers=(3,)).sort_values("hue")
    (axes,) = tsne.draw(table, ["hue"]).axes
    colours = [to_hex(colour) for colour in axes.collections[0].get_facecolors()]
    assert sum(a != b for a, b in pairwise(colours)) > 10


@pytest.mark.parametrize("count", [2, 20])
def test_the_legend_lies_within_the_figure_and_beside_the_points(count):
    classes = [f"a class with a rather long name {index}" for index in range(count)]
    figure = tsne.draw(coordinates(classes), ["hue"])
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    last = figure.axes[-1]
    box = last.get_legend().get_window_extent(renderer)
    assert last.get_window_extent(renderer).x1 <= box.x0
    assert box.x1 <= figure.bbox.x1
    assert last.get_window_extent(renderer).width > 150


def test_the_figure_is_written_the_same_twice(assert_same_bytes_twice):
    assert_same_bytes_twice(lambda: tsne.draw(coordinates(["red", "blue"]), ["hue"]))
