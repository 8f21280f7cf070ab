import numpy as np
import pytest
from scipy.special import expit
from sklearn.metrics import log_loss

from latentaudio.prediction.measures.calibration import COLDEST, calibration_error
from latentaudio.prediction.measures.label_calibration import (
    fit_label_temperature,
    label_cross_entropy,
    label_probabilities,
    label_reliability,
)


def test_the_cross_entropy_is_the_mean_of_those_of_the_labels():
    draw = np.random.default_rng(1)
    logits, members = draw.normal(size=(30, 4)), draw.random((30, 4)) < 0.4
    each = [
        log_loss(has, expit(own), labels=[False, True])
        for own, has in zip(logits.T, members.T, strict=True)
    ]
    assert label_cross_entropy(logits, members) == pytest.approx(np.mean(each))
    assert label_cross_entropy(np.array([[1e4]]), np.array([[True]])) == 0.0
    assert label_cross_entropy(np.array([[1e4]]), np.array([[False]])) == 1e4


@pytest.mark.parametrize(("margin", "right", "of"), [(4.0, 3, 4), (0.5, 9, 10), (2.0, 6, 10)])
def test_one_temperature_makes_all_labels_as_sure_as_they_are_right(margin, right, of):
    # All labels have the same margin, to the right side for `right` of the sounds.
    logits = np.tile([[margin, -margin, margin]], (of, 1))
    members = (logits > 0) == (np.arange(of) < right)[:, np.newaxis]
    share = (1 - 1 / (of + 2)) * right / of + 1 / (of + 2) / 2
    found = fit_label_temperature(logits, members)
    assert found == pytest.approx(margin / np.log(share / (1 - share)), rel=1e-4)


def test_without_sounds_the_temperature_is_1_and_it_has_bounds():
    assert fit_label_temperature(np.zeros((0, 3)), np.zeros((0, 3), bool)) == 1.0
    found = fit_label_temperature(np.full((5, 2), 0.001), np.ones((5, 2), bool))
    assert found == pytest.approx(COLDEST, rel=1e-2)


def test_reliability_counts_pairs_of_sounds_and_labels():
    probabilities = label_probabilities(2.0 * np.array([[0.0, 9.0], [0.0, -9.0]]), 2.0)
    table = label_reliability(probabilities, np.array([[True, True], [False, True]]))
    assert table["n"].tolist() == [1, 2, 1]
    assert table["accuracy"].tolist() == [1.0, 0.5, 1.0]
    assert table["confidence"].tolist() == pytest.approx([0.0, 0.5, 1.0], abs=1e-3)
    assert calibration_error(table) == pytest.approx(0.25, abs=1e-3)
