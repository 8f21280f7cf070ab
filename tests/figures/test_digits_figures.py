import numpy as np
import pandas as pd
import pytest

from latentaudio.figures import digits_by_beta, digits_traversals
from latentaudio.figures.beta_axis import tick_labels
from latentaudio.known_factors.digit_traversals import UnitTraversal

BETAS = (0.5, 1.0, 4.0, 8.0, 12.0)


@pytest.fixture
def table():
    rows = []
    for beta in BETAS:
        for pixels in (64, 784):
            for seed in (1, 2):
                rate = 10 / beta + seed
                rows.append(
                    {
                        "beta": beta,
                        "pixels": pixels,
                        "seed": seed,
                        "rate": rate,
                        "active_units": 3,
                        "collapsed": pixels == 64 and beta > 4,
                        "mse": 0.01 * beta,
                        "accuracy": 0.9,
                        "drawn_accuracy": 0.7,
                        "mig": 0.02,
                        "pixel_accuracy": 0.97,
                        "chance": 0.1,
                        "mean_digit_mse": 0.07,
                    }
                )
    return pd.DataFrame(rows)


def traversals(betas=BETAS, active=2):
    return [
        UnitTraversal(
            beta,
            pixels,
            unit,
            0.5 if pixels == 784 and unit <= active else 0.01,
            np.linspace(-2, 2, 5),
            np.full((5, 8, 8), 0.5),
        )
        for beta in betas
        for pixels in (64, 784)
        for unit in (1, 2, 3)
    ]


def panel(figure, label):
    (found,) = [axes for axes in figure.axes if axes.get_ylabel() == label]
    return found


def test_lines_are_means_over_seeds_and_every_seed_has_its_marker(table):
    axes = panel(digits_by_beta.draw(table), "rate (nats per digit)")
    means = [line for line in axes.get_lines() if line.get_label().startswith("mean")]
    assert len(means) == 2
    for line in means:
        assert list(line.get_xdata()) == list(BETAS)
        assert line.get_ydata() == pytest.approx([10 / beta + 1.5 for beta in BETAS])
    # Of 784 pixels first: filled, none collapsed; of 64 pixels: six filled, four hollow.
    assert [len(dots.get_offsets()) for dots in axes.collections] == [10, 0, 6, 4]
    assert axes.collections[3].get_facecolor().tolist() == [[1, 1, 1, 1]]
    assert axes.get_xscale() == "log"


def test_what_measures_are_compared_with_is_drawn(table):
    figure = digits_by_beta.draw(table)
    assert len(figure.axes) == 6
    texts = {axes.get_ylabel(): [one.get_text() for one in axes.texts] for axes in figure.axes}
    assert texts["accuracy of the class (means)"] == ["from pixels", "chance"]
    assert texts["reconstruction (MSE)"] == ["the mean digit"]
    chance = panel(figure, "accuracy of the class (draws)").get_lines()[-1]
    assert list(chance.get_ydata()) == [0.1, 0.1]


def test_labels_of_beta_do_not_touch():
    assert tick_labels([0.5, 1, 8, 10, 12]) == ["0.5", "1", "8", "", "12"]
    assert tick_labels([]) == []


def test_pictures_are_those_of_active_units_at_four_values_of_beta():
    figure = digits_traversals.draw(traversals())
    texts = [one.get_text() for one in figure.texts]
    for beta in ("1", "4", "8", "12"):
        assert texts.count(f"β = {beta}") == 2
    assert "β = 0.5" not in texts
    assert texts.count("0.50") == 4 * 2
    assert texts.count("no active unit") == 4
    assert len(figure.axes) == 4 * 2 * 5


def test_other_values_of_beta_are_shown_if_the_usual_ones_were_not_trained():
    figure = digits_traversals.draw(traversals(betas=(0.1, 0.2), active=1))
    assert sum(one.get_text() == "β = 0.2" for one in figure.texts) == 2
    assert len(figure.axes) == 2 * 5


def test_nothing_trained_is_said(table):
    for figure in (digits_by_beta.draw(table[:0]), digits_traversals.draw([])):
        assert "No autoencoder of digits was trained." in figure.texts[0].get_text()


def test_the_same_tables_give_the_same_bytes(table, assert_same_bytes_twice):
    assert_same_bytes_twice(lambda: digits_by_beta.draw(table))
    assert_same_bytes_twice(lambda: digits_traversals.draw(traversals()[:6]))
