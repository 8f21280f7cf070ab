import numpy as np
import pytest

from latentaudio.decoding.ridge import PENALTIES, decode


def by_hand(points, values, penalty):
    """Coefficients of a ridge regression on centred data, and the intercept."""
    centre, mean = points.mean(axis=0), values.mean()
    centred = points - centre
    gram = centred.T @ centred + penalty * np.eye(points.shape[1])
    weights = np.linalg.solve(gram, centred.T @ (values - mean))
    return weights, mean - centre @ weights


def left_out_error(points, values, penalty):
    errors = []
    for row in range(len(points)):
        others = np.arange(len(points)) != row
        weights, intercept = by_hand(points[others], values[others], penalty)
        errors.append((points[row] @ weights + intercept - values[row]) ** 2)
    return np.mean(errors)


@pytest.mark.parametrize("noise", [0.1, 3.0])
def test_the_penalty_is_chosen_by_leaving_out_each_training_snippet(noise):
    generator = np.random.default_rng(0)
    points = generator.normal(size=(40, 5))
    values = points @ [1, -2, 0, 0, 0] + generator.normal(0, noise, 40)
    test = np.arange(40) >= 30
    errors = [left_out_error(points[~test], values[~test], one) for one in PENALTIES]
    weights, intercept = by_hand(points[~test], values[~test], PENALTIES[int(np.argmin(errors))])
    found = decode(points, values[:, np.newaxis], test)
    np.testing.assert_allclose(found[:, 0], points[test] @ weights + intercept, rtol=1e-6)


def test_each_factor_has_its_own_penalty():
    generator = np.random.default_rng(1)
    points = generator.normal(size=(60, 8))
    easy, noise = points[:, 0], generator.normal(size=60)
    test = np.arange(60) >= 40
    both = decode(points, np.stack([easy, noise], axis=1), test)
    for column, values in enumerate([easy, noise]):
        alone = decode(points, values[:, np.newaxis], test)
        np.testing.assert_allclose(both[:, column], alone[:, 0], rtol=1e-6)


def test_more_coordinates_than_snippets_are_no_obstacle():
    generator = np.random.default_rng(2)
    points = generator.normal(size=(30, 100))
    test = np.arange(30) >= 20
    assert np.isfinite(decode(points, points[:, :1], test)).all()
