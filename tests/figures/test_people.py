import numpy as np
import pandas as pd

from latentaudio.figures import people


def tables():
    rows = [
        ("material", "people", "wood", "wood", 3),
        ("material", "people", "wood", "metal", 1),
        ("material", "people", "metal", "metal", 4),
        ("distance", "people", "1: 1", "1: 1", 4),
        ("material", "knn", "wood", "wood", 1),
        ("material", "knn", "metal", "wood", 1),
    ]
    confusion = pd.DataFrame(rows, columns=["factor", "decoder", "truth", "predicted", "count"])
    scores = pd.DataFrame(
        [
            {"factor": "material", "decoder": "people", "listeners": 2.0, "accuracy": 7 / 8},
            {"factor": "distance", "decoder": "people", "listeners": 1.0, "accuracy": 1.0},
            {
                "factor": "material",
                "decoder": "knn",
                "layer": 9.0,
                "layer_name": "Conv 8 pw",
                "accuracy": 0.5,
            },
        ]
    )
    return confusion, scores


def panels(figure):
    return [axes for axes in figure.axes if axes.get_xlabel() == "predicted"]


def test_listeners_stand_above_the_network_and_numeric_factors_alone():
    figure = people.draw(*tables(), ["material", "distance", "unheard"])
    assert [axes.get_title() for axes in panels(figure)] == [
        "material\n2 listeners, accuracy 0.88",
        "distance\n1 listener, accuracy 1.00",
        "material\nlayer 9 Conv 8 pw, accuracy 0.50",
    ]


def test_shares_are_those_of_the_counts():
    first, _, last = panels(people.draw(*tables(), ["material", "distance"]))
    # Classes in alphabetical order: metal, wood.
    np.testing.assert_allclose(first.images[0].get_array(), [[1, 0], [0.25, 0.75]])
    np.testing.assert_allclose(last.images[0].get_array(), [[0, 1], [0, 1]])


def test_two_drawings_have_the_same_bytes(tmp_path):
    from latentaudio.figures.style import save_figure

    for name in ("a", "b"):
        save_figure(
            people.draw(*tables(), ["material"]), tmp_path / f"{name}.svg", tmp_path / f"{name}.png"
        )
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_no_answers_are_said():
    confusion, scores = tables()
    (text,) = people.draw(confusion.iloc[:0], scores, ["material"]).texts
    assert "no listener answered" in text.get_text()
