import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from latentaudio.errors import DatasetError
from latentaudio.prediction.head_kinds import KINDS
from latentaudio.prediction.heads import STRENGTHS, fit_head


def clusters(classes=3, noise=0.3, groups=8):
    """Recordings of a class lie around its own corner; two of each group are alike."""
    draw = np.random.default_rng(2)
    targets = np.repeat(np.arange(classes), 2 * groups)
    names = np.array([f"g{number // 2}" for number in range(len(targets))])
    values = 3.0 * np.eye(classes, 5)[targets] + noise * draw.normal(size=(len(targets), 5))
    return values, targets, names


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("classes", [2, 3])
def test_heads_find_separate_classes_and_are_sure_of_them(kind, classes):
    values, targets, groups = clusters(classes)
    head = fit_head(kind, values, targets, groups, seed=1)
    logits = head.logits(values)
    assert logits.shape == (len(targets), classes)
    assert (logits.argmax(axis=1) == targets).all()
    assert head.strength in STRENGTHS[kind]
    again = fit_head(kind, values, targets, groups, seed=1)
    np.testing.assert_array_equal(again.logits(values), logits)


def test_a_linear_head_gives_the_logits_of_scikit_learn():
    values, targets, groups = clusters(noise=2.0)
    head = fit_head("linear", values, targets, groups, seed=1)
    x = (values - values.mean(axis=0)) / values.std(axis=0)
    model = LogisticRegression(C=1 / head.strength, max_iter=300).fit(x, targets)
    np.testing.assert_allclose(head.logits(values), model.decision_function(x), atol=1e-6)


@pytest.mark.filterwarnings("ignore:lbfgs failed to converge")
def test_a_small_network_gives_the_probabilities_of_scikit_learn():
    values, targets, groups = clusters(noise=2.0)
    head = fit_head("mlp", values, targets, groups, seed=1)
    x = (values - values.mean(axis=0)) / values.std(axis=0)
    model = MLPClassifier(
        (64,), alpha=head.strength, max_iter=300, solver="lbfgs", random_state=1
    ).fit(x, targets)
    exponentials = np.exp(head.logits(values))
    found = exponentials / exponentials.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found, model.predict_proba(x), atol=1e-5)


def test_labels_without_sense_are_regularised_away_and_nothing_is_sure():
    draw = np.random.default_rng(0)
    targets = np.arange(60) % 3
    head = fit_head("linear", draw.normal(size=(60, 20)), targets, np.arange(60).astype(str), 1)
    assert head.strength >= 100.0
    assert head.temperature > 1.0


def test_values_that_do_not_vary_say_nothing():
    values, targets, groups = clusters()
    constant = np.concatenate([values, np.full((len(values), 1), 7.0)], axis=1)
    head = fit_head("linear", constant, targets, groups, seed=1)
    changed = constant.copy()
    changed[:, -1] = -100.0
    np.testing.assert_array_equal(head.logits(constant), head.logits(changed))


def test_a_class_of_one_group_is_refused():
    values, targets, groups = clusters()
    groups = np.where(targets == 1, "only", groups)
    with pytest.raises(DatasetError, match="a class has recordings of one group only"):
        fit_head("linear", values, targets, groups, seed=1)
