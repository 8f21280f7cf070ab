import numpy as np
import pytest
from prediction.made_up_labels import LABELS, made_up_groups, made_up_sets, made_up_values
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.multiclass import OneVsRestClassifier

from latentaudio.errors import DatasetError
from latentaudio.prediction.heads.heads import fit_head
from latentaudio.prediction.kinds.labels import Labels

KIND = Labels(LABELS, 2.0)
SETS, GROUPS = made_up_sets(), made_up_groups()
VALUES = made_up_values(SETS)


@pytest.fixture(scope="module")
def linear():
    return fit_head("linear", KIND, VALUES, SETS, GROUPS, seed=1)


def test_a_linear_head_is_one_logistic_regression_of_each_label(linear):
    x = (VALUES - VALUES.mean(axis=0)) / VALUES.std(axis=0)
    model = OneVsRestClassifier(LogisticRegression(C=1 / linear.strength, max_iter=1000))
    expected = model.fit(x, SETS).decision_function(x)
    np.testing.assert_allclose(linear.outputs(VALUES), expected, atol=1e-2)


@pytest.mark.parametrize("kind", ["linear", "mlp"])
def test_heads_rank_new_sounds_far_above_chance(kind):
    head = fit_head(kind, KIND, VALUES, SETS, GROUPS, seed=1)
    fresh = made_up_sets(seed=9, count=400)
    # The same mixing, other noise.
    values = fresh @ np.linalg.lstsq(SETS.astype(float), made_up_values(SETS, 0.0), rcond=None)[0]
    values = values + np.random.default_rng(5).normal(size=values.shape)
    assert average_precision_score(fresh, head.outputs(values)) > fresh.mean() + 0.2


def test_thresholds_and_temperature_come_from_groups_that_were_left_out(linear):
    assert 0.3 < linear.calibration["temperature"] < 5
    assert len(linear.calibration["thresholds"]) == 4
    shown = KIND.probabilities(linear.outputs(VALUES), linear.calibration)
    # They are not those that would be best for recordings that were trained on.
    assert KIND.calibrate(linear.outputs(VALUES), SETS) != linear.calibration
    assert shown.min() >= 0


def test_a_label_that_inner_folds_lack_has_the_logit_of_its_frequency():
    # Two groups have the label: where one is left out with the other, none is trained on.
    rare = SETS.copy()
    rare[:, 3] = np.isin(GROUPS, ["g00"])
    head = fit_head("linear", KIND, VALUES, rare, GROUPS, seed=1)
    assert np.isfinite(head.outputs(VALUES)).all()
    assert np.isfinite(head.inner_loss)


def test_a_single_group_is_refused():
    with pytest.raises(DatasetError, match="1 group found in the training set of a fold"):
        fit_head("linear", KIND, VALUES, SETS, np.full(60, "a"), seed=1)
