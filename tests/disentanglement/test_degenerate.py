"""Sounds that repeat, coordinates that do not vary, classes of one: no crash, no made-up number."""

import json
import warnings
from collections.abc import Iterator

import numpy as np
import pytest
from degenerate_samples import samples
from hypothesis import given, settings
from hypothesis import strategies as st

from latentaudio.datasets.splits import HELD_OUT, TRAINING
from latentaudio.disentanglement.correlation import axis_correlation, largest_residual_correlation
from latentaudio.disentanglement.metrics import measure
from latentaudio.disentanglement.normality import normality
from latentaudio.disentanglement.spaces import flow_space, lda_space, pca_space
from latentaudio.disentanglement.variance import eta_squared, eta_squared_by_coordinate
from latentaudio.errors import DatasetError
from latentaudio.factors import factor_layout
from latentaudio.statistics.stratified_bootstrap import GroupResamples, resample_groups

#: Bounds of the measures; all others only have to be finite.
BOUNDS = {"eta_squared": (0, 1), "knn_accuracy": (0, 1), "rho": (0, 1), "r": (-1, 1)}


@pytest.fixture(scope="module", autouse=True)
def no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def numbers_in(metrics: object, name: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(metrics, dict):
        for key, value in metrics.items():
            yield from numbers_in(value, key)
    elif isinstance(metrics, list):
        for value in metrics:
            yield from numbers_in(value, name)
    elif isinstance(metrics, float):
        yield name, metrics


@settings(max_examples=20)
@given(samples(), st.booleans(), st.booleans())
def test_metrics_are_finite_or_missing(sample, mirrored, wide):
    """A factor of the sample and one that is the same, or is made of its groups."""
    groups = np.unique(sample.groups, return_inverse=True)[1]
    second = sample.labels if mirrored else np.array(["odd", "even"])[groups % 2]
    labels = {"first": sample.labels, "second": second}
    split = np.where(np.arange(len(groups)) % 3 > 0, TRAINING, HELD_OUT)
    projections = np.hstack([sample.coordinates, sample.coordinates, sample.coordinates[:, :1]])
    layout = factor_layout(list(labels), projections.shape[1], {"first": 2} if wide else None)
    if any(len(np.unique(of[split == TRAINING])) < 2 for of in labels.values()):
        with pytest.raises(DatasetError, match="expected at least 2 classes and more snippets"):
            lda_space(projections, labels, split == TRAINING, layout)
        return
    metrics = measure(
        [
            flow_space(projections, np.zeros(len(groups)), layout),
            pca_space(projections, labels, split == TRAINING, layout),
            lda_space(projections, labels, split == TRAINING, layout),
        ],
        labels,
        sample.groups,
        split,
        neighbors=1,
        bootstrap=8,
        generator=np.random.default_rng(0),
        numbers={"second": (groups % 2).astype(float)},
    )
    json.dumps(metrics, allow_nan=False)
    for name, number in numbers_in(metrics):
        low, high = BOUNDS.get(name.removesuffix("_low").removesuffix("_high"), (-1e300, 1e300))
        assert low <= number <= high, name


def resamples(count: int) -> GroupResamples:
    labels = {"x": np.arange(count) % 2}
    return resample_groups(labels, np.arange(count), 20, np.random.default_rng(0))


@settings(max_examples=30)
@given(st.floats(-1e6, 1e6, allow_subnormal=False), st.integers(4, 40))
def test_an_axis_of_equal_numbers_has_no_measure(number, count):
    constant, varying = np.full((count, 1), number), np.arange(float(count))[:, np.newaxis]
    labels, draws = np.arange(count) % 2, resamples(count)
    assert np.isnan(eta_squared_by_coordinate(constant, labels)).all()
    assert np.isnan(eta_squared(constant, labels, draws)).all()
    assert np.isnan(axis_correlation(constant, varying, draws)).all()
    assert largest_residual_correlation([varying], constant) is None
    assert largest_residual_correlation([constant], varying) == 0
    assert normality(constant) == (None, None, None)


@settings(max_examples=30)
@given(st.floats(0.1, 1e3), st.integers(0, 2**32 - 1))
def test_an_axis_that_is_constant_within_a_resample_has_no_measure_there(number, seed):
    # All groups but the first have one value, whose mean over the data is another number.
    axis = np.full((12, 1), number)
    axis[0] = -number
    draws = resample_groups(
        {"x": np.arange(12) % 2}, np.arange(12), 30, np.random.default_rng(seed)
    )
    without = draws.weights[:, 0] == 0
    labels, other = np.arange(12) % 2, np.arange(12.0)[:, np.newaxis]
    for found in (eta_squared(axis, labels, draws), axis_correlation(axis, other, draws)):
        np.testing.assert_array_equal(np.isnan(found), without)


def test_numbers_that_differ_by_rounding_errors_only_are_no_distribution():
    values = 1e6 + np.random.default_rng(0).integers(0, 3, size=(40, 1)) * 2.0**-33
    assert np.ptp(values) > 0
    assert normality(values) == (None, None, None)
