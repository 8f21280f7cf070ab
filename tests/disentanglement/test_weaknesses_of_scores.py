"""What scores cannot see, as their docstrings say; the other scores have tests of their own."""

import inspect

import numpy as np
import pytest

from latentaudio.disentanglement import information, own_axes, value_correlation, variance
from latentaudio.disentanglement.information import mutual_information_gap
from latentaudio.disentanglement.variance import eta_squared_by_coordinate

CLASSES = np.repeat(["a", "b", "c"], 100)


@pytest.mark.parametrize("module", [information, own_axes, value_correlation, variance])
def test_papers_ranges_and_weaknesses_are_named(module):
    text = inspect.getdoc(module)
    assert "[0, 1]" in text
    assert "Weaknesses" in text
    assert "References\n----------\n.. [1] " in text


def test_a_factor_that_is_encoded_twice_has_no_gap():
    once = np.repeat([0.0, 1.0, 2.0], 100)
    assert mutual_information_gap(np.stack([once, once], axis=1), CLASSES).gap == 0.0


def test_two_factors_that_share_a_unit_both_have_a_high_gap():
    first, second = np.repeat(["a", "b"], 200), np.tile(["a", "b"], 200)
    shared = 2.0 * (first == "b") + (second == "b")
    code = np.stack([shared, np.zeros(400)], axis=1)
    assert mutual_information_gap(code, first).gap == pytest.approx(1.0)
    assert mutual_information_gap(code, second).gap == pytest.approx(1.0)


def test_eta_squared_does_not_see_that_an_axis_folds_or_that_spreads_differ():
    folded = np.repeat([0.0, 1.0, 0.0], 100)[:, np.newaxis]
    assert eta_squared_by_coordinate(folded, CLASSES) == pytest.approx([1.0])
    spread = np.concatenate([np.tile([-size, size], 50) for size in (1.0, 2.0, 3.0)])
    assert eta_squared_by_coordinate(spread[:, np.newaxis], CLASSES) == pytest.approx([0.0])


def test_eta_squared_and_correlation_of_noise_are_as_large_as_said():
    noise = np.random.default_rng(3).normal(size=(300, 4000))
    assert eta_squared_by_coordinate(noise, CLASSES).mean() == pytest.approx(2 / 299, rel=0.05)
    values = np.arange(300.0)
    r = np.corrcoef(noise.T, values)[-1, :-1]
    assert np.abs(r).mean() == pytest.approx(0.8 / np.sqrt(300), rel=0.05)
