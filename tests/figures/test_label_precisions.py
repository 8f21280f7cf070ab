"""The figure of average precisions of labels, drawn from a made-up table."""

import numpy as np
import pandas as pd
import pytest

from latentaudio.figures import label_precisions


def made(labels=5, models=("crops_cnn", "embedding"), task="tags"):
    draw = np.random.default_rng(labels)
    names = [f"label {number:02d}" for number in range(labels)]
    rows = [
        (task, model, name, 3 + number, (3 + number) / 100, value, value - 0.1, value + 0.05)
        for model in models
        for number, (name, value) in enumerate(
            zip(names, draw.uniform(0.2, 0.9, labels), strict=True)
        )
    ]
    columns = ["task", "model", "label", "n", "chance", "average_precision", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def test_labels_are_sorted_by_recordings_with_each_models_precision(assert_same_bytes_twice):
    table = made()
    figure = label_precisions.draw(table)
    (axes,) = figure.axes
    names = [one.get_text() for one in axes.get_yticklabels()]
    assert names == [f"label {number:02d} ({number + 3})" for number in (4, 3, 2, 1, 0)]
    for model in ("crops_cnn", "embedding"):
        own = table[table["model"] == model]
        (shown,) = [one for one in axes.collections if one.get_label() == model]
        np.testing.assert_allclose(shown.get_offsets()[:, 0], own["average_precision"])
        # In the rows of their labels.
        assert np.round(shown.get_offsets()[:, 1]).tolist() == [4, 3, 2, 1, 0]
    dotted = [one for one in axes.collections if one.get_linestyle()[0][1] is not None]
    chance = table.drop_duplicates("label").iloc[::-1]["chance"]
    np.testing.assert_allclose([one.get_segments()[0][0, 0] for one in dotted], chance)
    legend = [one.get_text() for one in figure.legends[0].get_texts()]
    assert legend == ["crops_cnn", "embedding", "chance"]
    assert_same_bytes_twice(lambda: label_precisions.draw(table))


def test_of_very_many_labels_the_most_and_the_least_frequent_are_drawn():
    (axes,) = label_precisions.draw(made(labels=100)).axes
    names = [one.get_text() for one in axes.get_yticklabels()]
    assert len(names) == label_precisions.MOST_LABELS
    assert (names[0], names[-1]) == ("label 99 (102)", "label 00 (3)")


def test_each_task_has_a_panel():
    figure = label_precisions.draw(pd.concat([made(), made(labels=3, task="others")]))
    assert [axes.get_title() for axes in figure.axes] == ["tags", "others"]


def test_without_labels_the_figure_says_so():
    figure = label_precisions.draw(made().iloc[:0])
    assert "No task of labels" in figure.texts[0].get_text() or figure.axes


@pytest.mark.parametrize(
    "models", [("one",), tuple("abcdefghij"), tuple("abcdefghijklmnopqrstuvwx")]
)
def test_any_number_of_models_is_told_apart(models):
    (axes,) = label_precisions.draw(made(models=models)).axes
    styles = {
        (tuple(one.get_facecolor()[0]), one.get_paths()[0].vertices.tobytes())
        for one in axes.collections
        if one.get_label() in models
    }
    assert len(styles) == len(models)


def test_a_panel_higher_than_a_screen_has_its_numbers_above_too():
    for labels, above in ((5, False), (40, True)):
        (axes,) = label_precisions.draw(made(labels=labels)).axes
        assert axes.xaxis.get_tick_params()["labeltop"] is above
