"""Heads of numbers."""

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.linear_model import Ridge
from sklearn.neural_network import MLPRegressor

from latentaudio.errors import DatasetError
from latentaudio.prediction.heads.head_kinds import LINEAR, MLP
from latentaudio.prediction.heads.heads import FITS, fit_head
from latentaudio.prediction.heads.principal_directions import principal_directions
from latentaudio.prediction.heads.saved_head import SavedHead, load_head, save_head
from latentaudio.prediction.kinds.classes import Classes
from latentaudio.prediction.kinds.numbers import Numbers

METRES = Numbers("log", "m")


def recordings(noise=0.1, groups=20):
    """Two recordings of each group, whose first two values tell the logarithm of a distance."""
    draw = np.random.default_rng(2)
    scaled = draw.uniform(-1, 2, 2 * groups)
    values = draw.normal(size=(len(scaled), 5))
    values[:, 0] = scaled + noise * draw.normal(size=len(scaled))
    names = np.array([f"g{number // 2}" for number in range(len(scaled))])
    return 10.0 * values, np.exp(scaled), names


@pytest.mark.parametrize("kind", [LINEAR, MLP])
def test_heads_learn_values_and_say_how_far_off_they_are(kind):
    values, targets, groups = recordings()
    head = fit_head(kind, METRES, values, targets, groups, seed=1)
    outputs = head.outputs(values)
    assert outputs.shape == (40, 1)
    assert np.corrcoef(outputs[:, 0], np.log(targets))[0, 1] > 0.95
    assert head.strength in FITS["numbers"].strengths[kind]
    assert head.calibration["deviation"] == pytest.approx(np.sqrt(head.inner_loss))
    assert 0.05 < head.calibration["deviation"] < 0.5


def test_a_linear_head_is_the_ridge_regression_of_scikit_learn():
    values, targets, groups = recordings(noise=0.5)
    head = fit_head("linear", METRES, values, targets, groups, seed=1)
    x = (values - values.mean(axis=0)) / values.std(axis=0)
    model = Ridge(head.strength).fit(x, np.log(targets))
    np.testing.assert_allclose(head.outputs(values)[:, 0], model.predict(x), atol=1e-9)


@pytest.mark.filterwarnings("ignore:lbfgs failed to converge")
def test_a_small_network_is_that_of_scikit_learn_on_standardised_targets():
    values, targets, groups = recordings(noise=0.5)
    head = fit_head("mlp", METRES, values, targets, groups, seed=1)
    x = (values - values.mean(axis=0)) / values.std(axis=0)
    scaled = np.log(targets)
    model = MLPRegressor(
        hidden_layer_sizes=(64,), alpha=head.strength, max_iter=300, solver="lbfgs", random_state=1
    ).fit(x, (scaled - scaled.mean()) / scaled.std())
    expected = model.predict(x) * scaled.std() + scaled.mean()
    np.testing.assert_allclose(head.outputs(values)[:, 0], expected, atol=1e-6)


def test_values_without_sense_leave_little_but_the_mean():
    values, targets, groups = recordings()
    shuffled = np.random.default_rng(1).permutation(targets)
    head = fit_head("linear", METRES, values, shuffled, groups, seed=1)
    assert head.strength >= 100.0
    assert head.outputs(values).std() < 0.2 * np.log(targets).std()


def test_one_group_is_refused():
    values, targets, _ = recordings()
    with pytest.raises(DatasetError, match="1 group found in the training set of a fold"):
        fit_head("linear", METRES, values, targets, np.full(40, "only"), seed=1)


def test_components_are_those_of_scikit_learn_and_become_part_of_the_map():
    values, targets, groups = recordings(noise=0.5)
    values = np.hstack([values, values @ np.random.default_rng(3).normal(size=(5, 300))])
    head = fit_head("linear", METRES, values, targets, groups, seed=1, components=3)
    assert head.maps.directions.shape == (305, 3)
    assert head.maps.weights[0].shape == (3, 1)
    np.testing.assert_array_equal(head.maps.reduced(values), head.maps.seen(values))
    x = (values - values.mean(axis=0)) / values.std(axis=0)
    components = PCA(3).fit_transform(x)
    components /= components.std(axis=0)
    model = Ridge(head.strength).fit(components, np.log(targets))
    np.testing.assert_allclose(head.outputs(values)[:, 0], model.predict(components), atol=1e-6)


def test_more_components_than_there_are_change_nothing():
    values, *_ = recordings()
    x = (values - values.mean(axis=0)) / values.std(axis=0)
    directions = principal_directions(x, 99, seed=1)
    assert directions.shape == (5, 5)
    np.testing.assert_allclose(np.cov((x @ directions).T, bias=True), np.eye(5), atol=1e-9)


def test_a_constant_head_says_the_mean_whatever_it_sees():
    values, targets, groups = recordings()
    head = fit_head("constant", METRES, np.zeros((40, 1)), targets, groups, seed=1)
    np.testing.assert_allclose(head.outputs(values[:, :1]), np.log(targets).mean())
    assert head.calibration["deviation"] == pytest.approx(np.log(targets).std(), rel=0.1)


def test_a_constant_head_of_classes_says_how_frequent_they_are():
    targets = np.repeat([0, 1], [30, 10])
    groups = np.array([f"g{number}" for number in range(40)])
    head = fit_head("constant", Classes(("a", "b")), np.zeros((40, 1)), targets, groups, seed=1)
    np.testing.assert_allclose(np.exp(head.outputs(np.zeros((1, 1)))), [[31 / 42, 11 / 42]])


def test_components_are_a_part_of_the_checkpoint(tmp_path):
    values, targets, groups = recordings()
    head = fit_head("linear", METRES, values, targets, groups, seed=1, components=2)
    save_head(tmp_path, SavedHead("distance", METRES, "yamnet", "layer_09", "linear", head))
    loaded = load_head(tmp_path).head
    np.testing.assert_allclose(loaded.outputs(values), head.outputs(values), rtol=1e-5)
    assert loaded.maps.reduced(values).shape == (len(values), 2)
