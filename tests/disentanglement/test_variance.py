import numpy as np
import pytest
from scipy.stats import f_oneway

from latentaudio.disentanglement.variance import eta_squared, eta_squared_by_coordinate
from latentaudio.statistics.intervals import estimate
from latentaudio.statistics.stratified_bootstrap import resample_groups


def resamples_of(labels, groups, count=1, seed=0):
    return resample_groups({"x": labels}, groups, count, np.random.default_rng(seed))


def eta(coordinates, labels):
    groups = np.arange(len(labels))
    return eta_squared(coordinates, labels, resamples_of(labels, groups))[0]


def test_a_known_design_gives_its_fraction():
    # Class means -1 and 1, deviations -1 and 1 within: half of the variance is between classes.
    values = np.array([[-2.0], [0.0], [0.0], [2.0]])
    assert eta(values, np.array(["a", "a", "b", "b"])) == pytest.approx(0.5)


def test_it_agrees_with_the_f_statistic_of_unequal_classes():
    generator = np.random.default_rng(3)
    labels = np.repeat(list("abc"), [7, 20, 13])
    values = generator.normal(size=40) + np.repeat([0.0, 0.5, 1.5], [7, 20, 13]) + 1e4
    statistic = f_oneway(*(values[labels == name] for name in "abc")).statistic
    between = 2 * statistic / (2 * statistic + 37)
    assert eta(values[:, np.newaxis], labels) == pytest.approx(between, rel=1e-9)
    assert eta_squared_by_coordinate(values[:, np.newaxis], labels) == pytest.approx([between])


def test_several_coordinates_are_weighted_by_their_variance():
    labels = np.repeat(["a", "b"], 4)
    informative = np.repeat([-1.0, 1.0], 4)
    irrelevant = np.tile([-2.0, 2.0], 4)
    assert eta(np.stack([informative, irrelevant], axis=1), labels) == pytest.approx(1 / 5)


def test_rotating_an_axis_within_itself_changes_nothing():
    generator = np.random.default_rng(4)
    labels = np.repeat(list("abcd"), 10)
    values = generator.normal(size=(40, 3)) * [1, 2, 3] + np.arange(40)[:, np.newaxis] // 10
    turn = np.linalg.qr(generator.normal(size=(3, 3)))[0]
    assert eta(values @ turn, labels) == pytest.approx(eta(values, labels))


def test_an_axis_that_does_not_vary_has_no_eta_squared():
    labels = np.repeat(["a", "b"], 4)
    assert np.isnan(eta(np.full((8, 2), 0.1, np.float32), labels))
    assert np.isnan(eta_squared_by_coordinate(np.ones((8, 1)), labels)).all()


def test_resamples_agree_with_copies_of_the_drawn_snippets():
    generator = np.random.default_rng(5)
    groups, labels = np.repeat(np.arange(6), 5), np.repeat(["a", "b"], 15)
    values = generator.normal(size=(30, 2)) + groups[:, np.newaxis]
    resamples = resamples_of(labels, groups, count=30)
    shares = eta_squared(values, labels, resamples)
    for weights, share in zip(resamples.weights, shares, strict=True):
        # Weights are 0, 1.5 or 3; doubled, they are numbers of copies.
        copies = np.repeat(np.arange(30), np.rint(2 * weights[groups]).astype(int))
        assert share == pytest.approx(eta(values[copies], labels[copies]))


def test_intervals_cover_the_true_fraction_at_about_their_nominal_level():
    generator = np.random.default_rng(6)
    labels, groups = np.repeat(list("abcd"), 18), np.repeat(np.arange(24), 3)
    means = np.repeat([-1.5, -0.5, 0.5, 1.5], 18)
    truth = 1.25 / (1.25 + 0.5 + 0.2)
    covered = []
    for seed in range(150):
        values = means + np.sqrt(0.5) * generator.normal(size=24)[groups]
        values = values + np.sqrt(0.2) * generator.normal(size=72)
        resamples = resamples_of(labels, groups, count=200, seed=seed)
        share = estimate(eta_squared(values[:, np.newaxis], labels, resamples), 0, 1)
        covered.append(share.low <= truth <= share.high)
    assert 0.85 <= np.mean(covered) <= 0.99
