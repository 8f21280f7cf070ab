import numpy as np
import pytest
from scipy.special import softmax

from latentaudio.prediction.measures.calibration import (
    COLDEST,
    HOTTEST,
    cross_entropy,
    expected_calibration_error,
    fit_temperature,
    reliability,
)
from latentaudio.prediction.measures.ranking import average_precision_at, first_classes


def test_cross_entropy_of_equal_logits_is_the_logarithm_of_the_classes():
    assert cross_entropy(np.zeros((7, 5)), np.arange(7) % 5) == pytest.approx(np.log(5))


@pytest.mark.parametrize(
    ("margin", "right", "of"), [(4.0, 3, 4), (0.5, 9, 10), (2.0, 6, 10), (1.0, 5, 5)]
)
def test_the_temperature_makes_a_model_as_sure_as_it_is_right(margin, right, of):
    # All sounds have the same margin: the best temperature has the closed form m / logit(q).
    logits = np.tile([margin, 0.0], (of, 1))
    targets = (np.arange(of) >= right).astype(int)
    temperature = fit_temperature(logits, targets)
    spread = 1 / (of + 2)
    share = (1 - spread) * right / of + spread / 2
    assert temperature == pytest.approx(margin / np.log(share / (1 - share)), rel=1e-4)
    error = expected_calibration_error(softmax(logits / temperature, axis=1), targets)
    assert error == pytest.approx(abs(share - right / of), abs=1e-4)


def test_the_temperature_has_bounds_and_is_1_without_sounds():
    weak, strong = (np.tile([margin, 0.0], (5, 1)) for margin in (0.01, 1.0))
    assert fit_temperature(weak, np.zeros(5, int)) == pytest.approx(COLDEST, rel=1e-2)
    assert fit_temperature(strong, np.ones(5, int)) == pytest.approx(HOTTEST, rel=1e-2)
    assert fit_temperature(np.zeros((0, 2)), np.zeros(0, int)) == 1.0


def test_a_reliability_table_by_hand():
    sure = [[0.95, 0.05], [1.0, 0.0], [0.45, 0.55], [0.48, 0.52]]
    table = reliability(np.array(sure), np.array([0, 1, 1, 1]))
    assert table["low"].tolist() == [0.5, 0.9]
    assert table["confidence"].tolist() == pytest.approx([0.535, 0.975])
    assert table["accuracy"].tolist() == [1.0, 0.5]
    assert table["n"].tolist() == [2, 2]
    error = expected_calibration_error(np.array(sure), np.array([0, 1, 1, 1]))
    assert error == pytest.approx((0.465 + 0.475) / 2)


def test_ranks_count_by_their_inverse_and_ties_go_to_the_first():
    probabilities = np.array([[0.2, 0.5, 0.3], [0.4, 0.4, 0.2], [0.1, 0.2, 0.7]])
    assert first_classes(probabilities, 2).tolist() == [[1, 2], [0, 1], [2, 1]]
    found = average_precision_at(probabilities, np.array([2, 1, 0]), 3)
    assert found.tolist() == pytest.approx([1 / 2, 1 / 2, 1 / 3])
    assert average_precision_at(probabilities, np.array([0, 2, 0]), 2).tolist() == [0, 0, 0]
