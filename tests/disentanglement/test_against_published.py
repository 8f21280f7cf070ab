"""Scores equal those of disentanglement_lib 1.5, an independent implementation.

Its functions of arrays are imported with a stand-in for gin, which holds their settings; here they
are passed to them.
"""

import importlib
import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from places import REPOSITORY

from latentaudio.disentanglement import attribute_gap, beta_vae_score, dci, factor_vae_score
from latentaudio.disentanglement.explicitness import predicted_classes
from latentaudio.disentanglement.information import binned, mutual_information_gap
from latentaudio.disentanglement.modularity import modularity
from latentaudio.disentanglement.votes import Votes
from latentaudio.seeds import integer_seed
from latentaudio.statistics.half_samples import draw_half_samples

# The benchmarks are no package that is installed.
sys.path.append(str(REPOSITORY))

from benchmarks.metrics import closed_cases, known, random_factors

pytest.importorskip("disentanglement_lib", reason="disentanglement_lib is not installed")

PACKAGE = "disentanglement_lib.evaluation.metrics"
MODULES = ("utils", "mig", "sap_score", "dci", "modularity_explicitness", "factor_vae", "beta_vae")


@pytest.fixture(scope="module")
def published():
    """Import the published modules, and forget them and the stand-in afterwards."""
    gin = ModuleType("gin")
    gin.REQUIRED = object()
    gin.configurable = lambda *_, **__: lambda function: function
    gin.tf = ModuleType("gin.tf")
    before = set(sys.modules)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "gin", gin)
        patch.setitem(sys.modules, "gin.tf", gin.tf)
        yield SimpleNamespace(
            **{name: importlib.import_module(f"{PACKAGE}.{name}") for name in MODULES}
        )
    for name in set(sys.modules) - before:
        if name.startswith("disentanglement_lib"):
            del sys.modules[name]


FACTORS = random_factors(600)
CASES = closed_cases(FACTORS)
TRAINING = slice(0, 400)
HELD_OUT = slice(400, 600)
EVERY_CODE = pytest.mark.parametrize("name", list(CASES))


def bins_of(codes, column):
    """The bins that information is counted in, which do not depend on the factor."""
    cells, (_, bins, classes) = binned(codes, column)
    return cells // classes - np.arange(codes.shape[1]) * bins


@EVERY_CODE
def test_information_gap_and_modularity(published, monkeypatch, name):
    codes = CASES[name]
    monkeypatch.setattr(published.utils, "make_discretizer", lambda binned_codes: binned_codes)
    bins = bins_of(codes, FACTORS[:, 0]).T
    expected = published.mig._compute_mig(bins, FACTORS.T)["discrete_mig"]
    gaps = [mutual_information_gap(codes, column).gap for column in FACTORS.T]
    assert np.mean(gaps) == pytest.approx(expected, abs=1e-9)
    # Its information is in nats.
    nats = published.utils.discrete_mutual_info(bins, FACTORS.T)
    bits = np.stack([binned(codes, column).information() for column in FACTORS.T], axis=1)
    np.testing.assert_allclose(bits * np.log(2), nats, atol=1e-9)
    expected = published.modularity_explicitness.modularity(nats)
    assert modularity(bits) == pytest.approx(expected, abs=1e-9)


@EVERY_CODE
def test_attribute_gaps(published, name):
    codes = CASES[name]
    samples = draw_half_samples(np.arange(len(codes)), 2, np.random.default_rng(0))
    squares = np.stack(
        [attribute_gap.squared_correlations(codes, y, samples)[0] for y in FACTORS.T], axis=1
    )
    split = (codes[TRAINING].T, FACTORS[TRAINING].T, codes[HELD_OUT].T, FACTORS[HELD_OUT].T)
    expected = published.sap_score.compute_score_matrix(codes.T, FACTORS.T, None, None, True)
    np.testing.assert_allclose(squares, expected, atol=1e-9)
    hits = [
        attribute_gap.classifier_hits(codes[TRAINING], y[TRAINING], codes[HELD_OUT], y[HELD_OUT])
        for y in FACTORS.T
    ]
    accuracies = np.stack([of_factor.mean(axis=0) for of_factor in hits], axis=1)
    expected = published.sap_score.compute_score_matrix(*split, False)
    np.testing.assert_allclose(accuracies, expected, atol=1e-9)
    gaps = attribute_gap.gap_of_best(accuracies.T)
    assert gaps.mean() == pytest.approx(
        published.sap_score.compute_avg_diff_top_two(expected), abs=1e-9
    )


def importances():
    generator = np.random.default_rng(0)
    for _ in range(5):
        matrix = generator.dirichlet(np.full(6, 0.3), size=3).T
        yield matrix * generator.uniform(0.5, 1, 3)
    yield np.eye(4)
    yield np.vstack([np.eye(3), np.zeros([2, 3])])
    yield np.zeros([4, 3])


@pytest.mark.parametrize("matrix", list(importances()))
def test_disentanglement_and_completeness_of_given_importances(published, matrix):
    """To 1e-9; the published ones add 1e-11 to each importance to avoid the logarithm of 0."""
    expected = published.dci.disentanglement(matrix), published.dci.completeness(matrix)
    found = dci.disentanglement(matrix), dci.completeness(matrix)
    assert found == pytest.approx(expected, abs=1e-9)


def test_boosted_importances(published):
    """The same random numbers give the same trees."""
    codes, column = CASES["random rotation"], FACTORS[:, :1]
    np.random.seed(integer_seed(7, "dci", "pitch"))  # noqa: NPY002
    args = (codes[TRAINING].T, column[TRAINING].T, codes[HELD_OUT].T, column[HELD_OUT].T)
    expected, _, right = published.dci.compute_importance_gbt(*args)
    sounds = known(FACTORS, numeric=False)
    one = type(sounds)(("pitch",), {"pitch": sounds.classes["pitch"]}, {}, sounds.groups)
    fitted = dci.fit(codes[TRAINING], one.of(TRAINING), 7, by="boosting")
    np.testing.assert_allclose(fitted.importances, expected, atol=1e-9)
    predicted = fitted.predicted(codes[HELD_OUT])["pitch"]
    assert dci.informativeness(column[HELD_OUT, 0], predicted, numeric=False) == pytest.approx(
        right
    )


@EVERY_CODE
def test_explicitness(published, name):
    codes, y = CASES[name], FACTORS[:, 1]
    own, mean, deviation = published.utils.normalize_data(codes[TRAINING].T)
    others = published.utils.normalize_data(codes[HELD_OUT].T, mean, deviation)[0]
    expected = published.modularity_explicitness.explicitness_per_factor(
        own, y[TRAINING], others, y[HELD_OUT]
    )[1]
    found = predicted_classes(codes[TRAINING], y[TRAINING], codes[HELD_OUT], y[HELD_OUT])
    assert found.explicitness() == pytest.approx(expected, abs=1e-9)


class Table:
    """What the published scores draw sounds from: here always the same rows, one call each."""

    num_factors = 4

    def __init__(self, *rows):
        self.rows = iter(rows)

    def sample_factors(self, count, _):
        return np.zeros([count, 4])

    def sample_observations_from_factors(self, *_):
        return next(self.rows)


@EVERY_CODE
def test_a_vote_of_factor_vae(published, name):
    codes, generator = CASES[name], np.random.default_rng(1)
    active = np.ones(codes.shape[1], bool)
    for _ in range(20):
        rows = generator.integers(600, size=64)
        expected = published.factor_vae._generate_training_sample(
            Table(rows),
            lambda rows: codes[rows],
            64,
            np.random.RandomState(0),
            codes.var(axis=0, ddof=1),
            active,
        )[1]
        assert factor_vae_score.least_varying_unit(codes, rows[np.newaxis]).tolist() == [expected]


def test_the_majority_vote_of_factor_vae(published, monkeypatch):
    generator = np.random.default_rng(2)
    votes = [generator.integers(30, size=(4, 6)) for _ in range(2)]
    drawn = iter(votes)
    of_module = published.factor_vae
    monkeypatch.setattr(of_module, "_compute_variances", lambda *_: np.ones(6))
    monkeypatch.setattr(of_module, "_generate_training_batch", lambda *_: next(drawn))
    settings = {"batch_size": 64, "num_train": 1, "num_eval": 1, "num_variance_estimate": 1}
    expected = of_module.compute_factor_vae(None, None, None, **settings)["eval_accuracy"]
    assert factor_vae_score.majority_score(*votes) == pytest.approx(expected, abs=1e-9)


def test_votes_and_classifier_of_beta_vae(published, monkeypatch):
    codes, generator = CASES["two of four + 2 noise"], np.random.default_rng(3)
    pairs = generator.integers(600, size=(2, 5, 64))
    differences = beta_vae_score.mean_differences(codes, *pairs)
    for one, other, found in zip(*pairs, differences, strict=True):
        expected = published.beta_vae._generate_training_sample(
            Table(one, other), lambda rows: codes[rows], 64, np.random.RandomState(0)
        )[1]
        np.testing.assert_allclose(found, expected, atol=1e-12)
    factors = generator.integers(4, size=(2, 300))
    points = generator.normal(size=(2, 300, 5)) + 0.5 * factors[:, :, np.newaxis]
    drawn = iter(zip(points, factors, strict=True))
    monkeypatch.setattr(published.beta_vae, "_generate_training_batch", lambda *_: next(drawn))
    settings = {"batch_size": 64, "num_train": 300, "num_eval": 300}
    expected = published.beta_vae.compute_beta_vae_sklearn(
        None, None, np.random.RandomState(0), **settings
    )["eval_accuracy"]
    votes = [Votes(*both) for both in zip(points, factors, strict=True)]
    assert beta_vae_score.linear_score(*votes) == pytest.approx(expected, abs=1e-9)
