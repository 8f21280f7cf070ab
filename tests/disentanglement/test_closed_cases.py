"""Scores of codes whose disentanglement is known: bounds, and exact values where there are any."""

import sys

import numpy as np
import pytest
from places import REPOSITORY

from latentaudio.disentanglement import attribute_gap, dci
from latentaudio.disentanglement.information import mutual_information, mutual_information_gap
from latentaudio.disentanglement.modularity import modularity
from latentaudio.disentanglement.published_scores import published_scores
from latentaudio.disentanglement.scored_code import KnownCode
from latentaudio.statistics.half_samples import draw_half_samples

# The benchmarks are no package that is installed.
sys.path.append(str(REPOSITORY))

from benchmarks.metrics import closed_cases, complete_factors, known, random_factors

TRAINING = 1000


@pytest.fixture(scope="module")
def measured():
    """All scores of all codes of 1,000 training and 1,000 held-out sounds."""
    factors = random_factors(2 * TRAINING)
    held_out = np.arange(len(factors)) >= TRAINING
    records = {
        name: published_scores(
            KnownCode(codes, known(factors), ~held_out, held_out), seed=0, half_samples=2
        ).records()
        for name, codes in closed_cases(factors).items()
    }
    return {
        name: {one["metric"]: one["value"] for one in found if one["factor"] is None}
        for name, found in records.items()
    }


#: Bounds of each score of each code: the values of docs/metrics.md, with a margin for fewer sounds.
BOUNDS = {
    "identity": {
        "mig": (0.98, 1),
        "sap_r2": (0.98, 1),
        "sap_svc": (0.15, 0.85),
        "dci_disentanglement": (0.999, 1),
        "dci_completeness": (0.999, 1),
        "dci_informativeness": (0.99, 1),
        "modularity": (0.99, 1),
        "explicitness": (0.99, 1),
        "factor_vae": (0.99, 1),
        "beta_vae": (0.99, 1),
        "own_axis_eta2": (0.999, 1),
        "own_axis_r2": (0.999, 1),
        "own_axis_abs_rank_correlation": (0.999, 1),
        "varying_units": (4, 4),
    },
    "identity + 3 noise": {
        "mig": (0.94, 1),
        "dci_disentanglement": (0.999, 1),
        "modularity": (0.6, 0.85),
        "factor_vae": (0.99, 1),
        "varying_units": (7, 7),
    },
    "duplicated": {
        "mig": (0, 1e-9),
        "sap_r2": (0, 1e-9),
        "sap_svc": (0, 1e-9),
        "dci_disentanglement": (0.999, 1),
        "dci_completeness": (0.6, 0.8),
        "modularity": (0.99, 1),
        "factor_vae": (0.99, 1),
    },
    "rotated in pairs": {
        "mig": (0, 0.03),
        "sap_r2": (0, 0.06),
        "dci_disentanglement": (0.45, 0.55),
        "dci_completeness": (0.45, 0.55),
        "modularity": (0.62, 0.75),
        "explicitness": (0.99, 1),
        "factor_vae": (0.4, 0.6),
        "own_axis_r2": (0.45, 0.55),
    },
    "two of four + 2 noise": {
        "mig": (0.46, 0.51),
        "sap_r2": (0.48, 0.51),
        "dci_disentanglement": (0.5, 0.7),
        "dci_informativeness": (0.3, 0.55),
        "factor_vae": (0.55, 0.8),
        "beta_vae": (0.65, 0.85),
    },
    "folded": {
        "mig": (0.97, 1),
        "sap_r2": (0, 0.02),
        "own_axis_eta2": (0.999, 1),
        "own_axis_r2": (0, 0.02),
        "own_axis_abs_rank_correlation": (0, 0.4),
    },
    "noise": {
        "mig": (0, 0.01),
        "sap_r2": (0, 0.01),
        "sap_svc": (0, 0.04),
        "dci_disentanglement": (0, 0.02),
        "dci_completeness": (0, 0.02),
        "dci_informativeness": (-0.2, 0.02),
        "modularity": (0.15, 0.5),
        "explicitness": (0.45, 0.55),
        "factor_vae": (0.15, 0.4),
        "beta_vae": (0.15, 0.4),
        "own_axis_eta2": (0, 0.02),
        "own_axis_r2": (0, 0.02),
    },
}


@pytest.mark.parametrize(
    ("name", "metric"), [(name, metric) for name, bounds in BOUNDS.items() for metric in bounds]
)
def test_scores_are_as_they_should_be(measured, name, metric):
    low, high = BOUNDS[name][metric]
    assert low <= measured[name][metric] <= high


def test_order_sign_and_scale_of_units_change_no_score(measured):
    identity, permuted = (measured[name] for name in ("identity", "permuted, scaled"))
    # The second largest of several values by chance may be another one; all others are the same.
    assert identity == pytest.approx(permuted, abs=1e-9)


@pytest.mark.parametrize("name", ["identity", "permuted, scaled"])
def test_a_balanced_complete_table_has_perfect_scores(name):
    factors = complete_factors(2)
    codes, columns = closed_cases(factors)[name], factors.T
    information = np.stack([mutual_information(codes, column) for column in columns], axis=1)
    importances = dci.fit(codes, known(factors), 0).importances
    samples = draw_half_samples(np.arange(len(codes)), 2, np.random.default_rng(0))
    gaps = [
        attribute_gap.gap_of_best(attribute_gap.squared_correlations(codes, column, samples)[0])
        for column in columns
    ]
    perfect = pytest.approx(1, abs=1e-6)
    assert [mutual_information_gap(codes, column).gap for column in columns] == [perfect] * 4
    assert gaps == [perfect] * 4
    assert modularity(information) == perfect
    assert dci.disentanglement(importances) == perfect
    assert dci.completeness(importances) == perfect


def test_a_balanced_complete_table_twice_has_no_gap_at_all():
    factors = complete_factors(1)
    codes = closed_cases(factors)["duplicated"]
    assert [mutual_information_gap(codes, column).gap for column in factors.T] == [0.0] * 4


def test_boosting_gives_a_perfect_code_its_scores_as_well():
    factors = complete_factors(1)
    codes = closed_cases(factors)["identity + 3 noise"]
    importances = dci.fit(codes, known(factors), 0, by="boosting").importances
    assert dci.disentanglement(importances) == pytest.approx(1, abs=0.01)
