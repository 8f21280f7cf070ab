import numpy as np
import pytest
from scipy.stats import pearsonr, spearmanr

from latentaudio.disentanglement.value_correlation import rank_correlation, value_correlation
from latentaudio.disentanglement.variance import eta_squared
from latentaudio.factor_types import Factor, bin_labels
from latentaudio.statistics.stratified_bootstrap import resample_groups

GROUPS = np.repeat(np.arange(12), 5)


@pytest.fixture(scope="module")
def resamples():
    labels = np.repeat(["a", "b"], 30)
    return resample_groups({"x": labels}, GROUPS, 25, np.random.default_rng(0))


@pytest.fixture(scope="module")
def values():
    # Few different values, so that many ranks are shared.
    return np.random.default_rng(1).integers(0, 7, 60).astype(float)


@pytest.fixture(scope="module")
def axis(values):
    noise = np.random.default_rng(2).normal(size=60)
    return np.round(np.exp(-values / 2) + 0.3 * noise, 1)[:, np.newaxis]


def test_correlations_are_the_textbooks_without_their_sign(axis, values, resamples):
    assert pearsonr(axis[:, 0], values).statistic < 0
    r, rho = (
        value_correlation(axis, values, resamples),
        rank_correlation(axis[:, 0], values, resamples),
    )
    assert r[0] == pytest.approx(-pearsonr(axis[:, 0], values).statistic)
    assert rho[0] == pytest.approx(-spearmanr(axis[:, 0], values).statistic)


def test_resamples_agree_with_copies_of_the_drawn_snippets(axis, values, resamples):
    rhos = rank_correlation(axis[:, 0], values, resamples)
    assert len(rhos) == 26
    for weights, rho in zip(resamples.weights, rhos, strict=True):
        # Weights are multiples of the lowest; divided by that, they are numbers of copies.
        counts = np.rint(weights / weights[weights > 0].min()).astype(int)
        copies = np.repeat(np.arange(60), counts[GROUPS])
        expected = abs(spearmanr(axis[copies, 0], values[copies]).statistic)
        assert rho == pytest.approx(expected)


def test_ranks_see_any_order_and_lines_only_straight_ones(resamples):
    values = np.linspace(0, 10, 60)
    curved = np.exp(values)[:, np.newaxis]
    assert rank_correlation(curved[:, 0], values, resamples) == pytest.approx(1.0)
    assert value_correlation(curved, values, resamples)[0] < 0.8


def test_a_folded_axis_separates_bins_but_has_no_correlation(resamples):
    values = np.tile(np.arange(4.0), 15)
    folded = np.abs(values - 1.5)[:, np.newaxis] + 1e-3 * values[:, np.newaxis] % 2e-3
    bins = bin_labels(Factor("f", "numeric", bins=4), values)
    assert eta_squared(folded, bins, resamples)[0] == pytest.approx(1.0)
    assert value_correlation(folded, values, resamples)[0] < 0.01
    assert rank_correlation(folded[:, 0], values, resamples)[0] < 0.5


def test_several_coordinates_have_the_multiple_correlation(values, resamples):
    generator = np.random.default_rng(3)
    axis = np.stack([values, np.zeros(60)], axis=1) + generator.normal(size=(60, 2))
    design = np.column_stack([np.ones(60), axis])
    fitted = design @ np.linalg.lstsq(design, values, rcond=None)[0]
    found = value_correlation(axis, values, resamples)[0]
    assert found == pytest.approx(pearsonr(fitted, values).statistic)


def test_what_does_not_vary_has_no_correlation(values, resamples):
    constant = np.full((60, 1), 0.5)
    assert np.isnan(value_correlation(constant, values, resamples)).all()
    assert np.isnan(rank_correlation(constant[:, 0], values, resamples)).all()
