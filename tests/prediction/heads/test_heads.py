import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from latentaudio.errors import DatasetError
from latentaudio.prediction.heads.head_kinds import LINEAR, MLP
from latentaudio.prediction.heads.heads import FITS, fit_head
from latentaudio.prediction.kinds.classes import Classes

THREE = Classes(("a", "b", "c"))


def clusters(classes=3, noise=0.3, groups=8):
    """Recordings of a class lie around its own corner; two of each group are alike."""
    draw = np.random.default_rng(2)
    targets = np.repeat(np.arange(classes), 2 * groups)
    names = np.array([f"g{number // 2}" for number in range(len(targets))])
    values = 3.0 * np.eye(classes, 5)[targets] + noise * draw.normal(size=(len(targets), 5))
    return values, targets, names


@pytest.mark.parametrize("kind", [LINEAR, MLP])
@pytest.mark.parametrize("classes", [2, 3])
def test_heads_find_separate_classes_and_are_sure_of_them(kind, classes):
    values, targets, groups = clusters(classes)
    labels = Classes(("a", "b", "c")[:classes])
    head = fit_head(kind, labels, values, targets, groups, seed=1)
    outputs = head.outputs(values)
    assert outputs.shape == (len(targets), classes)
    assert (outputs.argmax(axis=1) == targets).all()
    assert head.strength in FITS["classes"].strengths[kind]
    again = fit_head(kind, labels, values, targets, groups, seed=1)
    np.testing.assert_array_equal(again.outputs(values), outputs)


def test_a_linear_head_gives_the_logits_of_scikit_learn():
    values, targets, groups = clusters(noise=2.0)
    head = fit_head("linear", THREE, values, targets, groups, seed=1)
    x = (values - values.mean(axis=0)) / values.std(axis=0)
    model = LogisticRegression(C=1 / head.strength, max_iter=300).fit(x, targets)
    np.testing.assert_allclose(head.outputs(values), model.decision_function(x), atol=1e-6)


@pytest.mark.filterwarnings("ignore:lbfgs failed to converge")
def test_a_small_network_gives_the_probabilities_of_scikit_learn():
    values, targets, groups = clusters(noise=2.0)
    head = fit_head("mlp", THREE, values, targets, groups, seed=1)
    x = (values - values.mean(axis=0)) / values.std(axis=0)
    model = MLPClassifier(
        (64,), alpha=head.strength, max_iter=300, solver="lbfgs", random_state=1
    ).fit(x, targets)
    exponentials = np.exp(head.outputs(values))
    found = exponentials / exponentials.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found, model.predict_proba(x), atol=1e-5)


def test_labels_without_sense_are_regularised_away_and_nothing_is_sure():
    draw = np.random.default_rng(0)
    targets = np.arange(60) % 3
    head = fit_head(
        "linear", THREE, draw.normal(size=(60, 20)), targets, np.arange(60).astype(str), 1
    )
    assert head.strength >= 100.0
    assert head.calibration["temperature"] > 1.0


def test_values_that_do_not_vary_say_nothing():
    values, targets, groups = clusters()
    constant = np.concatenate([values, np.full((len(values), 1), 7.0)], axis=1)
    head = fit_head("linear", THREE, constant, targets, groups, seed=1)
    changed = constant.copy()
    changed[:, -1] = -100.0
    np.testing.assert_array_equal(head.outputs(constant), head.outputs(changed))


def test_a_class_of_one_group_is_refused():
    values, targets, groups = clusters()
    groups = np.where(targets == 1, "only", groups)
    with pytest.raises(DatasetError, match="a class has recordings of one group only"):
        fit_head("linear", THREE, values, targets, groups, seed=1)


def test_a_unit_that_is_almost_always_zero_counts_as_little_as_it_varies():
    draw = np.random.default_rng(2)
    targets = np.repeat([0, 1], 40)
    groups = np.arange(80) % 20
    values = draw.standard_normal((80, 3)) + 2 * targets[:, np.newaxis]
    # It is above zero in one recording in eighty.
    rare = np.zeros((80, 1))
    rare[5] = 0.01
    seen = np.concatenate([values, rare], axis=1)
    new = np.array([[2.0, 2.0, 2.0, 0.1]])
    found = {
        one_unit: fit_head(LINEAR, Classes(("a", "b")), seen, targets, groups, 1, one_unit=one_unit)
        for one_unit in (False, True)
    }
    spread = np.sqrt(np.mean(seen.std(axis=0) ** 2))
    np.testing.assert_allclose(found[True].maps.deviation[3], spread)
    np.testing.assert_allclose(found[False].maps.deviation[3], seen[:, 3].std())
    own = np.maximum(seen[:, :3].std(axis=0), spread)
    np.testing.assert_allclose(found[True].maps.deviation[:3], own)
    assert np.abs(((new - found[False].maps.mean) / found[False].maps.deviation)[0, 3]) > 50
    # The new recording is of the second class, whatever the rare unit says.
    assert found[True].outputs(new).argmax() == 1
