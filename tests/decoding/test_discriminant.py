import warnings

import numpy as np
import pytest
from degenerate_samples import samples
from hypothesis import given, settings
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from latentaudio.decoding.discriminant import check_training, fit
from latentaudio.errors import DatasetError

#: A 2 x 2 design with one stimulus in each cell, played six times.
CELLS = np.repeat(np.random.default_rng(2).normal(size=(4, 8)), 6, axis=0)
OF_CELL = {
    "rows": np.repeat(list("aabb"), 6),
    "columns": np.repeat(list("uvuv"), 6),
    "cells": np.repeat(list("wxyz"), 6),
}


@pytest.mark.parametrize("labels", OF_CELL.values(), ids=OF_CELL)
def test_classes_of_sounds_that_repeat_are_separated(labels):
    fitted = fit(CELLS, labels, "lsqr")
    assert fitted.ridge
    assert (fitted.analysis.predict(CELLS) == labels).all()
    axis = fit(CELLS, labels, "eigen").analysis.transform(CELLS)[:, 0]
    means = {name: axis[labels == name].mean() for name in np.unique(labels)}
    within = max(np.ptp(axis[labels == name]) for name in means)
    assert np.ptp(list(means.values())) > 1e3 * within


@pytest.mark.parametrize("solver", ["eigen", "lsqr"])
def test_a_direction_without_variance_within_classes_comes_first(solver):
    # Class means differ along both coordinates; sounds of a class vary along the first only.
    labels = np.repeat(["a", "b"], 20)
    points = np.stack([np.tile([-1.0, 1.0], 20), np.zeros(40)], axis=1)
    points[20:] += [1.0, 0.5]
    fitted = fit(points, labels, solver)
    assert fitted.ridge
    if solver == "lsqr":
        # Far along the first coordinate, only the second one still decides.
        assert fitted.analysis.predict([[50.0, 0.0], [-50.0, 0.5]]).tolist() == ["a", "b"]
    else:
        along = fitted.analysis.transform([[0.0, 0.0], [1.0, 0.0], [0.0, 0.5]])[:, 0]
        assert abs(along[2] - along[0]) > 1e3 * abs(along[1] - along[0])


@pytest.mark.parametrize("solver", ["eigen", "lsqr"])
def test_a_covariance_that_can_be_inverted_is_left_as_it_is(solver):
    generator = np.random.default_rng(1)
    labels = np.repeat(list("abc"), 15)
    points = (generator.normal(size=(45, 6)) + np.arange(45)[:, None] // 15).astype(np.float32)
    fitted = fit(points, labels, solver)
    plain = LinearDiscriminantAnalysis(solver=solver, shrinkage="auto").fit(points, labels)
    assert not fitted.ridge
    np.testing.assert_array_equal(fitted.analysis.coef_, plain.coef_)
    np.testing.assert_array_equal(fitted.analysis.covariance_, plain.covariance_)


@settings(max_examples=25)
@given(samples())
def test_any_sample_has_finite_discriminants_and_no_warning(sample):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        axes = fit(sample.coordinates, sample.labels, "eigen").analysis
        probe = fit(sample.coordinates, sample.labels, "lsqr").analysis
        assert np.isfinite(axes.transform(sample.coordinates)).all()
        assert set(probe.predict(sample.coordinates)) <= set(sample.labels)


@pytest.mark.parametrize("labels", [["a", "a", "a"], ["a", "b"], ["a", "b", "c"]])
def test_too_few_snippets_are_refused_with_a_remedy(labels):
    with pytest.raises(DatasetError, match=r"the analysis: a training set has .* or what helps$"):
        check_training(np.array(labels), "the analysis", "or what helps")
